"""The controls of the runs explorer: views, groups, sort, columns, history, live."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.parts.run_table import reading
from runyard.desktop.state import Workspace
from runyard.desktop.state.notice import Notice
from runyard.desktop.state.settings import LIVE
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table.listing import Sort
from support.runs_page import LOSS, LR, SEED, action, choose, click, dialog, names, open_page, popover

Settle = Callable[[], None]
_Key, _Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot, store: Store, settle: Settle) -> Iterator[RunsPage]:
    made = open_page(workspace, store, qtbot, settle)
    yield made
    made.close()


def test_group_sort_and_spread(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    controls = page.controls
    qtbot.keyClick(page.runs.table.body, _Key.Key_G)
    assert controls.group_popover is not None
    qtbot.keyClicks(controls.group_popover.list.search, "lr")
    qtbot.keyClick(controls.group_popover.list.search, _Key.Key_Return)
    assert controls.group_popover.list.search.text() == ""  # so that all others are offered again
    controls.group_popover.list.chosen.emit("experiment")
    settle()
    assert page.state.view.groups == (LR, "experiment")
    assert controls.group.value() == "lr × Experiment"
    assert controls.groups.isVisible()
    assert page.runs.model.rowCount() == 4
    rows = controls.group_popover.rows
    rows[0].buttons["down"].click()
    assert page.state.view.groups == ("experiment", LR)
    qtbot.keyClick(controls.group_popover.list.search, _Key.Key_Escape)
    assert not controls.group_popover.isVisible()
    settle()
    click(qtbot, controls.groups.fold)
    assert page.runs.model.rowCount() == 16
    assert controls.groups.fold.text() == "Collapse all"
    click(qtbot, controls.groups.fold)
    assert page.runs.model.rowCount() == 4
    controls.groups.spread.chosen.emit("range")
    assert page.state.view.spread == "range"
    controls.groups.chips[0].removed.emit()
    controls.groups.chips[0].removed.emit()
    settle()
    assert not controls.groups.isVisible()
    assert len(names(page)) == 12


def test_several_keys_of_the_order(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(page.runs.table.body, _Key.Key_S)
    found = page.controls.sort_popover
    assert found is not None
    assert found.rows == []
    qtbot.keyClicks(found.list.search, "lr")
    qtbot.keyClick(found.list.search, _Key.Key_Return)
    found.list.chosen.emit(LOSS)
    found.rows[1].buttons["turn"].setFocus()
    qtbot.keyClick(found.rows[1].buttons["turn"], _Key.Key_Space)
    settle()
    assert page.state.view.sort == (Sort(LR), Sort(LOSS, True))
    assert names(page)[:2] == ["net-11", "net-10"]
    assert page.controls.sort.value() == "lr, loss val"
    turn = found.rows[1].buttons["turn"]
    assert turn.hasFocus(), "the button that was pressed keeps the focus"
    qtbot.keyClick(turn, _Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.state.view.sort == (Sort(LOSS, True), Sort(LR))
    for _ in range(2):
        found.rows[0].buttons["remove"].click()
    assert page.state.view.sort == TableView().sort
    assert page.controls.sort.value() == "newest first"


def test_seeds_collapse_in_one_click_and_back(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    page.controls.seeds.collapse()
    settle()
    assert page.state.view.groups == (LR,)
    assert page.runs.model.rowCount() == 2
    box = page.controls.groups.seeds
    assert box.isChecked()
    page.state.alter(groups=(LR, "experiment"))
    settle()
    assert not box.isChecked()
    click(qtbot, box)
    settle()
    assert page.state.view.groups == (LR,)
    click(qtbot, box)
    settle()
    assert page.state.view.groups == (LR, "experiment")
    assert not box.isChecked()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_view_is_saved_named_found_and_deleted(
    page: RunsPage, qtbot: QtBot, settle: Settle, store: Store
) -> None:
    noticed: list[Notice] = []
    page.workspace.noticed.connect(noticed.append)
    page.field.set_text('"best" in run.tags')
    click(qtbot, page.search.bookmark)
    asked = dialog(page)
    asked.field.set_text("Best ones")
    qtbot.keyClick(asked.field.edit, _Key.Key_Return)
    assert page.header.view.text() == "Best ones"
    assert not page.header.save.isVisible()
    page.state.alter(density="dense")
    assert page.header.edited.isVisible()
    click(qtbot, page.header.revert)
    assert (page.state.view.density, page.header.revert.isVisible()) == ("normal", False)
    page.state.alter(density="roomy")
    click(qtbot, page.header.save)
    settle()
    assert views.all(store, "runs.view")["Best ones"]["density"] == "roomy"
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.runs.table.body, _Key.Key_V)
    found = page.header.views
    qtbot.keyClick(found.list.view, _Key.Key_Up)
    qtbot.keyClick(found.list.view, _Key.Key_Return)
    settle()
    assert (page.header.view.text(), page.field.text(), len(names(page))) == ("All runs", "", 12)
    click(qtbot, page.header.view)
    found.list.more_asked.emit("Best ones", QPoint())
    choose(page, "Open at start")
    assert page.state.start == "Best ones"
    found.list.more_asked.emit("Best ones", QPoint())
    choose(page, "Duplicate")
    assert list(page.state.saved) == ["Best ones", "Best ones copy"]
    found.list.more_asked.emit("Best ones copy", QPoint())
    choose(page, "Rename…")
    asked = dialog(page)
    asked.field.set_text("best ONES")
    assert asked.field.problem.text() == "A view named best ONES exists"
    assert not asked.primary.isEnabled()
    asked.field.set_text("Others")
    asked.primary.click()
    assert list(page.state.saved) == ["Best ones", "Others"]
    found.remove("Best ones")
    assert (list(page.state.saved), page.state.start) == (["Others"], "")
    assert noticed[-1].undo is not None
    noticed[-1].undo()
    assert (sorted(page.state.saved), page.state.start) == (["Best ones", "Others"], "Best ones")


def test_recent_searches_run_again(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    for text in ("run.active", "run.hparams.lr > 1", "run.active"):
        page.field.set_text("")
        page.focus_search()
        qtbot.keyClicks(page.field.edit, text)
        qtbot.keyClick(page.field.edit, _Key.Key_Return)
        settle()
    page.field.set_text("")
    click(qtbot, page.search.history)
    settle()
    shown = page.search.recent.list
    QAbstractItemModelTester(shown.model, QAbstractItemModelTester.FailureReportingMode.Fatal, shown)
    assert [shown.model.index(row).data() for row in range(2)] == ["run.active", "run.hparams.lr > 1"]
    qtbot.keyClick(shown.search, _Key.Key_Down)
    qtbot.keyClick(shown.search, _Key.Key_Return)
    assert page.field.text() == "run.hparams.lr > 1"


def test_what_is_not_followed_is_counted(
    page: RunsPage, qtbot: QtBot, settle: Settle, store: Store, workspace: Workspace
) -> None:
    click(qtbot, page.header.live)
    assert workspace.settings.get(LIVE) is False
    shown = names(page)
    with qtbot.waitSignal(workspace.tasks.changed):
        runs.rename(store, page.runs.model.ids[0], "another")
    settle()
    assert names(page) == shown
    assert page.header.waiting.text() == "1 change"
    click(qtbot, page.header.waiting)
    settle()
    assert names(page)[0] == "another"
    assert not page.header.waiting.isVisible()
    workspace.settings.set(LIVE, True)
    assert page.header.live.isChecked()


def test_a_long_search_can_be_stopped(
    page: RunsPage, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_store: Store, cancel: Cancel, _asked: object) -> object:
        stopped.wait(30)
        assert cancel()
        raise KnownProblem("The search was stopped")

    stopped = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(reading, "search", endless)
        page.field.set_text('run.name == "net-3"')
        qtbot.waitUntil(page.search.cancel.isVisible)
        click(qtbot, page.search.cancel)
        assert not page.search.cancel.isVisible()
        stopped.set()
        settle()
    assert len(names(page)) == 12
    assert page.faces.face == "content"
    page.refresh()
    settle()
    assert names(page) == ["net-3"]
    assert not page.search.cancel.isVisible()


def test_the_column_manager_is_pushed_in_and_edits_the_view(
    page: RunsPage, qtbot: QtBot, settle: Settle
) -> None:
    wide = page.runs.width()
    click(qtbot, page.controls.columns)
    assert page.panel.isVisible()
    qtbot.waitUntil(lambda: page.runs.width() == wide - page.panel.width())
    shown, total = page.panel.totals
    assert page.controls.columns.value() == f"{shown} of {total}"
    page.panel.list.toggled.emit(next(line for line in page.panel._lines if line.column == SEED))
    settle()
    assert SEED not in [column.id for column in page.runs.shown]
    assert page.state.view.shown is not None
    assert page.controls.columns.value() == f"{shown - 1} of {total}"
    noticed: list[Notice] = []
    page.workspace.noticed.connect(noticed.append)
    click(qtbot, page.panel.foot.reset)
    assert page.state.view.shown is None
    assert noticed[-1].undo is not None
    noticed[-1].undo()
    assert page.state.view.shown is not None
    qtbot.keyClick(page.panel.search, _Key.Key_Escape)
    assert not page.panel.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_of_a_column(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    def take(column: str, *path: str) -> None:
        page.runs.head_menu_asked.emit(column, QPoint(10, 10))
        menu = page.column_menu.menu
        assert menu is not None
        for title in path[:-1]:
            found = action(menu, title).menu()
            assert isinstance(found, QMenu)
            menu = found
        action(menu, path[-1]).trigger()
        assert page.column_menu.menu is not None
        page.column_menu.menu.close()
        settle()

    take(LOSS, "Sort descending")
    take(LR, "Then by this")
    assert page.state.view.sort == (Sort(LOSS, True), Sort(LR))
    take(LOSS, "Pin left")
    assert page.state.view.left == (LOSS,)
    take(LOSS, "Colour by value")
    take(LOSS, "Digits", "6")
    assert (page.state.view.look(LOSS).scaled, page.state.view.look(LOSS).digits) == (True, 6)
    least = LOSS.replace("last", "min")
    take(LOSS, "Value", "Min")
    assert (page.state.view.left, page.state.view.sort[0].column) == ((least,), least)
    take(least, "Also show", "Max")
    assert LOSS.replace("last", "max") in (page.state.view.shown or ())
    take(least, "Unpin")
    take(LR, "Move", "To start")
    assert [column.id for column in page.runs.shown][:2] == ["name", LR]
    take(LR, "Hide")
    assert LR not in [column.id for column in page.runs.shown]
    take(LR, "Group by this")
    assert page.state.view.groups == (LR,)
    take(LR, "Group by this no more")
    assert page.state.view.groups == ()
    take(LR, "Copy name")
    assert QApplication.clipboard().text() == "run.hparams.lr"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_menus_of_a_run_and_of_the_page(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    page.runs.table.choosing.set_current(2)
    page.runs.menu_asked.emit(page.runs.model.ids[2], QPoint(10, 10))
    [menu] = [found for found in page.findChildren(QMenu) if found.isVisible()]
    titles = [found.text().split("\t")[0] for found in menu.actions() if found.text()]
    assert titles[:2] == ["Open run", "Select row"]
    assert "Copy rows" in titles
    assert any(title.startswith("Delete") for title in titles)
    menu.close()
    click(qtbot, page.header.more)
    choose(page, "Dense rows")
    assert page.state.view.density == "dense"
    click(qtbot, page.header.more)
    choose(page, "Only differing columns")
    settle()
    assert page.panel.differing.isChecked()
    assert "experiment" in [column.id for column in page.runs.shown]
    assert "description" not in [column.id for column in page.runs.shown]


def test_the_view_button_opens_by_enter_and_by_click(page: RunsPage, qtbot: QtBot) -> None:
    page.header.view.setFocus()
    qtbot.keyClick(page.header.view, _Key.Key_Return)
    found = popover(page)
    qtbot.keyClick(page.header.views.list.view, _Key.Key_Escape)
    assert not found.isVisible()
    assert page.header.view.hasFocus()
    click(qtbot, page.header.view)
    assert found.isVisible()
    click(qtbot, page.header.view)
    assert not found.isVisible()


def test_tab_goes_through_the_rows_of_controls(page: RunsPage, qtbot: QtBot) -> None:
    page.header.view.setFocus()
    seen = [page.header.view]
    for _ in range(30):
        qtbot.keyClick(page.window().focusWidget(), _Key.Key_Tab)
        seen.append(page.window().focusWidget())  # type: ignore[arg-type]
    order = [
        page.header.view,
        page.header.live,
        page.field.edit,
        page.search.history,
        page.search.bookmark,
        page.controls.chips.chips["experiment"],
        page.controls.chips.chips["tag"],
        page.controls.chips.add,
        page.controls.group,
        page.controls.sort,
        page.controls.columns,
        page.runs.table.body,
    ]
    places = [seen.index(widget) for widget in order]  # type: ignore[arg-type]
    assert places == sorted(places)
