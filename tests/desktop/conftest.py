"""Fixtures of the desktop's tests: a real repository and the real pool."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.state import Notice, Route, Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.storage import location
from runyard.storage.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty repository."""
    place = location.resolve(tmp_path / "digits", create=True)
    Store.open(place, create=True).close()
    return place


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The repository as another process has it open."""
    with Store.open(folder) as opened:
        yield opened


@pytest.fixture
def tasks(folder: Path, qtbot: QtBot) -> Iterator[Tasks]:
    """The real pool over the repository; a thread that outlives it fails the test."""
    before = set(threading.enumerate())
    found = Tasks(Store.open(folder))
    yield found
    assert found.close() == []
    assert set(threading.enumerate()) - before == set()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of their own."""
    return Settings(tmp_path / "desktop.ini")


@pytest.fixture
def workspace(folder: Path, tasks: Tasks, settings: Settings) -> Workspace:
    """An open repository."""
    return Workspace(folder, tasks, settings)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    """Return a function that waits until every read, write and announcement has arrived."""

    def wait() -> None:
        qtbot.waitUntil(tasks.idle)

    return wait


@pytest.fixture
def notices(workspace: Workspace) -> list[Notice]:
    """What the window is asked to tell, as it comes."""
    found: list[Notice] = []
    workspace.noticed.connect(found.append)
    return found


@pytest.fixture
def went(workspace: Workspace) -> list[Route]:
    """Where the window is asked to go, as it comes."""
    found: list[Route] = []
    workspace.go.connect(found.append)
    return found
