"""`JsonTree`: a JSON text as a tree, with what a search finds in it marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.parts.value_tree import Node, ValueCopier, ValueTreeModel, ValueTreeView
from runyard.desktop.theme import sizes

if TYPE_CHECKING:
    from runyard.desktop.kinds.texts.json_value import Find

_KEY_WIDTH = 200
#: A tree of this many rows opens wholly by itself; a larger one shows its first level.
_OPEN_AT_ONCE = 400


class JsonTree(QWidget):
    """Fold and unfold, copy a value or its path, go from find to find."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finds: Sequence[Find] = ()
        self.match = -1
        self.model = ValueTreeModel(self)
        self.view = ValueTreeView("JSON", _KEY_WIDTH)
        self.view.setModel(self.model)
        self.copier = ValueCopier(self.view, self.model)
        self.setFocusProxy(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.GAP, 0, 0, 0)
        column.addWidget(self.view)

    @property
    def root(self) -> Node:
        """The top of the tree, which is not shown itself."""
        return self.model.root

    @property
    def matches(self) -> int:
        """How many keys and values are marked."""
        return len(self._finds)

    def show_tree(self, root: Node, finds: Sequence[Find]) -> None:
        """Show a tree, or the one that is shown with other finds."""
        for find in self._finds:
            find.node.key_spans = find.node.value_spans = ()
        if finds != self._finds:
            self._finds, self.match = finds, -1
        for find in finds:
            find.node.key_spans, find.node.value_spans = find.key_spans, find.value_spans
        if root is not self.root:
            self.model.set_root(root)
            self.view.fit(root.deepest)
            if sum(1 for _ in root.nodes()) <= _OPEN_AT_ONCE:
                self.view.open_all()
        self.view.viewport().update()

    def go_to_match(self, number: int) -> None:
        """Go to one of the finds; what holds it opens."""
        if 0 <= number < self.matches:
            self.match = number
            self.view.setCurrentIndex(self.model.index_of(self._finds[number].node))
