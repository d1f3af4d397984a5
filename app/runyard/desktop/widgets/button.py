"""`Button`: every push button of the app, by role."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from runyard.desktop.theme import icon as theme_icon
from runyard.desktop.theme import sizes, tokens, ui_font, watcher

Role = Literal["normal", "primary", "ghost", "danger", "icon"]
_GAP, _STYLE_GAP = sizes.GAP, 4


class Button(QPushButton):
    """A button 28 high, 24 when dense. A page has one primary; "icon" is square and needs a `tip`.

    `filled` is for the danger button of a dialog that asks, and for an icon that stands among buttons.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        role: Role = "normal",
        dense: bool = False,
        *,
        tip: str = "",
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._role: Role = role
        self._dense = dense
        self._filled = filled
        self.setProperty("role", role)
        self.setProperty("dense", dense)
        self.setProperty("filled", filled)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Enter belongs to the dialog's primary, not to the button that happens to have the focus.
        self.setAutoDefault(False)
        side = sizes.ICON_DENSE if dense else sizes.ICON
        self.setIconSize(QSize(side, side))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if role == "icon":
            high = sizes.CONTROL_DENSE if dense else sizes.CONTROL
            self.setFixedSize(high, high)
        if tip:
            self.setToolTip(tip)
        if not text:
            self.setAccessibleName(tip)
        self._dress()
        watcher().changed.connect(self._dress)

    def set_icon(self, name: str) -> None:
        """Change the icon."""
        if name != self._icon_name:
            self._icon_name = name
            self._dress()

    def set_tip(self, tip: str) -> None:
        """Change the tooltip, which is also what a button without text is called."""
        self.setToolTip(tip)
        if not self.text():
            self.setAccessibleName(tip)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        both = bool(self.text() and self._icon_name)
        return QSize(hint.width() + (_GAP - _STYLE_GAP if both else 0), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.text() and self._icon_name):
            super().paintEvent(event)
            return
        # Fusion puts four pixels between icon and text, and no style sheet can say eight.
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        try:
            painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
            side = self.iconSize().width()
            text = self.fontMetrics().horizontalAdvance(self.text())
            left = (self.width() - side - _GAP - text) // 2
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            state = QIcon.State.On if self.isChecked() else QIcon.State.Off
            top = (self.height() - side) // 2
            self.icon().paint(
                painter, QRect(left, top, side, side), Qt.AlignmentFlag.AlignCenter, mode, state
            )
            painter.setPen(self._text_color())
            rect = QRect(left + side + _GAP, 0, text + 1, self.height())
            painter.drawText(
                rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text()
            )
        finally:
            painter.end()

    def _text_color(self) -> QColor:
        colors = tokens()
        if not self.isEnabled():
            return colors.text_faint
        if self._role == "primary":
            return colors.on_accent
        if self._role == "danger":
            return colors.panel if self._filled else colors.bad
        return colors.text

    @Slot()
    def _dress(self) -> None:
        self.setFont(ui_font(bold=self._role == "primary" or self._filled))
        if not self._icon_name:
            self.setIcon(QIcon())
            return
        colors = tokens()
        color = None
        if self._role == "primary":
            color = colors.on_accent
        elif self._role == "danger":
            color = colors.panel if self._filled else colors.bad
        self.setIcon(theme_icon(self._icon_name, color))
