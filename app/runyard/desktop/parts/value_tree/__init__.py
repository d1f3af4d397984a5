"""The tree of a JSON-like value: what holds what, of one or of two side by side."""

from __future__ import annotations

from runyard.desktop.parts.value_tree.copying import ValueCopier
from runyard.desktop.parts.value_tree.model import ValueTreeModel
from runyard.desktop.parts.value_tree.node import Node, Spans, State, compare
from runyard.desktop.parts.value_tree.view import ValueTreeView

__all__ = ["Node", "Spans", "State", "ValueCopier", "ValueTreeModel", "ValueTreeView", "compare"]
