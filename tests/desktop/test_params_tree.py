from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.params.model import ParamTreeModel
from runyard.desktop.kinds.params.node import Node, matching
from runyard.desktop.kinds.params.tab import ParamsTab
from runyard.desktop.parts.param_value import copy_text, is_branch, path_text, value_text, value_tone
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store
from support.one_run import SWEEP, Logged, sweep

Settle = Callable[[], None]


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> ParamsTab:
    made = ParamsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def store_run(workspace: Workspace, run: Logged) -> int:
    with_store = Store.open(workspace.folder)
    try:
        return run.store(with_store)
    finally:
        with_store.close()


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
    model = ParamTreeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_root(Node(None, SWEEP, None, 0))
    data = model.index(1, 0)
    augment = model.index(2, 0, data)
    assert model.data(augment) == "augment"
    assert model.parent(augment) == data
    assert model.rowCount(augment) == 2
    assert model.rowCount(model.index(0, 1)) == 0
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Value"
    model.set_root(matching(SWEEP, ["augment"]))
    assert model.rowCount(QModelIndex()) == 1


def test_a_search_keeps_what_it_finds_and_what_holds_it() -> None:
    root = matching(SWEEP, ["adam"])
    [hparams] = root.children
    assert [child.key for child in hparams.children] == ["optimiser"]
    [data] = matching(SWEEP, ["augment"]).children
    assert data.children[0].leaves() == 1
    assert len(data.children[0].children) == 2
    assert matching(SWEEP, ["hparams", "0.003"]).leaves() == 1
    assert matching(SWEEP, ["nowhere"]).children == []


def test_thousands_of_leaves_are_one_tree(qtbot: QtBot) -> None:
    tree = {f"layer{i}": {f"p{k}": i * k for k in range(40)} for i in range(250)}
    model = ParamTreeModel()
    model.set_root(Node(None, tree, None, 0))
    assert model.root.leaves() == 10_000
    assert matching(tree, ["layer249", "p39"]).leaves() == 1


def test_params_show_search_and_fold(
    workspace: Workspace, tab: ParamsTab, settle: Settle, qtbot: QtBot
) -> None:
    run = store_run(workspace, sweep())
    tab.show_run(run)
    settle()
    assert tab.faces.face == "content"
    assert tab.view.isExpanded(tab.model.index(0, 0))
    tab.search.setText("optim")
    qtbot.waitUntil(lambda: tab.model.root.leaves() == 1)
    assert tab.view.isExpanded(tab.model.index(0, 0))
    tab.search.setText("nothing has this")
    qtbot.waitUntil(lambda: tab.faces.face == "no_match")
    tab.search.clear()
    qtbot.waitUntil(lambda: tab.faces.face == "content")
    tab.view.collapseAll()
    assert not tab.view.isExpanded(tab.model.index(0, 0))


def test_a_folded_branch_stays_folded_when_params_change(
    workspace: Workspace, tab: ParamsTab, settle: Settle
) -> None:
    run = store_run(workspace, sweep())
    tab.show_run(run)
    settle()
    tab.view.setExpanded(tab.model.index(0, 0), False)
    tab._arrived({**SWEEP, "added": 1})
    assert tab.model.rowCount(QModelIndex()) == 4
    assert not tab.view.isExpanded(tab.model.index(0, 0))
    assert tab.view.isExpanded(tab.model.index(1, 0))


def test_values_paths_and_branches_are_copied(workspace: Workspace, tab: ParamsTab, settle: Settle) -> None:
    tab.show_run(store_run(workspace, sweep()))
    settle()
    clipboard = QGuiApplication.clipboard()
    hparams = tab.model.index(0, 0)
    tab.view.setCurrentIndex(tab.model.index(3, 0, hparams))
    tab.copy_value()
    assert clipboard.text() == "adam"
    tab.copy_path()
    assert clipboard.text() == "hparams.optimiser"
    tab.copy_both()
    assert clipboard.text() == "hparams.optimiser = adam"
    tab.view.setCurrentIndex(hparams)
    tab.copy_value()
    assert '"optimiser": "adam"' in clipboard.text()
    assert tab.make_menu(hparams).actions()[0].text() == "Copy as JSON"


def test_a_run_without_params_says_how_to_keep_some(
    workspace: Workspace, tab: ParamsTab, settle: Settle
) -> None:
    tab.show_run(store_run(workspace, Logged()))
    settle()
    assert tab.faces.face == "empty"


def test_trouble_is_told_and_can_be_tried_again(tab: ParamsTab) -> None:
    tab._failed(KnownProblem("The database is busy", "Try again"))
    assert tab.faces.face == "failed"
