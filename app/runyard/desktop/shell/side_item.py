"""The lines of the side bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from runyard.desktop.parts.status import paint_status, status_word
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.domain.run import RunInfo

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class SideItem(QAbstractButton):
    """An icon, a label and perhaps a count; the label and the count go when the bar is collapsed.

    `chosen` carries the item's key.
    """

    chosen = Signal(str)

    def __init__(self, key: str, title: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._icon = icon
        self._count = ""
        self._current = False
        self._narrow = False
        self.accent_icon = False
        self.bold = False
        self.tail_icon = ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(sizes.CONTROL)
        self.clicked.connect(self._choose)
        watcher().changed.connect(self.update)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.key)

    def set_title(self, title: str) -> None:
        """Change the label."""
        self.setText(title)
        self.setAccessibleName(title)
        self.set_narrow(self._narrow)

    def set_icon(self, name: str) -> None:
        """Change the icon."""
        self._icon = name
        self.update()

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None shows nothing."""
        text = "" if count is None else f"{count:,}"
        if text != self._count:
            self._count = text
            self.setAccessibleDescription(text)
            self.update()

    def set_current(self, current: bool) -> None:
        """Mark the item of the page in front."""
        if current != self._current:
            self._current = current
            self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon only, with the label as a tooltip."""
        self._narrow = narrow
        self.setToolTip(Qt.convertFromPlainText(self.text()) if narrow else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sizes.SIDEBAR - 2 * sizes.GAP, sizes.CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            self._paint_mark(painter, self._mark_rect())
            if not self._narrow:
                self._paint_words(painter)
        finally:
            painter.end()

    def _mark_rect(self) -> QRect:
        left = (self.width() - sizes.ICON) // 2 if self._narrow else sizes.GAP
        return QRect(left, (self.height() - sizes.ICON) // 2, sizes.ICON, sizes.ICON)

    def _paint_ground(self, painter: QPainter) -> None:
        colors = tokens()
        if self._current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.wash if self._current else colors.hover)
            painter.drawRoundedRect(self.rect(), sizes.RADIUS, sizes.RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, sizes.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(inside, sizes.RADIUS, sizes.RADIUS)

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        colors = tokens()
        color = colors.accent if self._current or self.accent_icon else colors.text_soft
        painter.drawPixmap(rect.topLeft(), pixmap(self._icon, color, sizes.ICON, self.devicePixelRatioF()))

    def _paint_words(self, painter: QPainter) -> None:
        colors = tokens()
        right = self.width() - sizes.GAP
        if self._count:
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft if self._current or self.underMouse() else colors.text_faint)
            painter.drawText(QRect(0, 0, right, self.height()), _RIGHT, self._count)
            right -= painter.fontMetrics().horizontalAdvance(self._count) + sizes.GAP
        if self.tail_icon:
            right -= sizes.ICON
            at = QPoint(right, (self.height() - sizes.ICON) // 2)
            painter.drawPixmap(
                at, pixmap(self.tail_icon, colors.text_soft, sizes.ICON, self.devicePixelRatioF())
            )
            right -= 4
        self._paint_label(painter, right)

    def _paint_label(self, painter: QPainter, right: int) -> None:
        colors = tokens()
        painter.setFont(ui_font(bold=self._current or self.bold))
        strong = self._current or self.bold
        painter.setPen(colors.text if strong else colors.text_soft)
        left = self._mark_rect().right() + 1 + sizes.GAP
        room = QRect(left, 0, max(0, right - left), self.height())
        text = elided(painter.fontMetrics(), self.text(), room.width())
        painter.drawText(room, _LEFT, text)


class RunItem(SideItem):
    """An open run: its status, its name, and a way to close it."""

    close_asked = Signal(str)

    def __init__(self, hash_: str, parent: QWidget | None = None) -> None:
        super().__init__(hash_, hash_[:8], "", parent)
        self._info: RunInfo | None = None

    def set_info(self, info: RunInfo) -> None:
        """Show what is known of the run now."""
        self._info = info
        self.set_title(info.name)
        self.setAccessibleDescription(status_word(info.status))

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.setToolTip(Qt.convertFromPlainText(self.text()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and inside:
            self.close_asked.emit(self.key)
        else:
            super().mouseReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        on_close = self._closable() and self._close_rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and on_close:
            self.close_asked.emit(self.key)
        elif event.button() == Qt.MouseButton.MiddleButton:
            event.accept()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == int(Qt.Key.Key_Delete):
            self.close_asked.emit(self.key)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _closable(self) -> bool:
        return not self._narrow and (self._current or self.underMouse() or self.hasFocus())

    def _close_rect(self) -> QRect:
        """The hit area; the sign in it is smaller."""
        return QRect(self.width() - sizes.HIT, (self.height() - sizes.HIT) // 2, sizes.HIT, sizes.HIT)

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        if self._info is None:
            return
        colors = tokens()
        inset = (sizes.ICON - sizes.STATUS_MARK) / 2
        place = QRectF(rect).adjusted(inset, inset, -inset, -inset)
        share = self._info.progress.share if self._info.progress else None
        behind = colors.wash if self._current else colors.hover if self.underMouse() else colors.canvas
        paint_status(painter, place, self._info.status, share, behind)

    def _paint_words(self, painter: QPainter) -> None:
        colors = tokens()
        right = self.width() - sizes.GAP
        if self._closable():
            size = sizes.ICON_DENSE
            at = self._close_rect().center() - QPoint(size // 2 - 1, size // 2 - 1)
            painter.drawPixmap(at, pixmap("x", colors.text_soft, size, self.devicePixelRatioF()))
            right = self._close_rect().left()
        self._paint_label(painter, right)


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """Shorten a name in the middle, where names of one sweep are alike."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
