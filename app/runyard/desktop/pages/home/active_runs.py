"""`ActiveRuns`: the runs that are at work, how far each is, and the metric that tells how it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.pages.home.active_row import COLUMNS, RIGHT, ActiveRow
from runyard.desktop.pages.home.reading import ActiveRun
from runyard.desktop.parts import queries, words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label
from runyard.domain.clock import now

_TICK_MS = 1000
#: From this width on each of these columns is shown.
_WIDTHS = {"Experiment": 760, "Elapsed": 680, "Metric": 600, "Curve": 500}


class ActiveRuns(QWidget):
    """A head and a row for each run; a sentence when none is active. `asked` tells where to go."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ActiveRow] = []
        self._room = 0
        self.title = Label("Active runs", bold=True)
        self.all = Button("", role="ghost", dense=True)
        self.all.clicked.connect(self._ask_all)
        self.nothing = Label("No run is active", tone="text_soft")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(sizes.GAP_CARDS)
        self._grid.setVerticalSpacing(0)
        self._heads = [Label(title, size=sizes.TEXT_SMALL, tone="text_soft", bold=True) for title in COLUMNS]
        for column, (title, head) in enumerate(zip(COLUMNS, self._heads, strict=True)):
            head.setFixedHeight(sizes.ROW)
            self._grid.addWidget(head, 0, column, RIGHT if title in ("Elapsed", "Last") else RIGHT & ~RIGHT)
            self._grid.setColumnStretch(column, {"Run": 2, "Experiment": 1}.get(title, 0))
        self._arrange()
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_runs(self, runs: Sequence[ActiveRun], count: int) -> None:
        """Show these of the `count` runs that are active; rows that are there are used again."""
        while len(self.rows) < len(runs):
            row = ActiveRow()
            row.asked.connect(self.asked)
            row.place(self._grid, len(self.rows) + 1)
            before = self.rows[-1].experiment if self.rows else self.all
            self.setTabOrder(before, row.name)
            self.setTabOrder(row.name, row.experiment)
            self.rows.append(row)
        for place, row in enumerate(self.rows):
            row.show_run(runs[place] if place < len(runs) else None)
        self.nothing.setVisible(not runs)
        self.all.setText(f"Show all {words.count(count)}")
        self.all.setVisible(count > len(runs))
        self._show_columns()
        self._tick()

    def fit(self, room: int) -> None:
        """Leave columns out where there is no room for them."""
        self._room = room
        self._show_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addLayout(self._grid)

    def _show_columns(self) -> None:
        shown = [self._room >= _WIDTHS.get(title, 0) for title in COLUMNS]
        for head, visible in zip(self._heads, shown, strict=True):
            head.setVisible(visible and self.nothing.isHidden())
        for row in self.rows:
            row.show_columns(shown)

    @Slot()
    def _tick(self) -> None:
        moment = now()
        for row in self.rows:
            row.show_clock(moment)

    @Slot()
    def _ask_all(self) -> None:
        self.asked.emit(Route("runs", query=queries.ACTIVE))
