"""The settings page: each choice is kept and does at once what it says; the repository and the licences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import app, theme
from runyard.desktop.frame import Route
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.pages.settings.components import LIBRARIES
from runyard.desktop.pages.settings.page import SettingsPage
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import settings as entries
from runyard.desktop.theme import fonts, tokens
from runyard.desktop.widgets import Label
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from support import seeding


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with seeding.bulk(tmp_path / "digits", 12, params=3, metrics=0) as store:
        runs.trash(store, [3, 4])
        return store.folder


@pytest.fixture
def window(place: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = app.build(place, tmp_path / "desktop.ini")
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    settle(made, qtbot)
    yield made
    made.close()
    made.deleteLater()
    assert fonts.scale() == 1.0 or made.settings.get(entries.TEXT_SCALE) != 100
    theme.apply(app.QApplication.instance(), "light", 1.0)  # type: ignore[arg-type]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> SettingsPage:
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = window.page()
    assert isinstance(found, SettingsPage)
    settle(window, qtbot)
    return found


def settle(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    qtbot.waitUntil(workspace.tasks.idle)


def part(owner: QWidget, text: str) -> QWidget:
    return next(child for child in owner.findChildren(QWidget) if getattr(child, "text", str)() == text)


def test_theme_and_text_size_take_effect_at_once(
    page: SettingsPage, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(part(page.theme, "Dark"), Qt.MouseButton.LeftButton)
    assert tokens().dark
    qtbot.mouseClick(part(page.theme, "Light"), Qt.MouseButton.LeftButton)
    assert not tokens().dark
    qtbot.mouseClick(part(page.scale, "140 %"), Qt.MouseButton.LeftButton)
    assert fonts.scale() == 1.4
    assert window.settings.get(entries.TEXT_SCALE) == 140


def test_controls_follow_a_change_made_elsewhere(page: SettingsPage, window: MainWindow) -> None:
    window.commands.run("settings.text_larger")
    assert page.scale.key() == 115
    window.settings.set(entries.LIVE, False)
    assert not page.live.isChecked()
    window.settings.set(entries.PACE, 30)
    assert page.pace.key() == 30


def test_every_choice_is_kept(page: SettingsPage, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.mouseClick(part(page.density, "Roomy"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.live, Qt.MouseButton.LeftButton)
    for control, key in ((page.pace, 5), (page.age, 90), (page.stays, 10), (page.start, "runs")):
        control.setFocus()
        while control.key() != key:
            before = control.key()
            qtbot.keyClick(control, Qt.Key.Key_Down)
            assert control.key() != before, "the choice is not there"
    window.settings.save()
    kept = entries.Settings(tmp_path / "desktop.ini")
    assert kept.get(entries.DENSITY) == "roomy"
    assert kept.get(entries.LIVE) is False
    assert (kept.get(entries.PACE), kept.get(entries.TRASH_AGE), kept.get(entries.NOTICE_STAYS)) == (
        5,
        90,
        10,
    )
    assert kept.get(entries.START_PAGE) == "runs"


def test_tables_take_the_row_height_and_the_live_switch_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.go(Route("runs"))
    settle(window, qtbot)
    runs_page = window.page()
    assert isinstance(runs_page, RunsPage)
    rows = runs_page.runs.table
    before = rows.row_height
    window.settings.set(entries.DENSITY, "roomy")
    assert rows.row_height > before
    window.settings.set(entries.LIVE, False)
    assert not runs_page.header.live.isChecked()
    qtbot.mouseClick(runs_page.header.live, Qt.MouseButton.LeftButton)
    assert window.settings.get(entries.LIVE) is True


def test_a_slower_pace_holds_back_what_others_write(
    page: SettingsPage, window: MainWindow, place: Path, qtbot: QtBot
) -> None:
    workspace = window.workspace
    assert workspace is not None
    window.settings.set(entries.PACE, 30)
    qtbot.waitUntil(lambda: workspace.tasks.age() > 2)  # no look is under way any more
    with app_store(place) as store:
        runs.rename(store, 1, "from outside")
    heard: list[object] = []
    workspace.tasks.changed.connect(heard.append)
    qtbot.wait(600)
    assert heard == []
    window.settings.set(entries.PACE, 0)
    qtbot.waitUntil(lambda: len(heard) == 1)


def app_store(place: Path) -> seeding.Store:
    return seeding.Store.open(place)


def test_start_page_is_where_the_next_start_begins(
    window: MainWindow, place: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.settings.set(entries.START_PAGE, "runs")
    window.go(Route("settings"))
    window.save_session()
    second = app.build(place, tmp_path / "desktop.ini")
    try:
        assert second.route == Route("runs")
    finally:
        second.close()
        second.deleteLater()


def test_space_adds_up_to_the_files(page: SettingsPage, place: Path) -> None:
    rows = page.repository.rows()
    sizes = [row.part.bytes for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    files = [path for path in place.iterdir() if path.name in ("runyard.db", "runyard.db-wal")]
    assert sum(sizes) == sum(path.stat().st_size for path in files)


def test_column_is_as_high_as_what_is_in_it(page: SettingsPage, qtbot: QtBot) -> None:
    inside = page._area.widget()
    qtbot.waitUntil(lambda: inside.height() >= inside.minimumSizeHint().height())
    page.resize(page.width(), 300)
    page._area.refit()
    qtbot.waitUntil(lambda: inside.height() >= inside.minimumSizeHint().height() > 300)


def test_folder_is_shown(
    page: SettingsPage, place: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    qtbot.mouseClick(page.repository.show_folder, Qt.MouseButton.LeftButton)
    assert [Path(url.toLocalFile()) for url in opened] == [place]


def test_check_says_that_nothing_is_damaged(page: SettingsPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.repository.check, Qt.MouseButton.LeftButton)
    assert not page.repository.check.isEnabled()
    settle(window, qtbot)
    assert "No damage was found" in page.repository.findings.texts()
    assert page.repository.check.isEnabled()


def test_check_shows_what_is_damaged(
    page: SettingsPage, window: MainWindow, place: Path, qtbot: QtBot
) -> None:
    with app_store(place) as store:
        store.connection.execute("PRAGMA foreign_keys = OFF")
        store.connection.execute("INSERT INTO param VALUES (1, 99999, 3, 0.5)")
    qtbot.mouseClick(page.repository.check, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    texts = page.repository.findings.texts()
    assert any("belong to a row of `run` that is not there" in text for text in texts)
    assert "No damage was found" not in texts


def test_check_can_be_stopped(page: SettingsPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.repository.check, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.repository.stop, Qt.MouseButton.LeftButton)
    assert page.repository.findings.texts() == ["Stopped"]
    settle(window, qtbot)
    assert page.repository.findings.texts() == ["Stopped"]


def test_versions_and_licences_are_told_in_full(page: SettingsPage, qtbot: QtBot) -> None:
    texts = {label.text() for card in page.about.cards() for label in card.findChildren(Label)}
    assert {"Python", "Qt", "SQLite", "Runyard"} <= texts
    wanted = {"Runyard", "Inter", "JetBrains Mono", "Lucide", "PySide6", "numpy"}
    assert wanted <= set(page.about.links) <= wanted | {name for name, _ in LIBRARIES}
    for name, words in (("Lucide", "ISC License"), ("Inter", "SIL OPEN FONT LICENSE"), ("Runyard", "Apache")):
        page.about.links[name].setFocus()
        qtbot.keyClick(page.about.links[name], Qt.Key.Key_Return)
        drawer = page.about.drawer
        assert drawer is not None
        assert words.casefold() in drawer.findChild(QPlainTextEdit).toPlainText().casefold()
        qtbot.keyClick(drawer, Qt.Key.Key_Escape)
        assert page.about.drawer is None


def test_old_runs_are_purged_after_the_start_and_told(
    place: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app_store(place) as store, store.write():
        store.connection.execute("UPDATE run SET trashed = trashed - 31 * 86400000000 WHERE id = 3")
    kept = entries.Settings(tmp_path / "desktop.ini")
    kept.set(entries.TRASH_AGE, 30)
    kept.save()
    made = app.build(place, tmp_path / "desktop.ini")
    made.show()
    try:
        said = "Purged 1 run after 30 days in the trash"
        qtbot.waitUntil(
            lambda: any(toast.accessibleName().startswith(said) for toast in made.notices.toasts())
        )
        with app_store(place) as store:
            assert list(purge.trashed(store)) == [4]
    finally:
        made.close()
        made.deleteLater()


def _of_a_group(widget: QWidget) -> bool:
    """The arrow keys reach the other choices of a group."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


def test_tab_reaches_every_control_and_comes_back(
    page: SettingsPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.start.setFocus()
    wanted = {
        child
        for child in window.findChildren(QWidget)
        if child.isVisible()
        and child.isEnabled()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _of_a_group(child)
    }
    nameless = [child for child in wanted if not (child.accessibleName() or getattr(child, "text", str)())]
    assert nameless == []
    visited: set[QWidget] = set()
    for _ in range(3 * len(wanted)):
        focus = window.focusWidget()
        if focus is not None:
            visited.add(focus)
        qtbot.keyClick(focus or window, Qt.Key.Key_Tab)
    assert wanted <= visited
