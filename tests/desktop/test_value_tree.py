"""The tree of a value: many items stand in ranges, which are in no path and hide nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.params.finding import make
from runyard.desktop.parts.value_tree import Node, State, ValueCopier, ValueTreeModel, ValueTreeView, compare
from runyard.desktop.parts.value_tree.node import RANGE
from runyard.search.matching.matching import Matcher

MANY = {"ids": list(range(2 * RANGE + 1)), "lr": 0.1}


def _keys(node: Node) -> list[Any]:
    return [child.key for child in node.children]


def test_many_items_stand_in_ranges() -> None:
    ids = Node(None, MANY, None, 0).children[0]
    assert _keys(ids) == ["0 – 999", "1,000 – 1,999", "2,000 – 2,000"]
    second = ids.children[1]
    assert second.value == list(range(1000, 2000))
    assert (second.children[7].path(), second.children[7].value) == (("ids", 1007), 1007)
    assert second.path() == ids.path()
    assert len({node.trail() for node in ids.nodes()}) == 2 * RANGE + 4
    assert _keys(Node(None, {"ids": list(range(RANGE))}, None, 0).children[0]) == list(range(RANGE))


def test_ranges_of_names_say_the_first_and_the_last() -> None:
    named = Node(None, {f"layer{at:04}": at for at in range(RANGE + 2)}, None, 0)
    assert _keys(named) == ["layer0000 … layer0999", "layer1000 … layer1001"]
    assert named.children[1].value == {"layer1000": 1000, "layer1001": 1001}
    assert named.leaves() == RANGE + 2


def test_values_in_ranges_are_compared_one_by_one() -> None:
    other = {"ids": [*range(RANGE), -1], "lr": 0.1}
    root = Node(None, MANY, None, 0, other)
    assert compare(root)
    first, second, third = root.children[0].children
    assert (first.state, second.state, third.state) == (State.SAME, State.CHANGED, State.ADDED)
    assert [child.state for child in second.children[:2]] == [State.CHANGED, State.ADDED]


def test_a_search_finds_inside_ranges_and_never_the_ranges() -> None:
    def found(text: str) -> list[Node]:
        nothing: Any = None
        return [
            node
            for node in make(MANY, None, Matcher(text), False, nothing, lambda: False).root.nodes()
            if node.found
        ]

    assert [node.path() for node in found("ids[1007]")] == [("ids", 1007)]
    assert found("–") == []


def test_the_model_of_ranges_keeps_to_the_rules_of_qt(qtbot: QtBot) -> None:
    model, view = ValueTreeModel(), ValueTreeView("Values")
    qtbot.addWidget(view)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.setModel(model)
    model.set_root(Node(None, MANY, None, 0))
    ids = model.index(0, 0)
    assert model.rowCount(ids) == 3
    last = model.index(2, 0, ids)
    assert (model.rowCount(last), model.parent(last)) == (1, ids)
    copier = ValueCopier(view, model)
    view.setCurrentIndex(model.index(0, 0, model.index(1, 0, ids)))
    copier.copy_both()
    assert QGuiApplication.clipboard().text() == "ids[1000] = 1000"
    assert model.parent(ids) == QModelIndex()


def test_many_branches_open_from_the_top_one_after_the_other(qtbot: QtBot) -> None:
    many = {f"group{at}": {"deep": {str(key): key for key in range(20)}} for at in range(3000)}
    model, view = ValueTreeModel(), ValueTreeView("Params")
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(600, 400)
    model.set_root(Node(None, many, None, 0))
    view.show()
    branches = [node for node in model.root.nodes() if node.children]

    def opened() -> list[Node]:
        return [node for node in branches if view.isExpanded(model.index_of(node))]

    view.open_all()
    assert view.opens
    at_once = opened()
    assert 0 < len(at_once) < len(branches)
    assert at_once == branches[: len(at_once)]
    qtbot.waitUntil(lambda: not view.opens)
    assert opened() == branches
    view.close_all()
    view.open_all()
    view.close_all()
    assert (view.opens, opened()) == (False, [])
    view.open_all()
    model.set_root(Node(None, {"a": {"b": 1}}, None, 0))
    assert not view.opens
    assert not view.isExpanded(model.index(0, 0))
