"""Finding and filtering in the Logs tab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.logs.lines.rows import MATCH, ON_STDERR
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.kinds.logs.view.choice import Place
from runyard.desktop.state import Workspace
from runyard.search.matching.matching import Matcher
from runyard.storage.store import Store
from support import log_tab
from support.log_tab import find, numbers, prints, read, show, shown
from support.logged import Logged


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> LogsTab:
    return log_tab.opened(workspace, qtbot)


def test_matches_are_counted_marked_and_gone_through(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"val loss {i}, val" if i % 100 == 50 else f"train {i}" for i in range(400)])
    show(tab, run, qtbot)
    tab.view.ruler.setValue(0)
    find(tab, qtbot, "val")
    place = tab.bar.search._place
    assert place.text() == "1 of 8"
    assert tab.view.is_seen(50)
    assert tab.state.marks(50) == [(0, 3), (13, 16)]
    assert MATCH in tab.view.ruler.marks()
    qtbot.keyClick(tab.bar.search.search, Qt.Key.Key_Return)
    assert place.text() == "2 of 8"
    qtbot.mouseClick(tab.bar.after, Qt.MouseButton.LeftButton)
    assert place.text() == "3 of 8"
    read(tab, qtbot)
    assert tab.view.is_seen(150)
    qtbot.mouseClick(tab.bar.before, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tab.bar.search.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert place.text() == "1 of 8"
    tab.step(-1)
    assert place.text() == "8 of 8"
    tab.bar.search.clear()
    read(tab, qtbot)
    assert not place.isVisible()
    assert tab.state.marks(350) is None


def test_case_words_and_patterns(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "Loss 1", "loss 2", "lossy", "\x1b[31mlo\x1b[0mss 3", "gain")
    show(tab, run, qtbot)
    for how, many in ((Matcher("loss"), 4), (Matcher("loss", case=True), 3), (Matcher("loss", word=True), 3)):
        tab.bar.search.set_matcher(how)
        read(tab, qtbot)
        assert len(tab.state.search.hits) == many
    find(tab, qtbot, r"^l.*\d$", regex=True)
    assert list(tab.state.search.hits.lines) == [0, 1, 3]
    find(tab, qtbot, "nowhere")
    assert tab.bar.search._place.text() == "No match"
    find(tab, qtbot, "(", regex=True)
    assert tab.bar.search.search.property("error")


def test_only_matching_lines_keep_their_numbers(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    prints(run, "a 1", "b", "a 2", "c")
    show(tab, run, qtbot)
    qtbot.mouseClick(tab.bar.only, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    read(tab, qtbot)
    assert numbers(tab) == [1, 2, 3, 4]
    find(tab, qtbot, "a")
    assert numbers(tab) == [1, 3]
    assert shown(tab) == ["a 1", "a 2"]
    assert tab.foot.count.text() == "2 of 4 lines"
    prints(run, "a 3", "d", at=9)
    qtbot.waitUntil(lambda: numbers(tab) == [1, 3, 5])
    find(tab, qtbot, "nothing like it")
    assert tab.faces.face == "no_match"
    tab.faces._message._action.click()
    read(tab, qtbot)
    assert tab.faces.face == "content"
    assert len(numbers(tab)) == 6
    run.end()


def test_streams_are_told_apart_and_filtered(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "out 1", "out 2")
    prints(run, "err 1", stream=2, at=5)
    prints(run, "out 3", at=9)
    show(tab, run, qtbot)
    stderr = tab.bar.stream._parts[2]
    assert stderr.count == "1"
    assert ON_STDERR in tab.view.ruler.marks()
    qtbot.mouseClick(stderr, Qt.MouseButton.LeftButton)
    read(tab, qtbot)
    assert shown(tab) == ["err 1"]
    assert numbers(tab) == [3]
    qtbot.mouseClick(tab.bar.stream._parts[1], Qt.MouseButton.LeftButton)
    read(tab, qtbot)
    assert numbers(tab) == [1, 2, 4]


def test_repeats_fold_and_open_in_place(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "begin", *[f"train {i}/20" for i in range(1, 21)], "done")
    show(tab, run, qtbot)
    tab.bar.detail.set_key("fold")
    tab.bar.detail.chosen.emit("fold")
    read(tab, qtbot)
    assert numbers(tab) == [1, 21, 22]
    scene = tab.view.scene
    [chip] = scene.chips(scene.seen()[1])
    assert chip.words == "19 repeats folded"
    tab.view.grab()
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=chip.rect.center())
    read(tab, qtbot)
    assert numbers(tab) == list(range(1, 23))
    last = next(one for one in scene.seen() if one.row == 20)
    [chip] = scene.chips(last)
    assert chip.words == "Fold 19 repeats"
    tab.view.grab()
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=chip.rect.center())
    read(tab, qtbot)
    assert numbers(tab) == [1, 21, 22]


def test_warnings_and_errors_alone(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "fine", "x.py:1: UserWarning: old", "  x()", "fine again")
    show(tab, run, qtbot)
    tab.bar.detail.set_key("problems")
    tab.bar.detail.chosen.emit("problems")
    read(tab, qtbot)
    assert numbers(tab) == [2, 3]
    calm = Logged(store)
    prints(calm, "all is well")
    show(tab, calm, qtbot)
    qtbot.waitUntil(lambda: tab.faces.face == "no_match")


def test_a_pattern_that_takes_for_ever_is_given_up_and_told(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *["a" * 60 + "!"] * 40)
    show(tab, run, qtbot)
    find(tab, qtbot, "(a|a)+$", regex=True)
    assert tab.state.search.over
    assert tab.state.search.problem is not None
    assert "takes too long" in tab.bar.search.search.accessibleDescription()
    assert shown(tab)[0].startswith("aaa")


def test_a_match_that_is_folded_away_is_unfolded(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(50)], "end")
    show(tab, run, qtbot)
    tab.bar.detail.chosen.emit("fold")
    read(tab, qtbot)
    assert numbers(tab) == [50, 51]
    find(tab, qtbot, "line 7")
    assert len(numbers(tab)) == 51
    assert tab.view.is_seen(7)
    assert tab.view.choice.caret == Place(7, 0)


def test_a_match_far_to_the_right_is_scrolled_to(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "x" * 1500 + " needle " + "x" * 300)
    show(tab, run, qtbot)
    find(tab, qtbot, "needle")
    shown_from = tab.view.horizontalScrollBar().value() / tab.view.scene.columns.pitch
    assert 1300 < shown_from < 1501


def test_matches_that_are_filtered_out_are_passed_over(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "loss a", "loss b")
    prints(run, "loss c", stream=2, at=5)
    prints(run, "loss d", at=8)
    show(tab, run, qtbot)
    tab.bar.stream._parts[1].click()
    read(tab, qtbot)
    find(tab, qtbot, "loss")
    lines = []
    for _ in range(4):
        assert tab.state.search.current is not None
        lines.append(tab.state.search.current.line)
        tab.step(1)
    assert lines == [0, 1, 3, 0]
    tab.bar.stream._parts[2].click()
    read(tab, qtbot)
    tab.step(-1)
    assert tab.state.search.current is not None
    assert tab.state.search.current.line == 2


@pytest.mark.parametrize("wrap", [False, True])
def test_thousands_of_marks_in_sight_are_painted(
    store: Store, tab: LogsTab, wrap: bool, qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, *["x y " * 600] * 60)
    tab.bar.wrap.setChecked(wrap)
    show(tab, run, qtbot)
    plain = tab.view.grab().toImage()
    find(tab, qtbot, "x")
    assert len(tab.state.search.hits) == 60 * 600
    assert tab.view.grab().toImage() != plain


def test_keys_lead_from_the_search_to_the_lines(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a", "b")
    show(tab, run, qtbot)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Escape):
        tab.find_text()
        assert tab.bar.search.search.hasFocus()
        qtbot.keyClick(tab.bar.search.search, key)
        assert tab.view.hasFocus()
