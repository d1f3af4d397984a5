from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.home.page import HomePage
from runyard.desktop.pages.home.reading import SAVED, SEARCHES
from runyard.desktop.pages.runs import recent
from runyard.desktop.pages.runs import state as kept
from runyard.desktop.state import Workspace
from runyard.domain import clock
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.journal.batch import Op
from runyard.search.grammar.parse import parse
from runyard.storage.organise import tags, views
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.logged import Logged

Settle = Callable[[], None]
Begin = Callable[..., Logged]
_DAY = 86_400_000_000
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot) -> Iterator[HomePage]:
    made = HomePage(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 876)
    yield made
    made.close()


@pytest.fixture
def busy(store: Store) -> Iterator[list[Logged]]:
    """Runs of every status, on several days, some archived, some in the trash."""
    moment = clock.now()
    found = []
    ends = ["finished"] * 4 + ["failed"] * 3 + ["crashed"] * 2 + ["killed"] + [""] * 2
    for number, end in enumerate(ends):
        experiment = "digits" if number % 3 else "letters"
        created = moment - number * _DAY - 1000
        run = Logged(store, created=created, live=not end, name=f"net-{number}", experiment=experiment)
        run.metric("loss", [3.0, 2.0, 1.5 + number], {"subset": "val"})
        run.tag(*(["best"] if number < 5 else ["paper"]))
        if end:
            run.end(end)
        found.append(run)
    runs.archive(store, [found[0].id, found[4].id], True)
    runs.trash(store, [found[1].id, found[9].id])
    yield found
    for run in found:
        run.leave()


@pytest.fixture
def begin(store: Store) -> Iterator[Callable[..., Logged]]:
    """Return a function that begins a run, a minute ago, in a process that lives."""
    begun: list[Logged] = []

    def made(name: str = "live") -> Logged:
        run = Logged(store, created=clock.now() - 60_000_000, live=True, name=name, experiment="digits")
        begun.append(run)
        return run

    yield made
    for run in begun:
        run.leave()


def _open(page: HomePage, settle: Settle) -> None:
    """Come to the page as the window does."""
    page.show()
    page.activateWindow()
    page.show_route(Route("home"))
    settle()


def _finds(store: Store, query: str) -> int:
    return len(listing.find(store, parse(query)).ids)


def _progress(run: Logged, done: float, total: float | None = 100.0) -> None:
    run.log(ops=[Op("progress", clock.now(), [done, total, "step"])])


