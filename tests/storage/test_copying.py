from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.journal.batch import Op
from runyard.storage import changes, copying
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import series
from runyard.storage.objects import attachments, items
from runyard.storage.organise import experiments, notes, tags
from runyard.storage.output import logs, messages
from runyard.storage.runs import params, runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.batches import LOSS, Feed, owner, points, segment
from support.logged import Logged
from support.seeding import empty
from support.whole_run import everything, rows_of


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return empty(tmp_path / "source")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    store = empty(tmp_path / "target")
    for number in range(3):  # so that ids of the two differ everywhere
        run = Logged(store, experiment=f"other {number}")
        run.params({"x": number})
        run.metric(f"m{number}", [1.0, 2.0], {"number": number})
        run.tag(f"tag {number}")
        run.end()
    return store


def facts(store: Store, run_hash: str) -> dict[str, Any]:
    """Return all that reading tells of a run, without what only means something within its repository."""
    run_id = runs.find(store, run_hash)
    info = runs.info(store, run_id)
    curves = {}
    for found in series.of_run(store, run_id):
        arrays = series.read(store, found.id, all_points=True)
        columns = [b"" if column is None else column.tobytes() for column in arrays]
        curves[found.key] = (columns, found._replace(id=0, run_id=0, revision=0).__repr__())
    return {
        "info": info._replace(id=0, experiment_id=0, color=0, tags=()),
        "tags": [(tag.name, tag.comment, tag.color, tag.hidden) for tag in info.tags],
        "params": params.tree(store, run_id),
        "curves": curves,
        "attempts": runs.attempts(store, run_id),
        "lines": logs.lines(store, run_id, 0, 10_000),
        "messages": messages.read(store, run_id),
        "items": {
            found.key: items.contents(store, items.of_series(store, found.id))
            for found in series.of_run(store, run_id)
        },
        "notes": [(note.text, note.created, note.edited) for note in notes.of_run(store, run_id)],
        "attachments": attachments.of_run(store, run_id),
    }


def test_everything_of_a_run_arrives(source: Store, target: Store) -> None:
    first, second = everything(source), everything(source, name="second")
    tags.edit(source, tags.all(source)[0].tag.id, name="best", comment="why", color="hue:210")
    runs.archive(source, [second.id], True)
    runs.describe(source, first.id, "about")
    seen = target.revision()
    told: list[tuple[int, int]] = []
    change = copying.copy(
        source, target, [second.id, first.id], step=lambda done, whole: told.append((done, whole))
    )
    assert told == [(2, 2)]
    for run in (first, second):
        assert facts(target, run.hash) == facts(source, run.hash)
        assert rows_of(target, runs.find(target, run.hash)) == rows_of(source, run.id)
    arrived = runs.find(target, first.hash)
    assert all(rows_of(target, arrived).values())
    assert attachments.read(target, arrived, "git.diff") == b"+ new\n"
    assert change.runs == {arrived, runs.find(target, second.hash)}
    assert changes.since(target, seen) == change
    assert target.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    revisions = """SELECT revision FROM run WHERE id > 3
                   UNION SELECT revision FROM series WHERE run_id > 3"""
    assert target.connection.execute(revisions).fetchall() == [(change.revision,)]
    Logged(target)
    assert len({info.color for info in runs.infos(target, range(1, 7))}) == 6
    found = {experiment.name: experiment.runs for experiment in experiments.all(target)}
    assert found["digits"] == 2


def test_chunks_keep_the_order_in_which_they_were_written(source: Store, target: Store) -> None:
    feeds = Feed(Ingest(source), owner())
    for step in (5, 1, 5, 3, 5):
        feeds({LOSS: points([step + feeds.offset / 1000], [step])})
    feeds(ops=[Op("exit", 10**15, {"status": "finished"})])
    copying.copy(source, target, [runs.find(source, "a" * 24)])
    [info] = series.of_run(target, runs.find(target, "a" * 24))
    assert series.read(target, info.id).values.tolist() == [1.1, 3.3, 5.4]
    assert info.last == 5.4


