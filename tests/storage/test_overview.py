from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.kinds import DataKind
from runyard.journal.batch import LogLine, Op
from runyard.storage.organise import notes
from runyard.storage.overview import overview
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.logged import Logged, key, points


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return seeding.empty(tmp_path)


def _busy(store: Store, name: str, experiment: str) -> Logged:
    run = Logged(store, name=name, experiment=experiment)
    run.log({key("loss"): points([1.0, 2.0, 3.0]), key("cpu", None, DataKind.SYSTEM): points([9.0])})
    run.log(
        lines=[LogLine(run.created, "stdout", text) for text in ("one", "two")],
        ops=[Op("message", run.created, [20, "hello", "{}"])],
    )
    notes.add(store, "a thought", run_id=run.id)
    run.items(DataKind.IMAGE, "samples", [(0, 0, b"png", {}), (0, 1, b"png", {}), (1, 0, b"png", {})])
    run.items(DataKind.TEXT, "report", [(0, 0, b"good", {})])
    return run


def test_an_empty_repository_has_nothing(store: Store) -> None:
    assert overview.totals(store) == overview.Totals(0, 0, 0, 0, 0, 0)
    assert overview.experiments(store, 5) == []
    assert overview.active(store, 5) == []


def test_totals_count_what_runs_logged_live_or_ended_and_leave_the_trash_out(store: Store) -> None:
    live, ended, away = (_busy(store, name, "digits") for name in ("live", "ended", "away"))
    ended.end()
    away.end()
    runs.archive(store, [ended.id], True)
    notes.add(store, "of the whole", experiment_id=runs.info(store, live.id).experiment_id)
    assert overview.totals(store) == overview.Totals(3, 12, 3, 6, 3, 4, images=9, texts=3)
    runs.trash(store, [away.id])
    assert overview.totals(store) == overview.Totals(2, 8, 2, 4, 2, 3, images=6, texts=2)


def test_experiments_come_by_their_last_activity(store: Store) -> None:
    for name in ("first", "second", "third"):
        Logged(store, experiment=name)
    again = Logged(store, experiment="first")
    found = overview.experiments(store, 2)
    assert [(one.name, one.runs) for one in found] == [("first", 2), ("third", 1)]
    runs.trash(store, [again.id])
    assert [one.name for one in overview.experiments(store, 5)] == ["third", "second", "first"]


def test_active_runs_are_the_newest_that_log(store: Store) -> None:
    made = [Logged(store, name=f"net-{number}") for number in range(4)]
    made[3].end()
    runs.archive(store, [made[2].id], True)
    assert overview.active(store, 5) == [made[1].id, made[0].id]
    assert overview.active(store, 1) == [made[1].id]
