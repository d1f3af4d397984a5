"""One active run as a row of a grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.pages.home.reading import ActiveRun
from runyard.desktop.parts import words
from runyard.desktop.parts.eta import Pace, eta_words
from runyard.desktop.parts.sparkline import Spark, paint_spark
from runyard.desktop.parts.status import paint_status, share_words, status_word
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import ElidedLabel, Label, ProgressLine
from runyard.domain import context as contexts
from runyard.domain.run import RunInfo
from runyard.domain.status import RunStatus

COLUMNS = ("Run", "Experiment", "Progress", "Elapsed", "Metric", "Last", "Curve")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LINE, _SHARE, _LEFT = 64, 36, 96
_CURVE, _METRIC = 80, 80
_SECOND = 1_000_000
_SILENT = "No sign of life"


class ActiveRow(QObject):
    """The parts of a row: they lie in the grid of the list, so that columns align."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.run: ActiveRun | None = None
        self._pace = Pace()
        self._place: tuple[QGridLayout, int] | None = None
        self.title = _Title()
        self.status, self.name = self.title.status, self.title.name
        self.experiment = ElidedLabel(tone="text_soft", link=True)
        self.progress = _Progress()
        self.elapsed = Label(tone="text_soft")
        self.metric = ElidedLabel(tone="text_soft", size=sizes.TEXT_SMALL)
        self.metric.setFixedWidth(_METRIC)
        self.value = Label(mono=True)
        self.curve = _Curve()
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


class _Title(QWidget):
    """The name after the shape of the status, whose word is in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.status = _Mark()
        self.name = ElidedLabel("", Qt.TextElideMode.ElideMiddle, link=True)
        self.name.setMinimumHeight(sizes.HIT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.status)
        row.addWidget(self.name, 1)


class _Mark(QWidget):
    """The shape of a status."""

    def __init__(self) -> None:
        super().__init__()
        self._status = RunStatus.RUNNING
        self._share: float | None = None
        self.setFixedSize(sizes.STATUS_MARK, sizes.ROW)

    def set_status(self, status: RunStatus, share: float | None) -> None:
        self._status, self._share = status, share
        self.setAccessibleName(f"Status {status_word(status)}")
        self.setToolTip(status_word(status))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint_status(painter, QRectF(self.rect()), self._status, self._share, tokens().panel)
        finally:
            painter.end()


class _Progress(QWidget):
    """A line, the percent and the time left; the steps done where the end is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.line = ProgressLine(width=_LINE)
        self.line.setFixedWidth(_LINE)
        self.share = Label()
        self.share.setMinimumWidth(_SHARE)
        self.left = ElidedLabel(tone="text_soft")
        self.left.setMinimumWidth(_LEFT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.line)
        row.addWidget(self.share)
        row.addWidget(self.left, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_progress(self, info: RunInfo, left: int | None) -> None:
        said = info.progress
        share = said.share if said is not None else None
        self.line.setVisible(share is not None)
        self.share.setVisible(share is not None)
        if share is not None:
            self.line.set_share(share)
            self.share.setText(share_words(share))
        if info.status is RunStatus.STALE:
            self.left.set_text(_SILENT)
        elif share is not None:
            self.left.set_text("" if left is None else f"{words.duration(max(left, _SECOND))} left")
            self.left.setToolTip("" if left is None else eta_words(left).capitalize())
        else:
            self.left.set_text(words.progress(said) if said is not None else words.NONE)


class _Curve(QWidget):
    """A sparkline."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Spark = ()
        self._color = 0
        self.setFixedWidth(_CURVE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_curve(self, pieces: Spark, color: int, name: str) -> None:
        self.setAccessibleName(name)
        if (pieces, color) != (self._pieces, self._color):
            self._pieces, self._color = pieces, color
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_CURVE, sizes.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint_spark(painter, QRectF(self.rect()), self._pieces, self._color)
        finally:
            painter.end()
