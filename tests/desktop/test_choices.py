"""Choices of a tab: read once, kept together, and harmless whatever the repository says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.choices import Choices
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views
from runyard.storage.store import Store


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as found:
        yield found


@pytest.fixture
def owner() -> QObject:
    return QObject()


def test_values_are_kept_together_and_read_again(
    workspace: Workspace, store: Store, owner: QObject, settle: Callable[[], None], qtbot: QtBot
) -> None:
    choices = Choices(workspace, "tab", owner)
    with qtbot.waitSignal(choices.arrived):
        choices.read()
    assert choices.get("size") is None
    choices.keep("size", 3)
    choices.keep("log", True)
    choices.keep("size", 4)
    qtbot.waitUntil(lambda: views.get(store, "choices", "tab") == {"size": 4, "log": True}, timeout=10_000)
    settle()
    again = Choices(workspace, "tab", owner)
    again.keep("log", False)  # somebody is quicker than the reading
    with qtbot.waitSignal(again.arrived):
        again.read()
    assert (again.get("size"), again.get("log")) == (4, False)
    again.read()  # the first time is enough
    qtbot.waitUntil(lambda: views.get(store, "choices", "tab") == {"size": 4, "log": False}, timeout=10_000)
    settle()


def test_what_means_nothing_is_nothing(
    workspace: Workspace, store: Store, owner: QObject, qtbot: QtBot
) -> None:
    views.put(store, "choices", "tab", ["not", "a", "dictionary"])
    choices = Choices(workspace, "tab", owner)
    with qtbot.waitSignal(choices.arrived):
        choices.read()
    assert choices.get("size") is None


def test_a_repository_that_cannot_be_written_is_not_written(
    workspace: Workspace, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace.tasks, "read_only", True)
    choices = Choices(workspace, "tab", owner)
    choices.keep("size", 3)
    assert choices.get("size") == 3
    assert not choices._timer.isActive()


def test_what_cannot_be_kept_is_told(workspace: Workspace, owner: QObject) -> None:
    told: list[str] = []
    workspace.noticed.connect(lambda notice: told.append(notice.text))
    Choices(workspace, "tab", owner)._tell(KnownProblem("The disk is full"))
    assert told == ["The disk is full"]
