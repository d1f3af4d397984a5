from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.params.finding import make
from runyard.desktop.kinds.params.tab import ParamsTab, _Read
from runyard.desktop.parts.param_value import copy_text, is_branch, path_text, value_text, value_tone
from runyard.desktop.parts.value_tree import Node, State, ValueTreeModel
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher
from runyard.storage.runs.changed import SURROUNDINGS
from support.one_run import SWEEP, Logged, sweep
from support.params_tab import store_run, tab

__all__ = ["tab"]

Settle = Callable[[], None]


@pytest.mark.parametrize(
    ("value", "text", "tone"),
    [
        (True, "true", "code_keyword"),
        (None, "null", "code_keyword"),
        (0.0001, "0.0001", "code_number"),
        (float("nan"), "NaN", "code_number"),
        (float("-inf"), "-inf", "code_number"),
        (2**80, str(2**80), "code_number"),
        ("a\nb", '"a\\nb"', "code_string"),
        (b"abc", "3 bytes", "code_string"),
        ([0.9, 0.999], "[0.9, 0.999]", "text_soft"),
        ({}, "{}", "text_soft"),
        ([], "[]", "text_soft"),
        ({"a": 1}, "1 item", "text_faint"),
        (list(range(2000)), "2,000 items", "text_faint"),
    ],
)
def test_a_value_reads_by_its_type(value: Any, text: str, tone: str) -> None:
    assert value_text(value) == text
    assert value_tone(value) == tone


def test_a_very_long_text_is_cut_in_the_row_but_copied_whole() -> None:
    long = "x" * 5000
    assert len(value_text(long)) < 500
    assert copy_text(long) == long


def test_a_list_of_a_few_single_values_is_no_branch() -> None:
    assert not is_branch([1, 2, 3])
    assert is_branch([{"a": 1}])
    assert is_branch(["a long text that fills a line" * 2, "and another one of that kind"])


def test_paths_read_as_a_query_spells_them() -> None:
    assert path_text(("hparams", "lr")) == "hparams.lr"
    assert path_text(("data", "augment", 0, "kind")) == "data.augment[0].kind"
    assert path_text(("a key", "b")) == '["a key"].b'


def test_the_model_keeps_to_the_rules_of_qt(qtbot: QtBot) -> None:
    model = ValueTreeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_root(Node(None, SWEEP, None, 0))
    data = model.index(1, 0)
    augment = model.index(2, 0, data)
    assert model.data(augment) == "augment"
    assert model.parent(augment) == data
    assert model.rowCount(augment) == 2
    assert model.rowCount(model.index(0, 1)) == 0
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Value"
    model.set_root(_matching(SWEEP, "augment"))
    assert model.rowCount(QModelIndex()) == 1


def _matching(tree: dict[str, Any], text: str, **how: bool) -> Node:
    with_store: Any = None
    return make(tree, None, Matcher(text, **how), False, with_store, lambda: False).root


def test_a_search_keeps_what_it_finds_and_what_holds_it() -> None:
    root = _matching(SWEEP, "adam")
    [hparams] = root.children
    assert [child.key for child in hparams.children] == ["optimiser"]
    assert hparams.children[0].value_spans == ((1, 5),)
    [data] = _matching(SWEEP, "augment").children
    assert data.children[0].leaves() == 1
    assert data.children[0].key_spans == ((0, 7),)
    assert len(data.children[0].children) == 2
    assert _matching(SWEEP, "hparams 0.003").leaves() == 1
    assert _matching(SWEEP, "0.999").leaves() == 1
    assert _matching(SWEEP, "nowhere").children == []


def test_a_search_by_case_whole_word_and_pattern() -> None:
    tree = {"Net": {"width": 256}, "net": {"wide": True, "widths": [1, 2]}}
    assert _matching(tree, "NET").leaves() == 3
    assert [node.key for node in _matching(tree, "Net", case=True).children] == ["Net"]
    assert _matching(tree, "width", word=True).leaves() == 1
    assert _matching(tree, r"width = 2\d\d$", regex=True).leaves() == 1
    bad = make(tree, None, Matcher("(", regex=True), False, None, lambda: False)  # type: ignore[arg-type]
    assert bad.problem is not None
    assert bad.root.children == []


def test_thousands_of_leaves_are_one_tree(qtbot: QtBot) -> None:
    tree = {f"layer{i}": {f"p{k}": i * k for k in range(40)} for i in range(250)}
    model = ValueTreeModel()
    model.set_root(Node(None, tree, None, 0))
    assert model.root.leaves() == 10_000
    assert _matching(tree, "layer249 p39").leaves() == 1


