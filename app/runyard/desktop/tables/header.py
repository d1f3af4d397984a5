"""`TableHeader`: titles in two lines, the sort arrow before a right-aligned title, edges to drag."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from runyard.desktop.tables.column import TableColumn
from runyard.desktop.tables.delegate import check_rect, lead, paint_box
from runyard.desktop.tables.look import PADDING, Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.theme import sizes

_ARROW = 12
_LINE = 16
_MENU = 24
_SPLIT = Qt.CursorShape.SplitHCursor


class TableHeader(QHeaderView):
    """The header of one of a table's views. `orders` maps a column id to (place, descending).

    `sort_asked` carries a column id and whether it is added to the order, `menu_asked` a column id and the
    place on the screen, `order_asked` the ids of this view's columns in the order they were dragged to.
    """

    sort_asked = Signal(object, object)
    check_clicked = Signal()
    menu_asked = Signal(object, object)
    order_asked = Signal(object)

    def __init__(self, model: PagedTableModel, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self.orders: Mapping[str, tuple[int, bool]] = {}
        self._model = model
        self.edge = ""
        self._hovered = False
        self._under = -1
        #: Whether the column under the pointer shows a sign that opens its menu.
        self.has_menus = False
        self._pressed: tuple[int, QPoint] | None = None
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(40)
        self.setMouseTracking(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setAccessibleName("Columns")
        self.sectionMoved.connect(self._moved)
        model.selection.changed.connect(self._selection_changed)

    def sizeHint(self) -> QSize:
        two = any(column.subtitle for column in self._model.columns)
        least = sizes.TABLE_HEADER_TWO_LINES if two else sizes.TABLE_HEADER
        return QSize(0, max(least, round(self.look.small_bold.metrics.height()) * (2 if two else 1) + 8))

    def title_width(self, column: TableColumn) -> float:
        """Return how wide a column must be to show its whole title and its arrow."""
        title = self.look.small_bold.width(column.title) + _ARROW + 4
        return max(title, self.look.small.width(column.subtitle)) + 2 * PADDING

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            colors = self.look.colors
            painter.fillRect(event.rect(), colors.panel)
            for section in range(len(self._model.columns)):
                left = self.sectionViewportPosition(section)
                wide = self.sectionSize(section)
                if self.isSectionHidden(section) or left > self.viewport().width() or left + wide < 0:
                    continue
                self._paint_column(painter, QRect(left, 0, wide, self.height() - 1), section)
                if self.has_menus and section == self._under:
                    self._paint_menu_sign(painter, section)
            wide = self.viewport().width()
            painter.fillRect(0, self.height() - 1, wide, 1, colors.line)
            if self.edge:
                painter.fillRect(0 if self.edge == "left" else wide - 1, 0, 1, self.height(), colors.line)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton and self.cursor().shape() != _SPLIT:
            self._pressed = (self.logicalIndexAt(at), at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._look_under(self.logicalIndexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        section, start = pressed
        at = event.position().toPoint()
        if section < 0 or (at - start).manhattanLength() > 6 or self.logicalIndexAt(at) != section:
            return
        single = self._model.selection.single
        if section == 0 and not single and at.x() < lead(self._model):
            self.check_clicked.emit()
        elif self.has_menus and self.menu_rect(section).contains(at):
            below = self.menu_rect(section).bottomLeft()
            self.menu_asked.emit(self._model.columns[section].id, self.viewport().mapToGlobal(below))
        else:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_asked.emit(self._model.columns[section].id, adds)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_asked.emit(self._model.columns[section].id, event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.viewport().update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self._under = -1
        self.viewport().update()
        super().leaveEvent(event)

    def menu_rect(self, section: int) -> QRect:
        """Return where a click opens the menu of a column: at the side where its title does not begin."""
        left, wide = self.sectionViewportPosition(section), self.sectionSize(section)
        if not self._model.columns[section].cell.right:
            left += wide - _MENU
        return QRect(left, 0, _MENU, self.height() - 1)

    def _look_under(self, section: int) -> None:
        if section != self._under:
            self._under = section
            self.viewport().update()

    def _paint_menu_sign(self, painter: QPainter, section: int) -> None:
        """Show that the column has a menu, over what of its title lies there."""
        room, look = self.menu_rect(section), self.look
        painter.fillRect(room.adjusted(1, 0, -1, 0), look.colors.hover)
        left, top = room.center().x() - _ARROW // 2 + 1, room.center().y() - _ARROW // 2 + 1
        painter.drawPixmap(left, top, look.icon("chevron-down", look.colors.text_soft, _ARROW))

    def _paint_column(self, painter: QPainter, rect: QRect, section: int) -> None:
        look, column = self.look, self._model.columns[section]
        if section == self._under:
            painter.fillRect(rect, look.colors.hover)
        if section == 0:
            chosen, listed = len(self._model.selection), len(self._model.ids)
            if not self._model.selection.single and (chosen or (self._hovered and listed)):
                share = chosen / listed if listed else 0.0
                paint_box(painter, check_rect(rect), look, share)
            rect = rect.adjusted(lead(self._model), 0, 0, 0)
        inside = rect.adjusted(PADDING, 0, -PADDING, 0)
        if not (column.subtitle or column.upper):
            self._paint_title(painter, inside, column)
            return
        half = inside.height() // 2
        upper = QRect(inside.left(), max(0, half - _LINE), inside.width(), _LINE)
        lower = QRect(inside.left(), half, inside.width(), _LINE)
        self._paint_title(painter, upper, column)
        middle = Qt.TextElideMode.ElideMiddle
        look.write(
            painter,
            lower,
            column.subtitle,
            look.colors.text_faint,
            look.small,
            right=column.cell.right,
            elide=middle,
            line=look.small,
        )
        if column.subtitle_end:
            look.write(
                painter,
                lower,
                column.subtitle_end,
                look.colors.text_faint,
                look.small,
                right=True,
                line=look.small,
            )

    def _paint_title(self, painter: QPainter, rect: QRect, column: TableColumn) -> None:
        look = self.look
        order = self.orders.get(column.id)
        color = look.colors.text_soft if order is None else look.colors.text
        right = column.cell.right
        words = rect
        if order is not None:
            wide = round(min(look.small_bold.width(column.title), rect.width() - _ARROW - 4))
            left = rect.right() + 1 - wide - 4 - _ARROW if right else rect.left() + wide + 4
            place, descending = order
            arrow = look.icon("arrow-down" if descending else "arrow-up", color, _ARROW)
            painter.drawPixmap(left, rect.top() + (rect.height() - _ARROW) // 2, arrow)
            if place:
                self._paint_place(painter, rect, left, place, right=right)
            words = rect.adjusted(_ARROW + 4, 0, 0, 0) if right else rect.adjusted(0, 0, -_ARROW - 4, 0)
        face = look.small_bold
        look.write(painter, words, column.title, color, face, right=right, line=face)

    def _paint_place(self, painter: QPainter, rect: QRect, arrow: int, place: int, *, right: bool) -> None:
        """Write which sort key this is, where there are several, outside the arrow."""
        look = self.look
        wide = round(look.small.width(str(place)))
        left = arrow - wide - 1 if right else arrow + _ARROW + 1
        box = QRect(left, rect.top(), wide, rect.height())
        look.write(painter, box, str(place), look.colors.text_soft, look.small, line=look.small)

    @Slot(int, int, int)
    def _moved(self, section: int, old: int, new: int) -> None:
        """A column was dragged: put it back and ask for the new order, which concerns the model."""
        columns = [at for at in range(self.count()) if not self.isSectionHidden(at)]
        asked = [self._model.columns[at].id for at in sorted(columns, key=self.visualIndex)]
        self.blockSignals(True)
        self.moveSection(new, old)
        self.blockSignals(False)
        self.viewport().update()
        self.order_asked.emit(asked)

    @Slot()
    def _selection_changed(self) -> None:
        self.viewport().update()


class HeaderEnd(QWidget):
    """The end of the header above the scroll bar, which begins where the rows begin."""

    def __init__(self, head: TableHeader) -> None:
        super().__init__()
        self._head = head
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.geometriesChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(sizes.SCROLL_BAR, self._head.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._head.look.colors.panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, self._head.look.colors.line)
        finally:
            painter.end()
