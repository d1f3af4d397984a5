"""Notices: how long they stay, where they are, what takes back what, and what an opening has to say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Route
from runyard.desktop.state.settings import NOTICE_STAYS
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Drawer, ElidedLabel, Toast
from support import seeding
from support.windows import Opened, opened


@pytest.fixture
def shown(tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    with seeding.bulk(tmp_path, 6, params=3, metrics=0) as store:
        folder = store.folder
    with opened(folder, tmp_path / "desktop.ini") as found:
        found.window.show()
        with qtbot.waitActive(found.window):
            found.window.activateWindow()
        qtbot.waitUntil(found.tasks.idle)
        yield found


def press_undo(shown: Opened, qtbot: QtBot) -> None:
    qtbot.keyClick(
        shown.window.focusWidget() or shown.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    )


def said(shown: Opened) -> list[str]:
    return [toast.accessibleName() for toast in shown.window.notices.toasts()]


def test_a_page_that_comes_to_the_front_leaves_notices_in_sight(shown: Opened) -> None:
    shown.workspace.notice("1 run archived")
    [toast] = shown.window.notices.toasts()
    for page in ("run", "runs"):  # one that is made for this, and one that was there before
        shown.window.go(Route(page, shown.workspace.name if page == "run" else ""))
        stack = shown.window.stack
        assert stack.childAt(toast.geometry().center()) in (toast, *toast.findChildren(QWidget))


def test_newest_is_on_top_and_none_covers_another(shown: Opened) -> None:
    for text in (
        "One",
        "Two",
        "A sentence that is longer than one line of a toast can hold, so that it takes two",
    ):
        shown.workspace.notice(text)
    toasts = shown.window.notices.toasts()
    tops = [toast.y() for toast in toasts]
    assert tops[0] == sizes.HEADER + sizes.GAP
    for above, below in pairwise(toasts):
        assert below.y() == above.geometry().bottom() + 1 + sizes.GAP
    assert len({toast.geometry().right() for toast in toasts}) == 1
    assert toasts[0].height() > toasts[1].height() == 36
    assert all(toast.width() <= 320 for toast in toasts)


def test_stays_as_long_as_the_settings_say(shown: Opened, qtbot: QtBot) -> None:
    shown.settings.set(NOTICE_STAYS, 0)
    shown.workspace.notice("Until closed")
    shown.settings.set(NOTICE_STAYS, 4)
    shown.workspace.notice("For a moment")
    moment, forever = shown.window.notices.toasts()
    assert moment._timer.interval() == 4000
    assert moment._timer.isActive()
    assert not forever._timer.isActive()
    moment._timer.start(1)
    qtbot.waitUntil(lambda: said(shown) == ["Until closed"])


def test_control_z_takes_back_the_latest_then_the_one_before(shown: Opened, qtbot: QtBot) -> None:
    undone: list[str] = []
    for name in ("first", "second"):
        shown.workspace.notice(f"Did the {name}", partial(undone.append, name))
    shown.workspace.notice("Nothing to take back here")
    assert shown.commands.find("app.undo").title == "Undo “Did the second”"
    press_undo(shown, qtbot)
    assert undone == ["second"]
    assert "Did the second" not in said(shown)
    press_undo(shown, qtbot)
    press_undo(shown, qtbot)
    assert undone == ["second", "first"]
    assert not shown.commands.find("app.undo").enabled()


def test_control_z_still_works_when_the_toast_has_gone(shown: Opened, qtbot: QtBot) -> None:
    undone: list[bool] = []
    shown.workspace.notice("Archived 3 runs", partial(undone.append, True))
    shown.window.notices.toasts()[0].dismiss()
    press_undo(shown, qtbot)
    assert undone == [True]


def test_undo_in_the_toast_is_not_undone_twice(shown: Opened, qtbot: QtBot) -> None:
    undone: list[bool] = []
    shown.workspace.notice("Archived 3 runs", partial(undone.append, True))
    [toast] = shown.window.notices.toasts()
    link = next(label for label in toast.findChildren(ElidedLabel) if label.text() == "Undo")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    press_undo(shown, qtbot)
    assert undone == [True]
    assert said(shown) == []


def test_text_field_keeps_control_z_for_itself(shown: Opened, qtbot: QtBot) -> None:
    undone: list[bool] = []
    field = QLineEdit(shown.page())
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "abc")
    shown.workspace.notice("Archived 3 runs", partial(undone.append, True))
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert undone == []


def test_stands_left_of_an_open_drawer_and_moves_with_it(shown: Opened) -> None:
    drawer = Drawer(shown.page(), "Used in")
    shown.workspace.notice("Tagged 3 runs")
    [toast] = shown.window.notices.toasts()
    assert toast.geometry().right() == shown.window.stack.width() - sizes.MARGIN - 1
    drawer.open()
    assert toast.geometry().right() == shown.window.stack.width() - drawer.width() - sizes.MARGIN - 1
    drawer.dismiss()
    assert toast.geometry().right() == shown.window.stack.width() - sizes.MARGIN - 1


def test_database_without_a_log_is_told_once_at_opening(tmp_path: Path, qtbot: QtBot) -> None:
    with seeding.empty(tmp_path / "far") as store:
        folder = store.folder
    database = sqlite3.connect(folder / "runyard.db")
    database.execute("PRAGMA journal_mode = DELETE")
    database.close()
    window = app.build(folder, tmp_path / "desktop.ini")
    try:
        [toast] = window.notices.toasts()
        assert isinstance(toast, Toast)
        assert toast.accessibleName().startswith("On a network file system")
    finally:
        window.close()
        window.deleteLater()


def test_folder_that_cannot_be_written_is_told_and_marked(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from runyard.desktop.shell import opener
    from runyard.storage.store import Store

    with seeding.empty(tmp_path / "theirs") as store:
        folder = store.folder
    monkeypatch.setattr(opener, "_open", lambda place: Store.open(place, read_only=True))
    window = app.build(folder, tmp_path / "desktop.ini")
    try:
        window.show()
        [toast] = window.notices.toasts()
        assert toast.accessibleName() == "Opened read only: the folder cannot be written"
        assert window.status_line.locked.text() == "Opened read only"
        assert window.status_line.locked.isVisible()
    finally:
        window.close()
        window.deleteLater()
