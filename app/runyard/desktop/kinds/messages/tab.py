"""`MessagesTab`: what a run told, by level, with its arguments."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet
from runyard.desktop.frame import Route, Tab
from runyard.desktop.kinds.messages import reading
from runyard.desktop.kinds.messages.bar import MessagesBar
from runyard.desktop.kinds.messages.cells import columns
from runyard.desktop.kinds.messages.detail import MessagePane
from runyard.desktop.kinds.messages.levels import LevelChips, word
from runyard.desktop.kinds.messages.reading import Listed, MessageRow, Wanted, args_text
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.theme import icon, sizes
from runyard.desktop.widgets import Faces, Label, MatchField, copy_to_clipboard
from runyard.domain import clock
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.message import Level
from runyard.search.matching.matching import Matcher
from runyard.storage.output import messages
from runyard.storage.store import Store

_TYPING_MS = 150
_SEARCH = 320
_NARROW = 900
_LEVEL, _TIME = 112, 104
_EXAMPLE = 'run.log_warning("The loss has not moved", epochs=3)'


class MessagesTab(Tab):
    """Levels and search over a table, and the message of the current row whole beside it."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._wanted = Wanted(0)
        self._listed: Listed | None = None
        self._reading = self._again = False
        self._time: int | None = None
        self.search = MatchField("Find in messages", name="Find in messages", key="/")
        self.search.setMaximumWidth(_SEARCH)
        self.levels = LevelChips()
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.model = PagedTableModel(self)
        self.model.selection.single = True
        self.table = Table(self.model)
        self.table.set_name("Messages")
        self.pane = MessagePane()
        content = QWidget()
        across = self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.table, 1)
        across.addWidget(self.pane)
        self.faces = Faces(content)
        self.bar = MessagesBar(self.search, self.levels, self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.faces, 1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._connect()
        self.table.show_columns(columns(), left=2)
        self.table.set_widths({"level": _LEVEL, "time": _TIME})
        self._show_order()

    def _connect(self) -> None:
        self._typing.timeout.connect(self._search)
        self.search.changed.connect(self._typed)
        self.search.stepped.connect(self._step)
        self.levels.changed.connect(self._choose_levels)
        self.model.wanted.connect(self._fetch)
        self.model.arrived.connect(self._arrived)
        self.table.choosing.current_changed.connect(self._show_current)
        self.table.sort_asked.connect(self._sort)
        self.table.copy_asked.connect(self.copy)
        self.table.menu_asked.connect(self._open_menu)
        self.table.opened.connect(self._open)
        self.pane.logs_asked.connect(self._show_logs)
        self.commands.add(
            Command("messages.find", "Find a message", "Among what the run told", "search", "/", "run",
                    self.find_text, self.isVisible),
        )  # fmt: skip

    # The frame's contract

    def show_run(self, run_id: int) -> None:
        self._wanted = replace(self._wanted, run=run_id, matcher=Matcher(), levels=frozenset())
        self._listed, self._time = None, None
        self.levels.clear()
        self.search.clear()
        self._typing.stop()
        self.faces.show_loading()
        self._read()

    def refresh(self, changes: Changes) -> None:
        if self._wanted.run in changes.runs:
            self._read()

    def show_time(self, time: int) -> None:
        """Make the message nearest to a time the current one."""
        self._time = time
        if self._listed is not None:
            self._go_to_time()

    # Reading

    def _read(self) -> None:
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.workspace.tasks.read(
            partial(reading.listed, wanted=self._wanted),
            owner=self,
            key="list",
            then=partial(self._take, self._wanted),
            failed=self._fail,
        )

    def _take(self, wanted: Wanted, listed: Listed) -> None:
        self._reading = False
        again, self._again = self._again, False
        if wanted != self._wanted:
            self._read()
            return
        if again:
            self._read()
        self._listed = listed
        self.levels.set_counts(listed.counts)
        if listed.problem:
            self.search.set_problem(listed.problem)
        self.table.show_ids(listed.ids)
        self._show_face()
        if self._time is not None:
            self._go_to_time()
        elif self.table.choosing.current < 0 and listed.ids:
            self.table.choosing.set_current(0)
        self._show_current()

    def _show_face(self) -> None:
        listed = self._listed
        assert listed is not None
        every, shown = sum(listed.counts.values()), len(listed.ids)
        self.bar.setVisible(every > 0)
        words = "1 message" if every == 1 else f"{every:,} messages"
        self.count.setText(words if shown == every else f"{shown:,} of {words}")
        if shown:
            self.faces.show_content()
        elif every:
            self.faces.show_no_match(self.clear, listed.problem or "No message is like that")
        else:
            self.faces.show_empty(
                "No messages",
                f"A script tells something to whoever watches with {_EXAMPLE}",
                "Copy example",
                partial(copy_to_clipboard, _EXAMPLE),
            )

    def _fail(self, problem: Exception) -> None:
        self._reading = self._again = False
        known = problem if isinstance(problem, KnownProblem) else KnownProblem("The messages cannot be read")
        self.faces.show_failed(known.sentence, known.hint, self._retry)

    def _retry(self) -> None:
        self.faces.show_loading()
        self._read()

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        self.workspace.tasks.read(
            partial(reading.rows, request=request, matcher=self._wanted.matcher),
            owner=self,
            key="rows",
            then=self._receive,
            failed=self._lost,
        )

    def _receive(self, answer: tuple[Request, dict[int, MessageRow]]) -> None:
        self.model.receive(*answer)

    def _lost(self, problem: Exception) -> None:
        self.model.give_up()
        self._fail(problem)

    @Slot()
    def _arrived(self) -> None:
        self.table.grow()
        self._show_current()

    # What is wanted

    def _want(self, **choices: object) -> None:
        wanted = replace(self._wanted, **choices)  # type: ignore[arg-type] # of its own fields
        if wanted != self._wanted:
            self._wanted = wanted
            self.model.spoil()  # other words are marked
            self._read()

    @Slot()
    def find_text(self) -> None:
        """Go to the search field."""
        self.search.search.setFocus()
        self.search.search.selectAll()

    @Slot()
    def clear(self) -> None:
        """List every message again."""
        self.levels.clear()
        self.search.clear()
        self._typing.stop()
        self._want(matcher=Matcher(), levels=frozenset())
        self.table.setFocus()

    @Slot(object)
    def _typed(self, _matcher: Matcher) -> None:
        self._typing.start()

    @Slot()
    def _search(self) -> None:
        self._typing.stop()
        self._want(matcher=self.search.matcher)

    @Slot(int)
    def _step(self, by: int) -> None:
        self._search()
        self.table.step(by)

    @Slot(object)
    def _choose_levels(self, levels: frozenset[Level]) -> None:
        self._want(levels=levels)

    @Slot(object, object)
    def _sort(self, column: str, _adds: bool) -> None:
        if column == "time":
            self._want(newest=not self._wanted.newest)
            self._show_order()

    def _show_order(self) -> None:
        self.table.set_orders({"time": (0, self._wanted.newest)})

    # The current message

    def _current(self) -> MessageRow | None:
        place = self.table.choosing.current
        return self.model.row(place) if place >= 0 else None

    @Slot()
    def _show_current(self) -> None:
        current = self.table.choosing.current_id
        self.model.selection.only(() if current is None else (current,))
        row = self._current()
        if row is not None and self._listed is not None:
            self.pane.show_message(row.message, self._listed.created)

    def _go_to_time(self) -> None:
        time, self._time = self._time, None
        if time is None:
            return
        self.workspace.tasks.read(
            partial(_nearest, run=self._wanted.run, time=time),
            owner=self,
            key="time",
            then=self._go_to,
        )

    def _go_to(self, found: int | None) -> None:
        place = -1 if found is None else self.model.find(found)
        if place >= 0:
            self.table.choosing.set_current(place)
            self.table.reveal(place)

    @Slot(object)
    def _open(self, _id: int) -> None:
        row = self._current()
        if row is not None:
            self._show_logs(row.message.time)

    @Slot(object)
    def _show_logs(self, time: int) -> None:
        if self._listed is not None:
            self.workspace.go.emit(Route("run", run=self._listed.hash, tab="logs", time=time))

    @Slot(object)
    def copy(self, _titled: object = None) -> None:
        """Copy the current message on one line."""
        row = self._current()
        if row is not None:
            at = clock.local(row.message.time)
            parts = (f"{at:%Y-%m-%d %H:%M:%S}", word(row.message.level), row.message.text)
            copy_to_clipboard("  ".join((*parts, args_text(row.message.args))).rstrip())

    @Slot(object, object)
    def _open_menu(self, _id: object, at: QPoint) -> None:
        if self._current() is not None:
            self.menu().popup(at)

    def menu(self) -> QMenu:
        """Return what can be done with the current message."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for title, shape, slot in (
            ("Copy message", "copy", self.copy),
            ("Copy arguments as JSON", "copy", self._copy_args),
            ("Show in logs", "list", self._ask_logs),
        ):
            action = QAction(icon(shape), title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    @Slot()
    def _copy_args(self) -> None:
        copy_to_clipboard(self.pane.copied_args())

    @Slot()
    def _ask_logs(self) -> None:
        self._open(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.search.search.hasFocus() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        self.pane.set_below(below)


def _nearest(store: Store, _cancel: object, run: int, time: int) -> int | None:
    return messages.near(store, run, time)