def test_a_copied_run_goes_on_and_is_searched(source: Store, target: Store) -> None:
    run = everything(source)
    copying.copy(source, target, [run.id])
    arrived = runs.find(target, run.hash)
    Feed(Ingest(target), owner(run.hash, "00000009"))({LOSS: points([7.0], [9000])})
    assert [info.count for info in series.of_run(target, arrived)] == [3, 5000, 1, 2, 1]
    assert run.id in listing.find(source, None).ids
    assert arrived in listing.find(target, None).ids


def test_moving_removes_only_what_arrived(source: Store, target: Store) -> None:
    run, other = everything(source), everything(source)
    before = facts(source, run.hash)
    copying.copy(source, target, [run.id], move=True)
    assert facts(target, run.hash) == before
    with pytest.raises(MissingRunError):
        runs.find(source, run.hash)
    assert runs.find(source, other.hash) == other.id
    copying.copy(target, source, [runs.find(target, run.hash)], move=True)  # and back
    assert facts(source, run.hash) == before
    assert np.array_equal(sorted(listing.find(source, None).ids), [other.id, other.id + 1])


def test_what_cannot_be_copied_is_told_before_anything_is_written(
    source: Store, target: Store, tmp_path: Path
) -> None:
    run, other = everything(source), everything(source)
    copying.copy(source, target, [run.id])
    revisions = (source.revision(), target.revision())
    for wrong, message in (
        (lambda: copying.copy(source, target, [other.id, run.id]), "has whole already"),
        (lambda: copying.copy(source, target, [other.id, 999]), "gone"),
        (lambda: copying.copy(source, source, [run.id]), "in this repository already"),
        (lambda: _into_read_only(source, target, other.id), "reading only"),
        (lambda: _out_of_read_only(source, target, other.id), "reading only"),
    ):
        with pytest.raises(KnownProblem, match=message):
            wrong()
        assert (source.revision(), target.revision()) == revisions
    runs.trash(target, [runs.find(target, run.hash)])
    with pytest.raises(KnownProblem, match="in its trash"):
        copying.copy(source, target, [run.id])


def _into_read_only(source: Store, target: Store, run_id: int) -> None:
    with Store.open(target.folder, read_only=True) as reader:
        copying.copy(source, reader, [run_id])


def _out_of_read_only(source: Store, target: Store, run_id: int) -> None:
    with Store.open(source.folder, read_only=True) as reader:
        copying.copy(reader, target, [run_id], move=True)


def test_journals_of_dead_processes_are_taken_in_first(source: Store, target: Store) -> None:
    who = owner()
    Feed(Ingest(source), who)({LOSS: points([1.0])})
    segment(source.journals, owner(name="00000002"), [2.0, 3.0], number=0)
    run_id = runs.find(source, who.run)
    with (
        Store.open(source.folder, read_only=True) as reader,
        pytest.raises(KnownProblem, match="is stored yet"),
    ):
        copying.copy(reader, target, [run_id])
    copying.copy(source, target, [run_id])
    [info] = series.of_run(target, runs.find(target, who.run))
    assert info.count == 3


def test_a_batch_that_fails_leaves_nothing(source: Store, target: Store) -> None:
    run = everything(source)
    target.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON log_chunk BEGIN SELECT raise(ABORT, 'no room'); END"
    )
    before = target.connection.execute("SELECT count(*) FROM name").fetchone()
    with pytest.raises(Exception, match="no room"):
        copying.copy(source, target, [run.id], move=True)
    assert listing.find(target, None).total == 3
    assert target.connection.execute("SELECT count(*) FROM name").fetchone() == before
    assert runs.info(source, run.id).hash == run.hash
    target.connection.execute("DROP TRIGGER full")
    copying.copy(source, target, [run.id])
    assert facts(target, run.hash) == facts(source, run.hash)


def test_many_runs_go_in_several_batches(source: Store, target: Store) -> None:
    ids = [Logged(source).id for _ in range(450)]
    told: list[int] = []
    copying.copy(source, target, ids, step=lambda done, _: told.append(done))
    assert told == [200, 400, 450]
    assert listing.find(target, None).total == 453


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_source_in_a_folder_one_cannot_write(source: Store, target: Store) -> None:
    run = everything(source)
    folder = source.folder
    source.close()
    folder.chmod(0o555)
    try:
        with Store.open(folder, read_only=True) as reader:
            copying.copy(reader, target, [run.id])
    finally:
        folder.chmod(0o755)
    assert runs.find(target, run.hash)