def test_two_runs_side_by_side_and_only_differences() -> None:
    mine = {
        "lr": 0.1,
        "seed": 1,
        "opt": {"name": "adam", "eps": 1e-8},
        "new": [1],
        "nan": float("nan"),
        "n": 1,
    }
    other = {"lr": 0.2, "seed": 1, "opt": {"name": "sgd", "momentum": 0.9}, "nan": float("nan"), "n": True}
    none: Any = None
    shown = make(mine, other, Matcher(), False, none, lambda: False)
    states = {path_text(node.path()): node.state for node in shown.root.nodes()}
    assert states == {
        "lr": State.CHANGED, "seed": State.SAME, "opt": State.CHANGED, "opt.name": State.CHANGED,
        "opt.eps": State.ADDED, "opt.momentum": State.REMOVED, "new": State.ADDED, "nan": State.SAME,
        "n": State.CHANGED,
    }  # fmt: skip
    assert shown.counts == {State.CHANGED: 3, State.ADDED: 2, State.REMOVED: 1}
    only = make(mine, other, Matcher(), True, none, lambda: False)
    assert [node.key for node in only.root.children] == ["lr", "opt", "new", "n"]
    assert (only.params, only.total) == (6, 8)
    assert make(mine, dict(mine), Matcher(), True, none, lambda: False).root.children == []
    changed = make({"a": {"b": 1}}, {"a": 3}, Matcher(), False, none, lambda: False)
    assert {path_text(n.path()): n.state for n in changed.root.nodes()} == {
        "a": State.CHANGED,
        "a.b": State.ADDED,
    }


def test_what_a_run_keeps_of_its_surroundings_is_no_param(
    tab: ParamsTab, workspace: Workspace, settle: Settle
) -> None:
    kept = {SURROUNDINGS: {"packages": {"numpy": "2"}}}
    tab.show_run(store_run(workspace, Logged(params={"lr": 1, **kept})))
    settle()
    assert tab.model.root.leaves() == 1
    assert SURROUNDINGS not in tab._all_text()
    tab.show_run(store_run(workspace, Logged(hash="b" * 32, params=kept)))
    settle()
    assert tab.faces.face == "empty"


def _deep(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"end": 1}
    for _ in range(levels):
        tree = {"k": tree}
    return tree


def test_a_tree_of_ten_thousand_levels_is_a_known_problem() -> None:
    with pytest.raises(KnownProblem, match="nested too deep"):
        _matching(_deep(10_000), "end")
    assert _matching(_deep(100), "end").leaves() == 1


def test_params_show_search_and_fold(
    workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot
) -> None:
    run = store_run(workspace, sweep())
    tab.show_run(run)
    settle()
    assert tab.faces.face == "content"
    assert tab.view.isExpanded(tab.model.index(0, 0))
    tab.search.search.setText("optim")
    qtbot.waitUntil(lambda: tab.model.root.leaves() == 1)
    assert tab.view.isExpanded(tab.model.index(0, 0))
    tab.search.search.setText("nothing has this")
    qtbot.waitUntil(lambda: tab.faces.face == "no_match")
    tab.search.clear()
    qtbot.waitUntil(lambda: tab.faces.face == "content")
    settle()
    tab.bar.closed.click()
    assert not tab.view.isExpanded(tab.model.index(0, 0))


def test_a_folded_branch_stays_folded_when_params_change(
    workspace: Workspace, tab: ParamsTab, settle: Settle
) -> None:
    run = store_run(workspace, sweep())
    tab.show_run(run)
    settle()
    tab.view.setExpanded(tab.model.index(0, 0), False)
    tab._arrived(_Read({**SWEEP, "added": 1}))
    settle()
    assert tab.model.rowCount(QModelIndex()) == 4
    assert not tab.view.isExpanded(tab.model.index(0, 0))
    assert tab.view.isExpanded(tab.model.index(1, 0))


def test_values_paths_and_branches_are_copied(workspace: Workspace, tab: ParamsTab, settle: Settle) -> None:
    tab.show_run(store_run(workspace, sweep()))
    settle()
    clipboard = QGuiApplication.clipboard()
    hparams = tab.model.index(0, 0)
    tab.view.setCurrentIndex(tab.model.index(3, 0, hparams))
    tab.copier.copy_value()
    assert clipboard.text() == "adam"
    tab.copier.copy_path()
    assert clipboard.text() == "hparams.optimiser"
    tab.copier.copy_both()
    assert clipboard.text() == "hparams.optimiser = adam"
    tab.view.setCurrentIndex(hparams)
    tab.copier.copy_value()
    assert '"optimiser": "adam"' in clipboard.text()
    assert tab.copier.make_menu(hparams).actions()[0].text() == "Copy as JSON"


def test_a_run_without_params_says_how_to_keep_some(
    workspace: Workspace, tab: ParamsTab, settle: Settle
) -> None:
    tab.show_run(store_run(workspace, Logged()))
    settle()
    assert tab.faces.face == "empty"


