from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.pages.tags.page import TagsPage
from runyard.desktop.state import Workspace
from runyard.storage.organise import tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged
from support.tags_page import click, form_of, go_to, listed, logged, names, page

__all__ = ["listed", "logged", "page"]

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def gone(workspace: Workspace) -> list[Route]:
    heard: list[Route] = []
    workspace.go.connect(heard.append)
    return heard


def test_in_a_narrow_window_the_drawer_lies_over_the_list(
    listed: TagsPage, settle: Settle, qtbot: QtBot
) -> None:
    listed.resize(716, 600)
    click(qtbot, listed, "paper")
    settle()
    assert listed.drawer.isVisible()
    assert listed.minimumSizeHint().width() <= listed.width() == 716


def test_a_click_opens_the_drawer_and_a_run_of_it_its_page(
    listed: TagsPage, gone: list[Route], logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    click(qtbot, listed, "paper")
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
    go_to(listed, "sweep")
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
    click(qtbot, listed, "sweep")
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
    click(qtbot, listed, "paper")
    settle()
    qtbot.waitUntil(lambda: listed.drawer.counts.text() == "2 runs in 2 experiments")
    listed.drawer.show_in_runs.click()
    assert gone[-1].query == '"paper" in run.tags and run.archived in (True, False)'


def test_the_circle_of_a_row_and_its_other_tools(listed: TagsPage, settle: Settle, qtbot: QtBot) -> None:
    place = names(listed).index("paper")
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
    assert form_of(listed).name.text() == "paper"
    form_of(listed).reject()


def test_what_another_process_does_is_shown(
    listed: TagsPage, store: Store, logged: list[Logged], qtbot: QtBot, settle: Settle
) -> None:
    click(qtbot, listed, "paper")
    settle()
    tags.attach(store, [logged[4].id], tags.find(store, "paper"))
    qtbot.waitUntil(lambda: listed.drawer.counts.text() == "3 runs in 2 experiments")
    qtbot.waitUntil(lambda: listed.model.index(names(listed).index("paper"), 1).data() == "3")
    tags.edit(store, tags.find(store, "paper"), name="figures", comment="", color="hue:20")
    qtbot.waitUntil(lambda: "figures" in names(listed))
    qtbot.waitUntil(lambda: listed.drawer.badge.accessibleName() == "Tags figures")
    tags.delete(store, tags.find(store, "figures"))
    qtbot.waitUntil(lambda: not listed.drawer.isVisible())


def test_the_wheel_over_the_tools_scrolls_the_list(
    listed: TagsPage, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    for number in range(60):
        tags.create(store, f"tag-{number}")
    qtbot.waitUntil(lambda: len(names(listed)) == 63)
    listed.table.body.hovered.emit(3)
    middle = QPointF(listed.tools.rect().center())
    wheel = QWheelEvent(
        middle,
        QPointF(listed.tools.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(listed.tools, wheel)
    assert listed.table.body.verticalScrollBar().value() > 0
    assert not listed.tools.isVisible()
