"""JSON texts as trees: folding, finding, copying, and what is too large or too deep for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.texts import json_tree, json_value
from runyard.desktop.kinds.texts.json_tree import JsonTree
from runyard.desktop.kinds.texts.json_value import root_of
from runyard.desktop.kinds.texts.pretty_json import pretty
from runyard.desktop.kinds.texts.renderings import JSON, MARKDOWN, TREE
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.parts.value_tree import Node
from runyard.desktop.state import Workspace
from runyard.search.matching.matching import Matcher
from runyard.storage.store import Store
from support.logged import Logged
from support.texts_tab import log_texts, opened, read, search, wait

ANSWER = {
    "model": "net-3",
    "scores": [{"class": "cat", "f1": 0.91}, {"class": "dog", "f1": 0.88}],
    "a key": {"deep": {"deeper": "a cat sleeps"}},
}
DEEP = "This is nested 100,000 levels deep; a tree shows up to 100"


@pytest.fixture
def show(
    workspace: Workspace, store: Store, qtbot: QtBot, qapp: QApplication
) -> Callable[[str, str], TextsTab]:
    """Return a function that logs a text and reads it in a rendering."""

    def shown(text: str, rendering: str) -> TextsTab:
        tab, run = opened(workspace, qtbot, qapp), Logged(store)
        log_texts(run, "texts", [text])
        tab.show_run(run.id)
        wait(tab, qtbot)
        tab.reader.set_rendering(rendering)
        wait(tab, qtbot)
        return tab

    return shown


def _rows(tree: JsonTree) -> list[str]:
    """Return the rows that are open, as key and value."""
    found, index = [], tree.model.index(0, 0)
    while index.isValid():
        found.append(f"{index.data()} {index.siblingAtColumn(1).data()}")
        index = tree.view.indexBelow(index)
    return found


def _root(text: str) -> Node:
    found = root_of(text, pretty(text))
    assert isinstance(found, Node)
    return found


def test_a_json_text_becomes_a_tree(show: Callable[[str, str], TextsTab], qtbot: QtBot) -> None:
    tab = show(json.dumps(ANSWER), TREE)
    tree = tab.reader.tree
    qtbot.waitUntil(lambda: not tree.view.opens)
    assert tree.isVisible()
    assert _rows(tree)[:5] == ['model "net-3"', "scores 2 items", "0 2 items", 'class "cat"', "f1 0.91"]
    head = tab.reader.head
    assert head.opened.isVisible()
    assert not head.wrap.isVisible()
    head.closed.click()
    assert _rows(tree) == ['model "net-3"', "scores 2 items", "a key 1 item"]
    head.opened.click()
    qtbot.waitUntil(lambda: not tree.view.opens)
    assert len(_rows(tree)) == 11
    tab.reader.set_rendering(JSON)
    wait(tab, qtbot)
    assert read(tab).startswith("{\n")
    assert not head.opened.isVisible()
    assert head.wrap.isVisible()


def test_a_tree_is_offered_where_there_is_json(show: Callable[[str, str], TextsTab], qtbot: QtBot) -> None:
    def offered(tab: TextsTab) -> list[str]:
        return [part.key for part in tab.reader.head.rendering._parts if part.isVisible()]

    tab = show(json.dumps(ANSWER), "")
    assert (tab.reader.rendering, offered(tab)) == (JSON, ["plain", JSON, TREE, "code"])
    words = show("plain words", "")
    assert offered(words) == ["plain", MARKDOWN, JSON, "code"]
    words.reader.set_rendering(TREE)  # as other texts of this name are shown
    assert offered(words) == ["plain", MARKDOWN, JSON, TREE, "code"]
    wait(words, qtbot)


def test_a_search_marks_and_opens_what_it_finds(show: Callable[[str, str], TextsTab], qtbot: QtBot) -> None:
    tab = show(json.dumps(ANSWER), TREE)
    tree = tab.reader.tree
    tree.view.close_all()
    search(tab, qtbot, "cat")
    assert (tree.matches, tree.match, tab.reader.head.matches.text()) == (2, 0, "1 of 2")
    assert tree.model.node(tree.view.currentIndex()).path() == ("scores", 0, "class")
    assert tab.reader.step(1)
    node = tree.model.node(tree.view.currentIndex())
    assert (node.path(), node.value_spans) == (("a key", "deep", "deeper"), ((3, 6),))
    assert not tab.reader.step(1)
    root = tree.root
    search(tab, qtbot, "deep")
    assert tree.root is root  # what is open stays open
    assert (tree.matches, node.key_spans, node.value_spans) == (2, ((0, 4),), ())
    search(tab, qtbot, "")
    assert (tree.matches, node.key_spans) == (0, ())


def test_values_and_paths_are_copied(show: Callable[[str, str], TextsTab], qtbot: QtBot) -> None:
    tree = show(json.dumps(ANSWER), TREE).reader.tree
    scores = tree.model.index(1, 0)
    tree.view.setCurrentIndex(scores)
    tree.view.setFocus(Qt.FocusReason.TabFocusReason)
    keys = QKeySequence(QKeySequence.StandardKey.Copy)[0]
    qtbot.keyClick(tree.view, keys.key(), keys.keyboardModifiers())
    assert json.loads(QGuiApplication.clipboard().text()) == ANSWER["scores"]
    tree.view.setCurrentIndex(tree.model.index(1, 0, tree.model.index(0, 0, scores)))
    menu = tree.copier.make_menu(tree.view.currentIndex())
    copied = []
    for action in menu.actions():
        action.trigger()
        copied.append(QGuiApplication.clipboard().text())
    menu.deleteLater()
    assert copied == ["0.91", "scores[0].f1", "scores[0].f1 = 0.91"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("{}", ["0 {}"]),
        ("[]", ["0 []"]),
        ("42", ["0 42"]),
        ('{"a": 1}\n{"a": 2}\n', ["0 1 item", "1 1 item"]),
        ('{"a": 1.10, "a": 2.50}', ["a 2.50"]),
        ('{"a": 1e400, "b": -0, "c": NaN}', ["a 1e400", "b -0", "c NaN"]),
        ("[1, 2]", ["0 1", "1 2"]),
    ],
)
def test_odd_json_has_a_tree_as_well(text: str, rows: list[str]) -> None:
    model = json_tree.ValueTreeModel()
    model.set_root(_root(text))
    found = [model.index(row, 0) for row in range(model.rowCount())]
    assert [f"{index.data()} {index.siblingAtColumn(1).data()}" for index in found] == rows


def test_a_number_of_many_digits_stays_as_it_is(show: Callable[[str, str], TextsTab]) -> None:
    tree = show(f'{{"n": {"7" * 9000}}}', TREE).reader.tree
    tree.view.setCurrentIndex(tree.model.index(0, 0))
    tree.copier.copy_value()
    assert QGuiApplication.clipboard().text() == "7" * 9000
    assert len(str(tree.model.index(0, 1).data())) < 500


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000 + "]" * 100_000, "This is nested 100,000 levels deep; a tree shows up to 100"),
        (
            '{"a":' * 100_000 + "1" + "}" * 100_000,
            "This is nested 100,000 levels deep; a tree shows up to 100",
        ),
        (f"[{', '.join(['0'] * 1_000_000)}]", "This holds 1,000,001 values; a tree shows up to 100,000"),
        ('["' + "x" * 10_000_000 + '"]', "This is 10,000,004 characters long; a tree shows up to 4,000,000"),
        ("[" * 100_000, "Not JSON: it ends before all is closed at line 1, column 100,001"),
        ("plain words", "Not JSON: something that is no JSON stands at line 1, column 1"),
        (r'["\x"]', "Not JSON: Invalid \\escape: line 1 column 3 (char 2)"),
    ],
    ids=["lists", "objects", "values", "long", "open", "words", "escape"],
)
def test_what_has_no_tree_is_shown_as_source_with_a_sentence(
    show: Callable[[str, str], TextsTab], text: str, said: str
) -> None:
    tab = show(text, TREE)
    assert tab.reader.page is tab.reader.view
    assert tab.reader.head.note.text() == said
    assert len(read(tab)) > 0


def test_a_tree_of_many_values_begins_folded(show: Callable[[str, str], TextsTab], qtbot: QtBot) -> None:
    items: list[Any] = [{"n": number, "half": number / 2} for number in range(2_000)]
    tab = show(json.dumps({"items": items, "more": list(range(12))}), TREE)
    tree = tab.reader.tree
    assert _rows(tree) == ["items 2,000 items", "more 12 items"]
    search(tab, qtbot, "999.5")
    assert tree.model.node(tree.view.currentIndex()).path() == ("items", 1999, "half")
    tab.reader.head.opened.click()
    qtbot.waitUntil(lambda: not tree.view.opens, timeout=20_000)
    assert len(_rows(tree)) == 2 + 12 + 2 + 3 * 2_000


def test_a_search_of_a_tree_stops_when_nobody_waits() -> None:
    root = _root(json.dumps(list(range(5000))))
    asked = iter([False, False, True])
    found = json_value.finds(root, Matcher("1").finder(), lambda: next(asked))  # type: ignore[arg-type]
    assert 0 < len(found) < 2048
