from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.parts.activity import ActivityFeed
from runyard.desktop.parts.activity.lines import Line, day_words
from runyard.desktop.parts.activity.model import FeedModel
from runyard.desktop.state import Workspace
from runyard.domain import clock
from runyard.domain.status import RunStatus
from runyard.journal.batch import Op
from runyard.storage.organise import experiments, notes, tags
from runyard.storage.overview import activity
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged

HOUR = 3_600_000_000
NOON = int(dt.datetime(2026, 11, 21, 12).astimezone().timestamp()) * 1_000_000
LOSS = 'metric:last:loss:{"subset":"val"}'
Settle = Callable[[], None]


@pytest.fixture(autouse=True)
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an hour past noon, and later each time one looks; no day ends while a test goes on."""
    moments = itertools.count(NOON + HOUR)
    monkeypatch.setattr(clock, "now", lambda: next(moments))


@pytest.fixture
def feed(workspace: Workspace, qtbot: QtBot) -> ActivityFeed:
    made = ActivityFeed(workspace)
    qtbot.addWidget(made)
    made.resize(320, 700)
    return made


def ended(store: Store, name: str, status: str, code: int | None, signal: str = "", hours: int = 0) -> Logged:
    run = Logged(store, created=NOON - hours * HOUR, name=name, experiment="a")
    data = {"status": status, "code": code, "signal": signal, "traceback": ""}
    run.log(ops=[Op("exit", run.created + 61_000_000, data)])
    return run


def lines(feed: ActivityFeed) -> list[Line]:
    return list(feed.list.lines.lines)


def told(feed: ActivityFeed) -> dict[str, str]:
    return {line.words: line.right for line in lines(feed) if line.kind == "run"}


def click(feed: ActivityFeed, words: str, qtbot: QtBot) -> None:
    place = next(row for row, line in enumerate(lines(feed)) if line.words == words)
    rect = feed.list.visualRect(feed.list.lines.index(place))
    qtbot.mouseClick(feed.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def test_beside_each_run_stands_how_it_does_or_how_it_ended(
    store: Store, feed: ActivityFeed, settle: Settle
) -> None:
    running = Logged(store, created=NOON, name="running", experiment="a", live=True)
    running.log(ops=[Op("progress", running.created, [62, 100, "epoch"])])
    done = Logged(store, created=NOON - HOUR, name="done", experiment="a")
    done.metric("loss", [0.5, 0.07651], {"subset": "val"})
    done.end()
    ended(store, "plain", "finished", 0, hours=2)
    ended(store, "broken", "failed", 3, hours=3)
    ended(store, "raised", "failed", None, hours=4)
    ended(store, "stopped", "killed", None, "SIGINT", hours=5)
    ended(store, "told to stop", "killed", 143, "SIGTERM", hours=6)
    ended(store, "gone", "crashed", None, hours=7)
    feed.show_experiment(experiments.find(store, "a"), LOSS)
    feed.show()
    settle()
    assert told(feed) == {
        "running": "62 %", "done": "0.07651", "plain": "1 m 1 s", "broken": "exit 3", "raised": "exception",
        "stopped": "by user", "told to stop": "SIGTERM", "gone": "no exit",
    }  # fmt: skip
    assert [line.status for line in lines(feed) if line.words == "gone"] == [RunStatus.CRASHED]
    assert activity.ends(store, [running.id]) == {running.id: (None, "")}


def test_days_have_heads_with_their_runs_and_the_newest_comes_first(
    store: Store, feed: ActivityFeed, settle: Settle
) -> None:
    for hours in (0, 1, 48, 49, 50):
        ended(store, f"run {hours}", "finished", 0, hours=hours)
    archived = ended(store, "hidden", "finished", 0, hours=1)
    runs.archive(store, [archived.id], True)
    feed.kinds.set_key(("run",))
    feed.kinds.chosen.emit(("run",))
    feed.show()
    settle()
    today = clock.local(NOON).date()
    before = day_words(today - dt.timedelta(days=2), today)
    assert [(line.words, line.right) for line in lines(feed) if line.kind == "day"] == [
        ("Today", "2 runs"), (before, "3 runs"),
    ]  # fmt: skip
    assert [line.words for line in lines(feed)][:3] == ["Today", "run 0", "run 1"]
    assert [line.time for line in lines(feed)][1] == "12:00"


def test_heads_of_days_read_like_dates() -> None:
    today = dt.date(2026, 11, 21)
    assert day_words(today, today) == "Today"
    assert day_words(dt.date(2026, 11, 20), today) == "Yesterday"
    assert day_words(dt.date(2026, 11, 18), today) == "Wednesday 18 November"
    assert day_words(dt.date(2025, 2, 3), today) == "Monday 3 February 2025"


def test_each_line_leads_where_it_happened(
    workspace: Workspace, store: Store, feed: ActivityFeed, settle: Settle, qtbot: QtBot
) -> None:
    run = ended(store, "one", "finished", 0)
    number = experiments.find(store, "a")
    tags.create(store, "best")
    notes.add(store, "# Sweep plan\nwide first", experiment_id=number)
    went: list[Route] = []
    workspace.go.connect(went.append)
    feed.show()
    settle()
    for words in ("one", "Tag best created", "Note edited, Sweep plan", "Experiment a created"):
        click(feed, words, qtbot)
    assert went == [
        Route("run", run=run.hash),
        Route("tags"),
        Route("experiment", experiment=number, tab="notes"),
        Route("experiment", experiment=number),
    ]


def test_by_keyboard_days_are_passed_over_and_enter_opens(
    workspace: Workspace, store: Store, feed: ActivityFeed, settle: Settle, qtbot: QtBot
) -> None:
    made = [ended(store, f"run {hours}", "finished", 0, hours=hours) for hours in (0, 48)]
    went: list[Route] = []
    workspace.go.connect(went.append)
    feed.kinds.chosen.emit(("run",))
    feed.show()
    settle()
    feed.list.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_J, Qt.Key.Key_Return, Qt.Key.Key_K, Qt.Key.Key_Enter):
        qtbot.keyClick(feed.list, key)
    assert [route.run for route in went] == [made[1].hash, made[0].hash]


def test_show_earlier_goes_on_from_the_end(
    store: Store, feed: ActivityFeed, settle: Settle, qtbot: QtBot
) -> None:
    for hours in range(60):
        ended(store, f"run {hours}", "finished", 0, hours=hours)
    feed.kinds.chosen.emit(("run",))
    feed.show()
    settle()
    assert len(told(feed)) == 50
    assert lines(feed)[-1].words == "Show earlier"
    feed.list.scrollToBottom()
    click(feed, "Show earlier", qtbot)
    settle()
    assert len(told(feed)) == 60
    assert lines(feed)[-1].kind == "run"


def test_only_notes_and_none_of_them_yet(
    store: Store, feed: ActivityFeed, settle: Settle, qtbot: QtBot
) -> None:
    run = ended(store, "one", "finished", 0)
    feed.kinds.chosen.emit(("note",))
    feed.show()
    settle()
    assert feed.faces.face == "empty"
    notes.add(store, "seen", run_id=run.id)
    qtbot.waitUntil(lambda: [line.words for line in lines(feed)[1:]] == ["Note edited, seen"])
    assert feed.faces.face == "content"


def test_an_empty_repository_says_what_will_stand_here(feed: ActivityFeed, settle: Settle) -> None:
    feed.show()
    settle()
    assert feed.faces.face == "empty"


def test_it_follows_and_keeps_the_place(
    store: Store, feed: ActivityFeed, settle: Settle, qtbot: QtBot
) -> None:
    for hours in range(40):
        ended(store, f"run {hours}", "finished", 0, hours=1 + hours)
    feed.show()
    settle()
    feed.list.setFocus()
    qtbot.keyClick(feed.list, Qt.Key.Key_Down)
    qtbot.keyClick(feed.list, Qt.Key.Key_Down)
    kept = lines(feed)[feed.list.currentIndex().row()].words
    ended(store, "newest", "finished", 0)
    qtbot.waitUntil(lambda: "newest" in told(feed))
    assert lines(feed)[feed.list.currentIndex().row()].words == kept


def test_the_model_obeys_the_rules_of_models(qtbot: QtBot) -> None:
    model = FeedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    day = Line("day", ("day", 1), "Today", "2 runs")
    run = Line("run", ("run", 1), "one", "62 %", "12:00", RunStatus.RUNNING, 0.62, "a" * 24)
    for found in ([day, run], [day, run._replace(right="63 %")], [day], []):
        model.set_lines(found)
    model.set_lines([day, run])
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEnabled
    spoken = model.data(model.index(1), int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "12:00, Running, one, 62 %"
    assert tester.model() is model
