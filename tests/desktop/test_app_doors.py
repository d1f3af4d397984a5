"""What the app shows when there is no repository, or one it cannot read; nothing is created unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.parts.first_run import CodeBlock
from runyard.desktop.shell.doors import NoRepository
from runyard.desktop.shell.problem_door import RepositoryProblem
from runyard.desktop.shell.window import MainWindow
from support import seeding


@pytest.fixture
def windows(tmp_path: Path, qtbot: QtBot) -> Iterator[list[MainWindow]]:
    found: list[MainWindow] = []
    yield found
    for window in found:
        window.close()
        window.deleteLater()


def show(windows: list[MainWindow], folder: Path, tmp_path: Path) -> MainWindow:
    window = app.build(folder, tmp_path / "desktop.ini")
    windows.append(window)
    window.show()
    return window


def test_missing_repository_is_explained_and_not_made(
    tmp_path: Path, windows: list[MainWindow], qtbot: QtBot
) -> None:
    place = tmp_path / "digits" / ".runyard"
    window = show(windows, place, tmp_path)
    door = window.stack.currentWidget()
    assert isinstance(door, NoRepository)
    assert not place.parent.exists()
    assert window.status_line.runs.text() == ""
    assert not window.side_bar.pages["runs"].isEnabled()


def test_repository_that_appears_is_opened_by_itself(
    tmp_path: Path, windows: list[MainWindow], qtbot: QtBot
) -> None:
    window = show(windows, tmp_path / "digits" / ".runyard", tmp_path)
    seeding.bulk(tmp_path / "digits", 3, params=3, metrics=4).close()
    qtbot.waitUntil(lambda: window.status_line.runs.text() == "3 runs")
    assert window.page() is not None


def test_empty_repository_is_made_when_asked(tmp_path: Path, windows: list[MainWindow], qtbot: QtBot) -> None:
    place = tmp_path / "digits" / ".runyard"
    window = show(windows, place, tmp_path)
    door = window.stack.currentWidget()
    assert isinstance(door, NoRepository)
    qtbot.mouseClick(door.make, Qt.MouseButton.LeftButton)
    assert (place / "runyard.db").exists()
    qtbot.waitUntil(lambda: window.status_line.runs.text() == "0 runs")


def test_damaged_repository_is_explained_untouched(
    tmp_path: Path, windows: list[MainWindow], qtbot: QtBot
) -> None:
    place = tmp_path / ".runyard"
    place.mkdir()
    database = place / "runyard.db"
    database.write_bytes(b"not a database" * 1000)
    before = database.read_bytes()
    window = show(windows, place, tmp_path)
    door = window.stack.currentWidget()
    assert isinstance(door, RepositoryProblem)
    assert "DamagedRepositoryError" in door.report()
    qtbot.mouseClick(door.retry, Qt.MouseButton.LeftButton)
    assert isinstance(window.stack.currentWidget(), RepositoryProblem)
    assert database.read_bytes() == before


def test_repaired_repository_opens_with_try_again(
    tmp_path: Path, windows: list[MainWindow], qtbot: QtBot
) -> None:
    place = tmp_path / ".runyard"
    place.mkdir()
    (place / "runyard.db").write_bytes(b"not a database" * 1000)
    window = show(windows, place, tmp_path)
    (place / "runyard.db").unlink()
    seeding.empty(tmp_path).close()
    door = window.stack.currentWidget()
    assert isinstance(door, RepositoryProblem)
    qtbot.mouseClick(door.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.status_line.runs.text() == "0 runs")


def test_code_is_copied_whole(tmp_path: Path, windows: list[MainWindow], qtbot: QtBot) -> None:
    window = show(windows, tmp_path / "digits" / ".runyard", tmp_path)
    copy = window.stack.currentWidget().findChildren(CodeBlock)[0].copy
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    compile(text, "snippet", "exec")
    assert text.startswith("from runyard import Run")


def test_place_of_finds_or_names_without_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNYARD_REPO", raising=False)
    assert app.place_of(tmp_path / "new") == tmp_path / "new" / ".runyard"
    assert app.place_of(tmp_path / "new" / ".runyard") == tmp_path / "new" / ".runyard"
    seeding.empty(tmp_path / "old").close()
    (tmp_path / "old" / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "old" / "deep")
    assert app.place_of(None) == tmp_path / "old" / ".runyard"
    assert not (tmp_path / "new").exists()
