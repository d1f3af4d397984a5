"""Two windows on one repository: each its own, and in step."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Route
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state.settings import THEME
from runyard.desktop.theme import tokens
from runyard.storage.runs import runs
from support import seeding


def windows() -> list[MainWindow]:
    return [
        found
        for found in QApplication.topLevelWidgets()
        if isinstance(found, MainWindow) and found.isVisible()
    ]


@pytest.fixture
def pair(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, MainWindow]]:
    with seeding.bulk(tmp_path, 12, params=3, metrics=0) as store:
        folder = store.folder
    first = app.build(folder, tmp_path / "desktop.ini")
    first.show()
    with qtbot.waitActive(first):
        first.activateWindow()
    settle(qtbot, first)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(first, Qt.Key.Key_N, held)
    [second] = [found for found in windows() if found is not first]
    settle(qtbot, first, second)
    yield first, second
    for window in windows():
        window.close()
    first.deleteLater()
    del second
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def settle(qtbot: QtBot, *shown: MainWindow) -> None:
    for window in shown:
        qtbot.waitUntil(lambda window=window: window.workspace is not None and window.workspace.tasks.idle())


def counts(window: MainWindow) -> str:
    return window.status_line.runs.text()


def test_second_one_shows_the_same_repository_a_little_aside(pair: tuple[MainWindow, MainWindow]) -> None:
    first, second = pair
    assert first.workspace is not None
    assert second.workspace is not None
    assert second.workspace.folder == first.workspace.folder
    assert second.workspace.tasks is not first.workspace.tasks
    assert second.size() == first.size()
    assert second.pos() != first.pos()


@pytest.mark.parametrize("writer", [0, 1])
def test_what_one_writes_the_other_shows(
    pair: tuple[MainWindow, MainWindow], writer: int, qtbot: QtBot
) -> None:
    workspace = pair[writer].workspace
    assert workspace is not None
    heard: list[object] = []
    for window in pair:
        assert window.workspace is not None
        window.workspace.tasks.changed.connect(heard.append)
    workspace.tasks.write(lambda store: runs.trash(store, [1, 2, 3]))
    for window in pair:
        qtbot.waitUntil(lambda window=window: counts(window) == "9 runs")
    settle(qtbot, *pair)
    trashed = [changes for changes in heard if {1, 2, 3} <= changes.runs]  # type: ignore[attr-defined]
    assert len(trashed) == 2, "each window tells its own views once"


def test_writes_of_both_at_once_arrive_in_both(pair: tuple[MainWindow, MainWindow], qtbot: QtBot) -> None:
    first, second = pair
    assert first.workspace is not None
    assert second.workspace is not None
    for number in range(1, 6):
        first.workspace.tasks.write(lambda store, number=number: runs.trash(store, [number]))
        second.workspace.tasks.write(lambda store, number=number: runs.trash(store, [number + 5]))
    for window in pair:
        qtbot.waitUntil(lambda window=window: counts(window) == "2 runs")
    assert first.workspace.tasks.seen() == second.workspace.tasks.seen()


def test_each_has_its_own_place_and_they_share_the_settings(
    pair: tuple[MainWindow, MainWindow], qtbot: QtBot
) -> None:
    first, second = pair
    second.go(Route("settings"))
    assert first.route != second.route
    second.settings.set(THEME, "dark")
    assert tokens().dark
    first.settings.set(THEME, "light")
    assert not tokens().dark
    assert second.settings.get(THEME) == "light"


def test_closing_one_leaves_the_other_working(pair: tuple[MainWindow, MainWindow], qtbot: QtBot) -> None:
    first, second = pair
    second.close()
    assert [window for window in windows() if window is not second] == [first]
    assert first.workspace is not None
    first.workspace.tasks.write(lambda store: runs.trash(store, [1]))
    qtbot.waitUntil(lambda: counts(first) == "11 runs")


def test_a_folder_that_cannot_be_written_is_opened_for_reading_though_its_log_lies_there(
    pair: tuple[MainWindow, MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert pair[0].workspace is not None
    folder, may = pair[0].workspace.folder, os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder and may(path, mode))
    third = app.build(folder, tmp_path / "third.ini")
    third.show()
    settle(qtbot, third)
    assert third.workspace is not None
    assert third.workspace.tasks.read_only
    assert third.status_line.locked.text() == "Opened read only"
    third.close()
    third.deleteLater()
