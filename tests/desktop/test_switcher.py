"""The repository switcher: what is listed, what its rows do, drops, and what each repository remembers."""

from __future__ import annotations

import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Route
from runyard.desktop.shell.doors import NoRepository
from runyard.desktop.shell.problem_door import RepositoryProblem
from runyard.desktop.shell.switcher import Switcher
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings, recent
from runyard.desktop.widgets import Label
from runyard.storage import migrations
from runyard.storage.connection import APPLICATION_ID
from support import seeding


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Two repositories, and one that is gone."""
    made = {}
    for name, runs in (("digits", 12), ("speech", 5)):
        with seeding.bulk(tmp_path / name, runs, params=3, metrics=0) as store:
            made[name] = store.folder
    made["gone"] = tmp_path / "gone" / ".runyard"
    return made


@pytest.fixture
def window(places: dict[str, Path], tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    kept = Settings(tmp_path / "desktop.ini")
    recent.remember(kept, places["gone"], 7)
    recent.remember(kept, places["speech"], 5)
    kept.save()
    made = app.build(places["digits"], tmp_path / "desktop.ini")
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    settle(made, qtbot)
    yield made
    made.close()
    made.deleteLater()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.tasks.idle())


@pytest.fixture
def switcher(window: MainWindow, qtbot: QtBot) -> Switcher:
    qtbot.mouseClick(window.side_bar.repository, Qt.MouseButton.LeftButton)
    found = window.findChild(Switcher)
    assert found is not None
    assert found.isVisible()
    qtbot.waitUntil(lambda: any(item.missing for item in found.places()))
    return found


def shown(window: MainWindow) -> str:
    return window.workspace.name if window.workspace is not None else ""


def test_lists_the_open_one_first_then_the_recent_and_tells_what_is_missing(switcher: Switcher) -> None:
    told = [
        (item.text(), item.current, item.missing, item.accessibleDescription()) for item in switcher.places()
    ]
    assert told == [
        ("digits", True, False, "open now"),
        ("speech", False, False, "5 runs"),
        ("gone", False, True, "missing"),
    ]


def test_enter_opens_the_one_before(switcher: Switcher, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert not switcher.isVisible()
    assert shown(window) == "speech"
    settle(window, qtbot)
    assert [item.name for item in recent.listed(window.settings)] == ["speech", "digits", "gone"]
    assert recent.listed(window.settings)[1].runs == 12


def test_arrows_and_tab_go_round_inside(switcher: Switcher, window: MainWindow, qtbot: QtBot) -> None:
    seen = []
    for _ in range(9):
        focus = window.focusWidget()
        assert focus is not None
        assert switcher.isAncestorOf(focus)
        seen.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Down)
    assert seen[0].startswith("speech")
    assert {"Open folder…", "Create repository…", "New window"} <= set(seen)
    assert any(name.startswith("digits") for name in seen)


def test_missing_one_cannot_be_opened_and_goes_off_the_list(
    switcher: Switcher, window: MainWindow, places: dict[str, Path], qtbot: QtBot
) -> None:
    gone = switcher.places()[2]
    qtbot.mouseClick(gone, Qt.MouseButton.LeftButton)
    assert shown(window) == "digits"
    qtbot.mouseClick(gone.remove, Qt.MouseButton.LeftButton)
    assert [item.text() for item in switcher.places()] == ["digits", "speech"]
    qtbot.keyClick(switcher.places()[1], Qt.Key.Key_Delete)
    assert [item.name for item in recent.listed(window.settings)] == ["digits"]
    assert places["speech"].exists(), "only the list forgets it"


def test_escape_closes_and_gives_the_focus_back(window: MainWindow, switcher: Switcher, qtbot: QtBot) -> None:
    qtbot.keyClick(switcher, Qt.Key.Key_Escape)
    assert not switcher.isVisible()
    assert shown(window) == "digits"


def test_repository_is_created_where_the_person_says(
    switcher: Switcher, window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fresh").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "fresh"))
    qtbot.mouseClick(switcher.ways["create"], Qt.MouseButton.LeftButton)
    assert (tmp_path / "fresh" / ".runyard" / "runyard.db").exists()
    assert shown(window) == "fresh"


def drop(window: MainWindow, path: Path) -> bool:
    """Drag something from a file manager onto the window; return whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with warnings.catch_warnings():  # from Qt 6.12 on there is another constructor, which 6.8 has not
        warnings.simplefilter("ignore", DeprecationWarning)
        enter = QDragEnterEvent(window.rect().center(), actions, data, button, key)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        at = QPointF(window.rect().center())
        QApplication.sendEvent(window, QDropEvent(at, actions, data, button, key))
    return enter.isAccepted()


