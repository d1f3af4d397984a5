"""Where a window begins: where it was left, else among the runs, else at home while there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Route
from runyard.desktop.pages.home.page import HomePage
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings
from runyard.desktop.state import settings as entries
from runyard.desktop.state.table_view import TableView, encode
from runyard.storage.organise import views
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged


@pytest.fixture
def opened(folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[list[MainWindow]]:
    found: list[MainWindow] = []
    yield found
    for window in found:
        window.close()
        window.deleteLater()


def _open(opened: list[MainWindow], folder: Path, tmp_path: Path) -> MainWindow:
    window = app.build(folder, tmp_path / "desktop.ini")
    opened.append(window)
    window.show()
    return window


def _known(window: MainWindow) -> bool:
    return window.status_line.runs.text() != ""


def test_an_empty_repository_begins_at_home(
    opened: list[MainWindow], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    in_front: list[QWindow | None] = []
    application.focusWindowChanged.connect(in_front.append)
    window = _open(opened, folder, tmp_path)
    qtbot.waitUntil(lambda: isinstance(window.page(), HomePage))
    page = window.page()
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page.first_run is not None and page.first_run.isVisible())
    application.focusWindowChanged.disconnect(in_front.append)
    assert not window.history.can_go(-1)
    others = [found for found in in_front if found not in (None, window.windowHandle())]
    assert others == [], "no part flashes up as a window of its own"
    assert page.open.isVisible()


def test_a_repository_with_runs_begins_with_them(
    opened: list[MainWindow], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with Store.open(folder) as store:
        Logged(store, name="first").end()
    window = _open(opened, folder, tmp_path)
    qtbot.waitUntil(lambda: _known(window))
    assert window.route == Route("runs")


def test_what_home_counts_is_what_the_runs_page_then_lists(
    opened: list[MainWindow], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with Store.open(folder) as store:
        made = [Logged(store, name=f"net-{number}", experiment="digits") for number in range(7)]
        for number, run in enumerate(made):
            run.tag(*(["best"] if number < 3 else []))
            run.end("failed" if number < 2 else "finished")
        runs.archive(store, [made[6].id], True)
        views.put(store, "runs.view", "The failed", encode(TableView(query='run.status == "failed"')))
    window = _open(opened, folder, tmp_path)
    qtbot.waitUntil(lambda: isinstance(window.page(), RunsPage))
    listed = window.page()
    assert isinstance(listed, RunsPage)

    def follow(find: Callable[[HomePage], QWidget]) -> int:
        window.go(Route("home"))
        home = window.page()
        assert isinstance(home, HomePage)
        qtbot.waitUntil(lambda: home.front.counts.cards["Total"].count_text() == "7")
        qtbot.mouseClick(find(home), Qt.MouseButton.LeftButton)
        assert window.page() is listed
        tasks = listed.workspace.tasks
        qtbot.waitUntil(tasks.idle)
        return len(listed.runs.model.ids)

    def card(title: str) -> Callable[[HomePage], QWidget]:
        return lambda home: home.front.counts.cards[title]

    assert [follow(card(title)) for title in ("Total", "Finished", "Failed", "Archived")] == [7, 4, 2, 1]
    assert follow(lambda home: home.front.tags.rows[0]) == 3
    assert follow(lambda home: home.front.views.rows[0]) == 2


@pytest.mark.parametrize("kept", ["left", "chosen"])
def test_where_it_was_left_or_what_was_chosen_comes_first(
    opened: list[MainWindow], folder: Path, tmp_path: Path, qtbot: QtBot, kept: str
) -> None:
    settings = Settings(tmp_path / "desktop.ini")
    if kept == "left":
        settings.set(entries.last_route(folder), ["experiments", "", "", ""])
    else:
        settings.set(entries.START_PAGE, "runs")
    settings.save()
    window = _open(opened, folder, tmp_path)
    qtbot.waitUntil(lambda: _known(window))
    assert window.route == Route("experiments" if kept == "left" else "runs")
