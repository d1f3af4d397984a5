"""Going, selecting, copying and saving in the Logs tab."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.kinds.logs.actions import taking
from runyard.desktop.kinds.logs.actions.taking import Wanted
from runyard.desktop.kinds.logs.lines.lines import CUT
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.state import Notice, Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain import printed
from runyard.storage.store import Store
from support import log_tab
from support.log_tab import SECOND, clipboard, find, prints, read, show, shown, spot
from support.logged import Logged, key, points


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> LogsTab:
    return log_tab.opened(workspace, qtbot)


@pytest.fixture
def notices(workspace: Workspace) -> list[Notice]:
    told: list[Notice] = []
    workspace.noticed.connect(told.append)
    return told


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
        qtbot.waitUntil(lambda name=name: bool(notices) and notices[-1].text == f"Saved 3 lines to {name}")
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
    qtbot.waitUntil(lambda: tab.caret.whole is not None and tab.caret.whole.isVisible())
    whole = tab.caret.whole
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


def test_more_than_is_ever_looked_at_is_in_a_saved_file(
    store: Store, tab: LogsTab, notices: list[Notice], qtbot: QtBot, tmp_path: Path
) -> None:
    run = Logged(store)
    text = "x" * printed.MOST + "\x1b[31m" + "y" * 99
    prints(run, text)
    show(tab, run, qtbot)
    tab.caret.show_whole(0)
    qtbot.waitUntil(lambda: tab.caret.whole is not None and tab.caret.whole.isVisible())
    assert tab.caret.whole is not None
    assert tab.caret.whole.place.text().endswith("save lines for 104 more")
    tab.acts.save(tmp_path / "all.txt", coloured=False)
    qtbot.waitUntil(lambda: bool(notices))
    assert (tmp_path / "all.txt").read_text() == "x" * printed.MOST + "y" * 99 + "\n"


def test_a_save_that_is_given_up_leaves_nothing(store: Store, tmp_path: Path) -> None:
    run = Logged(store)
    prints(run, "a")
    cancel = Cancel()
    cancel.set()
    assert taking.saved(store, cancel, run.id, Wanted(0, 0), tmp_path / "x.txt", False, print) == 0
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("x.txt")]


def test_the_foot_tells_how_much_is_saved(
    store: Store,
    tab: LogsTab,
    notices: list[Notice],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Logged(store)
    prints(run, "one", "two", "three", "four")
    show(tab, run, qtbot)
    go_on = threading.Event()

    def lines(*_: object, coloured: bool) -> Iterator[tuple[int, str]]:
        yield 0, "one"
        yield 1, "two"
        yield 2, "three"
        assert go_on.wait(60)
        yield 3, "four"

    monkeypatch.setattr(taking, "_lines", lines)
    monkeypatch.setattr(taking, "TELL_AFTER", 1)
    try:
        tab.acts.save(tmp_path / "x.txt", coloured=False)
        qtbot.waitUntil(lambda: tab.foot.saving.text() == "Saving, 50 %")
        assert tab.foot.saving.isVisible()
        assert not tab.bar.save.isEnabled()
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: bool(notices) and notices[-1].text == "Saved 4 lines to x.txt")
    assert tab.foot.saving.isHidden()
    assert tab.bar.save.isEnabled()


def test_selecting_with_the_mouse_ends_following(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    prints(run, *[f"line {i}" for i in range(100)])
    show(tab, run, qtbot)
    view, left = tab.view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(view, left, pos=spot(tab, 98, 0))
    assert tab.view.follow
    qtbot.mouseMove(view, spot(tab, 99, 3))
    assert not tab.view.follow
    qtbot.mouseRelease(view, left, pos=spot(tab, 99, 3))
    run.end()