def test_trouble_is_told_and_can_be_tried_again(tab: ParamsTab) -> None:
    tab._failed(KnownProblem("The database is busy", "Try again"))
    assert tab.faces.face == "failed"


def test_the_other_run_is_chosen_with_a_search(
    workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot
) -> None:
    run = store_run(workspace, sweep())
    changed = {**SWEEP, "hparams": {**SWEEP["hparams"], "lr": 0.1}}
    store_run(workspace, Logged(hash="b" * 32, name="other-run", params=changed))
    store_run(workspace, Logged(hash="c" * 32, name="third", params={"x": 1}))
    tab.show_run(run)
    settle()
    tab.bar.compare.click()
    chooser = tab.chooser
    assert chooser is not None
    settle()
    qtbot.keyClicks(chooser.list.search, "other")
    qtbot.waitUntil(lambda: chooser.list.model.rowCount() == 1, timeout=10_000)
    qtbot.keyClick(chooser.list.search, Qt.Key.Key_Return)
    settle()
    assert tab.model.columnCount() == 3
    assert tab.model.headerData(2, Qt.Orientation.Horizontal) == "other-run"
    assert "1 changed" in tab.bar.count.text()
    tab.bar.only.click()
    settle()
    hparams = tab.model.index(0, 0)
    assert tab.model.rowCount(QModelIndex()) == 1
    assert [tab.model.index(0, column, hparams).data() for column in range(3)] == ["lr", "~ 0.003", "0.1"]
    tab.view.setCurrentIndex(tab.model.index(0, 0, hparams))
    tab.copier.copy_other()
    assert QGuiApplication.clipboard().text() == "0.1"
    assert not tab.grab().isNull()
    tab.bar.other.removed.emit()
    settle()
    assert tab.model.columnCount() == 2
    assert tab.bar.compare.isVisible()


def test_the_same_params_have_no_differences(
    workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot
) -> None:
    run = store_run(workspace, sweep())
    tab.show_run(run)
    settle()
    twin = store_run(workspace, Logged(hash="b" * 32, name="twin", params=SWEEP))
    tab.compare(twin)
    settle()
    assert "no differences" in tab.bar.count.text()
    tab.bar.only.click()
    settle()
    assert tab.faces.face == "empty"


def test_hostile_params_stay_text(workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot) -> None:
    html = "<img src='file:///etc/passwd'><b>" + "x" * 5000
    hostile = {
        html: html,
        "\u202egpj.exe": "\u202e\u2066abc\u0000",
        "wide": {f"k{i}": i for i in range(10_000)},
    }
    hostile["deep"] = _deep(90)
    run = store_run(workspace, Logged(params=hostile))
    tab.show_run(run)
    settle()
    assert tab.faces.face == "content"
    assert tab.model.rowCount(QModelIndex()) == 4
    assert not tab.grab().isNull()
    tab.search.search.setText("k9999")
    qtbot.waitUntil(lambda: tab.model.root.leaves() == 1, timeout=10_000)
    tab.search.search.setText("end")
    qtbot.waitUntil(lambda: tab.model.root.deepest > 90, timeout=10_000)
    deepest = list(tab.model.root.nodes())[-1]
    assert tab.view.visualRect(tab.model.index_of(deepest)).isValid()
    tab.search.clear()
    settle()
    tab.bar.opened.click()
    assert not tab.grab().isNull()


def test_enter_goes_from_find_to_find(
    workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(store_run(workspace, sweep()))
    settle()
    tab.search.search.setText("kind")
    qtbot.waitUntil(lambda: tab.model.root.leaves() == 1, timeout=10_000)  # a list is one param
    settle()

    def current() -> str:
        return path_text(tab.model.node(tab.view.currentIndex()).path())

    first, second = "data.augment[0].kind", "data.augment[1].kind"
    for key, there in ((0, first), (0, second), (0, first), (1, second)):
        held = Qt.KeyboardModifier.ShiftModifier if key else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(tab.search.search, Qt.Key.Key_Return, held)
        assert current() == there
    tab.search.clear()
    settle()


def test_a_tree_made_for_the_run_before_is_not_shown(
    tab: ParamsTab, workspace: Workspace, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: Any, **named: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return make(*given, **named)

    monkeypatch.setattr("runyard.desktop.kinds.params.tab.make", slow)
    tab.show_run(store_run(workspace, sweep()))
    qtbot.waitUntil(begun.is_set)
    tab.show_run(store_run(workspace, Logged(hash="b" * 32)))
    qtbot.waitUntil(lambda: tab.faces.face == "empty")
    go_on.set()
    settle()
    assert tab.faces.face == "empty"
