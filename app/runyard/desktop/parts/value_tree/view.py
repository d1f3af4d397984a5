"""The tree view of a value: chevrons of ours, whole rows, the keyboard of a tree."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView, QWidget

from runyard.desktop.parts.value_tree.delegate import ValueDelegate
from runyard.desktop.theme import pixmap, scaled, sizes, tokens, ui_font

_INDENT = 20
#: Seconds of opening branches before the interface lives on.
_SLICE = 0.012
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
    """Rows of 24 without lines; double click or Enter folds a branch. Many open one after the other."""

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
        self._closed: Iterator[QModelIndex] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._open_some)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.fit(0)

    def reset(self) -> None:
        self._closed = None  # they are of the tree before
        super().reset()

    @property
    def opens(self) -> bool:
        """Whether branches are still being opened."""
        return self._closed is not None

    @Slot()
    def open_all(self) -> None:
        """Open every branch, from the top down: what is in sight at once, the rest while one looks."""
        self._closed = self._branches()
        self._open_some()

    @Slot()
    def close_all(self) -> None:
        """Close every branch."""
        self._closed = None
        self.collapseAll()

    @Slot()
    def _open_some(self) -> None:
        until = time.monotonic() + _SLICE
        while self._closed is not None and time.monotonic() < until:
            branch = next(self._closed, None)
            if branch is None:
                self._closed = None
            else:
                self.expand(branch)
        if self._closed is not None:
            self._soon.start()

    def _branches(self) -> Iterator[QModelIndex]:
        """Yield all branches, from the top down."""
        model = self.model()
        waiting = [QModelIndex()]
        while waiting:
            above = waiting.pop()
            if above.isValid():
                yield above
            found = (model.index(row, 0, above) for row in reversed(range(model.rowCount(above))))
            waiting.extend(branch for branch in found if model.hasChildren(branch))

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
