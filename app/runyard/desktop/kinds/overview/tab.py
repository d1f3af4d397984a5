"""`OverviewTab`: a run at a glance."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route, Tab
from runyard.desktop.kinds.overview import rows, snapshot
from runyard.desktop.kinds.overview.facts import Facts
from runyard.desktop.kinds.overview.list_card import ListCard
from runyard.desktop.kinds.overview.snapshot import Overview
from runyard.desktop.kinds.overview.trouble import Problems, TracebackCard, ending
from runyard.desktop.parts.sparkline import Spark
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, Rule
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.series import SeriesInfo
from runyard.storage import runs
from runyard.storage.store import Store

#: Narrower than this, the cards stand in one column.
_TWO_COLUMNS = 720


class OverviewTab(Tab):
    """Two columns of cards, and the facts at the right."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self._overview: Overview | None = None
        self._curves: dict[tuple[int, int], Spark] = {}
        self.problems = Problems()
        self.traceback = TracebackCard()
        self.metrics = ListCard("Metrics", rows.METRIC_COLUMNS, tab="metrics")
        self.params = ListCard("Params", rows.PARAM_COLUMNS, header=False, tab="params")
        self.system = ListCard("System", rows.SYSTEM_COLUMNS)
        self.facts = Facts()
        self.picker: TagPicker | None = None
        self._cards = _Columns((self.metrics, self.system), (self.params,))
        self.faces = Faces(self._arranged())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)
        self.metrics.shown_changed.connect(self._read_curves)
        self.metrics.more_asked.connect(self._open_metrics)
        self.params.more_asked.connect(self._open_params)
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
            for card in (self.metrics, self.params, self.system):
                card.start_over()
        self._load()

    def refresh(self, changes: Changes) -> None:
        if self._run in changes.runs or changes.tags or changes.experiments:
            self._load()

    def deactivate(self) -> None:
        self.facts.rest()

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
        self.params.set_rows(rows.param_rows(overview.params))
        self.system.set_rows(rows.system_rows(overview.system))
        self._show_metrics()
        for card, found in (
            (self.metrics, overview.metrics),
            (self.params, overview.params),
            (self.system, overview.system),
        ):
            card.setVisible(bool(found))
        self._cards.arrange()
        self.facts.show_overview(overview)
        self._note.setVisible(not (overview.metrics or overview.params or overview.system or text))
        self.faces.show_content()
        self._read_curves()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._load)

    def _show_metrics(self) -> None:
        if self._overview is not None:
            self.metrics.set_rows(rows.metric_rows(self._overview.metrics, self._curves))

    @Slot()
    def _read_curves(self) -> None:
        """Read the curves of the metrics in sight that are new or have grown."""
        if self._overview is None:
            return
        shown = set(self.metrics.keys_shown())
        wanted: list[SeriesInfo] = [
            one
            for one in self._overview.metrics
            if one.id in shown and (one.id, one.revision) not in self._curves
        ]
        if wanted:
            self.workspace.tasks.read(
                partial(snapshot.sparks, wanted=wanted), owner=self, key="curves", then=self._curves_arrived
            )

    def _curves_arrived(self, found: dict[tuple[int, int], Spark]) -> None:
        newer = {series for series, _revision in found}
        self._curves = {k: curve for k, curve in self._curves.items() if k[0] not in newer} | found
        self._show_metrics()

    def _arranged(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*[sizes.MARGIN] * 4)
        column.setSpacing(sizes.GAP_CARDS)
        self._note = Faces(QWidget())
        self._note.setMinimumHeight(240)
        self._note.show_empty(
            "Nothing logged yet", "Params and metrics appear here as soon as the run logs them"
        )
        for part in (self.problems, self.traceback, self._cards, self._note):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scroll, 1)
        row.addWidget(Rule())
        row.addWidget(self.facts)
        return content

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

    @Slot()
    def _open_metrics(self) -> None:
        self._open_tab("metrics")

    @Slot()
    def _open_params(self) -> None:
        self._open_tab("params")

    @Slot(str)
    def _open_tab(self, key: str) -> None:
        if self._overview is not None:
            self.workspace.open_run(self._overview.info.hash, key)


class _Columns(QWidget):
    """Cards in two columns of equal width, or one below the other where it is narrow."""

    def __init__(self, left: tuple[ListCard, ...], right: tuple[ListCard, ...]) -> None:
        super().__init__()
        self._left, self._right = left, right
        # A hidden card stands in no column; without a parent it would be a window of its own.
        for card in (*left, *right):
            card.setParent(self)
        self._boxes = (QVBoxLayout(), QVBoxLayout())
        self._placed: tuple[tuple[ListCard, ...], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP_CARDS)
        for column in self._boxes:
            column.setSpacing(sizes.GAP_CARDS)
            row.addLayout(column, 1)
            column.addStretch(1)
        self.arrange()

    def arrange(self) -> None:
        """Put the cards where they belong at the present width."""
        shown = [[card for card in column if not card.isHidden()] for column in (self._left, self._right)]
        if self.width() < _TWO_COLUMNS:
            shown = [shown[0] + shown[1], []]
        elif not shown[1] and len(shown[0]) > 1:
            shown = [shown[0][:1], shown[0][1:]]
        placed = tuple(tuple(column) for column in shown)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        if placed == self._placed:
            return
        self._placed = placed
        # A card that is inserted again while it is still in the column would land below the stretch.
        for column in self._boxes:
            for card in (*self._left, *self._right):
                column.removeWidget(card)
        for at, (column, cards) in enumerate(zip(self._boxes, placed, strict=True)):
            for card in cards:
                column.insertWidget(column.count() - 1, card)
            row.setStretch(at, 1 if cards else 0)
        row.setSpacing(sizes.GAP_CARDS if placed[1] else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
