"""`OverviewTab`: a run at a glance."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route, Tab
from runyard.desktop.kinds.overview import snapshot
from runyard.desktop.kinds.overview.cards.cards import Cards
from runyard.desktop.kinds.overview.changed.changed_card import ChangedCard
from runyard.desktop.kinds.overview.facts.facts import Facts
from runyard.desktop.kinds.overview.references import References
from runyard.desktop.kinds.overview.snapshot import Overview
from runyard.desktop.kinds.overview.trouble import Problems, TracebackCard, ending
from runyard.desktop.parts.sparkline import Spark
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, Label, Rule
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.series import SeriesInfo
from runyard.storage.runs import runs
from runyard.storage.store import Store

_HINT = "Run(log_system_params=True) also keeps arguments, variables, packages and git, and shows them here"
#: A live run is compared anew so often at most.
_COMPARE_MS = 2_000
#: So many curves are read at a time, so that the first are there soon.
_CURVES = 200


class OverviewTab(Tab):
    """Two columns of cards, and the facts at the right."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self._overview: Overview | None = None
        self._left = self._uncompared = False
        self._curves: dict[tuple[int, int], Spark] = {}
        self.picker: TagPicker | None = None
        self._page = QWidget()
        self.faces, self._scroll = self._framed()
        self.problems = Problems()
        self.traceback = TracebackCard()
        self.references = References(workspace.tasks)
        self.changed = ChangedCard(workspace)
        self._column = QVBoxLayout(self._page)
        for part in (self.problems, self.traceback, self.references, self.changed):
            self._column.addWidget(part)  # before the cards come: the Tab key goes in this order
        self.cards = Cards(workspace, self.changed, self._page)
        self.facts = Facts()
        self._arrange()
        self._compare_soon = QTimer(self, singleShot=True, interval=_COMPARE_MS)
        self._compare_soon.timeout.connect(self.changed.read)
        self.cards.metrics.shown_changed.connect(self._read_curves)
        self.cards.tab_asked.connect(self._open_tab)
        self.changed.run_asked.connect(self._open_other)
        self.changed.diff_asked.connect(self._show_diff)
        self.facts.query_asked.connect(self._search_runs)
        self.facts.logged.asked.connect(self._open_tab)
        self.facts.description.saved.connect(self._describe)
        self.facts.edit_tags.clicked.connect(self._choose_tags)
        self.facts.edit_tags.setEnabled(not workspace.tasks.read_only)

    def show_run(self, run_id: int) -> None:
        if run_id != self._run:
            self._run, self._overview = run_id, None
            self._curves.clear()
            self.facts.description.cancel()
            self.cards.start_over()
            self._compare_soon.stop()
            self._uncompared = False
            self.changed.show_run(run_id)
            self._scroll.verticalScrollBar().setValue(0)
        self._load()

    def refresh(self, changes: Changes) -> None:
        if self._run in changes.runs or changes.tags or changes.experiments:
            self._load()
        other = self.changed.comparison
        touched = self._run in changes.runs or (other is not None and other.other.id in changes.runs)
        if touched and not self._compare_soon.isActive():
            self._compare_soon.start()

    def deactivate(self) -> None:
        self._left = True
        self._uncompared = self._uncompared or self._compare_soon.isActive()
        self.facts.rest()
        self._compare_soon.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what leaving the tab stopped."""
        super().showEvent(event)
        if self._left:
            self._left = False
            self._load()
            if self._uncompared:
                self._uncompared = False
                self._compare_soon.start()

    def _load(self) -> None:
        if self._run is None:
            return
        if self._overview is None:
            self.faces.show_loading()
        self.workspace.tasks.read(
            partial(snapshot.read, run_id=self._run),
            owner=self,
            key="overview",
            then=self._arrived,
            failed=self._failed,
        )

    def _arrived(self, overview: Overview) -> None:
        self._overview = overview
        last = overview.attempts[-1] if overview.attempts else None
        text = last.traceback if last is not None else ""
        self.traceback.setVisible(bool(text))
        if last is not None and text:
            self.traceback.set_traceback(text.rstrip(), ending(last))
        self.problems.set_problems(overview.info.problems)
        self.references.show_references(overview.references)
        self.cards.show_overview(overview, self._curves)
        self.facts.show_overview(overview)
        if self._left:
            self.facts.rest()  # this was read before the tab was left
        self._note.setVisible(not (self.cards.any_shown or overview.references or text))
        self._hint.setVisible(self.cards.any_shown and not overview.around)
        self.faces.show_content()
        self._read_curves()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._load)

    @Slot()
    def _read_curves(self) -> None:
        """Read the curves of the metrics in sight that are new or have grown."""
        if self._overview is None:
            return
        shown = set(self.cards.metrics.keys_shown())
        wanted: list[SeriesInfo] = [
            one
            for one in self._overview.metrics
            if one.id in shown and (one.id, one.revision) not in self._curves
        ]
        if wanted:
            del wanted[_CURVES:]
            self.workspace.tasks.read(
                partial(snapshot.sparks, wanted=wanted), owner=self, key="curves", then=self._curves_arrived
            )

    def _curves_arrived(self, found: dict[tuple[int, int], Spark]) -> None:
        newer = {series for series, _revision in found}
        self._curves = {k: curve for k, curve in self._curves.items() if k[0] not in newer} | found
        self.cards.show_metrics(self._curves)
        self._read_curves()

    def _framed(self) -> tuple[Faces, QScrollArea]:
        """Put the empty page in its place: moving it with all its cards takes longer than they do."""
        content = QWidget()
        faces = Faces(content, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(faces)
        scroll = QScrollArea(content)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scroll, 1)
        return faces, scroll

    def _arrange(self) -> None:
        column = self._column
        column.setContentsMargins(*[sizes.MARGIN] * 4)
        column.setSpacing(sizes.GAP_CARDS)
        self._note = Faces(QWidget())
        self._note.setMinimumHeight(240)
        self._note.show_empty(
            "Nothing logged yet", "Params and metrics appear here as soon as the run logs them"
        )
        self._hint = Label(_HINT, size=sizes.TEXT_SMALL, tone="text_faint", wrap=True)
        for part in (self.cards, self._note, self._hint):
            column.addWidget(part)
        column.addStretch(1)
        row = self.faces.content.layout()
        assert row is not None
        row.addWidget(Rule())
        row.addWidget(self.facts)

    @Slot(str)
    def _describe(self, text: str) -> None:
        if self._run is None:
            return
        run_id = self._run

        def job(store: Store) -> Changes:
            return runs.describe(store, run_id, text)

        self.workspace.tasks.write(job, owner=self, failed=self._not_written)

    def _not_written(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.workspace.notice(problem.sentence, bad=True)
        self._load()

    @Slot()
    def _choose_tags(self) -> None:
        """Open the picker of tags, or close it."""
        if self._run is None:
            return
        if self.picker is None:
            self.picker = TagPicker(self, self.workspace)
        if self.picker.isVisible():
            self.picker.dismiss()
        else:
            self.picker.open_for(self.facts.edit_tags, [self._run])

    @Slot(str)
    def _search_runs(self, query: str) -> None:
        self.workspace.go.emit(Route("runs", query=query))

    @Slot(str)
    def _open_tab(self, key: str) -> None:
        if self._overview is not None:
            self.workspace.open_run(self._overview.info.hash, key)

    @Slot(str)
    def _open_other(self, run: str) -> None:
        self.workspace.open_run(run, "overview")

    @Slot()
    def _show_diff(self) -> None:
        """Bring the uncommitted changes into sight."""
        self.cards.git.view.setFocus()
        self._scroll.ensureWidgetVisible(self.cards.git)