def test_an_empty_repository_shows_how_to_log_and_turns_with_the_first_run(
    page: HomePage, begin: Begin, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    assert page.first_run is not None
    assert page.first_run.isVisible()
    qtbot.mouseClick(page.first_run.script.code.copy, _LEFT)
    assert QGuiApplication.clipboard().text().startswith("from runyard import Run\n")
    first = begin("first")
    qtbot.waitUntil(page.front.isVisible)
    assert not page.first_run.isVisible()
    assert page.front.active.rows[0].name.text() == "first"
    first.end()
    qtbot.waitUntil(page.front.active.nothing.isVisible)


def test_runs_that_all_lie_in_the_trash_are_not_called_none(
    page: HomePage, begin: Begin, store: Store, settle: Settle, went: list[Route], qtbot: QtBot
) -> None:
    run = begin()
    run.end()
    runs.trash(store, [run.id])
    _open(page, settle)
    assert page.faces.face == "empty"
    [button] = [b for b in page.faces.findChildren(QPushButton) if b.text() == "Show the trash"]
    qtbot.mouseClick(button, _LEFT)
    assert went == [Route("trash")]
    runs.restore(store, [run.id])
    qtbot.waitUntil(lambda: page.faces.face == "content")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_every_card_leads_to_as_many_runs_as_it_says(
    page: HomePage, busy: list[Logged], store: Store, settle: Settle, went: list[Route], qtbot: QtBot, by: str
) -> None:
    _open(page, settle)
    numbers = {}
    for title, card in page.front.counts.cards.items():
        if by == "mouse":
            qtbot.mouseClick(card, _LEFT)
        else:
            card.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(card, _Key.Key_Return)
        route = went.pop()
        assert route.page == "runs"
        assert route.query is not None
        assert int(card.count_text()) == _finds(store, route.query), title
        numbers[title] = int(card.count_text())
    assert numbers == {
        "Total": 10, "Active": 2, "Finished": 2, "Failed": 2, "Crashed": 2, "Killed": 0, "Archived": 2,
    }  # fmt: skip


def test_numbers_beside_links_are_what_their_searches_find(
    page: HomePage, busy: list[Logged], store: Store, settle: Settle, went: list[Route], qtbot: QtBot
) -> None:
    _open(page, settle)
    seen = {}
    for card in (page.front.quick, page.front.tags):
        for row in card.rows:
            qtbot.mouseClick(row, _LEFT)
            query = went.pop().query
            assert query is not None
            assert row.link.number == _finds(store, query), query
            seen[row.link.text] = row.link.number
    assert seen["Last 7 days"] == 4, "runs 2, 3, 5 and 6: today and the six days before it, one archived"
    assert seen["Created today"] == 0
    assert seen["paper"] == 6
    assert seen["best"] == 2


def test_today_counts_what_was_created_since_midnight(page: HomePage, store: Store, settle: Settle) -> None:
    today = clock.local(clock.now()).date()

    def began(days: int) -> int:
        """When the day so many days ago began here; not all days have 24 hours."""
        midnight = dt.datetime.combine(today - dt.timedelta(days), dt.time()).astimezone()
        return int(midnight.timestamp()) * 1_000_000

    Logged(store, created=began(0), name="first of today")
    Logged(store, created=began(0) - 1, name="last of yesterday")
    Logged(store, created=began(6), name="a week")
    Logged(store, created=began(8), name="older")
    _open(page, settle)
    found = {row.link.text: row.link.number for row in page.front.quick.rows}
    assert found["Created today"] == 1
    assert found["Last 7 days"] == 3


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_links_lead_where_they_say(
    page: HomePage, busy: list[Logged], store: Store, settle: Settle, went: list[Route], qtbot: QtBot, by: str
) -> None:
    views.put(store, *SEARCHES, ['run.name == "net-3"', "run.active"])
    views.put(store, SAVED, "Sweep, best first", {"query": ""})
    _open(page, settle)
    front = page.front
    experiment = front.experiments.rows[0].link
    assert {row.link.text for row in front.experiments.rows if row.isVisible()} == {"digits", "letters"}
    wanted = [
        (front.searches.rows[0], Route("runs", query='run.name == "net-3"')),
        (front.views.rows[0], Route("runs", view="Sweep, best first")),
        (front.experiments.rows[0], Route("experiment", experiment=experiment.route.experiment)),
    ]
    for row, route in wanted:
        if by == "mouse":
            qtbot.mouseClick(row, _LEFT)
        else:
            row.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(row, _Key.Key_Return)
            qtbot.keyClick(row, _Key.Key_Space)
            assert went.pop() == route
        assert went.pop() == route
    name = front.active.rows[0].name
    if by == "mouse":
        qtbot.mouseClick(name, _LEFT)
        qtbot.mouseClick(front.active.rows[0].experiment, _LEFT)
    else:
        qtbot.keyClick(name, _Key.Key_Return)
        qtbot.keyClick(front.active.rows[0].experiment, _Key.Key_Return)
    assert [(route.page, route.run) for route in went] == [("run", busy[10].hash), ("experiment", "")]


def test_what_the_runs_page_keeps_is_what_home_reads() -> None:
    assert recent.RECENT == SEARCHES
    assert kept.SAVED == SAVED


def test_lists_say_how_they_fill(
    page: HomePage, begin: Begin, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run = begin()
    _open(page, settle)
    for card in (page.front.searches, page.front.views, page.front.tags):
        assert not [row for row in card.rows if row.isVisible()]
    run.tag("new")
    qtbot.waitUntil(lambda: [row.link.text for row in page.front.tags.rows] == ["new"])
    row = page.front.tags.rows[0]
    row.setFocus()
    [use] = tags.all(store)
    tags.edit(store, use.tag.id, name="newer", comment="", color="1")
    qtbot.waitUntil(lambda: row.link.text == "newer")
    assert row.hasFocus()


def test_an_active_run_is_followed_until_its_end(
    page: HomePage, begin: Begin, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run = begin("mlp-w256")
    run.metric("accuracy", [0.5, 0.6])
    run.metric("loss", [9.0, 8.0], {"subset": "train"})
    run.metric("loss", [3.0, 2.0, 1.25], {"subset": "val"})
    _progress(run, 25)
    _open(page, settle)
    row = page.front.active.rows[0]
    assert (row.name.text(), row.experiment.text()) == ("mlp-w256", "digits")
    assert (row.metric.text(), row.value.text()) == ("loss val", "1.250")
    assert row.progress.share.text() == "25 %"
    assert "left" in row.progress.left.text()
    assert row.elapsed.text().startswith("1 m")
    assert "loss val" in row.curve.accessibleName()
    _progress(run, 62)
    qtbot.waitUntil(lambda: row.progress.share.text() == "62 %")
    run.end()
    qtbot.waitUntil(page.front.active.nothing.isVisible)
    assert not row.name.isVisible()


def test_a_run_without_an_end_or_a_metric_shows_what_it_has(
    page: HomePage, begin: Begin, store: Store, settle: Settle
) -> None:
    _progress(begin(), 1200, None)
    begin("bare")
    _open(page, settle)
    shown = {row.name.text(): row for row in page.front.active.rows}
    assert shown["live"].progress.left.text() == "1,200 steps"
    assert not shown["live"].progress.line.isVisible()
    assert shown["bare"].progress.left.text() == "–"
    assert shown["bare"].value.text() == "–"


def test_more_active_runs_than_rows_are_counted_and_listed_elsewhere(
    page: HomePage, begin: Begin, store: Store, settle: Settle, went: list[Route], qtbot: QtBot
) -> None:
    for number in range(10):
        begin(f"net-{number}")
    _open(page, settle)
    assert len(page.front.active.rows) == 8
    assert page.front.active.all.text() == "Show all 10"
    qtbot.mouseClick(page.front.active.all, _LEFT)
    assert went == [Route("runs", query="run.active")]


def test_totals_are_counted_and_kept_up(
    page: HomePage, busy: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    numbers = page.front.holdings.numbers
    assert {field: label.text() for field, label in numbers.items() if label.isVisible()} == {
        "metrics": "10", "points": "30", "system": "0", "lines": "0", "messages": "0", "notes": "0",
    }  # fmt: skip
    busy[10].metric("accuracy", [1.0])
    qtbot.waitUntil(lambda: numbers["points"].text() == "31")
    busy[10].items(DataKind.IMAGE, "samples", [(0, 0, b"png", {}), (0, 1, b"png", {})])
    qtbot.waitUntil(lambda: numbers["images"].text() == "2")
    assert numbers["images"].isVisible()
    assert numbers["texts"].isVisible()
    assert numbers["texts"].text() == "0"


def test_a_page_behind_another_reads_nothing_and_catches_up(
    page: HomePage, busy: list[Logged], store: Store, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.hide()
    found: list[object] = []
    page.state.found.connect(found.append)
    with qtbot.waitSignal(workspace.tasks.changed):
        runs.archive(store, [busy[2].id], True)
    settle()
    assert found == []
    page.show()
    qtbot.waitUntil(lambda: page.front.counts.cards["Archived"].count_text() == "3")


def test_trouble_is_said_and_can_be_tried_again(
    page: HomePage, busy: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.state.failed.emit(KnownProblem("The disk does not answer", "Check the disk"))
    assert page.faces.face == "failed"
    [retry] = [b for b in page.faces.findChildren(QPushButton) if b.text() == "Try again"]
    qtbot.mouseClick(retry, _LEFT)
    settle()
    assert page.faces.face == "content"


def test_a_day_of_the_calendar_leads_to_its_runs(
    page: HomePage, busy: list[Logged], store: Store, settle: Settle, went: list[Route], qtbot: QtBot
) -> None:
    _open(page, settle)
    calendar = page.front.contributions.calendar
    day = clock.local(busy[2].created).date()
    qtbot.mouseClick(calendar, _LEFT, pos=calendar.cell_rect(day).center().toPoint())
    query = went[-1].query
    assert query is not None
    assert _finds(store, query) == 1


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("width", [700, 1000, 1256])
def test_nothing_sticks_out_and_edges_align(
    page: HomePage, busy: list[Logged], settle: Settle, qtbot: QtBot, mode: str, width: int
) -> None:
    theme.apply(QGuiApplication.instance(), mode)  # type: ignore[arg-type]
    page.resize(width, 876)
    _open(page, settle)
    cards = (page.front.quick, page.front.searches, page.front.views)
    assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1
    inside = page.front.widget()
    room = page.front.viewport().width()
    assert inside.width() <= room
    parts = (page.front.active, page.front.counts, page.front.holdings, page.front.contributions)
    assert {part.mapTo(inside, part.rect().topLeft()).x() for part in parts} == {16}
    assert {part.mapTo(inside, part.rect().topRight()).x() for part in parts} == {inside.width() - 17}
    for row in page.front.active.rows:
        for part in row.parts:
            assert part.mapTo(inside, part.rect().topRight()).x() < inside.width() - 16 or part.isHidden()


def test_tab_goes_through_everything_that_leads_somewhere_in_the_order_of_the_eye(
    page: HomePage, busy: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    front = page.front
    links = [part for row in front.active.rows for part in (row.name, row.experiment)]
    lists = [row for card in (front.quick, front.experiments, front.tags) for row in card.rows]
    wanted = [*links, *front.counts.cards.values(), front.contributions.calendar, *lists, page.feed.kinds]
    seen = []
    links[0].setFocus()
    for _ in range(80):
        seen.append(page.focusWidget())
        qtbot.keyClick(seen[-1], _Key.Key_Tab)
    places = [seen.index(part) for part in wanted]
    assert places == sorted(places)
    assert all(part.accessibleName() for part in (*front.counts.cards.values(), *lists))
