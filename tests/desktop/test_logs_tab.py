"""The Logs tab: what a run prints, live; found, filtered, selected, copied and saved by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.kinds.logs import taking
from runyard.desktop.kinds.logs.choice import Choice, Place
from runyard.desktop.kinds.logs.lines import CUT
from runyard.desktop.kinds.logs.rows import MATCH, ON_STDERR
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.state import Notice, Workspace
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.journal.batch import LogLine
from runyard.search.matching import Matcher
from runyard.storage.store import Store
from support.logged import Logged, key, points

Settle = Callable[[], None]
SECOND = 1_000_000


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace.folder) as opened:
        yield opened


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> LogsTab:
    made = LogsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 600)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


@pytest.fixture
def notices(workspace: Workspace) -> list[Notice]:
    told: list[Notice] = []
    workspace.noticed.connect(told.append)
    return told


def prints(run: Logged, *texts: str, stream: int = 1, at: int = 0) -> None:
    """Print lines a second apart, the first `at` seconds after the run began."""
    lines = [LogLine(run.created + (at + i) * SECOND, stream, text) for i, text in enumerate(texts)]
    run.log(lines=lines)


def show(tab: LogsTab, run: Logged, qtbot: QtBot) -> None:
    """Show a run and wait until what is in sight has been read."""
    tab.show_run(run.id)
    read(tab, qtbot)


def read(tab: LogsTab, qtbot: QtBot) -> None:
    """Wait until everything has been read, searched and sorted."""
    qtbot.waitUntil(partial(idle, tab), timeout=10_000)


def idle(tab: LogsTab) -> bool:
    return not tab._typing.isActive() and tab.workspace.tasks.idle() and tab.state.progress >= 1


def shown(tab: LogsTab) -> list[str]:
    """Return the texts of the rows in sight."""
    lines = [tab.state.line(one.row) for one in tab.view.scene.seen()]
    return ["" if line is None else line.text for line in lines]


def numbers(tab: LogsTab) -> list[int]:
    """Return the numbers of all lines shown, as they stand beside them."""
    return [tab.state.rows.line(row) + 1 for row in range(len(tab.state.rows))]


def find(tab: LogsTab, qtbot: QtBot, text: str, **how: bool) -> None:
    tab.bar.search.set_matcher(Matcher(text, **how))
    read(tab, qtbot)


def spot(tab: LogsTab, line: int, column: int) -> QPoint:
    """Return where a place of a line in sight is."""
    scene = tab.view.scene
    one = next(one for one in scene.seen() if tab.state.rows.line(one.row) == line)
    layout = scene.layout_of(one.row)
    assert layout is not None
    x = scene.columns.text_start - scene.shift + layout.spot(column).x()
    return QPointF(x, one.top + scene.columns.row / 2).toPoint()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_run_is_shown_from_its_end(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(500)])
    show(tab, run, qtbot)
    assert shown(tab)[-1] == "line 499"
    assert tab.foot.count.text() == "500 lines"
    assert tab.bar.follow.isChecked()
    assert tab.faces.face == "content"


def test_lines_come_by_themselves_and_the_end_is_followed(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    prints(run, *[f"line {i}" for i in range(100)])
    show(tab, run, qtbot)
    prints(run, "just printed", at=200)
    qtbot.waitUntil(lambda: shown(tab)[-1] == "just printed")
    assert "Following" in tab.foot.news.text()
    run.end()


def test_scrolling_up_ends_following_and_a_button_leads_back(
    store: Store, tab: LogsTab, qtbot: QtBot
) -> None:
    run = Logged(store, live=True)
    prints(run, *[f"line {i}" for i in range(300)])
    show(tab, run, qtbot)
    bar = tab.view.ruler
    bar.setValue(bar.value() - 5 * bar.singleStep())
    assert not tab.bar.follow.isChecked()
    top = shown(tab)[0]
    prints(run, "new 1", "new 2", at=400)
    qtbot.waitUntil(lambda: tab.state.count == 302)
    assert shown(tab)[0] == top
    assert tab.foot.news.text() == "2 new lines"
    qtbot.mouseClick(tab.foot.end, Qt.MouseButton.LeftButton)
    read(tab, qtbot)
    assert shown(tab)[-1] == "new 2"
    assert tab.bar.follow.isChecked()
    bar.setValue(0)
    assert not tab.view.follow
    bar.setValue(bar.maximum())
    assert tab.view.follow
    qtbot.mouseClick(tab.bar.follow, Qt.MouseButton.LeftButton)
    assert not tab.view.follow
    run.end()


def test_any_place_of_a_long_output_is_read_when_it_is_looked_at(
    store: Store, tab: LogsTab, qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(40_000)])
    show(tab, run, qtbot)
    for share in (0.5, 0.25, 0.0):
        tab.view.ruler.setValue(round(tab.view.ruler.maximum() * share))
        read(tab, qtbot)
        first = tab.view.top_line
        assert shown(tab)[0] == f"line {first}"
        assert abs(first - 40_000 * share) < 50
    assert len(tab.state.cache) < 2_000


def test_matches_are_counted_marked_and_gone_through(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"val loss {i}, val" if i % 100 == 50 else f"train {i}" for i in range(400)])
    show(tab, run, qtbot)
    tab.view.ruler.setValue(0)
    find(tab, qtbot, "val")
    place = tab.bar.search._place
    assert place.text() == "1 of 8"
    assert tab.view.is_seen(50)
    assert list(tab.state.marks(50)) == [(0, 3), (13, 16)]
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
    assert tab.state.marks(350) == ()


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
    find(tab, qtbot, "a")
    qtbot.mouseClick(tab.bar.only, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    read(tab, qtbot)
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


def test_what_a_person_chose_is_kept(store: Store, tab: LogsTab, workspace: Workspace, qtbot: QtBot) -> None:
    tab.bar.wrap.click()
    tab.bar.times.click()
    tab.bar.detail.chosen.emit("fold")
    again = LogsTab(workspace, CommandSet())
    qtbot.addWidget(again)
    assert again.bar.wrap.isChecked()
    assert again.view.scene.wraps
    assert not again.bar.times.isChecked()
    assert not again.view.scene.columns.with_times
    assert again.state.filter.detail == "fold"
    assert again.bar.detail.key() == "fold"


def test_long_lines_wrap_or_are_scrolled_sideways(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "short", "wide " * 300, "end")
    show(tab, run, qtbot)
    bar = tab.view.horizontalScrollBar()
    assert bar.maximum() > 0
    heights = [one.height for one in tab.view.scene.seen()]
    assert len(set(heights)) == 1
    bar.setValue(bar.maximum())
    assert tab.view.scene.shift == bar.maximum()
    tab.bar.wrap.click()
    assert bar.maximum() == 0
    assert tab.view.scene.shift == 0
    heights = [one.height for one in tab.view.scene.seen()]
    assert heights[1] > 5 * heights[0]
    last = tab.view.scene.seen()[-1]
    assert last.top + last.height <= tab.view.viewport().height()


def test_wrapped_lines_are_followed_to_the_end(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    tab.bar.wrap.click()
    prints(run, *["wide " * 300] * 50)
    show(tab, run, qtbot)
    prints(run, "last " * 300, at=99)
    qtbot.waitUntil(lambda: shown(tab)[-1].startswith("last"))
    read(tab, qtbot)
    last = tab.view.scene.seen()[-1]
    assert abs(last.top + last.height - tab.view.viewport().height()) <= tab.view.scene.columns.row
    run.end()


def test_the_mouse_selects_and_copies(
    store: Store, tab: LogsTab, notices: list[Notice], qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, "first line", "second line", "third line")
    show(tab, run, qtbot)
    view = tab.view.viewport()
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(view, left, pos=spot(tab, 0, 6))
    qtbot.mouseMove(view, spot(tab, 2, 5))
    qtbot.mouseRelease(view, left, pos=spot(tab, 2, 5))
    assert tab.view.choice == Choice(Place(0, 6), Place(2, 5))
    tab.acts.copy()
    qtbot.waitUntil(lambda: clipboard() == "line\nsecond line\nthird")
    assert notices[-1].text == "3 lines copied"
    qtbot.mouseDClick(view, left, pos=spot(tab, 1, 2))
    assert tab.view.choice == Choice(Place(1, 0), Place(1, 6))
    qtbot.mousePress(view, left, pos=spot(tab, 1, 2))
    qtbot.mouseRelease(view, left, pos=spot(tab, 1, 2))
    assert tab.view.choice == Choice(Place(1, 0), Place(1, 11))
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, pos=QPoint(20, spot(tab, 2, 0).y()))
    assert tab.view.choice.end.line == 2


def test_keys_move_select_and_copy(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"line {i} of many" for i in range(200)])
    show(tab, run, qtbot)
    tab.view.setFocus()
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(tab.view, Qt.Key.Key_Home, control)
    read(tab, qtbot)
    assert tab.view.choice.caret == Place(0, 0)
    assert not tab.view.follow
    qtbot.keyClick(tab.view, Qt.Key.Key_Right, control)
    qtbot.keyClick(tab.view, Qt.Key.Key_Down)
    qtbot.keyClick(tab.view, Qt.Key.Key_End, shift)
    qtbot.keyClick(tab.view, Qt.Key.Key_Down, shift)
    tab.acts.copy()
    qtbot.waitUntil(lambda: clipboard() == "1 of many\nline 2 of many")
    qtbot.keyClick(tab.view, Qt.Key.Key_PageDown)
    assert tab.view.choice.caret.line > 15
    assert not tab.view.choice
    qtbot.keyClick(tab.view, Qt.Key.Key_Left)
    qtbot.keyClick(tab.view, Qt.Key.Key_Home)
    caret = tab.view.choice.caret
    qtbot.keyClick(tab.view, Qt.Key.Key_Left)
    assert tab.view.choice.caret.line == caret.line - 1
    qtbot.keyClick(tab.view, Qt.Key.Key_K)
    qtbot.keyClick(tab.view, Qt.Key.Key_End, control)
    assert tab.view.choice.caret == Place(199, len("line 199 of many"))
    assert tab.view.follow
    tab.acts.select_all()
    tab.acts.copy()
    qtbot.waitUntil(lambda: clipboard().count("\n") == 199)
    tab.acts.select_nothing()
    assert not tab.view.choice


def test_only_what_is_shown_is_copied(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "\x1b[32mkeep 1\x1b[0m", "drop", "keep 2")
    show(tab, run, qtbot)
    find(tab, qtbot, "keep")
    tab.bar.only.setChecked(True)
    read(tab, qtbot)
    tab.bar.copy.click()
    qtbot.waitUntil(lambda: clipboard() == "keep 1\nkeep 2")
    tab.acts.select_all()
    tab.acts.copy()
    read(tab, qtbot)
    assert clipboard() == "keep 1\nkeep 2"


def test_too_much_is_not_copied_but_said(
    store: Store, tab: LogsTab, notices: list[Notice], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST", 100)
    run = Logged(store)
    prints(run, *["x" * 40] * 9)
    show(tab, run, qtbot)
    tab.acts.copy()
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].bad
    assert "too many to copy" in notices[-1].text


def test_lines_are_saved_as_shown_or_with_their_colours(
    store: Store,
    tab: LogsTab,
    notices: list[Notice],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Logged(store)
    prints(run, "\x1b[31mred\x1b[0m", "half \ud800", "done")
    show(tab, run, qtbot)
    for kind, name, text in (
        ("Text (*.txt)", "plain.txt", "red\nhalf \ufffd\ndone\n"),
        ("Text with its colours (*.log)", "raw.log", "\x1b[31mred\x1b[0m\nhalf \\ud800\ndone\n"),
    ):
        answer = (str(tmp_path / name.partition(".")[0]), kind)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, answer=answer: answer)
        tab.bar.save.click()
        qtbot.waitUntil((tmp_path / name).exists)
        assert (tmp_path / name).read_text(encoding="utf-8") == text
        qtbot.waitUntil(lambda name=name: notices and notices[-1].text == f"Saved 3 lines to {name}")
    tab.acts.save(tmp_path / "no folder" / "x.txt", coloured=False)
    qtbot.waitUntil(lambda: notices[-1].bad)
    assert "could not be written" in notices[-1].text
    assert sorted(one.name for one in tmp_path.iterdir() if one.suffix in (".txt", ".log", ".new")) == [
        "plain.txt",
        "raw.log",
    ]


def test_a_line_a_time_and_a_step_are_gone_to(
    store: Store, tab: LogsTab, notices: list[Notice], qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(300)])
    steps = points([0.0] * 31, range(0, 310, 10))
    for at in range(31):
        steps.times[at] = run.created + at * 10 * SECOND
    run.log({key("loss"): steps})
    show(tab, run, qtbot)
    tab.bar.go_to.click()
    goto = tab.acts._goto
    assert goto is not None
    for typed, line in (("42", 41), ("step 120", 120), ("+2 m 30 s", 150), ("300", 299)):
        goto.open_for(tab.bar.go_to)
        goto.field.set_text(typed)
        qtbot.keyClick(goto.field.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda line=line: tab.view.choice.caret.line == line)
        assert not goto.isVisible()
        assert tab.view.is_seen(line)
    goto.open_for(tab.bar.go_to)
    for typed, told in (
        ("0", "There are lines 1 to 300"),
        ("soon", "Type a line"),
        ("301", "lines 1 to 300"),
    ):
        goto.field.set_text(typed)
        qtbot.keyClick(goto.field.edit, Qt.Key.Key_Return)
        assert told in goto.field.problem.text()
    goto.field.set_text("step 125")
    assert not goto.field.problem.text()
    qtbot.keyClick(goto.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text == "Step 125 was not logged, this is step 130"


def test_a_chart_leads_to_the_line_of_a_moment_and_back(
    store: Store, tab: LogsTab, workspace: Workspace, qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(300)])
    steps = points([0.0] * 300)
    for at in range(300):
        steps.times[at] = run.created + at * SECOND
    run.log({key("loss"): steps})
    tab.show_run(run.id)
    tab.show_time(run.created + 77 * SECOND)
    qtbot.waitUntil(lambda: tab.view.choice.caret.line == 77)
    tab.show_time(run.created + 200 * SECOND)
    qtbot.waitUntil(lambda: tab.view.is_seen(200))
    qtbot.waitUntil(lambda: tab.foot.about.text() == "Line 201 was written at step 200")
    routes: list[Route] = []
    workspace.go.connect(routes.append)
    qtbot.mouseClick(tab.foot.charts, Qt.MouseButton.LeftButton)
    assert routes == [Route("run", run=run.hash, tab="metrics", time=run.created + 200 * SECOND)]


def test_a_line_that_is_filtered_out_leads_to_the_next(
    store: Store, tab: LogsTab, notices: list[Notice], qtbot: QtBot
) -> None:
    run = Logged(store)
    prints(run, "a", "b", "a", "b")
    show(tab, run, qtbot)
    find(tab, qtbot, "a")
    tab.bar.only.setChecked(True)
    read(tab, qtbot)
    tab.acts.go_to("2")
    assert tab.view.choice.caret.line == 2
    assert notices[-1].text == "Line 2 is filtered out, this is line 3"


def test_a_long_line_is_cut_and_seen_whole(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a" * 30_000 + "needle" + "b" * 30_000)
    show(tab, run, qtbot)
    assert len(shown(tab)[0]) == CUT
    find(tab, qtbot, "needle")
    assert tab.bar.search._place.text() == "1 of 1"
    scene = tab.view.scene
    [chip] = scene.chips(scene.seen()[0])
    assert chip.words == f"{60_006 - CUT:,} more characters"
    tab.view.grab()
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=chip.rect.center())
    qtbot.waitUntil(lambda: tab.whole is not None and tab.whole.isVisible())
    whole = tab.whole
    assert whole is not None
    assert whole.place.text() == "Characters 1 – 16,000 of 60,006"
    assert not whole.before.isEnabled()
    for _ in range(3):
        qtbot.mouseClick(whole.after, Qt.MouseButton.LeftButton)
    assert whole.text.toPlainText().endswith("b" * 100)
    assert not whole.after.isEnabled()
    qtbot.mouseClick(whole.before, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(whole.copy, Qt.MouseButton.LeftButton)
    assert len(clipboard()) == 60_006
    qtbot.keyClick(whole, Qt.Key.Key_Escape)
    assert not whole.isVisible()


def test_a_run_that_printed_nothing_says_so(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    show(tab, run, qtbot)
    assert tab.faces.face == "empty"
    prints(run, "at last")
    qtbot.waitUntil(lambda: tab.faces.face == "content")
    qtbot.waitUntil(lambda: shown(tab) == ["at last"])
    run.end()


def test_damage_is_told_where_it_is_with_a_way_to_try_again(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a line")
    [data] = store.connection.execute("SELECT data FROM log_chunk").fetchone()
    store.connection.execute("UPDATE log_chunk SET data = x'00'")
    tab.show_run(run.id)
    qtbot.waitUntil(lambda: tab.faces.face == "failed")
    store.connection.execute("UPDATE log_chunk SET data = ?", (data,))
    tab.faces._message._action.click()
    qtbot.waitUntil(lambda: shown(tab) == ["a line"])
    assert tab.faces.face == "content"


def test_another_run_begins_anew(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    one, other = Logged(store), Logged(store)
    prints(one, *[f"one {i}" for i in range(100)])
    prints(other, "other")
    show(tab, one, qtbot)
    find(tab, qtbot, "other")
    tab.view.ruler.setValue(0)
    show(tab, other, qtbot)
    assert shown(tab) == ["other"]
    assert tab.view.follow
    assert len(tab.state.search.hits) == 1


def test_nothing_is_read_when_nothing_changed(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    one, other = Logged(store), Logged(store)
    prints(one, "a")
    show(tab, one, qtbot)
    qtbot.waitUntil(lambda: tab.workspace.tasks.seen() == store.revision())
    read(tab, qtbot)
    facts = tab.state.facts
    prints(other, "b")
    qtbot.waitUntil(lambda: tab.workspace.tasks.seen() == store.revision())
    read(tab, qtbot)
    assert tab.state.facts is facts
    tab.refresh(Changes(tab.workspace.tasks.seen(), runs=frozenset({one.id})))
    read(tab, qtbot)
    assert tab.state.facts is not facts
    tab.deactivate()
    assert not tab._clock.isActive()


def test_the_menu_has_what_a_narrow_bar_leaves_out(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a")
    show(tab, run, qtbot)
    tab.resize(620, 400)
    assert not tab.bar.copy.isVisible()
    assert tab.bar.follow.isVisible()
    assert tab.bar.follow.geometry().right() <= tab.bar.width()
    titles = [action.text() for action in tab.acts.menu().actions()]
    assert titles[0] == "Copy all lines shown"
    assert {"Times", "Wrap long lines", "Save lines…", "Go to line, time or step"} <= set(titles)


def test_hostile_lines_stay_in_their_rows(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(
        run,
        "\x1b]0;title\x07\x1b[2J\x1b[99Ahere",
        "NUL \0 and \u202ereversed",
        "half \ud800 a character",
        "z" + "\u0301" * 3000,
        "\u2028" * 500,
        "<img src='file:///etc/passwd'><script>x</script>",
        "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
        "x\r" * 5000,
    )
    show(tab, run, qtbot)
    title = tab.window().windowTitle()
    for wrap in (False, True):
        tab.bar.wrap.setChecked(wrap)
        assert not tab.view.grab().isNull()
    assert tab.window().windowTitle() == title
    found = shown(tab)
    assert found[0] == "here"
    assert found[1] == "NUL \ufffd and \ufffdreversed"
    assert found[2] == "half \ufffd a character"
    assert found[5].startswith("<img")
    assert found[6:] == ["link", "x"]
    [tall] = [one for one in tab.view.scene.seen() if one.row == 3]
    assert tall.height <= 2000 * tab.view.scene.columns.row


def test_one_line_without_end_is_shown_searched_and_left(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "first", "y" * 20_000_000, "last")
    show(tab, run, qtbot)
    assert shown(tab)[0] == "first"
    assert len(shown(tab)[1]) == CUT
    assert tab.state.cache.characters < 10_000
    find(tab, qtbot, "last")
    assert tab.bar.search._place.text() == "1 of 1"


def test_a_pattern_that_takes_for_ever_is_given_up_and_told(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *["a" * 60 + "!"] * 40)
    show(tab, run, qtbot)
    find(tab, qtbot, "(a|a)+$", regex=True)
    assert tab.state.search.over
    assert tab.state.search.problem is not None
    assert "takes too long" in tab.bar.search.search.accessibleDescription()
    assert shown(tab)[0].startswith("aaa")


def test_problems_of_the_repository_are_told(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a")
    show(tab, run, qtbot)
    tab.state.failed.emit(KnownProblem("The disk is full", "Free some space"))
    assert tab.faces.face == "failed"
