from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.tags.delete_dialog import DeleteDialog
from runyard.desktop.pages.tags.page import TagsPage
from runyard.desktop.state import Notice, Workspace
from runyard.storage.organise import tags
from runyard.storage.store import Store
from support.logged import Logged
from support.tags_page import form_of, go_to, listed, logged, names, page

__all__ = ["listed", "logged", "page"]

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def said(workspace: Workspace) -> list[Notice]:
    heard: list[Notice] = []
    workspace.noticed.connect(heard.append)
    return heard


def test_the_most_used_first_with_what_the_page_counts(listed: TagsPage) -> None:
    QAbstractItemModelTester(listed.model, QAbstractItemModelTester.FailureReportingMode.Fatal, listed)
    assert listed.faces.face == "content"
    assert names(listed) == ["sweep", "paper", "Smoke"]
    assert [listed.model.index(row, 1).data() for row in range(3)] == ["5", "2", "0"]
    assert listed.model.index(1, 2).data() == "Numbers in the draft"
    assert listed.counts.text() == "3 tags on 5 runs"
    assert [part.count for part in listed.which._parts] == ["3", "1"]
    assert listed.table.row_height == 36


def test_a_click_on_a_title_sorts_and_again_turns_the_order(listed: TagsPage, qtbot: QtBot) -> None:
    pinned, body = listed.table.pinned.head, listed.table.body.head
    qtbot.mouseClick(pinned.viewport(), _LEFT, pos=QPoint(30, 10))
    assert names(listed) == ["paper", "Smoke", "sweep"]
    qtbot.mouseClick(pinned.viewport(), _LEFT, pos=QPoint(30, 10))
    assert names(listed) == ["sweep", "Smoke", "paper"]
    comment = QPoint(body.sectionViewportPosition(2) + 20, 10)
    qtbot.mouseClick(body.viewport(), _LEFT, pos=comment)
    assert names(listed) == ["paper", "Smoke", "sweep"]
    qtbot.mouseClick(body.viewport(), _LEFT, pos=comment)
    assert names(listed) == ["Smoke", "paper", "sweep"]  # without a comment comes last both ways
    last = QPoint(body.sectionViewportPosition(3) + 20, 10)
    qtbot.mouseClick(body.viewport(), _LEFT, pos=last)
    assert names(listed) == ["sweep", "paper", "Smoke"]  # the latest first, never used last
    qtbot.mouseClick(body.viewport(), _LEFT, pos=last)
    assert names(listed) == ["paper", "sweep", "Smoke"]
    assert (listed.model.index(0, 3).data() != "–", listed.model.index(2, 3).data()) == (True, "–")


def test_search_by_name_or_comment_whatever_the_case(listed: TagsPage, qtbot: QtBot) -> None:
    listed.table.setFocus()
    qtbot.keyClick(listed.table.body, _Key.Key_Slash)
    assert listed.search.hasFocus()
    qtbot.keyClicks(listed.search, "SMOKE")
    assert names(listed) == ["Smoke"]
    listed.search.setText("DRAFT")
    assert names(listed) == ["paper"]
    listed.search.setText("nix")
    assert listed.faces.face == "no_match"
    clear = {button.text(): button for button in listed.faces.findChildren(QPushButton)}["Clear search"]
    qtbot.mouseClick(clear, _LEFT)
    assert len(names(listed)) == 3


