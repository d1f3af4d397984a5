"""The runs page's view and the saved ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.state import Workspace
from runyard.desktop.state.settings import DENSITY
from runyard.desktop.state.table_view import TableView
from runyard.storage.table.listing import Sort

Settle = Callable[[], None]


@pytest.fixture
def state(workspace: Workspace, settle: Settle) -> RunsState:
    found = RunsState(workspace)
    found.load()
    settle()
    return found


def again(workspace: Workspace, settle: Settle) -> RunsState:
    """Return the state as the next start finds it."""
    found = RunsState(workspace)
    found.load()
    settle()
    return found


def kept(state: RunsState, settle: Settle, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not state._soon.isActive())
    settle()


def test_the_next_start_is_where_the_last_one_ended(
    state: RunsState, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    state.alter(query="run.active", sort=(Sort("name"),))
    kept(state, settle, qtbot)
    found = again(workspace, settle)
    assert found.view == TableView(query="run.active", sort=(Sort("name"),))
    assert not found.edited


def test_a_view_is_saved_edited_and_reverted(
    state: RunsState, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    state.alter(density="dense")
    state.save("Sweep")
    assert (state.name, state.edited) == ("Sweep", False)
    state.alter(density="roomy")
    assert state.edited
    kept(state, settle, qtbot)
    found = again(workspace, settle)
    assert (found.name, found.edited, found.view.density) == ("Sweep", True, "roomy")
    found.revert()
    assert (found.edited, found.view.density) == (False, "dense")
    found.alter(density="normal")
    found.save()
    settle()
    assert again(workspace, settle).saved["Sweep"].density == "normal"


def test_renaming_removing_and_putting_back(state: RunsState, workspace: Workspace, settle: Settle) -> None:
    state.save("One")
    state.set_start("One")
    state.rename("One", "Two")
    settle()
    found = again(workspace, settle)
    assert (list(found.saved), state.name, state.start) == (["Two"], "Two", "Two")
    view = state.remove("Two")
    settle()
    assert again(workspace, settle).saved == {}
    assert (state.name, state.start) == ("", "")
    state.put_back("Two", view)
    settle()
    assert list(again(workspace, settle).saved) == ["Two"]
    assert state.free_name("Two") == "Two 2"


def test_it_begins_with_the_view_chosen_for_it(
    state: RunsState, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    state.alter(query="run.archived")
    state.save("Archive")
    state.set_start("Archive")
    state.open("")
    assert state.view == TableView()
    kept(state, settle, qtbot)
    found = again(workspace, settle)
    assert (found.name, found.view.query) == ("Archive", "run.archived")


def test_another_window_sees_what_was_saved(state: RunsState, workspace: Workspace, settle: Settle) -> None:
    other = again(workspace, settle)
    state.save("Shared")
    settle()
    assert list(other.saved) == ["Shared"]
    assert other.name == ""


def test_row_height_of_the_settings_is_that_of_a_view_without_a_name(
    workspace: Workspace, settle: Settle
) -> None:
    workspace.settings.set(DENSITY, "dense")
    state = again(workspace, settle)
    assert state.view.density == "dense"
    workspace.settings.set(DENSITY, "roomy")
    assert state.view.density == "roomy"
    state.save("Own")
    workspace.settings.set(DENSITY, "normal")
    assert state.view.density == "roomy"
    state.open("")
    assert state.view.density == "normal"
