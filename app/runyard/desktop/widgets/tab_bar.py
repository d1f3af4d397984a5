"""`TabBar`: the tabs of a page, each with the number of what it holds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QMenu, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.painting import focus_ring

_PAD, _GAP = 8, 5
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_SIDE = sizes.MARGIN - _PAD


class _TabButton(QAbstractButton):
    """One tab; its width is reserved for the bold title. One that holds nothing is faint."""

    def __init__(self, key: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._count: int | None = None
        self._hint: QSize | None = None
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.toggled.connect(self._let_in)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @Slot(bool)
    def _let_in(self, on: bool) -> None:
        """Tab comes to the one in front only; Qt would go to the first."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)

    @property
    def said(self) -> str:
        """Its title and number, as a menu and a screen reader have them."""
        return self.text() if self._count is None else f"{self.text()} {self._count:,}"

    def set_count(self, count: int | None) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleName(self.said)
            self.measure_anew()
            self.update()

    def measure_anew(self) -> None:
        """Forget how wide it is: it says something else, or in another size."""
        self._hint = None
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()  # Qt would go among those in sight only
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._measured()
        return self._hint

    def _measured(self) -> QSize:
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
            quiet = colors.text_faint if self._count == 0 else colors.text_soft
            painter.setPen(colors.text if on or self.underMouse() else quiet)
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
    """Tabs 36 high over the page's line; `chosen` tells the key a person picked.

    Arrows, Home and End move between them. Those for which there is no room are in a menu at the end; the one
    in front is always in sight.
    """

    chosen = Signal(str)

    def __init__(self, *, name: str = "Tabs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(sizes.TAB)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, _TabButton] = {}
        self.more = Button("More", "chevron-down", "ghost", dense=True, parent=self)
        self.more.hide()
        self.more.clicked.connect(self._show_rest)
        self._group.buttonClicked.connect(self._clicked)
        watcher().changed.connect(self._dress)

    def add(self, key: str, title: str) -> None:
        """Add a tab at the right."""
        button = _TabButton(key, title, self)
        self._tabs[key] = button
        self._group.addButton(button)
        QWidget.setTabOrder(button, self.more)
        self._place()

    def set_count(self, key: str, count: int | None) -> None:
        """Show a number beside a title; None shows none."""
        before = self._tabs[key].sizeHint()
        self._tabs[key].set_count(count)
        if self._tabs[key].sizeHint() != before:
            self._place()

    def set_current(self, key: str) -> None:
        """Mark a tab as the one in front, without telling."""
        self._tabs[key].setChecked(True)
        self._place()

    def rest(self) -> list[str]:
        """Return the keys of the tabs for which there is no room."""
        return [key for key, tab in self._tabs.items() if tab.isHidden()]

    def menu(self) -> QMenu:
        """Return a menu of the tabs for which there is no room."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self.rest():
            # An ampersand in a title is no mnemonic.
            action = menu.addAction(self._tabs[key].said.replace("&", "&&"))
            action.triggered.connect(partial(self._pick, key))
        return menu

    def sizeHint(self) -> QSize:
        return QSize(2 * _SIDE + sum(tab.sizeHint().width() for tab in self._tabs.values()), sizes.TAB)

    def minimumSizeHint(self) -> QSize:
        widest = max((tab.sizeHint().width() for tab in self._tabs.values()), default=0)
        return QSize(2 * _SIDE + widest + self.more.sizeHint().width(), sizes.TAB)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._tabs)
        focused = next((key for key in keys if self._tabs[key].hasFocus()), None)
        if focused is None:
            super().keyPressEvent(event)
            return
        at = keys.index(focused)
        to = {
            int(Qt.Key.Key_Left): at - 1,
            int(Qt.Key.Key_Right): at + 1,
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): len(keys) - 1,
        }.get(int(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        following = self._tabs[keys[to % len(keys)]]
        following.setChecked(True)
        self._place()  # it may have had no room
        following.setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(following.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    def _in_sight(self) -> set[str]:
        """Return the tabs for which there is room: the first ones, and the one in front."""
        wide = {key: tab.sizeHint().width() for key, tab in self._tabs.items()}
        room = self.width() - 2 * _SIDE
        if sum(wide.values()) <= room:
            return set(wide)
        front = next((key for key, tab in self._tabs.items() if tab.isChecked()), "")
        room -= self.more.sizeHint().width() + wide.get(front, 0)
        shown = {front}
        for key, width in wide.items():
            if key == front:
                continue
            if width > room:
                break
            room -= width
            shown.add(key)
        return shown

    @Slot()
    def _dress(self) -> None:
        for tab in self._tabs.values():
            tab.measure_anew()
        self._place()

    @Slot()
    def _place(self) -> None:
        shown = self._in_sight()
        left = _SIDE
        for key, tab in self._tabs.items():
            tab.setVisible(key in shown)
            if key in shown:
                wide = tab.sizeHint().width()
                tab.setGeometry(left, 0, wide, self.height())
                left += wide
        hidden = len(self._tabs) - len(shown)
        self.more.setVisible(hidden > 0)
        if hidden:
            self.more.setAccessibleName(f"{hidden} more tabs" if hidden > 1 else "1 more tab")
            self.more.adjustSize()
            self.more.move(left, (self.height() - self.more.height()) // 2)

    @Slot()
    def _show_rest(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _pick(self, key: str, _checked: bool = False) -> None:
        self.set_current(key)
        self.chosen.emit(key)

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _TabButton):
            self.chosen.emit(button.key)
