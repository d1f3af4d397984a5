"""The table inside a card: as high as its rows, up to a limit; beyond that it scrolls."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView

from runyard.desktop.kinds.overview.table.card_delegate import CardDelegate
from runyard.desktop.kinds.overview.table.card_model import FIT, CardRow, CardTableModel
from runyard.desktop.kinds.overview.table.card_titles import CardTitles
from runyard.desktop.kinds.overview.table.column_widths import fit_columns
from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets import copy_to_clipboard

#: Rows in sight before a table scrolls by itself.
MOST_ROWS = 24


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
        self.setHorizontalHeader(CardTitles(model, self))
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

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer by rows: Qt knows only the cell it is over."""
        over = self.cards.hovered
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            over = self.rowAt(event.position().toPoint().y())
        elif event.type() == QEvent.Type.Leave:
            over = -1
        if over != self.cards.hovered:
            for row in (self.cards.hovered, over):
                self.viewport().update(0, self.rowViewportPosition(row), self.width(), self._row_height())
            self.cards.hovered = over
        return super().viewportEvent(event)

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
        fit_columns(self, self.cards)
