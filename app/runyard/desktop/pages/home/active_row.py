"""One active run as a row of a grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.pages.home.active_cells import CurveCell, ProgressCell, TitleCell
from runyard.desktop.pages.home.reading import ActiveRun
from runyard.desktop.parts import words
from runyard.desktop.parts.eta import Pace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import ElidedLabel, Label
from runyard.domain import context as contexts

COLUMNS = ("Run", "Experiment", "Progress", "Elapsed", "Metric", "Last", "Curve")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_METRIC = 80


class ActiveRow(QObject):
    """The parts of a row: they lie in the grid of the list, so that columns align."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.run: ActiveRun | None = None
        self._pace = Pace()
        self._place: tuple[QGridLayout, int] | None = None
        self.title = TitleCell()
        self.status, self.name = self.title.status, self.title.name
        self.experiment = ElidedLabel(tone="text_soft", link=True)
        self.progress = ProgressCell()
        self.elapsed = Label(tone="text_soft")
        self.metric = ElidedLabel(tone="text_soft", size=sizes.TEXT_SMALL)
        self.metric.setFixedWidth(_METRIC)
        self.value = Label(mono=True)
        self.curve = CurveCell()
        self.parts: tuple[QWidget, ...] = (
            self.title, self.experiment, self.progress, self.elapsed,
            self.metric, self.value, self.curve,
        )  # fmt: skip
        self._columns: Sequence[bool] = [True] * len(self.parts)
        self.experiment.setMinimumHeight(sizes.HIT)
        self.name.clicked.connect(self._open)
        self.experiment.clicked.connect(self._open_experiment)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into a row of the grid."""
        self._place = (grid, row)
        for column, part in enumerate(self.parts):
            right = part in (self.elapsed, self.value)
            grid.addWidget(part, row, column, RIGHT if right else Qt.AlignmentFlag(0))

    def show_run(self, run: ActiveRun | None) -> None:
        """Show a run, or nothing."""
        before, self.run = self.run, run
        if self._place is not None:
            grid, row = self._place
            grid.setRowMinimumHeight(row, 0 if run is None else sizes.ROW)
        self.show_columns(self._columns)
        if run is None:
            return
        info = run.info
        if before is None or before.info.id != info.id:
            self._pace = Pace()
            if info.attempt_started is not None:
                self._pace.start_over(info.attempt_started)
        share = info.progress.share if info.progress is not None else None
        self.status.set_status(info.status, share)
        self.name.set_text(info.name)
        self.experiment.set_text(info.experiment)
        self._show_metric(run)

    def show_columns(self, shown: Sequence[bool]) -> None:
        """Leave columns out."""
        self._columns = shown
        for part, visible in zip(self.parts, shown, strict=True):
            part.setVisible(visible and self.run is not None)

    def show_clock(self, moment: int) -> None:
        """Say how long it has run by now, and what is left."""
        if self.run is None:
            return
        info = self.run.info
        self.elapsed.setText(words.duration(info.duration(moment)))
        left = self._pace.left(info.progress, moment)
        self.progress.show_progress(info, left)

    def _show_metric(self, run: ActiveRun) -> None:
        found = run.metric
        if found is None:
            self.metric.set_text("")
            self.value.setText(words.NONE)
            self.curve.show_curve((), run.info.color, "No metric yet")
            return
        context = contexts.words(found.key.context)
        name = f"{found.key.name} {context}".strip()
        value = words.number(found.last)
        self.metric.set_text(name)
        self.value.setText(value)
        self.curve.show_curve(run.spark, run.info.color, f"Curve of {name}, {value} at last")

    @Slot()
    def _open(self) -> None:
        if self.run is not None:
            self.asked.emit(Route("run", run=self.run.info.hash))

    @Slot()
    def _open_experiment(self) -> None:
        if self.run is not None:
            self.asked.emit(Route("experiment", experiment=self.run.info.experiment_id))
