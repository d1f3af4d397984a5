from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.tags.delete_dialog import DeleteDialog
from runyard.desktop.pages.tags.page import TagsPage
from runyard.desktop.parts.tag_form import TagForm
from runyard.desktop.state import Notice, Workspace
from runyard.storage import runs, tags
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(folder: Path) -> Store:
    """Another process's connection."""
    return Store.open(folder)


@pytest.fixture
def said(workspace: Workspace) -> list[Notice]:
    heard: list[Notice] = []
    workspace.noticed.connect(heard.append)
    return heard


@pytest.fixture
def gone(workspace: Workspace) -> list[Route]:
    heard: list[Route] = []
    workspace.go.connect(heard.append)
    return heard


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> Iterator[TagsPage]:
    theme.apply(qapp, "dark")
    commands = CommandSet()
    made = TagsPage(workspace, commands)
    qtbot.addWidget(made)
    commands.bind(made)
    commands.set_contexts("tags")
    made.resize(1256, 876)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    """Five runs in two experiments: "sweep" is on all, "paper" on two, "Smoke" on none, "old" is hidden."""
    found = []
    for number in range(5):
        run = Logged(store, name=f"net-{number}", experiment="digits" if number % 2 else "letters")
        run.tag("sweep", *(("paper", "old") if number < 2 else ()))
        run.end()
        found.append(run)
    tags.create(store, "Smoke", "Short runs that only test the script")
    tags.hide(store, tags.find(store, "old"), True)
    paper = tags.find(store, "paper")
    tags.edit(store, paper, name="paper", comment="Numbers in the draft", color="6")
    return found


@pytest.fixture
def listed(logged: list[Logged], page: TagsPage, settle: Settle) -> TagsPage:
    page.show_route(Route("tags"))
    settle()
    return page


