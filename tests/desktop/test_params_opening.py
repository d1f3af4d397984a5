"""Branches of a large tree of params stay as they were opened when params change."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.params.tab import ParamsTab, _Read
from runyard.desktop.state import Workspace
from support.one_run import Logged
from support.params_tab import store_run, tab

__all__ = ["tab"]
Settle = Callable[[], None]


def test_opening_all_goes_on_when_params_change(
    workspace: Workspace, tab: ParamsTab, qtbot: QtBot, settle: Settle
) -> None:
    large = {"net": {f"layer{i}": {f"p{k}": k for k in range(20)} for i in range(3000)}}
    tab.show_run(store_run(workspace, Logged(params=large)))
    settle()
    tab.bar.opened.click()
    assert tab.view.opens
    tab._arrived(_Read({**large, "added": 1}))
    qtbot.waitUntil(lambda: len(tab.model.root.children) == 2)
    qtbot.waitUntil(lambda: not tab.view.opens)
    branches = [node for node in tab.model.root.nodes() if node.children]
    assert all(tab.view.isExpanded(tab.model.index_of(node)) for node in branches)


def test_a_branch_opened_in_a_large_tree_stays_open_when_params_change(
    workspace: Workspace, tab: ParamsTab, settle: Settle
) -> None:
    large = {"net": {f"layer{i}": {f"p{k}": k for k in range(20)} for i in range(40)}}
    tab.show_run(store_run(workspace, Logged(params=large)))
    settle()
    net = tab.model.index(0, 0)
    assert tab.view.isExpanded(net)
    assert not tab.view.isExpanded(tab.model.index(3, 0, net))
    tab.view.setExpanded(tab.model.index(3, 0, net), True)
    tab._arrived(_Read({**large, "added": 1}))
    settle()
    net = tab.model.index(0, 0)
    assert tab.view.isExpanded(tab.model.index(3, 0, net))
    assert not tab.view.isExpanded(tab.model.index(4, 0, net))
