"""The Logs tab: what a run prints, live; looked at, wrapped, and harmless whatever it is."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.kinds.logs.lines.lines import CUT
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.registry import KINDS
from runyard.desktop.state import Workspace
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher
from runyard.storage.store import Store
from support import log_tab
from support.log_tab import SECOND, find, prints, read, show, shown
from support.logged import Logged


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> LogsTab:
    return log_tab.opened(workspace, qtbot)


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
    one, other = Logged(store, live=True), Logged(store, live=True)
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


def test_problems_of_the_repository_are_told(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, "a")
    show(tab, run, qtbot)
    tab.state.failed.emit(KnownProblem("The disk is full", "Free some space"))
    assert tab.faces.face == "failed"


def test_what_was_stopped_goes_on_when_somebody_looks_again(store: Store, tab: LogsTab, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(3000)])
    show(tab, run, qtbot)
    find(tab, qtbot, "line")
    tab.state.find(Matcher("line 2"), 0)
    tab.deactivate()
    tab.hide()
    assert not tab.state.search.over
    tab.show()
    read(tab, qtbot)
    assert tab.state.search.over
    assert tab._clock.isActive()


def test_the_run_page_brings_a_moment_into_sight(store: Store, workspace: Workspace, qtbot: QtBot) -> None:
    run = Logged(store)
    prints(run, *[f"line {i}" for i in range(300)])
    page = RunPage(workspace, CommandSet())
    qtbot.addWidget(page)
    page.set_kinds([kind for kind in KINDS if kind.key in ("logs", "messages")])
    page.resize(1256, 700)
    page.show()
    for second in (120, 30):
        page.show_route(Route("run", run=run.hash, tab="logs", time=run.created + second * SECOND))
        qtbot.waitUntil(partial(_stands_at, page, second))
    page.leave()


def _stands_at(page: RunPage, line: int) -> bool:
    tab = page.tabs.tab("logs")
    return isinstance(tab, LogsTab) and tab.view.choice.caret.line == line and tab.view.is_seen(line)
