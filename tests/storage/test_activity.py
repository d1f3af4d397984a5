from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from runyard.domain.status import RunStatus
from runyard.search.grammar.parse import parse
from runyard.storage.organise import experiments, notes, tags
from runyard.storage.overview import activity
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.logged import START, Logged
from support.seeding import empty

DAY = 86_400_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def local(micros: int) -> dt.date:
    return dt.datetime.fromtimestamp(micros / 1e6, tz=dt.UTC).astimezone().date()


def test_counts_leave_out_what_is_archived_and_trashed(store: Store) -> None:
    made = [Logged(store, experiment="a") for _ in range(5)]
    other = Logged(store, experiment="b")
    made[0].end()
    made[1].end("failed")
    made[2].end()
    runs.archive(store, [made[2].id], True)
    runs.trash(store, [made[3].id])
    counts = activity.status_counts(store)
    assert (counts.total, counts.archived, counts.active) == (5, 1, 2)
    assert counts.by_status == {RunStatus.FINISHED: 1, RunStatus.FAILED: 1, RunStatus.RUNNING: 2}
    [b] = [found.id for found in experiments.all(store) if found.name == "b"]
    assert activity.status_counts(store, b) == (1, 0, {RunStatus.RUNNING: 1})
    assert other.id


def test_days_count_what_a_search_for_them_finds(store: Store) -> None:
    for days, archived in ((0, False), (0, False), (0, True), (1, False), (5, False)):
        run = Logged(store, created=START + days * DAY)
        runs.archive(store, [run.id], archived)
    first, last = local(START), local(START + 4 * DAY)
    found = activity.created_by_day(store, first, last)
    assert found == {first: 2, first + dt.timedelta(days=1): 1}
    for day, count in found.items():
        after = day + dt.timedelta(days=1)
        query = f'run.created_at >= "{day}" and run.created_at < "{after}"'
        assert len(listing.find(store, parse(query)).ids) == count


def test_events_come_newest_first_and_page_by_page(store: Store) -> None:
    made = [Logged(store, experiment="a", created=START + i * DAY) for i in range(4)]
    tags.create(store, "best")
    notes.add(store, "# Plan", run_id=made[0].id)
    whole = activity.events(store)
    assert (whole[0].kind, whole[0].title) == ("note", "# Plan")
    assert [event.run_id for event in whole if event.kind == "run"] == [run.id for run in reversed(made)]
    assert {event.kind for event in whole} >= {"run", "note", "tag", "experiment"}
    paged, before = [], None
    while page := activity.events(store, before=before, limit=2):
        paged += page
        before = page[-1][:3]
    assert paged == whole
    assert {event.kind for event in activity.events(store, kinds=("tag",))} == {"tag"}


def test_events_of_an_experiment(store: Store) -> None:
    mine, other = Logged(store, experiment="a"), Logged(store, experiment="b")
    for run in (mine, other):
        notes.add(store, run.hash, run_id=run.id)
    runs.archive(store, [other.id], True)
    a, b = (next(found.id for found in experiments.all(store) if found.name == name) for name in "ab")
    notes.add(store, "about a", experiment_id=a)
    found = activity.events(store, experiment_id=a)
    assert {(event.kind, event.run_id) for event in found} == {
        ("note", mine.id), ("note", None), ("run", mine.id), ("experiment", None),
    }  # fmt: skip
    assert [event.kind for event in activity.events(store, experiment_id=b)] == ["experiment"]
