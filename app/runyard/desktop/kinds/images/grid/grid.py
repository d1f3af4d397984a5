"""`ImageGrid`: the cells, answering to mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QToolTip

from runyard.desktop.kinds.images.grid.area import CellArea
from runyard.desktop.kinds.images.grid.cells import check_rect, open_rect
from runyard.desktop.kinds.images.grid.keys import target
from runyard.desktop.tables.view import plain_tip
from runyard.desktop.theme import sizes
from runyard.domain.errors import KnownProblem

_MARGIN = sizes.MARGIN
_Key = Qt.Key


class ImageGrid(CellArea):
    """`opened` tells the place of an image to look at alone, `menu_asked` where one asks for more."""

    opened = Signal(object)
    menu_asked = Signal(object)
    copy_asked = Signal()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover(self.number_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        number = self.number_at(spot)
        inside = self.inside(spot)
        if event.button() == Qt.MouseButton.LeftButton:
            rect = self.layout_.rect(number) if number >= 0 else QRect()
            wide = rect.width() >= 2 * sizes.HIT + 12
            if wide and open_rect(rect).contains(inside):
                self.choosing.set_current(number)
                self.opened.emit(number)
                return
            self.choosing.click(number, event.modifiers(), on_box=check_rect(rect).contains(inside))
        elif event.button() == Qt.MouseButton.RightButton and number >= 0:
            self.choosing.set_current(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        number = self.number_at(spot)
        on_box = number >= 0 and check_rect(self.layout_.rect(number)).contains(self.inside(spot))
        if number >= 0 and not on_box and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(number)
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            number = self.choosing.current
            if number < 0:
                return
            rect = self.layout_.rect(number).translated(_MARGIN, -self.verticalScrollBar().value())
            at = self.viewport().mapToGlobal(rect.center())
        if self.choosing.current >= 0:
            self.menu_asked.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        current = self.choosing.current
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.choosing.select_all()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif key in (_Key.Key_Return, _Key.Key_Enter) and current >= 0:
            self.opened.emit(current)
        elif key in (_Key.Key_X, _Key.Key_Space) and current >= 0 and not held:
            self.choosing.toggle(current)
        elif key == _Key.Key_Escape and self.choosing.ids:
            self.choosing.clear()
        else:
            seen = self.visible()
            goal = target(event, self.layout_, current, seen, self.viewport().height())
            if goal is None:
                event.ignore()
                return
            self.choosing.move(goal, extend=shift)
            self.reveal(goal)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        seen = self.visible()
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self.choosing.current < 0 and seen and by_key:
            self.choosing.set_current(seen[0])
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hover(-1)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.number_at(event.pos())
            words = "" if number < 0 else self._tip(number)
            QToolTip.showText(event.globalPos(), plain_tip(words), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, number: int) -> str:
        """Return what a cell does not show whole: why there is no picture, or a caption that is cut."""
        item, made = self.rows.get(number), self.made(number)
        if isinstance(made, KnownProblem):
            return str(made)
        if item is None:
            return ""
        cut = "Cut off: the end of the file is missing" if made is not None and made.cut else ""
        return cut or self.captions.tip(item, self.layout_.cell_width)
