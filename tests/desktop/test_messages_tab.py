"""The Messages tab: what a run told, by level, found, copied, and led from to the log."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.kinds.messages.levels import SHAPES, color, word
from runyard.desktop.kinds.messages.tab import MessagesTab
from runyard.desktop.state import Workspace
from runyard.domain import params as trees
from runyard.domain.message import Level
from runyard.domain.plain import plain
from runyard.journal.batch import Op
from runyard.search.matching.matching import Matcher
from runyard.storage.store import Store
from support.logged import Logged

SECOND = 1_000_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> MessagesTab:
    made = MessagesTab(workspace, CommandSet())
    qtbot.addWidget(made)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.resize(1256, 500)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


def tell(run: Logged, at: int, level: Level, text: str, **args: Any) -> None:
    """Tell something so many seconds after the run began."""
    data = [int(level), text, trees.encode(plain(args))]
    run.log(ops=[Op("message", run.created + at * SECOND, data)])


@pytest.fixture
def run(store: Store) -> Logged:
    made = Logged(store)
    tell(made, 1, Level.DEBUG, "loaded 1437 digits")
    tell(made, 2, Level.INFO, "epoch 1 is done", loss=0.5, best={"step": 3})
    tell(made, 3, Level.WARNING, "the loss does not move", epochs=3)
    tell(made, 4, Level.ERROR, "worker 2 died")
    tell(made, 5, Level.CRITICAL, "out of memory\nneeds 2 GB", free=1024)
    return made


def show(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    tab.show_run(run.id)
    read(tab, qtbot)


def read(tab: MessagesTab, qtbot: QtBot) -> None:
    """Wait until everything in sight has been read."""
    qtbot.waitUntil(partial(idle, tab))


def idle(tab: MessagesTab) -> bool:
    known = all(tab.model.row(place) is not None for place in range(len(tab.model.ids)))
    return known and not tab._typing.isActive() and tab.workspace.tasks.idle()


def texts(tab: MessagesTab) -> list[str]:
    """Return the words of all rows."""
    return [tab.model.row(place).message.text for place in range(len(tab.model.ids))]  # type: ignore[union-attr]


def test_the_newest_comes_first_and_stands_whole_beside(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    assert texts(tab)[0].startswith("out of memory")
    assert tab.model.data(tab.model.index(0, 2)) == "out of memory needs 2 GB"
    assert tab.model.data(tab.model.index(3, 3)) == "loss 0.5  best 1 item"
    assert tab.pane.text.text() == "out of memory\nneeds 2 GB"
    assert tab.pane.args.text() == '{\n  "free": 1024\n}'
    assert "5 s after the start" in tab.pane._time.text()
    assert tab.count.text() == "5 messages"


def test_keys_and_mouse_choose_what_stands_beside(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Down)
    assert tab.pane.text.text() == "worker 2 died"
    assert not tab.pane.args.isVisible()
    assert list(tab.model.selection.ordered(tab.model.ids)) == [tab.model.ids[1]]
    view = tab.table.body
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(30, view.rowViewportPosition(3) + 5))
    assert tab.pane.text.text() == "epoch 1 is done"
    assert tab.pane.args.isVisible()


def test_levels_filter_and_are_counted(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    assert [chip.count for chip in tab.levels.chips.values()] == [1, 1, 1, 1, 1]
    qtbot.mouseClick(tab.levels.chips[Level.WARNING], LEFT)
    read(tab, qtbot)
    assert texts(tab) == ["the loss does not move"]
    qtbot.keyClick(tab.levels.chips[Level.ERROR], Qt.Key.Key_Space)
    read(tab, qtbot)
    assert texts(tab) == ["worker 2 died", "the loss does not move"]
    assert tab.count.text() == "2 of 5 messages"
    qtbot.mouseClick(tab.levels.chips[Level.WARNING], LEFT)
    qtbot.keyClick(tab.levels.chips[Level.ERROR], Qt.Key.Key_Return)
    read(tab, qtbot)
    assert len(texts(tab)) == 5


def test_each_level_has_a_shape_a_colour_and_a_word(qtbot: QtBot) -> None:
    assert len({SHAPES[level] for level in Level}) == len(Level)
    assert len({word(level) for level in Level}) == len(Level)
    assert all(color(level).isValid() for level in Level)


def test_a_search_looks_at_words_and_arguments(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    for matcher, found in (
        (Matcher("LOSS"), ["the loss does not move", "epoch 1 is done"]),
        (Matcher("LOSS", case=True), []),
        (Matcher(r"\d+ died", regex=True), ["worker 2 died"]),
        (Matcher("memory\nneeds"), ["out of memory\nneeds 2 GB"]),
    ):
        tab.search.set_matcher(matcher)
        read(tab, qtbot)
        assert texts(tab) == found
    tab.search.set_matcher(Matcher("loss"))
    read(tab, qtbot)
    row = tab.model.row(0)
    assert row is not None
    assert row.marks == [(4, 8)]
    tab.table.grab()
    tab.search.set_matcher(Matcher("nowhere"))
    read(tab, qtbot)
    assert tab.faces.face == "no_match"
    tab.faces._message._action.click()
    read(tab, qtbot)
    assert len(texts(tab)) == 5


def test_a_slow_pattern_is_told(tab: MessagesTab, store: Store, qtbot: QtBot) -> None:
    run = Logged(store)
    tell(run, 1, Level.INFO, "a" * 60 + "!")
    show(tab, run, qtbot)
    tab.search.set_matcher(Matcher("(a|a)+$", regex=True))
    read(tab, qtbot)
    assert tab.faces.face == "no_match"
    assert "takes too long" in tab.search.search.accessibleDescription()


def test_messages_come_by_themselves_and_the_choice_stays(
    tab: MessagesTab, run: Logged, qtbot: QtBot
) -> None:
    show(tab, run, qtbot)
    tab.table.choosing.set_current(2)
    tell(run, 9, Level.INFO, "and another")
    qtbot.waitUntil(lambda: len(tab.model.ids) == 6)
    read(tab, qtbot)
    assert texts(tab)[0] == "and another"
    assert tab.pane.text.text() == "the loss does not move"
    assert tab.table.choosing.current == 3


def test_the_order_of_time_is_turned_round(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    tab.table.sort_asked.emit("time", False)
    read(tab, qtbot)
    assert texts(tab)[0] == "loaded 1437 digits"


def test_a_message_is_copied_and_leads_to_its_line(
    tab: MessagesTab, run: Logged, workspace: Workspace, qtbot: QtBot
) -> None:
    show(tab, run, qtbot)
    tab.table.choosing.set_current(3)
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("Info  epoch 1 is done  loss 0.5  best 1 item")
    qtbot.mouseClick(tab.pane.copy, LEFT)
    assert QGuiApplication.clipboard().text() == "epoch 1 is done"
    qtbot.mouseClick(tab.pane.copy_args, LEFT)
    assert '"step": 3' in QGuiApplication.clipboard().text()
    routes: list[Route] = []
    workspace.go.connect(routes.append)
    qtbot.mouseClick(tab.pane.show_logs, LEFT)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    wanted = Route("run", run=run.hash, tab="logs", time=run.created + 2 * SECOND)
    assert routes == [wanted, wanted]
    titles = [action.text() for action in tab.menu().actions()]
    assert titles == ["Copy message", "Copy arguments as JSON", "Show in logs"]


def test_the_message_of_a_moment_becomes_the_current_one(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    tab.show_run(run.id)
    tab.show_time(run.created + 3 * SECOND + 100)
    read(tab, qtbot)
    qtbot.waitUntil(lambda: tab.pane.text.text() == "the loss does not move")


def test_a_run_that_told_nothing_says_how(tab: MessagesTab, store: Store, qtbot: QtBot) -> None:
    show(tab, Logged(store), qtbot)
    assert tab.faces.face == "empty"
    assert not tab.bar.isVisible()
    tab.faces._message._action.click()
    assert "run.log_warning" in QGuiApplication.clipboard().text()


def test_damage_is_told_with_a_way_to_try_again(
    tab: MessagesTab, store: Store, run: Logged, qtbot: QtBot
) -> None:
    store.connection.execute("UPDATE message SET args = '{' WHERE level = 30")
    tab.show_run(run.id)
    qtbot.waitUntil(lambda: tab.faces.face == "failed")
    store.connection.execute("UPDATE message SET args = '{}' WHERE level = 30")
    tab.faces._message._action.click()
    read(tab, qtbot)
    assert tab.faces.face == "content"
    assert len(texts(tab)) == 5


def test_ten_thousand_messages_are_read_where_they_are_looked_at(
    tab: MessagesTab, store: Store, qtbot: QtBot
) -> None:
    run = Logged(store)
    data = [[20, f"message {i}", "{}"] for i in range(10_000)]
    run.log(ops=[Op("message", run.created + i, one) for i, one in enumerate(data)])
    tab.show_run(run.id)
    qtbot.waitUntil(lambda: len(tab.model.ids) == 10_000 and tab.workspace.tasks.idle())
    bar = tab.table.body.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: tab.model.row(9_999) is not None)
    row = tab.model.row(9_999)
    assert row is not None
    assert row.message.text == "message 0"
    assert len(tab.model._rows) < 1_000


def test_hostile_messages_are_only_text(tab: MessagesTab, store: Store, qtbot: QtBot) -> None:
    run = Logged(store)
    hostile = "<img src='file:///etc/passwd'>\x1b]0;title\x07\x1b[31mred\0 \u202ereversed"
    tell(run, 1, Level.INFO, hostile, a="<b>")
    tell(run, 2, Level.INFO, "x" * 2_000_000, y="z" * 1_000_000)
    show(tab, run, qtbot)
    assert "more characters" in tab.pane.text.text()
    assert len(tab.pane.text.text()) < 30_000
    assert len(tab.model.data(tab.model.index(0, 2))) <= 500
    tab.table.choosing.set_current(1)
    assert tab.pane.text.text() == "<img src='file:///etc/passwd'>red\ufffd \ufffdreversed"
    assert tab.pane.text.textFormat() == Qt.TextFormat.PlainText
    assert '"a": "<b>"' in tab.pane.args.text()
    assert not tab.grab().isNull()


def test_in_a_narrow_window_everything_still_has_room(tab: MessagesTab, run: Logged, qtbot: QtBot) -> None:
    show(tab, run, qtbot)
    assert tab.pane.geometry().left() >= tab.table.geometry().right()
    assert tab.levels.chips[Level.WARNING].toolTip() == ""
    tab.resize(700, 600)
    qtbot.waitUntil(lambda: tab.pane.geometry().top() >= tab.table.geometry().bottom())
    assert tab.pane.width() == tab.table.width()
    assert tab.levels.chips[Level.WARNING].toolTip() == "Warning"
    for chip in tab.levels.chips.values():
        assert chip.width() >= chip.sizeHint().width()
