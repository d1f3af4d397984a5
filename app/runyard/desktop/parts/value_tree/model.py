"""`ValueTreeModel`: a value as a tree, alone or beside that of another run."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.desktop.parts import words
from runyard.desktop.parts.param_value import value_text
from runyard.desktop.parts.value_tree.node import Node, State
from runyard.storage.runs.changed import MISSING

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
NODE = int(Qt.ItemDataRole.UserRole)
_HORIZONTAL = Qt.Orientation.Horizontal
_ALONE = ("Key", "Value")
_NO_INDEX = QModelIndex()


class ValueTreeModel(QAbstractItemModel):
    """Keys at the left, values at the right; branches tell how many items they hold.

    A third column has the values of the run compared with.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(None, {}, None, 0)
        self._titles: tuple[str, ...] = _ALONE

    def set_root(self, root: Node, titles: tuple[str, ...] = _ALONE) -> None:
        """Show another tree, under these titles."""
        self.beginResetModel()
        self._root = root
        self._titles = titles
        self.endResetModel()

    @property
    def compares(self) -> bool:
        """Whether there are two runs."""
        return len(self._titles) > len(_ALONE)

    @property
    def root(self) -> Node:
        """Return the top of the tree, which is not shown itself."""
        return self._root

    def node(self, index: Index) -> Node:
        """Return the node behind an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else self._root
        return found if isinstance(found, Node) else self._root

    def index_of(self, node: Node) -> QModelIndex:
        """Return the index of a node's key."""
        return _NO_INDEX if node.parent is None else self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        above = self.node(parent)
        if not (0 <= row < len(above.children) and 0 <= column < len(self._titles)) or (
            parent.isValid() and parent.column()
        ):
            return QModelIndex()
        return self.createIndex(row, column, above.children[row])

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]  # the one without arguments is QObject's
        above = self.node(child).parent
        return (
            QModelIndex() if above is None or above.parent is None else self.createIndex(above.row, 0, above)
        )

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        if parent.isValid() and parent.column():
            return 0
        return len(self.node(parent).children)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return len(self._titles)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            node = self.node(index)
            return str(node.key) if not index.column() else shown_text(node, index.column())
        if role == NODE:
            return self.node(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY and orientation == _HORIZONTAL:
            return self._titles[section]
        return None


def shown_text(node: Node, column: int) -> str:
    """Return a value as its column shows it; of the run itself with the sign of how it differs."""
    value = node.value if column == 1 else node.other
    text = words.NONE if value is MISSING else value_text(value)
    return f"{node.state.value} {text}" if column == 1 and node.state is not State.SAME else text
