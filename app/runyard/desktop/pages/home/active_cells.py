"""The cells of a row of active runs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.eta import eta_words
from runyard.desktop.parts.sparkline import Spark, paint_spark
from runyard.desktop.parts.status import paint_status, share_words, status_word
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import ElidedLabel, Label, ProgressLine
from runyard.domain.run import RunInfo
from runyard.domain.status import RunStatus

_LINE, _SHARE, _LEFT = 64, 36, 96
_CURVE = 80
#: Room for the focus ring beside a name.
RING = 4
_SECOND = 1_000_000
_SILENT = "No sign of life"


class TitleCell(QWidget):
    """The name after the shape of the status, whose word is in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.status = MarkCell()
        self.name = ElidedLabel("", Qt.TextElideMode.ElideMiddle, link=True)
        self.name.setMinimumHeight(sizes.HIT)
        self.name.setContentsMargins(RING, 0, RING, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP - RING)
        row.addWidget(self.status)
        row.addWidget(self.name, 1)


class MarkCell(QWidget):
    """The shape of a status."""

    def __init__(self) -> None:
        super().__init__()
        self._status = RunStatus.RUNNING
        self._share: float | None = None
        self.setFixedSize(sizes.STATUS_MARK, sizes.ROW)

    def set_status(self, status: RunStatus, share: float | None) -> None:
        """Show a status, and the part done where it is known."""
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


class ProgressCell(QWidget):
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
        """Show how far a run is, and the µs `left` where they can be told."""
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
            self.left.set_text(said.words if said is not None else words.NONE)


class CurveCell(QWidget):
    """A sparkline."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Spark = ()
        self._color = 0
        self.setFixedWidth(_CURVE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_curve(self, pieces: Spark, color: int, name: str) -> None:
        """Show a curve in a series colour; `name` says in words what it is."""
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