def _names(page: TagsPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def _click(qtbot: QtBot, page: TagsPage, name: str) -> None:
    view = page.table.pinned
    at = QPoint(60, view.rowViewportPosition(_names(page).index(name)) + 10)
    qtbot.mouseClick(view.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, at)


def _go_to(page: TagsPage, name: str) -> None:
    page.table.setFocus()
    page.table.choosing.set_current(_names(page).index(name))


def _form(page: TagsPage) -> TagForm:
    form = page.findChild(TagForm)
    assert isinstance(form, TagForm)
    return form


def test_the_most_used_first_with_what_the_page_counts(listed: TagsPage) -> None:
    QAbstractItemModelTester(listed.model, QAbstractItemModelTester.FailureReportingMode.Fatal, listed)
    assert listed.faces.face == "content"
    assert _names(listed) == ["sweep", "paper", "Smoke"]
    assert [listed.model.index(row, 1).data() for row in range(3)] == ["5", "2", "0"]
    assert listed.model.index(1, 2).data() == "Numbers in the draft"
    assert listed.counts.text() == "3 tags on 5 runs"
    assert [part.count for part in listed.which._parts] == ["3", "1"]
    assert listed.table.row_height == 36


def test_a_click_on_a_title_sorts_and_again_turns_the_order(listed: TagsPage, qtbot: QtBot) -> None:
    pinned, body = listed.table.pinned.head, listed.table.body.head
    qtbot.mouseClick(pinned.viewport(), _LEFT, pos=QPoint(30, 10))
    assert _names(listed) == ["paper", "Smoke", "sweep"]
    qtbot.mouseClick(pinned.viewport(), _LEFT, pos=QPoint(30, 10))
    assert _names(listed) == ["sweep", "Smoke", "paper"]
    comment = QPoint(body.sectionViewportPosition(2) + 20, 10)
    qtbot.mouseClick(body.viewport(), _LEFT, pos=comment)
    assert _names(listed) == ["paper", "Smoke", "sweep"]
    qtbot.mouseClick(body.viewport(), _LEFT, pos=comment)
    assert _names(listed) == ["Smoke", "paper", "sweep"]  # without a comment comes last both ways
    last = QPoint(body.sectionViewportPosition(3) + 20, 10)
    qtbot.mouseClick(body.viewport(), _LEFT, pos=last)
    assert _names(listed) == ["sweep", "paper", "Smoke"]  # the latest first, never used last
    qtbot.mouseClick(body.viewport(), _LEFT, pos=last)
    assert _names(listed) == ["paper", "sweep", "Smoke"]
    assert (listed.model.index(0, 3).data() != "–", listed.model.index(2, 3).data()) == (True, "–")


def test_search_by_name_or_comment_whatever_the_case(listed: TagsPage, qtbot: QtBot) -> None:
    listed.table.setFocus()
    qtbot.keyClick(listed.table.body, _Key.Key_Slash)
    assert listed.search.hasFocus()
    qtbot.keyClicks(listed.search, "SMOKE")
    assert _names(listed) == ["Smoke"]
    listed.search.setText("DRAFT")
    assert _names(listed) == ["paper"]
    listed.search.setText("nix")
    assert listed.faces.face == "no_match"
    clear = {button.text(): button for button in listed.faces.findChildren(QPushButton)}["Clear search"]
    qtbot.mouseClick(clear, _LEFT)
    assert len(_names(listed)) == 3


def test_no_tags_offer_to_create_one(page: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    page.show_route(Route("tags"))
    settle()
    assert page.faces.face == "empty"
    button = {found.text(): found for found in page.faces.findChildren(QPushButton)}["Create tag…"]
    qtbot.mouseClick(button, _LEFT)
    form = _form(page)
    qtbot.keyClicks(form.name.edit, "first")
    qtbot.keyClick(form.name.edit, _Key.Key_Return)
    settle()
    assert _names(page) == ["first"]


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
    _go_to(listed, "paper")
    qtbot.keyClick(listed.table.body, _Key.Key_H)
    settle()
    assert _names(listed) == ["sweep", "Smoke"]
    assert said[-1].text == "Hid tag paper"
    qtbot.mouseClick(listed.which._parts[1], _LEFT)
    assert _names(listed) == ["old", "paper"]
    _go_to(listed, "old")
    qtbot.keyClick(listed.table.body, _Key.Key_H)
    settle()
    assert (_names(listed), said[-1].text) == (["paper"], "Showed tag old again")
    for notice in said:
        assert notice.undo is not None
        notice.undo()
    settle()
    assert _names(listed) == ["old"]
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


def test_a_click_opens_the_drawer_and_a_run_of_it_its_page(
    listed: TagsPage, gone: list[Route], logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _click(qtbot, listed, "paper")
    settle()
    drawer = listed.drawer
    QAbstractItemModelTester(drawer.model, QAbstractItemModelTester.FailureReportingMode.Fatal, drawer)
    assert drawer.isVisible()
    assert drawer.width() == 480
    assert listed.table.mapTo(listed, QPoint(listed.table.width(), 0)).x() == drawer.x()
    assert drawer.counts.text() == "2 runs in 2 experiments"
    assert drawer.comment.text() == "Numbers in the draft"
    assert [drawer.model.index(row, 0).data() for row in range(2)] == ["net-1", "net-0"]
    view = drawer.table.pinned
    qtbot.mouseClick(view.viewport(), _LEFT, pos=QPoint(80, view.rowViewportPosition(1) + 8))
    assert gone == [Route("run", run=logged[0].hash)]
    drawer.show_in_runs.click()
    assert gone[-1] == Route("runs", query='"paper" in run.tags')


def test_the_drawer_by_keyboard(
    listed: TagsPage, gone: list[Route], logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _go_to(listed, "sweep")
    qtbot.keyClick(listed.table.body, _Key.Key_Return)
    settle()
    drawer = listed.drawer
    assert drawer.table.body.hasFocus()
    assert list(listed.model.selection.ordered(listed.model.ids)) == [listed.model.ids[0]]
    qtbot.keyClick(drawer.table.body, _Key.Key_Down)
    qtbot.keyClick(drawer.table.body, _Key.Key_Down)
    qtbot.keyClick(drawer.table.body, _Key.Key_Return)
    assert gone == [Route("run", run=logged[3].hash)]
    qtbot.keyClick(drawer.table.body, _Key.Key_Escape)
    assert not drawer.isVisible()
    assert listed.table.body.hasFocus()
    assert len(listed.model.selection) == 0


def test_the_drawer_finds_and_orders_runs(listed: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    _click(qtbot, listed, "sweep")
    settle()
    drawer = listed.drawer

    def names() -> list[str]:
        return [str(drawer.model.index(row, 0).data()) for row in range(drawer.model.rowCount())]

    qtbot.keyClicks(drawer.search, "DIGITS")
    settle()
    assert names() == ["net-3", "net-1"]
    drawer.search.setText("nix")
    settle()
    assert drawer.faces.face == "no_match"
    drawer.search.clear()
    drawer.order.set_key("name")
    drawer.order.chosen.emit("name")
    settle()
    assert names()[:2] == ["net-0", "net-1"]


def test_runs_with_archived_ones_among_them_are_all_shown(
    listed: TagsPage, store: Store, logged: list[Logged], gone: list[Route], settle: Settle, qtbot: QtBot
) -> None:
    runs.archive(store, [logged[0].id], True)
    _click(qtbot, listed, "paper")
    settle()
    qtbot.waitUntil(lambda: listed.drawer.counts.text() == "2 runs in 2 experiments")
    listed.drawer.show_in_runs.click()
    assert gone[-1].query == '"paper" in run.tags and run.archived in (True, False)'


def test_the_circle_of_a_row_and_its_other_tools(listed: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    place = _names(listed).index("paper")
    at = QPoint(300, listed.table.body.rowViewportPosition(place) + 10)
    qtbot.mouseMove(listed.table.body.viewport(), at)
    qtbot.waitUntil(listed.tools.isVisible)
    assert all(button.accessibleName() and button.height() >= 24 for button in listed.tools.buttons.values())
    qtbot.mouseClick(listed.tools.buttons["used_in"], _LEFT)
    settle()
    assert listed.drawer.tag is not None
    assert listed.drawer.tag.name == "paper"
    listed.drawer.dismiss()
    listed.table.body.hovered.emit(place)
    qtbot.mouseClick(listed.tools.buttons["edit"], _LEFT)
    settle()
    assert _form(listed).name.text() == "paper"
    _form(listed).reject()


def test_only_who_types_the_name_deletes(
    listed: TagsPage, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    _go_to(listed, "paper")
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
    assert _names(listed) == ["sweep", "Smoke"]
    assert (said[-1].text, said[-1].undo) == ("Deleted tag paper", None)
    assert "paper" not in {use.tag.name for use in tags.all(store)}


def test_cancel_keeps_the_tag(listed: TagsPage, qtbot: QtBot) -> None:
    listed.delete_tag(listed.model.ids[0])
    dialog = listed.findChild(DeleteDialog)
    assert isinstance(dialog, DeleteDialog)
    qtbot.keyClick(dialog, _Key.Key_Escape)
    assert _names(listed) == ["sweep", "paper", "Smoke"]


def test_what_another_process_does_is_shown(
    listed: TagsPage, store: Store, logged: list[Logged], qtbot: QtBot, settle: Settle
) -> None:
    _click(qtbot, listed, "paper")
    settle()
    tags.attach(store, [logged[4].id], tags.find(store, "paper"))
    qtbot.waitUntil(lambda: listed.drawer.counts.text() == "3 runs in 2 experiments")
    qtbot.waitUntil(lambda: listed.model.index(_names(listed).index("paper"), 1).data() == "3")
    tags.edit(store, tags.find(store, "paper"), name="figures", comment="", color="hue:20")
    qtbot.waitUntil(lambda: "figures" in _names(listed))
    qtbot.waitUntil(lambda: listed.drawer.badge.accessibleName() == "Tags figures")
    tags.delete(store, tags.find(store, "figures"))
    qtbot.waitUntil(lambda: not listed.drawer.isVisible())


def test_a_page_behind_another_reads_nothing_and_catches_up(
    listed: TagsPage, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    listed.leave()
    listed.hide()
    tags.create(store, "late")
    qtbot.wait(300)
    settle()
    assert "late" not in _names(listed)
    listed.show()
    listed.show_route(Route("tags"))
    qtbot.waitUntil(lambda: "late" in _names(listed))


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
    _go_to(listed, "paper")
    enabled = {command.id for command in listed.commands.active() if command.enabled()}
    assert {"tags.used_in", "tags.edit", "tags.hide", "tags.delete"} <= enabled
    assert "tags.unhide" not in enabled
