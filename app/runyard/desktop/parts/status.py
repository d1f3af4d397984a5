"""The shape of a status: always beside its word, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.domain.status import RunStatus

_WORDS = {status: status.value.capitalize() for status in RunStatus}
_ROUND = Qt.PenCapStyle.RoundCap


def status_word(status: RunStatus) -> str:
    """Return the word of a status."""
    return _WORDS[status]


def share_words(share: float) -> str:
    """Return how far a run is: ``62 %``. It reads 100 % only at the end."""
    return f"{int(share * 100)} %"


def paint_status(
    painter: QPainter, rect: QRectF, status: RunStatus, share: float | None, behind: QColor
) -> None:
    """Paint the shape in the middle of `rect`, 12 px at 100 %; signs inside it are cut in `behind`."""
    side = min(rect.width(), rect.height())
    painter.save()
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
        painter.scale(side / 12, side / 12)
        _SHAPES[status](painter, share, behind)
    finally:
        painter.restore()


def _ring(painter: QPainter, color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    pen = QPen(color, 1.5, style)
    if style is Qt.PenStyle.CustomDashLine:
        pen.setDashPattern([1.6, 1.35])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(0.9, 0.9, 10.2, 10.2))


def _fill(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _sign(painter: QPainter, behind: QColor, *strokes: tuple[tuple[float, float], ...]) -> None:
    painter.setPen(QPen(behind, 1.5, Qt.PenStyle.SolidLine, _ROUND, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke]))


def _running(painter: QPainter, share: float | None, behind: QColor) -> None:
    colors = tokens()
    _ring(painter, colors.line_strong)
    # Without a known end the arc is a quarter: it says "at work", not how far.
    part = 0.25 if share is None else share
    painter.setPen(QPen(colors.accent, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawArc(QRectF(0.9, 0.9, 10.2, 10.2), 90 * 16, -round(360 * 16 * part))
    _fill(painter, colors.accent)
    painter.drawEllipse(QRectF(3.6, 3.6, 4.8, 4.8))


def _finished(painter: QPainter, share: float | None, behind: QColor) -> None:
    _fill(painter, tokens().ok)
    painter.drawEllipse(QRectF(0.25, 0.25, 11.5, 11.5))
    _sign(painter, behind, ((3.5, 6.2), (5.3, 8.0), (8.6, 4.4)))


def _failed(painter: QPainter, share: float | None, behind: QColor) -> None:
    _fill(painter, tokens().bad)
    painter.drawRoundedRect(QRectF(0.75, 0.75, 10.5, 10.5), 2, 2)
    _sign(painter, behind, ((4.2, 4.2), (7.8, 7.8)), ((7.8, 4.2), (4.2, 7.8)))


def _crashed(painter: QPainter, share: float | None, behind: QColor) -> None:
    color = tokens().bad
    # The round joins of the outline soften the corners.
    painter.setPen(QPen(color, 1.2, Qt.PenStyle.SolidLine, _ROUND, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(6, 1.0), QPointF(11.4, 10.7), QPointF(0.6, 10.7)]))
    _sign(painter, behind, ((6, 4.6), (6, 7.2)))
    _fill(painter, behind)
    painter.drawEllipse(QPointF(6, 9.2), 0.85, 0.85)


def _killed(painter: QPainter, share: float | None, behind: QColor) -> None:
    color = tokens().warn
    _ring(painter, color)
    _fill(painter, color)
    painter.drawRoundedRect(QRectF(3.9, 3.9, 4.2, 4.2), 0.8, 0.8)


def _stale(painter: QPainter, share: float | None, behind: QColor) -> None:
    _ring(painter, tokens().warn, Qt.PenStyle.CustomDashLine)


def _queued(painter: QPainter, share: float | None, behind: QColor) -> None:
    _ring(painter, tokens().text_faint)


_SHAPES = {
    RunStatus.RUNNING: _running,
    RunStatus.FINISHED: _finished,
    RunStatus.FAILED: _failed,
    RunStatus.CRASHED: _crashed,
    RunStatus.KILLED: _killed,
    RunStatus.STALE: _stale,
    RunStatus.QUEUED: _queued,
}


class StatusMark(QWidget):
    """A status as shape and word; its accessible name has the percent of a run that knows its length."""

    def __init__(self, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self._status = RunStatus.QUEUED
        self._share: float | None = None
        self._bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)

    def set_status(self, status: RunStatus, share: float | None = None) -> None:
        """Show a status, and the part done (0 to 1) where it is known."""
        if (status, share) == (self._status, self._share) and self.accessibleName():
            return
        self._status, self._share = status, share
        self.setAccessibleName(f"Status {self._words()}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font(bold=self._bold))
        wide = sizes.STATUS_MARK + sizes.GAP + metrics.horizontalAdvance(status_word(self._status)) + 2
        return QSize(wide, max(sizes.STATUS_MARK, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            side = sizes.STATUS_MARK
            mark = QRectF(0, (self.height() - side) / 2, side, side)
            paint_status(painter, mark, self._status, self._share, colors.panel)
            painter.setFont(ui_font(bold=self._bold))
            painter.setPen(colors.text)
            words = self.rect().adjusted(side + sizes.GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, status_word(self._status))
        finally:
            painter.end()

    def _words(self) -> str:
        word = status_word(self._status)
        if self._share is not None and self._status.active:
            return f"{word} {share_words(self._share)}"
        return word
