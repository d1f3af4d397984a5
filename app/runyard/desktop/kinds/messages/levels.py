"""The levels of messages: each has a word, a shape and a colour; and the chips that filter by them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring
from runyard.domain.message import Level

SHAPES = {
    Level.DEBUG: "circle",
    Level.INFO: "info",
    Level.WARNING: "triangle-alert",
    Level.ERROR: "circle-x",
    Level.CRITICAL: "octagon-alert",
}
_COLOURS = {
    Level.DEBUG: "text_faint",
    Level.INFO: "accent",
    Level.WARNING: "warn",
    Level.ERROR: "bad",
    Level.CRITICAL: "bad",
}
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_GAP = 4


def word(level: Level) -> str:
    """Return the word of a level."""
    return level.name.capitalize()


def color(level: Level) -> QColor:
    """Return the colour of a level in the theme of the moment."""
    found: QColor = getattr(tokens(), _COLOURS[level])
    return found


class LevelChip(QAbstractButton):
    """One level with its shape, word and number; on, messages of it are shown and of others that are on."""

    def __init__(self, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = level
        self.count = 0
        self._compact = False
        self.setText(word(level))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show another number; a level without messages cannot be switched on."""
        self.count = count
        self.setEnabled(count > 0 or self.isChecked())
        self.setAccessibleName(f"{self.text()}, {count:,}")
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Show the shape and the number only; the word is in the tooltip."""
        self._compact = compact
        self.setToolTip(self.text() if compact else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words, number = self._widths()
        wide = 2 * sizes.GAP + sizes.ICON_DENSE + 2 * _GAP + words + number
        return QSize(wide, max(sizes.CHIP, QFontMetrics(ui_font()).height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        on = self.isChecked()
        painter = QPainter(self)
        try:
            rect = QRectF(self.rect())
            lit = self.underMouse() and self.isEnabled()
            fill = colors.wash if on else colors.hover if lit else None
            box(painter, rect, sizes.RADIUS, fill, colors.line_strong if on else colors.line)
            side = sizes.ICON_DENSE
            shade = color(self.level) if self.isEnabled() else colors.text_faint
            shape = pixmap(SHAPES[self.level], shade, side, self.devicePixelRatioF())
            painter.drawPixmap(sizes.GAP, (self.height() - side) // 2, shape)
            words, number = self._widths()
            left = sizes.GAP + side + _GAP
            painter.setFont(ui_font(bold=on))
            painter.setPen(colors.text if self.isEnabled() else colors.text_faint)
            if words:
                painter.drawText(QRect(left, 0, words + 1, self.height()), _LEFT, self.text())
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft if on or lit else colors.text_faint)
            painter.drawText(
                QRect(left + words + _GAP, 0, number + 2, self.height()), _LEFT, f"{self.count:,}"
            )
            if self.hasFocus():
                focus_ring(painter, rect, sizes.RADIUS)
        finally:
            painter.end()

    def _widths(self) -> tuple[int, int]:
        words = 0 if self._compact else QFontMetrics(ui_font(bold=True)).horizontalAdvance(self.text())
        return words, QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(f"{self.count:,}")


class LevelChips(QWidget):
    """A chip for each level. `changed` carries the levels that are on; none on means all."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Levels")
        self.chips = {level: LevelChip(level) for level in Level}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for chip in self.chips.values():
            chip.clicked.connect(self._clicked)
            row.addWidget(chip)

    def chosen(self) -> frozenset[Level]:
        """Return the levels that are on."""
        return frozenset(level for level, chip in self.chips.items() if chip.isChecked())

    def set_counts(self, counts: Mapping[Level, int]) -> None:
        """Show how many messages of each level there are."""
        for level, chip in self.chips.items():
            chip.set_count(counts.get(level, 0))

    def set_compact(self, compact: bool) -> None:
        """Take less room."""
        for chip in self.chips.values():
            chip.set_compact(compact)

    def clear(self) -> None:
        """Switch all off, without telling."""
        for chip in self.chips.values():
            chip.setChecked(False)
            chip.set_count(chip.count)

    @Slot()
    def _clicked(self) -> None:
        self.changed.emit(self.chosen())
