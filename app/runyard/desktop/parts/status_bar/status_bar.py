"""`StatusBar`: the runs by status as one bar, and what each part of it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from runyard.desktop.parts.status import paint_status
from runyard.desktop.parts.status_bar.parts import Part, paint_bar, share_words, widths
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box

_BAR = 12
_BETWEEN = 16.0
_MARK = 12


class StatusBar(QWidget):
    """A bar of 12 and its legend below, which wraps where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Runs by status")
        watcher().changed.connect(self._fit)

    @property
    def parts(self) -> Sequence[Part]:
        """What is shown, from the left."""
        return self._parts

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._parts = tuple(parts)
        self._total = sum(part.runs for part in parts)
        self.setAccessibleDescription(", ".join(self.words(part) for part in parts) or "No runs")
        self._fit()

    def words(self, part: Part) -> str:
        """Return what the legend says of a part."""
        return f"{part.word} {part.runs:,} {share_words(part.runs, self._total)}"

    def sizeHint(self) -> QSize:
        return QSize(320, round(_BAR + sizes.GAP - 6 + self._line() * self._lines()))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self._part_at(event.pos().x()) if event.pos().y() <= _BAR else None
            QToolTip.showText(event.globalPos(), "" if part is None else self.words(part), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            bar = QRectF(0, 0, self.width(), _BAR)
            if not self._parts:
                box(painter, bar, 2, colors.hover, None)
            paint_bar(painter, bar, self._parts, colors.panel)
            for part, place in self._places():
                self._paint_entry(painter, part, place)
        finally:
            painter.end()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def _part_at(self, x: float) -> Part | None:
        left = 0.0
        for part, wide in zip(self._parts, widths(self._parts, self.width()), strict=True):
            if left <= x <= left + wide:
                return part
            left += wide + 2
        return None

    def _line(self) -> float:
        return max(20.0, QFontMetricsF(ui_font(sizes.TEXT_SMALL)).height() + 6)

    def _lines(self) -> int:
        places = [place.y() for _, place in self._places()]
        return 1 + round((places[-1] - places[0]) / self._line()) if places else 1

    def _places(self) -> Iterator[tuple[Part, QPointF]]:
        """Yield each part of the legend with its left upper corner."""
        left, top = 0.0, _BAR + sizes.GAP - 3.0
        for part in self._parts:
            wide = self._wide(part)
            if left and left + wide > self.width():
                left, top = 0.0, top + self._line()
            yield part, QPointF(left, top)
            left += wide + _BETWEEN

    def _wide(self, part: Part) -> float:
        plain = QFontMetricsF(ui_font(sizes.TEXT_SMALL))
        bold = QFontMetricsF(ui_font(sizes.TEXT_SMALL, bold=True))
        words = plain.horizontalAdvance(part.word) + bold.horizontalAdvance(f"{part.runs:,}")
        return _MARK + 6 + words + 4 + 4 + plain.horizontalAdvance(share_words(part.runs, self._total))

    def _paint_entry(self, painter: QPainter, part: Part, place: QPointF) -> None:
        colors, line = tokens(), self._line()
        mark = QRectF(place.x(), place.y() + (line - _MARK) / 2, _MARK, _MARK)
        if part.status is None:
            box(painter, mark.adjusted(1, 1, -1, -1), 2, colors.line_strong, None)
        else:
            paint_status(painter, mark, part.status, None, colors.panel)
        left = mark.right() + 6
        pieces = (
            (part.word, False, colors.text_soft),
            (f"{part.runs:,}", True, colors.text),
            (share_words(part.runs, self._total), False, colors.text_faint),
        )
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for words, bold, color in pieces:
            font = ui_font(sizes.TEXT_SMALL, bold=bold)
            wide = QFontMetricsF(font).horizontalAdvance(words)
            painter.setFont(font)
            painter.setPen(color)
            painter.drawText(QRectF(left, place.y(), wide + 2, line), align, words)
            left += wide + 4
