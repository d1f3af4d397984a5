"""A run of another host that gives no sign of life is stale, until it writes or is taken for dead."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from runyard.domain import clock
from runyard.domain.status import RunStatus
from runyard.journal import liveness
from runyard.journal.batch import Op
from runyard.journal.segments import lock_path
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.batches import LOSS, Feed, owner, points


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / ".runyard"
    (folder / "journals").mkdir(parents=True)
    with Store.open(folder, create=True) as opened:
        yield opened


@pytest.mark.parametrize(
    ("age", "status"),
    [(0, RunStatus.RUNNING), (liveness.STALE_AFTER + 30, RunStatus.STALE), (None, RunStatus.STALE)],
)
def test_the_age_of_the_lock_file_tells(store: Store, age: float | None, status: RunStatus) -> None:
    elsewhere = owner(host="another-machine", pid=7)
    Feed(Ingest(store), elsewhere)({LOSS: points([1.0])})
    if age is not None:
        lock = lock_path(store.journals, elsewhere.run, elsewhere.owner)
        lock.touch()
        os.utime(lock, (time.time() - age,) * 2)
    info = runs.info(store, runs.find(store, elsewhere.run))
    assert info.status is status
    assert info.status.active


def test_one_living_process_is_enough(store: Store) -> None:
    ingest = Ingest(store)
    Feed(ingest, owner(host="another-machine"))({LOSS: points([1.0])})
    here = owner(name="00000002", host=liveness.host(), pid=os.getpid(), boot_id=liveness.boot_id())
    Feed(ingest, here)({LOSS: points([2.0])})
    assert runs.info(store, runs.find(store, here.run)).status is RunStatus.RUNNING


@pytest.mark.parametrize(
    ("promised", "status"),
    [(None, RunStatus.RUNNING), (-1, RunStatus.STALE), (60, RunStatus.RUNNING)],
)
def test_a_broken_promise_tells(store: Store, promised: int | None, status: RunStatus) -> None:
    here = owner(host=liveness.host(), pid=os.getpid(), boot_id=liveness.boot_id())
    feed = Feed(Ingest(store), here)
    at = None if promised is None else clock.now() + promised * 1_000_000
    feed({LOSS: points([1.0])}, ops=[Op("expect", here.started, [at])])
    assert runs.info(store, runs.find(store, here.run)).status is status
    feed(ops=[Op("expect", here.started + 1, [None])])
    assert runs.info(store, runs.find(store, here.run)).status is RunStatus.RUNNING
