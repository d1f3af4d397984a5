"""The tree view of a value: chevrons of ours, whole rows, the keyboard of a tree."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView, QWidget

from runyard.desktop.parts.value_tree.delegate import ValueDelegate
from runyard.desktop.theme import pixmap, scaled, sizes, tokens, ui_font

_INDENT = 20
_KEY_WIDTH, _DEEP_KEY, _VALUE_WIDTH = 360, 160, 200


class _Titles(QHeaderView):
    """The titles of the two columns, above the words they belong to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(sizes.TABLE_HEADER)
        self.setSectionsMovable(False)
        self.setStretchLastSection(True)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        colors = tokens()
        painter.setFont(ui_font(sizes.TEXT_SMALL, bold=True))
        painter.setPen(colors.text_soft)
        title = str(self.model().headerData(index, Qt.Orientation.Horizontal))
        inside = rect.adjusted(sizes.CELL_PADDING if index else _INDENT, 0, -sizes.CELL_PADDING, 0)
        metrics = QFontMetrics(painter.font())
        title = metrics.elidedText(title[:500], Qt.TextElideMode.ElideMiddle, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), title)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line)


class ValueTreeView(QTreeView):
    """Rows of 24 without lines; double click or Enter folds a branch."""

    def __init__(self, name: str, key_width: int = _KEY_WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = 0
        self._key_width = key_width
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(ValueDelegate(self))
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setIconSize(QSize(sizes.ICON_DENSE, sizes.ICON_DENSE))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setExpandsOnDoubleClick(True)
        self.setHeader(_Titles(self))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.fit(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.model() is not None and self.model().columnCount() > 2:
            self.fit(self._levels)

    def fit(self, levels: int) -> None:
        """Have room for keys so many levels down, and for two values where there are two."""
        self._levels = levels
        values = self.model().columnCount() - 1
        keys = scaled(self._key_width)
        if values > 1:
            keys = min(keys, self.viewport().width() * 2 // 5)
        keys = max(keys, levels * _INDENT + scaled(_DEEP_KEY))
        self.header().resizeSection(0, keys)
        if values > 1:
            room = (self.viewport().width() - keys) // values
            self.header().resizeSection(1, max(scaled(_VALUE_WIDTH), room))

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colors = tokens()
        if self.selectionModel().isSelected(index):
            painter.fillRect(rect, colors.wash)
        elif index.row() == self._hovered(index):
            painter.fillRect(rect, colors.hover)
        if not self.model().hasChildren(index):
            return
        side = sizes.ICON_DENSE
        shape = "chevron-down" if self.isExpanded(index) else "chevron-right"
        left = rect.right() - _INDENT + (_INDENT - side) // 2
        top = rect.top() + (rect.height() - side) // 2
        painter.drawPixmap(left, top, pixmap(shape, colors.text_soft, side, self.devicePixelRatioF()))

    def _hovered(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """Return the row of `index` if the pointer is on it, else -1."""
        if not self.viewport().underMouse():
            return -1
        spot = self.viewport().mapFromGlobal(self.cursor().pos())
        under = self.indexAt(spot)
        same = under.isValid() and under.row() == index.row() and under.parent() == index.parent()
        return index.row() if same else -1
