"""`RunPage`: one run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet, fill
from runyard.desktop.frame import KindEntry, Page, Route
from runyard.desktop.pages.run import snapshot as reads
from runyard.desktop.pages.run.band import StateBand, standing
from runyard.desktop.pages.run.header import RunHeader
from runyard.desktop.pages.run.snapshot import RunSnapshot
from runyard.desktop.pages.run.tabs import RunTabs
from runyard.desktop.parts.eta import Pace, eta_words
from runyard.desktop.parts.run_actions import RunActions
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Faces, copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.storage.runs import runs
from runyard.storage.store import Store

_CONTEXT = "run"
_TICK_MS = 1000
#: What the page does in its own way.
_OWN = ("rename", "tag", "untag", "copy_hash", "export")


class RunPage(Page):
    """Header and tabs of the run a route names. Its tabs come from the kinds handed in by `set_kinds`."""

    title = "Run"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._route = Route("run")
        self._snapshot: RunSnapshot | None = None
        self._pace = Pace()
        self._front = False
        self.picker: TagPicker | None = None
        self.header = RunHeader()
        self.band = StateBand(writes=not workspace.tasks.read_only)
        self.tabs = RunTabs(workspace, commands)
        self.run_actions = RunActions(workspace, commands, _CONTEXT, self._ids, self, without=_OWN)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.header)
        inner.addWidget(self.band)
        inner.addWidget(self.tabs, 1)
        self.faces = Faces(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.faces)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.tabs.asked.connect(self._ask_tab)
        self.band.asked.connect(self._mend)
        self.header.before.clicked.connect(self.show_previous)
        self.header.after.clicked.connect(self.show_next)
        self.header.name.renamed.connect(self._rename)
        self.header.experiment_asked.connect(self._search_experiment)
        self.header.edit_tags.clicked.connect(self._choose_tags)
        self.header.more.clicked.connect(self._show_more)
        self.header.edit_tags.setEnabled(not workspace.tasks.read_only)
        workspace.tasks.changed.connect(self._changed)

    @property
    def current_tab(self) -> str:
        """Return the key of the tab in front."""
        return self.tabs.current

    def set_kinds(self, kinds: Sequence[KindEntry]) -> None:
        """Take the kinds of data and make their commands."""
        self.tabs.set_kinds(kinds)
        self.commands.add(*self._own_commands(), *self._tab_commands())

    def show_route(self, route: Route) -> None:
        self._front = True
        self._route = route
        if self._snapshot is not None and self._shows_route():
            self._show_place()
            self.tabs.show_tab(self._snapshot.info.id, route.tab, route.time)
            self._tick()
            self._read_again()
            return
        if self._snapshot is None:
            self.faces.show_loading()
        self._read()

    def leave(self) -> None:
        self._front = False
        self._clock.stop()
        self.tabs.leave()

    @Slot()
    def show_previous(self) -> None:
        """Go to the run before this one in the list."""
        self._step(-1)

    @Slot()
    def show_next(self) -> None:
        """Go to the run after this one in the list."""
        self._step(1)

    def _read(self) -> None:
        self.workspace.tasks.read(
            partial(reads.by_hash, hash_=self._route.run),
            owner=self,
            key="run",
            then=self._arrived,
            failed=self._failed,
        )

    def _shows_route(self) -> bool:
        """Whether the run shown is the one asked for, not the one before it."""
        return self._snapshot is not None and self._snapshot.info.hash.startswith(self._route.run or "-")

    def _read_again(self) -> None:
        if self._snapshot is not None and self._shows_route():
            self.workspace.tasks.read(
                partial(reads.by_id, run_id=self._snapshot.info.id),
                owner=self,
                key="run",
                then=self._arrived,
                failed=self._failed,
            )

    def _arrived(self, snapshot: RunSnapshot) -> None:
        fresh = self._snapshot is None or self._snapshot.info.id != snapshot.info.id
        self._snapshot = snapshot
        if fresh:
            alone = len(snapshot.attempts) == 1
            self._pace.start_over(snapshot.attempts[0].started if alone else None)
        self.header.show_snapshot(snapshot)
        self.band.show_standing(standing(snapshot.info, snapshot.attempts))
        self.run_actions.consider([snapshot.info.id])
        self.tabs.set_counts(snapshot.contents)
        self._show_place()
        self.faces.show_content()
        if not self._front:
            return
        if fresh or not self.tabs.looking:
            self.tabs.show_tab(snapshot.info.id, self._route.tab, self._route.time)
        self._tick()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._clock.stop()
            self._snapshot = None
            self.tabs.leave()
            if isinstance(problem, MissingRunError):
                self.faces.show_empty(problem.sentence, problem.hint, "Show runs", self._show_runs)
            else:
                self.faces.show_failed(problem.sentence, problem.hint, self._read)

    def _show_runs(self) -> None:
        self.workspace.go.emit(Route("runs"))

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._snapshot is None:
            return
        run_id = self._snapshot.info.id
        touched = run_id in changes.runs or run_id in changes.gone
        if touched or changes.tags or changes.experiments:
            self._read_again()
        if touched or changes.tags or changes.experiments or changes.views:
            self.tabs.take(changes)

    @Slot()
    def _tick(self) -> None:
        """Bring the clock of the header up to date, and keep it going while the run is active."""
        if self._snapshot is None:
            return
        info, at = self._snapshot.info, now()
        left = self._pace.left(info.progress, at) if info.status.active else None
        self.header.show_clock(info.duration(at), "" if left is None else eta_words(left))
        if info.status.active and self._front:
            self._clock.start()
        else:
            self._clock.stop()

    def _place(self) -> int | None:
        """Return where the run stands among the runs in view, from zero."""
        if self._snapshot is None:
            return None
        try:
            return self.workspace.runs_in_view.index(self._snapshot.info.id)
        except ValueError:
            return None

    def _show_place(self) -> None:
        at = self._place()
        self.header.show_place(None if at is None else at + 1, len(self.workspace.runs_in_view))

    def _step(self, step: int) -> None:
        at = self._place()
        if at is None or not 0 <= at + step < len(self.workspace.runs_in_view):
            return
        self.workspace.tasks.read(
            partial(reads.hash_of, run_id=self.workspace.runs_in_view[at + step]),
            owner=self,
            key="step",
            then=self._open,
        )

    def _open(self, hash_: str) -> None:
        if self._front:  # nobody is taken back to a page that was left meanwhile
            self.workspace.open_run(hash_, self.tabs.current)

    @Slot(str)
    def _ask_tab(self, key: str) -> None:
        if self._snapshot is not None:
            self.workspace.open_run(self._snapshot.info.hash, key)

    @Slot(str)
    def _rename(self, name: str) -> None:
        if self._snapshot is None:
            return
        run_id = self._snapshot.info.id

        def job(store: Store) -> Changes:
            return runs.rename(store, run_id, name)

        self.workspace.tasks.write(job, owner=self, failed=self._not_renamed)

    def _not_renamed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.workspace.notice(problem.sentence, bad=True)
        if self._snapshot is not None:
            self.header.name.set_name(self._snapshot.info.name)

    @Slot(str)
    def _mend(self, what: str) -> None:
        """Do what the band offers."""
        from runyard.desktop.parts.run_actions import questions, writing  # not on the way to the first tab

        if what == "traceback":
            self._ask_tab("overview")
        elif what == "restore":
            writing.restore(self.workspace, self._ids())
        elif what == "unarchive":
            questions.assign_all(self.workspace, "archived", 0, "Unarchived", self._ids())

    @Slot()
    def _search_experiment(self) -> None:
        if self._snapshot is not None:
            name = json.dumps(self._snapshot.info.experiment, ensure_ascii=False)
            self.workspace.go.emit(Route("runs", query=f"run.experiment == {name}"))

    @Slot()
    def _choose_tags(self) -> None:
        """Open the picker of tags, or close it."""
        if self._snapshot is None:
            return
        if self.picker is None:
            self.picker = TagPicker(self, self.workspace)
        if self.picker.isVisible():
            self.picker.dismiss()
        else:
            self.picker.open_for(self.header.edit_tags, [self._snapshot.info.id])

    def _ids(self) -> list[int]:
        return [] if self._snapshot is None else [self._snapshot.info.id]

    def menu(self) -> QMenu:
        """Return a menu of what can be done to the run besides looking at it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, self.commands, self.run_actions.menu())
        return menu

    @Slot()
    def _show_more(self) -> None:
        button = self.header.more
        self.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _own_commands(self) -> list[Command]:
        def made(id_: str, title: str, tip: str, icon: str, key: str, run: str) -> Command:
            return Command(f"run.{id_}", title, tip, icon, key, _CONTEXT, getattr(self, run), self._has_run)

        return [
            made("rename", "Rename run", "Type another name", "pencil", "F2", "_begin_rename"),
            made("tags", "Edit tags", "Put tags on or take them off", "tags", "T", "_choose_tags"),
            made("copy_hash", "Copy run hash", "The whole hash", "copy", "", "_copy_hash"),
            made(
                "previous", "Previous run", "In the order of the list", "chevron-left", "[", "show_previous"
            ),
            made("next", "Next run", "In the order of the list", "chevron-right", "]", "show_next"),
            made("tab_before", "Previous tab", "Of this run", "chevron-left", "Ctrl+PgUp", "_tab_before"),
            made("tab_after", "Next tab", "Of this run", "chevron-right", "Ctrl+PgDown", "_tab_after"),
        ]

    def _tab_commands(self) -> list[Command]:
        return [
            Command(
                f"run.tab.{kind.key}",
                f"Show {kind.title.lower()}",
                f"The {kind.title} tab of this run",
                kind.icon,
                f"Alt+{at}" if at <= 9 else "",
                _CONTEXT,
                partial(self._ask_tab, kind.key),
                self._has_run,
            )
            for at, kind in enumerate(self.tabs.kinds(), 1)
        ]

    def _tab_before(self) -> None:
        self._ask_tab(self.tabs.neighbour(-1))

    def _tab_after(self) -> None:
        self._ask_tab(self.tabs.neighbour(1))

    def _has_run(self) -> bool:
        return self._snapshot is not None

    def _begin_rename(self) -> None:
        self.header.name.edit()

    def _copy_hash(self) -> None:
        if self._snapshot is not None:
            copy_to_clipboard(self._snapshot.info.hash)
            self.workspace.notice("Hash copied")