def test_no_tags_offer_to_create_one(page: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    page.show_route(Route("tags"))
    settle()
    assert page.faces.face == "empty"
    button = {found.text(): found for found in page.faces.findChildren(QPushButton)}["Create tag…"]
    qtbot.mouseClick(button, _LEFT)
    form = form_of(page)
    qtbot.keyClicks(form.name.edit, "first")
    qtbot.keyClick(form.name.edit, _Key.Key_Return)
    settle()
    assert names(page) == ["first"]


def test_tags_that_cannot_be_read_are_told_and_read_again(
    logged: list[Logged], page: TagsPage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_store: Store) -> None:
        raise tags.KnownProblem("The database is locked", "Wait a moment")

    with monkeypatch.context() as patched:
        patched.setattr(tags, "all", locked)
        page.state.load()
        settle()
        assert page.faces.face == "failed"
    retry = {button.text(): button for button in page.faces.findChildren(QPushButton)}["Try again"]
    retry.click()
    settle()
    assert page.faces.face == "content"


def test_a_tag_is_hidden_and_shown_again_and_both_are_undone(
    listed: TagsPage, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    go_to(listed, "paper")
    qtbot.keyClick(listed.table.body, _Key.Key_H)
    settle()
    assert names(listed) == ["sweep", "Smoke"]
    assert said[-1].text == "Hid tag paper"
    qtbot.mouseClick(listed.which._parts[1], _LEFT)
    assert names(listed) == ["old", "paper"]
    go_to(listed, "old")
    qtbot.keyClick(listed.table.body, _Key.Key_H)
    settle()
    assert (names(listed), said[-1].text) == (["paper"], "Showed tag old again")
    for notice in said:
        assert notice.undo is not None
        notice.undo()
    settle()
    assert names(listed) == ["old"]
    assert {use.tag.name for use in tags.all(store) if use.tag.hidden} == {"old"}


def test_no_hidden_tags_lead_back_to_the_others(listed: TagsPage, store: Store, settle: Settle) -> None:
    tags.delete(store, tags.find(store, "old"))
    settle()
    listed.which._parts[1].click()
    listed.state.load()
    settle()
    assert listed.faces.face == "empty"
    {button.text(): button for button in listed.faces.findChildren(QPushButton)}["Show tags"].click()
    assert (listed.faces.face, listed.which.key()) == ("content", "shown")


def test_only_who_types_the_name_deletes(
    listed: TagsPage, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    go_to(listed, "paper")
    qtbot.keyClick(listed.table.body, _Key.Key_Delete)
    dialog = listed.findChild(DeleteDialog)
    assert isinstance(dialog, DeleteDialog)
    assert dialog.warning.text() == "The tag is removed from all 2 runs and cannot be recovered"
    assert dialog.asked.text() == "Type paper to delete the tag"
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.typed.edit, "pape")
    qtbot.keyClick(dialog.typed.edit, _Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.typed.edit, "r")
    assert dialog.primary.isEnabled()
    qtbot.mouseClick(dialog.primary, _LEFT)
    settle()
    assert names(listed) == ["sweep", "Smoke"]
    assert (said[-1].text, said[-1].undo) == ("Deleted tag paper", None)
    assert "paper" not in {use.tag.name for use in tags.all(store)}


def test_cancel_keeps_the_tag(listed: TagsPage, qtbot: QtBot) -> None:
    listed.tag_actions.delete(listed.model.ids[0])
    dialog = listed.findChild(DeleteDialog)
    assert isinstance(dialog, DeleteDialog)
    qtbot.keyClick(dialog, _Key.Key_Escape)
    assert names(listed) == ["sweep", "paper", "Smoke"]


def test_a_page_behind_another_reads_nothing_and_catches_up(
    listed: TagsPage, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    listed.leave()
    listed.hide()
    tags.create(store, "late")
    qtbot.wait(300)
    settle()
    assert "late" not in names(listed)
    listed.show()
    listed.show_route(Route("tags"))
    qtbot.waitUntil(lambda: "late" in names(listed))


def test_thousands_of_tags_with_the_longest_names(
    page: TagsPage, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    with store.write():
        store.connection.executemany(
            "INSERT INTO tag(name, comment, color, created) VALUES (?, ?, ?, 0)",
            [(f"{number:05d}".ljust(50, "W"), "c" * 200, f"hue:{number % 360}") for number in range(5000)],
        )
    page.state.load()
    settle()
    assert page.model.rowCount() == 5000
    page.table.setFocus()
    qtbot.keyClick(page.table.body, _Key.Key_End)
    qtbot.keyClick(page.table.body, _Key.Key_End)
    settle()
    assert page.model.visible[1] == 4999
    assert page.model.row(4999) is not None
    page.search.setText("04999")
    assert page.model.rowCount() == 1


def test_the_menu_of_a_row(listed: TagsPage, qtbot: QtBot) -> None:
    go_to(listed, "paper")
    enabled = {command.id for command in listed.commands.active() if command.enabled()}
    assert {"tags.used_in", "tags.edit", "tags.hide", "tags.delete"} <= enabled
    assert "tags.unhide" not in enabled


def test_a_new_tag_comes_into_sight(listed: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    listed.search.setText("paper")
    listed.which._parts[1].click()
    listed.table.setFocus()
    qtbot.keyClick(listed.table.body, _Key.Key_N)
    form = form_of(listed)
    qtbot.keyClicks(form.name.edit, "fresh")
    qtbot.keyClick(form.name.edit, _Key.Key_Return)
    settle()
    assert (listed.search.text(), listed.which.key()) == ("", "shown")
    assert names(listed)[listed.table.choosing.current] == "fresh"


def test_the_keyboard_goes_from_the_search_to_the_list(listed: TagsPage, qtbot: QtBot) -> None:
    for key in (_Key.Key_Return, _Key.Key_Down, _Key.Key_Escape):
        listed.focus_search()
        qtbot.keyClick(listed.search, key)
        assert listed.table.body.hasFocus()


def test_what_cannot_be_written_offers_no_change(
    logged: list[Logged], folder: Path, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    workspace.tasks.read_only = True
    page = TagsPage(workspace, CommandSet())
    qtbot.addWidget(page)
    page.show()
    settle()
    page.table.choosing.set_current(0)
    enabled = {command.id for command in page.commands.all() if command.enabled()}
    assert not enabled & {"tags.create", "tags.edit", "tags.hide", "tags.delete"}
    assert "tags.used_in" in enabled
    assert not page.new_tag.isEnabled()
    assert page.tools.buttons["used_in"].isEnabled()
    assert not page.tools.buttons["delete"].isEnabled()