def test_dropped_folder_opens_its_repository(
    window: MainWindow, places: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    assert drop(window, places["speech"].parent)
    assert shown(window) == "speech"
    assert drop(window, places["digits"])
    assert shown(window) == "digits"
    file = tmp_path / "notes.txt"
    file.write_text("x", encoding="utf-8")
    assert not drop(window, file)


def test_dropped_folder_without_one_offers_to_make_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "new").mkdir()
    assert drop(window, tmp_path / "new")
    door = window.stack.currentWidget()
    assert isinstance(door, NoRepository)
    assert not (tmp_path / "new" / ".runyard").exists()
    qtbot.mouseClick(door.make, Qt.MouseButton.LeftButton)
    assert shown(window) == "new"


def test_each_repository_comes_back_as_it_was_left(
    window: MainWindow, places: dict[str, Path], qtbot: QtBot
) -> None:
    workspace = window.workspace
    assert workspace is not None
    workspace.open_run(f"{3:024x}", "params")
    settle(window, qtbot)
    window.side_bar.collapse.click()
    window.folder_asked.emit(places["speech"])
    assert window.side_bar.run_items() == []
    window.side_bar.collapse.click()
    assert not window.side_bar.collapsed
    assert not window.history.can_go(-1), "the way back does not lead into another repository"
    window.folder_asked.emit(places["digits"])
    assert window.route == Route("run", f"{3:024x}", "params")
    assert window.side_bar.collapsed


def test_older_repository_is_upgraded_with_a_notice(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "old" / ".runyard"
    (folder / "journals").mkdir(parents=True)
    database = sqlite3.connect(folder / "runyard.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    for module in migrations.ALL[:-1]:
        module.apply(database)
    before, now = migrations.ALL[-2].VERSION, migrations.ALL[-1].VERSION
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {before}")
    database.close()
    window.folder_asked.emit(folder)
    qtbot.waitUntil(lambda: shown(window) == "old")
    [said] = [toast.accessibleName() for toast in window.notices.toasts()]
    kept = f"runyard-before-version-{now}-was-{before}.db"
    assert said == f"Upgraded, a copy is kept as {kept}"
    assert (folder / kept).exists()


@pytest.mark.parametrize(
    ("pragma", "title"),
    [
        ("PRAGMA user_version = 99", "This repository needs a newer Runyard"),
        ("PRAGMA application_id = 1", "The database is damaged"),
    ],
)
def test_door_says_what_is_wrong(
    window: MainWindow, tmp_path: Path, pragma: str, title: str, qtbot: QtBot
) -> None:
    with seeding.empty(tmp_path / "odd") as store:
        store.connection.execute(pragma)
        folder = store.folder
    window.folder_asked.emit(folder)
    door = window.stack.currentWidget()
    assert isinstance(door, RepositoryProblem)
    assert title in [label.text() for label in door.findChildren(Label)]
    assert door.check.isVisible() == (title == "The database is damaged")


def test_damaged_one_is_checked_and_saved_at_the_door(
    window: MainWindow, places: dict[str, Path], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken" / ".runyard"
    shutil.copytree(places["speech"], broken)
    with (broken / "runyard.db").open("r+b") as file:
        file.write(b"\0" * 100)
    window.folder_asked.emit(broken)
    door = window.stack.currentWidget()
    assert isinstance(door, RepositoryProblem)
    qtbot.mouseClick(door.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(door.check.isEnabled)
    assert "its head was overwritten" in door.report()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "saved"))
    qtbot.mouseClick(door.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(door.show_saved.isVisible)
    qtbot.mouseClick(door.show_saved, Qt.MouseButton.LeftButton)
    assert shown(window) == "saved"
    qtbot.waitUntil(lambda: window.status_line.runs.text() == "5 runs")
