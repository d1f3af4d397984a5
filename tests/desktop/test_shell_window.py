"""The window: pages, open runs, side bar, status line, notices, and what a session keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.state.settings import SIDE_BAR_COLLAPSED
from runyard.desktop.theme import sizes
from runyard.storage.runs import runs
from support import seeding
from support.windows import Opened, opened


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with 60 finished runs."""
    with seeding.bulk(tmp_path, 60, params=3, metrics=4) as store:
        return store.folder


@pytest.fixture
def shown(place: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    with opened(place, tmp_path / "desktop.ini") as found:
        found.window.show()
        qtbot.waitUntil(found.tasks.idle)
        yield found


def hash_of(number: int) -> str:
    return f"{number:024x}"


def test_opens_at_the_runs_in_the_agreed_size(shown: Opened) -> None:
    assert (shown.window.width(), shown.window.height()) == (1440, 900)
    assert shown.page().routes == [Route("runs")]
    assert shown.window.side_bar.width() == sizes.SIDEBAR
    assert shown.window.status_line.height() == sizes.STATUS


def test_side_bar_is_derived_from_the_pages_and_counts_runs(shown: Opened) -> None:
    assert list(shown.window.side_bar.pages) == ["runs"]
    assert shown.window.side_bar.pages["runs"].accessibleDescription() == "60"
    assert shown.window.side_bar.repository.text() == shown.workspace.folder.parent.name


def test_status_line_says_where_and_how_much(shown: Opened) -> None:
    line = shown.window.status_line
    assert line.runs.text() == "60 runs"
    assert line.volume.text().endswith("KB")
    assert line.path.text().endswith(".runyard")
    assert line.age.text().startswith("Up to date 0.")


def test_numbers_follow_a_change(shown: Opened, qtbot: QtBot) -> None:
    shown.tasks.write(lambda store: runs.trash(store, [1, 2]))
    qtbot.waitUntil(lambda: shown.window.status_line.runs.text() == "58 runs")
    assert shown.window.side_bar.pages["runs"].accessibleDescription() == "58"


def test_opened_runs_are_listed_by_name_and_closed_in_place(shown: Opened, qtbot: QtBot) -> None:
    for number in (3, 4, 5):
        shown.workspace.open_run(hash_of(number), "metrics")
    qtbot.waitUntil(shown.tasks.idle)
    items = shown.window.side_bar.run_items()
    assert [item.text() for item in items] == ["run-000003", "run-000004", "run-000005"]
    assert shown.page().routes[-1] == Route("run", hash_of(5), "metrics")
    qtbot.mouseClick(items[1], Qt.MouseButton.LeftButton)
    assert shown.window.route == Route("run", hash_of(4), "metrics")
    qtbot.mouseClick(items[1], Qt.MouseButton.MiddleButton)
    assert shown.window.route == Route("run", hash_of(5), "metrics")
    shown.commands.run("app.close_run")
    shown.commands.run("app.close_run")
    assert shown.window.route == Route("runs")
    assert shown.window.side_bar.run_items() == []


def test_close_button_closes_without_opening(shown: Opened, qtbot: QtBot) -> None:
    shown.workspace.open_run(hash_of(3))
    shown.workspace.open_run(hash_of(4))
    current = shown.window.side_bar.run_items()[1]
    qtbot.mouseClick(current, Qt.MouseButton.LeftButton, pos=QPoint(current.width() - 10, 14))
    assert shown.window.route == Route("run", hash_of(3), "overview")


def test_a_run_comes_back_at_the_tab_it_was_left_at(shown: Opened, qtbot: QtBot) -> None:
    shown.workspace.open_run(hash_of(3))
    shown.page().current_tab = "params"
    shown.window.go(Route("runs"))
    qtbot.mouseClick(shown.window.side_bar.run_items()[0], Qt.MouseButton.LeftButton)
    assert shown.page().routes[-1] == Route("run", hash_of(3), "params")


def test_pages_are_left_when_another_comes(shown: Opened) -> None:
    runs_page = shown.page()
    shown.workspace.open_run(hash_of(3))
    assert runs_page.left == 1
    shown.commands.run("go.page.runs")
    assert shown.page() is runs_page


def test_back_and_forward(shown: Opened) -> None:
    assert not shown.commands.run("go.back")
    shown.workspace.open_run(hash_of(3))
    shown.workspace.open_run(hash_of(4))
    shown.commands.run("go.back")
    assert shown.window.route == Route("run", hash_of(3))
    shown.commands.run("go.back")
    assert shown.window.route == Route("runs")
    shown.commands.run("go.forward")
    assert shown.window.route == Route("run", hash_of(3))


def test_purged_run_leaves_the_open_runs(shown: Opened, place: Path, qtbot: QtBot) -> None:
    shown.workspace.open_run("0123456789abcdef01234567")
    qtbot.waitUntil(lambda: shown.window.side_bar.run_items() == [])


def test_collapsed_side_bar_shows_icons_with_names_as_tooltips(shown: Opened) -> None:
    bar = shown.window.side_bar
    shown.commands.run("view.side_bar")
    assert bar.width() == sizes.SIDEBAR_COLLAPSED
    assert "Runs" in bar.pages["runs"].toolTip()
    assert shown.settings.get(SIDE_BAR_COLLAPSED)
    shown.commands.run("view.side_bar")
    assert bar.width() == sizes.SIDEBAR


def test_notice_is_placed_below_the_header_and_undoes(shown: Opened) -> None:
    undone: list[bool] = []
    shown.workspace.notice("Archived 3 runs", lambda: undone.append(True))
    shown.workspace.notice("Archived 3 runs", lambda: undone.append(True))
    [toast] = shown.window.notices.toasts()
    assert toast.y() == sizes.HEADER + sizes.GAP
    assert toast.geometry().right() < shown.window.stack.width()
    toast.dismiss()
    assert shown.window.notices.toasts() == []


def test_session_continues_where_it_was(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    kept = tmp_path / "kept.ini"
    with opened(place, kept) as first:
        first.window.show()
        first.window.resize(740, 620)
        first.workspace.open_run(hash_of(3), "params")
        first.workspace.open_run(hash_of(4), "metrics")
    with opened(place, kept) as second:
        second.window.show()
        assert (second.window.width(), second.window.height()) == (740, 620)
        assert second.window.route == Route("run", hash_of(4), "metrics")
        qtbot.waitUntil(second.tasks.idle)
        assert [item.text() for item in second.window.side_bar.run_items()] == ["run-000003", "run-000004"]


def test_menu_bar_appears_with_alt_alone(shown: Opened, qtbot: QtBot) -> None:
    bar = shown.window.menuBar()
    assert not bar.isVisible()
    qtbot.keyPress(shown.window, Qt.Key.Key_Alt)
    qtbot.keyClick(shown.window, Qt.Key.Key_F12, Qt.KeyboardModifier.AltModifier)
    qtbot.keyRelease(shown.window, Qt.Key.Key_Alt)
    assert not bar.isVisible()
    qtbot.keyPress(shown.window, Qt.Key.Key_Alt)
    qtbot.keyRelease(shown.window, Qt.Key.Key_Alt)
    assert bar.isVisible()
    titles = [action.text() for action in bar.actions()]
    assert titles == ["&File", "&View", "&Go", "&Page", "&Help"]


def test_every_command_stands_in_a_menu(shown: Opened) -> None:
    shown_titles = set()
    for action in shown.window.menuBar().actions():
        menu = action.menu()
        menu.aboutToShow.emit()
        shown_titles |= {entry.text().partition("\t")[0] for entry in menu.actions()}
    assert {command.title for command in shown.commands.active()} <= shown_titles


def test_first_paint_is_announced_once(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with opened(place, tmp_path / "x.ini") as found:
        heard: list[bool] = []
        found.window.first_painted.connect(lambda: heard.append(True))
        with qtbot.waitSignal(found.window.first_painted):
            found.window.show()
        found.window.repaint()
        qtbot.waitUntil(found.tasks.idle)
        assert heard == [True]


def test_a_repository_of_another_place_shares_nothing(tmp_path: Path, place: Path, qtbot: QtBot) -> None:
    with opened(place, tmp_path / "x.ini") as first:
        first.workspace.open_run(hash_of(3))
    other = seeding.empty(tmp_path / "other")
    other.close()
    with opened(other.folder, tmp_path / "x.ini") as second:
        assert second.window.route == Route("runs")
        assert second.window.side_bar.run_items() == []
