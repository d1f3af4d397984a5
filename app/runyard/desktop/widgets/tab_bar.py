"""`TabBar`: the tabs of a page, each with the number of what it holds."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets.painting import focus_ring

_PAD, _GAP = 8, 5


class _TabButton(QAbstractButton):
    """One tab; its width is reserved for the bold title."""

    def __init__(self, key: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._count: int | None = None
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        watcher().changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleName(self.text() if count is None else f"{self.text()} {count:,}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(ui_font(bold=True)).horizontalAdvance(self.text()) + 2 * _PAD
        if self._count is not None:
            small = QFontMetrics(ui_font(sizes.TEXT_SMALL))
            wide += _GAP + small.horizontalAdvance(f"{self._count:,}")
        return QSize(wide, sizes.TAB)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        on = self.isChecked()
        painter = QPainter(self)
        try:
            font = ui_font(bold=on)
            painter.setFont(font)
            painter.setPen(colors.text if on or self.underMouse() else colors.text_soft)
            wide = QFontMetrics(font).horizontalAdvance(self.text())
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            painter.drawText(QRect(_PAD, 0, wide + 2, self.height()), align, self.text())
            if self._count is not None:
                painter.setFont(ui_font(sizes.TEXT_SMALL))
                painter.setPen(colors.text_soft if self.underMouse() else colors.text_faint)
                left = _PAD + wide + _GAP
                place = QRect(left, 0, self.width() - left, self.height())
                painter.drawText(place, align, f"{self._count:,}")
            if on:
                painter.fillRect(_PAD, self.height() - 2, self.width() - 2 * _PAD, 2, colors.accent)
            if self.hasFocus():
                focus_ring(painter, self.rect().toRectF().adjusted(0, 4, 0, -4), sizes.RADIUS)
        finally:
            painter.end()


class TabBar(QWidget):
    """Tabs 36 high over the page's line; `chosen` tells the key a person picked. Arrows move between them."""

    chosen = Signal(str)

    def __init__(self, *, name: str = "Tabs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(sizes.TAB)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(sizes.MARGIN - _PAD, 0, sizes.MARGIN - _PAD, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self._tabs: dict[str, _TabButton] = {}
        self._group.buttonClicked.connect(self._clicked)

    def add(self, key: str, title: str) -> None:
        """Add a tab at the right."""
        button = _TabButton(key, title, self)
        self._tabs[key] = button
        self._group.addButton(button)
        self._row.insertWidget(self._row.count() - 1, button)

    def set_count(self, key: str, count: int | None) -> None:
        """Show a number beside a title; None shows none."""
        self._tabs[key].set_count(count)

    def set_current(self, key: str) -> None:
        """Mark a tab as the one in front, without telling."""
        self._tabs[key].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(int(event.key()), 0)
        keys = list(self._tabs)
        focused = next((key for key in keys if self._tabs[key].hasFocus()), None)
        if not step or focused is None:
            super().keyPressEvent(event)
            return
        following = self._tabs[keys[(keys.index(focused) + step) % len(keys)]]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        following.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _TabButton):
            self.chosen.emit(button.key)
