"""Batches are stored exactly once, and what they say of the run takes effect."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.domain.status import RunStatus
from runyard.journal.batch import LogLine, Op, Points
from runyard.storage.ingest.ingest import Ingest, stored_offset
from runyard.storage.metrics import decode
from runyard.storage.organise import tags
from runyard.storage.output import logs
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.batches import LOSS, START, Feed, ended, owner, points, segment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


@pytest.fixture
def feed(store: Store) -> Feed:
    return Feed(Ingest(store))


def dump(store: Store) -> dict[str, list[Any]]:
    """Return every row of every table."""
    tables = [
        row[0] for row in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return {table: store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def values(store: Store, key: SeriesKey = LOSS) -> list[float]:
    rows = store.connection.execute(
        "SELECT data, c.count FROM chunk c JOIN series s ON s.id = series_id JOIN name ON name.id = name_id"
        " WHERE text = ? ORDER BY c.id",
        (key.name,),
    ).fetchall()
    return [float(v) for data, count in rows for v in decode.decode(data, count).values]


def test_a_batch_is_stored_once(store: Store, feed: Feed) -> None:
    first = feed.batch(
        {LOSS: points([1.0, 2.0])}, [Op("field", START, ["name", "mine"])], [LogLine(START, 1, "hi")]
    )
    changes = feed.ingest.commit(first)
    assert changes is not None
    assert changes.experiments
    before = dump(store)
    assert feed.ingest.commit(first) is None
    assert Ingest(store).commit(first) is None
    assert dump(store) == before
    assert stored_offset(store, feed.owner.owner, 0) == 100
    assert stored_offset(store, feed.owner.owner, 1) == 0


def test_a_batch_before_its_turn_waits(store: Store, feed: Feed) -> None:
    first = feed.batch({LOSS: points([1.0])})
    feed.offset = 100
    second = feed.batch({LOSS: points([2.0], [1])})
    assert feed.ingest.commit(second) is None
    assert feed.ingest.commit(first) is not None
    assert feed.ingest.commit(second) is not None
    assert values(store) == [1.0, 2.0]


def test_the_first_batch_makes_the_run(store: Store, feed: Feed) -> None:
    ops = [
        Op("field", START, ["name", "first try"]),
        Op("field", START, ["experiment", "digits"]),
        Op("tag", START, ["best"]),
        Op("param", START, [["hparams", "lr"], "0.1"]),
        Op("progress", START, [3, 10, "epoch"]),
    ]
    changes = feed(None, ops)
    assert changes.runs
    assert changes.tags
    assert changes.experiments
    [info] = runs.infos(store, list(changes.runs))
    assert (info.name, info.experiment, info.status) == ("first try", "digits", RunStatus.RUNNING)
    assert [tag.name for tag in info.tags] == ["best"]
    assert info.progress is not None
    assert info.progress.share == 0.3
    assert info.created == START
    other = Feed(feed.ingest, owner("b" * 24, "00000002"))
    [second] = runs.infos(store, list(other().runs))
    assert (second.name, second.experiment) == ("run-bbbbbbbb", "default")
    assert {info.color, second.color} == {0, 1}


def test_tags_and_lines(store: Store, feed: Feed) -> None:
    feed(None, [Op("tag", START, ["a"]), Op("tag", START, ["b"]), Op("untag", START, ["a"])])
    changes = feed(None, (), [LogLine(START, 1, "one"), LogLine(START, 2, "two")])
    [run_id] = changes.runs
    assert not changes.tags
    assert [use.tag.name for use in tags.all(store) if use.runs] == ["b"]
    assert [line.text for line in logs.lines(store, run_id, 0, 9)] == ["one", "two"]


def test_the_last_word_by_the_clock_wins(store: Store, feed: Feed) -> None:
    [run_id] = feed(None, [Op("field", START + 5, ["name", "late"])]).runs
    runs.rename(store, run_id, "by hand")  # now, long after
    feed(None, [Op("field", START + 9, ["name", "older"]), Op("field", START + 9, ["description", "text"])])
    info = runs.info(store, run_id)
    assert (info.name, info.description) == ("by hand", "text")
    feed(None, [Op("progress", START + 9, [9, None, "step"]), Op("progress", START + 8, [8, None, "step"])])
    progress = runs.info(store, run_id).progress
    assert progress is not None
    assert progress.done == 9


def test_a_gap_is_a_problem_that_says_where(store: Store, feed: Feed) -> None:
    gap = Op("gap", START, {"records": 3, "bytes": 77, "offset": 1234, "reason": "damaged"})
    [run_id] = feed(None, [gap]).runs
    assert runs.info(store, run_id).problems == (
        "3 records (77 bytes) of journal segment 0 at byte 1234 were lost: damaged",
    )


def test_every_float_comes_back(store: Store, feed: Feed) -> None:
    wanted = [0.1, -0.0, math.inf, -math.inf, 1.7976931348623157e308, 5e-324, math.nan]
    feed({LOSS: points(wanted)})
    assert array("d", values(store)).tobytes() == array("d", wanted).tobytes()


def test_many_points_are_cut_into_sealed_chunks(store: Store, feed: Feed) -> None:
    many = [float(i) for i in range(50_000)]
    feed({LOSS: points(many)})
    rows = store.connection.execute("SELECT tier, count, overview IS NULL FROM chunk").fetchall()
    assert len(rows) > 1
    assert all(tier == 3 and count >= 4096 and not bare for tier, count, bare in rows)
    assert values(store) == many


def test_many_series_in_one_batch(store: Store, feed: Feed) -> None:
    series = [SeriesKey(DataKind.METRIC, f"m{i}", "{}") for i in range(2500)]
    for step in range(2):
        feed({key: points([float(i)], [step]) for i, key in enumerate(series)})
    rows = store.connection.execute(
        "SELECT text, count, last, last_step FROM series JOIN name ON name.id = name_id ORDER BY series.id"
    ).fetchall()
    assert sorted(rows) == sorted((f"m{i}", 2, float(i), 1) for i in range(2500))


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        (["finished"], RunStatus.FINISHED),
        (["finished", "finished"], RunStatus.FINISHED),
        (["finished", "killed"], RunStatus.KILLED),
        (["failed", "finished"], RunStatus.FAILED),
        (["killed", "crashed", "finished"], RunStatus.CRASHED),
    ],
)
def test_several_processes_end_as_the_worst_of_them(
    store: Store, feed: Feed, ends: list[str], wanted: RunStatus
) -> None:
    feeds = [Feed(feed.ingest, owner(name=f"{i:08x}", started=START + i)) for i in range(len(ends))]
    for each in feeds:
        each()
    for i, (each, status) in enumerate(zip(feeds, ends, strict=True)):
        [run_id] = each(None, [ended(status, START + 10**6 + i)]).runs
        last = i == len(ends) - 1
        info = runs.info(store, run_id)
        assert info.status == (wanted if last else RunStatus.RUNNING)
        assert info.ended == (START + 10**6 + i if last else None)


def test_a_resumed_run_forgets_how_it_ended_before(store: Store, feed: Feed) -> None:
    feed({LOSS: points([1.0])})
    [run_id] = feed(None, [ended("failed", START + 100, traceback="Traceback ...", code=1)]).runs
    feed.ingest.finish(feed.owner)
    final = "SELECT DISTINCT final FROM series"
    assert store.connection.execute(final).fetchall() == [(1,)]
    again = Feed(feed.ingest, owner(name="00000002", started=START + 200, resumed=True))
    again()
    assert runs.info(store, run_id).status is RunStatus.RUNNING
    assert runs.info(store, run_id).ended is None
    assert store.connection.execute(final).fetchall() == [(0,)]
    again(None, [ended("finished", START + 300)])
    again.ingest.finish(again.owner)
    info = runs.info(store, run_id)
    assert (info.status, info.ended) == (RunStatus.FINISHED, START + 300)
    first, second = runs.attempts(store, run_id)
    assert (first.number, first.status, first.exit_code, first.traceback) == (
        1,
        RunStatus.FAILED,
        1,
        "Traceback ...",
    )
    assert (second.number, second.status) == (2, RunStatus.FINISHED)
    assert store.connection.execute(final).fetchall() == [(1,)]


def test_a_forked_child_is_silent_about_status(store: Store, feed: Feed) -> None:
    feed({LOSS: points([1.0])})
    child = Feed(feed.ingest, owner(name="00000009", auxiliary=True))
    child({LOSS: points([2.0], [1])})
    [run_id] = child(None, [ended("crashed")]).runs
    assert runs.info(store, run_id).status is RunStatus.RUNNING
    feed(None, [ended("finished")])
    assert runs.info(store, run_id).status is RunStatus.FINISHED
    assert [attempt.number for attempt in runs.attempts(store, run_id)] == [1]
    assert values(store) == [1.0, 2.0]


def test_series_are_final_only_after_the_last_process(store: Store, feed: Feed) -> None:
    other = Feed(feed.ingest, owner(name="00000002"))
    feed({LOSS: points([1.0])})
    other()
    feed(None, [ended()])
    feed.ingest.finish(feed.owner)
    assert store.connection.execute("SELECT final FROM series").fetchall() == [(0,)]
    other(None, [ended()])
    other.ingest.finish(other.owner)
    assert store.connection.execute("SELECT final FROM series").fetchall() == [(1,)]


def test_news_of_a_process_taken_for_dead_takes_that_back(store: Store, feed: Feed) -> None:
    from runyard.storage.runs import attempts

    [run_id] = feed({LOSS: points([1.0])}).runs
    with store.write() as revision:
        attempts.crash(store, feed.owner.owner, START + 7)
        attempts.settle(store, run_id, revision)
    assert runs.info(store, run_id).status is RunStatus.CRASHED
    feed({LOSS: points([2.0], [1])})
    assert runs.info(store, run_id).status is RunStatus.RUNNING
    assert runs.info(store, run_id).ended is None


def test_a_late_journal_of_a_purged_run_is_set_aside(store: Store, feed: Feed) -> None:
    feed({LOSS: points([1.0])})
    with store.write() as revision:
        store.connection.execute("DELETE FROM run")
        store.connection.execute("INSERT INTO tombstone VALUES ('run', 1, ?, ?)", (feed.owner.run, revision))
    path = segment(store.journals, feed.owner, [1.0, 2.0])
    for ingest in (feed.ingest, Ingest(store)):  # one that knew the run, one that did not
        changes = ingest.commit(feed.batch({LOSS: points([2.0], [1])}))
        assert changes is not None
        assert not changes
    assert store.connection.execute("SELECT count(*) FROM run").fetchone() == (0,)
    assert not path.exists()
    assert (store.journals / "orphans" / path.name).exists()


def test_epochs_are_kept_and_flagged(store: Store, feed: Feed) -> None:
    some = points([1.0, 2.0])
    feed({LOSS: Points(some.steps, some.times, some.values, array("d", [1.0, math.nan]))})
    feed({LOSS: points([3.0], [2])})
    [row] = store.connection.execute("SELECT has_epochs, count FROM series").fetchall()
    assert row == (1, 3)
