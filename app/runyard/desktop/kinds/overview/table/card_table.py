"""The table inside a card: as high as its rows, up to a limit; beyond that it scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    Qt,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from runyard.desktop.kinds.overview.table.card_model import CELL, FIT, CardRow, CardTableModel, Cell
from runyard.desktop.parts.sparkline import paint_spark
from runyard.desktop.theme import mono_font, pixmap, scaled, series_color, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, copy_to_clipboard

Index = QModelIndex | QPersistentModelIndex
_HOVERED = QStyle.StateFlag.State_MouseOver
_SELECTED = QStyle.StateFlag.State_Selected
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
_PAD, _ARROW = 12, 12
_NARROW_PAD = 6
#: What separates a fitting first column from the next, and what a tint takes beside its words.
_SPACE, _GROUND = 24, 8
#: Rows in sight before a table scrolls by itself, and rows whose cells are measured.
_LEAST_NAME = 110
MOST_ROWS, _MEASURED, _CANDIDATES = 24, 200, 12


class CardDelegate(QStyledItemDelegate):
    """Paints cells; the first and last keep 12 px from the card's edge."""

    def __init__(self, model: CardTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = tokens()
        selected = bool(option.state & _SELECTED)
        if selected:
            painter.fillRect(option.rect, colors.wash)
        elif option.state & _HOVERED:
            painter.fillRect(option.rect, colors.hover)
        cell: Cell = index.data(CELL)
        inside = _inside(option.rect, index.column(), self._model)
        if cell.spark:
            paint_spark(painter, QRectF(inside), cell.spark, cell.color)
        elif cell.share is not None:
            _paint_bar(painter, inside, cell.share)
        else:
            self._paint_words(painter, inside, cell, index, selected)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text only where it is cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        cell: Cell = index.data(CELL)
        font = mono_font() if cell.mono else ui_font()
        room = _inside(option.rect, index.column(), self._model).width()
        wide = QFontMetrics(font).horizontalAdvance(cell.text)
        if cell.note:
            wide += 4 + QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(cell.note)
        if wide > room:
            QToolTip.showText(event.globalPos(), Qt.convertFromPlainText(str(index.data())), view)
        else:
            QToolTip.hideText()
        return True

    def _paint_words(self, painter: QPainter, rect: QRect, cell: Cell, index: Index, selected: bool) -> None:
        colors = tokens()
        font = mono_font() if cell.mono else ui_font()
        tone = cell.tone
        if selected and tone not in ("text", "text_soft"):
            tone = "text_soft" if tone == "text_faint" else "text"
        painter.setFont(font)
        align = _RIGHT if self._model.columns[index.column()].right else _LEFT
        mode = Qt.TextElideMode.ElideMiddle if cell.path else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(cell.text, mode, rect.width())
        if cell.ground:
            _paint_ground(painter, rect, QFontMetrics(font).horizontalAdvance(shown), align, cell.ground)
            painter.setFont(font)
            tone = "text"
        painter.setPen(getattr(colors, tone))
        painter.drawText(rect, align, shown)
        if cell.note:
            small = ui_font(sizes.TEXT_SMALL)
            left = rect.left() + QFontMetrics(font).horizontalAdvance(shown) + 5
            room = QRect(left, rect.top() + 1, rect.right() - left + 1, rect.height())
            painter.setFont(small)
            painter.setPen(colors.text_soft if selected else colors.text_faint)
            note = QFontMetrics(small).elidedText(cell.note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _LEFT, note)


def _paint_ground(painter: QPainter, rect: QRect, wide: int, align: int, ground: str) -> None:
    """Paint the tint on which a value stands that was there before, or is there now."""
    left = rect.right() - wide + 1 if align == _RIGHT else rect.left()
    box_rect = QRectF(left - 4, rect.top() + 2, wide + 8, rect.height() - 4)
    painter.save()
    box(painter, box_rect, sizes.RADIUS_SMALL, getattr(tokens(), ground), None)
    painter.restore()


def _paint_bar(painter: QPainter, rect: QRect, share: float) -> None:
    groove = QRectF(rect.left(), rect.center().y() - 1.5, rect.width(), 4)
    painter.save()
    box(painter, groove, 2, tokens().line, None)
    if share > 0:
        filled = QRectF(groove.left(), groove.top(), max(4.0, groove.width() * min(1.0, share)), 4)
        box(painter, filled, 2, series_color(5), None)
    painter.restore()


class _Titles(QHeaderView):
    """The titles of a card's columns, on the same edges as the cells below them."""

    def __init__(self, model: CardTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        colors = tokens()
        column = self._model.columns[index]
        font = ui_font(sizes.TEXT_SMALL, bold=True)
        painter.setFont(font)
        inside = _inside(rect, index, self._model)
        by = self._model.sorted_by
        if by is not None and by[0] == index:
            painter.setPen(colors.text)
            wide = QFontMetrics(font).horizontalAdvance(column.title)
            left = inside.right() - wide - _ARROW - 2 if column.right else inside.left() + wide + 4
            arrow = pixmap(
                "arrow-down" if by[1] else "arrow-up", colors.text, _ARROW, self.devicePixelRatioF()
            )
            painter.drawPixmap(max(rect.left(), left), rect.center().y() - _ARROW // 2, arrow)
        else:
            painter.setPen(colors.text_soft)
        painter.drawText(inside, _RIGHT if column.right else _LEFT, column.title)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line)


def _inside(rect: QRect, column: int, model: CardTableModel) -> QRect:
    last = column == model.last_shown
    left = _PAD if column == 0 else _NARROW_PAD
    return rect.adjusted(left, 0, -(_PAD if last else _NARROW_PAD), 0)


class CardTable(QTableView):
    """Rows of 24; its height follows their number, so that as a rule only the page scrolls.

    `sort_asked` carries the column whose title was pressed, `menu_asked` where on the screen a menu is wanted
    for the current row.
    """

    sort_asked = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(
        self, model: CardTableModel, name: str, *, header: bool = True, most: int = MOST_ROWS
    ) -> None:
        super().__init__()
        self.cards = model
        self._most = most
        self._header = header
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(CardDelegate(model, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalHeader(_Titles(model, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_columns()
        model.modelReset.connect(self._fit)
        watcher().changed.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:
        high = min(self.cards.rowCount(), self._most) * self._row_height()
        return QSize(240, high + (sizes.ROW_DENSE + 1 if self._header else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Take the row below the pointer; the menu key is about the row one has come to."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).bottomLeft()
        else:
            spot = self.viewport().mapFromGlobal(event.globalPos())
            index = self.indexAt(spot)
            if index.isValid():
                self.setCurrentIndex(index)
        event.accept()
        self.menu_asked.emit(self.viewport().mapToGlobal(spot))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_row()
        else:
            super().keyPressEvent(event)

    def current_row(self) -> CardRow | None:
        """Return the current row."""
        index = self.currentIndex()
        return self.cards.row(index.row()) if index.isValid() else None

    @Slot()
    def copy_row(self) -> None:
        """Copy the current row."""
        row = self.current_row()
        if row is not None:
            copy_to_clipboard(row.copy)

    @Slot()
    def copy_value(self) -> None:
        """Copy the value of the current row."""
        row = self.current_row()
        if row is not None:
            copy_to_clipboard(row.value)

    def show_rows(self, rows: list[CardRow]) -> bool:
        """Show these rows and return whether they are others; the current one and the place are kept."""
        row, place = self.current_row(), self.verticalScrollBar().value()
        key: Any = row.key if row is not None else None
        others = self.cards.set_rows(rows)
        if row is not None and not self.currentIndex().isValid():
            at = self.cards.find(key)
            if at >= 0:
                self.setCurrentIndex(self.cards.index(at, 0))
        self.verticalScrollBar().setValue(place)
        return others

    def show_titles(self, on: bool) -> None:
        """Show or hide the titles of the columns."""
        self._header = on
        self.horizontalHeader().setVisible(on)
        self.updateGeometry()

    def _set_up_columns(self) -> None:
        header = self.horizontalHeader()
        header.setVisible(self._header)
        header.setFixedHeight(sizes.ROW_DENSE + 1)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.sort_asked)
        header.setMinimumSectionSize(24)
        for at, column in enumerate(self.cards.columns):
            if column.width == FIT or column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def _row_height(self) -> int:
        return max(sizes.ROW_DENSE, QFontMetrics(ui_font()).height() + 4)

    @Slot()
    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        self._fit_columns()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give a fitting column what its longest cell needs, as far as it may; leave out what has no room."""
        room = self.viewport().width() - scaled(_LEAST_NAME)
        room -= sum(scaled(column.width) for column in self.cards.columns if column.width > 0)
        for at, column in reversed(list(enumerate(self.cards.columns))):
            hidden = column.spare and room < 0
            self.setColumnHidden(at, hidden)
            room += scaled(column.width) if hidden else 0
        shown = [at for at in range(len(self.cards.columns)) if not self.isColumnHidden(at)]
        self.cards.last_shown = shown[-1]
        for at, column in enumerate(self.cards.columns):
            if column.width > 0:
                self.horizontalHeader().resizeSection(at, scaled(column.width))
            if column.width != FIT:
                continue
            cells = [self.cards.row(row).cells[at] for row in range(min(self.cards.rowCount(), _MEASURED))]
            widest = _widest(cells)
            beside = _PAD + _SPACE if at == 0 else 2 * _NARROW_PAD + _GROUND
            wide = max(column.least, min(widest + beside, int(self.width() * column.most)))
            self.horizontalHeader().resizeSection(at, wide)


def _widest(cells: Sequence[Cell]) -> int:
    """Return the width of the widest cell, of which there are few among those with the most letters."""
    wide = 0
    for mono, font in ((True, mono_font()), (False, ui_font())):
        longest = sorted((cell.text for cell in cells if cell.mono is mono), key=len)[-_CANDIDATES:]
        metrics = QFontMetrics(font)
        wide = max([wide, *(metrics.horizontalAdvance(text) for text in longest)])
    return wide
