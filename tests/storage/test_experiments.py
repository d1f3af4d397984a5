from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem
from runyard.domain.status import RunStatus
from runyard.storage import changes
from runyard.storage.organise import experiments, notes
from runyard.storage.organise.experiments import Standing
from runyard.storage.overview import activity
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import START, Logged
from support.seeding import empty

HOUR = 3_600_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def standing(store: Store, name: str) -> Standing:
    return next(found for found in experiments.standings(store) if found.experiment.name == name)


def made(store: Store) -> list[Logged]:
    """Four runs in a: finished, failed, archived, in the trash; one in b."""
    found = [Logged(store, experiment="a", created=START + i * HOUR) for i in range(4)]
    for run, status in zip(found, ("finished", "failed", "finished", "finished"), strict=True):
        run.end(status)
    runs.archive(store, [found[2].id], True)
    runs.trash(store, [found[3].id])
    return [*found, Logged(store, experiment="b")]


def test_how_every_experiment_does_in_one_statement(store: Store) -> None:
    made(store)
    experiments.create(store, "Empty")
    seen: list[str] = []
    store.connection.set_trace_callback(seen.append)
    found = experiments.standings(store)
    store.connection.set_trace_callback(None)
    assert len(seen) == 1
    assert [one.experiment.name for one in found] == ["a", "b", "Empty"]
    assert [one.experiment.runs for one in found] == [3, 1, 0]
    assert found[0].by_status == {RunStatus.FINISHED: 1, RunStatus.FAILED: 1}
    assert (found[0].archived, found[1].by_status) == (1, {RunStatus.RUNNING: 1})
    assert found[2].by_status == {}
    for one in found:
        counts = activity.status_counts(store, one.experiment.id)
        assert (one.experiment.runs, one.archived, one.by_status) == counts
        assert experiments.standings(store, one.experiment.id) == [one]
    assert experiments.standings(store, 999) == []


def test_the_last_activity_is_the_last_word_of_a_run_or_of_a_person(store: Store) -> None:
    created = made(store)
    assert standing(store, "a").active == created[2].created + 1_000_000
    experiments.create(store, "empty")
    empty_one = standing(store, "empty")
    assert empty_one.active == empty_one.created
    notes.add(store, "later", experiment_id=empty_one.experiment.id)
    after = standing(store, "empty")
    assert (after.notes, after.active > empty_one.active) == (1, True)


def test_archive_hides_an_experiment_and_leaves_its_runs(store: Store) -> None:
    created = made(store)
    number = experiments.find(store, "a")
    seen = store.revision()
    change = experiments.archive(store, number, True)
    assert (change.experiments, change.runs) == (True, frozenset())
    assert changes.since(store, seen) == change
    assert standing(store, "a").experiment.archived
    assert experiments.count(store) == 1
    assert not runs.info(store, created[0].id).archived
    experiments.archive(store, number, False)
    assert experiments.count(store) == 2
    with pytest.raises(KnownProblem, match="gone"):
        experiments.archive(store, 999, True)


def test_moving_all_runs_leaves_those_in_the_trash(store: Store) -> None:
    created = made(store)
    a, b = experiments.find(store, "a"), experiments.find(store, "b")
    seen = store.revision()
    change = experiments.move_runs(store, a, b)
    assert change.runs == {run.id for run in created[:3]}
    assert changes.since(store, seen) == change
    assert (standing(store, "a").experiment.runs, standing(store, "b").experiment.runs) == (0, 4)
    assert runs.info(store, created[3].id).experiment == "a"
    with pytest.raises(KnownProblem, match="gone"):
        experiments.move_runs(store, b, 999)
    assert standing(store, "b").experiment.runs == 4


def test_deleting_moves_the_runs_where_one_says(store: Store) -> None:
    created = made(store)
    change = experiments.delete(store, experiments.find(store, "a"), target=experiments.find(store, "b"))
    assert change.runs == {run.id for run in created[:4]}
    assert {runs.info(store, run.id).experiment for run in created} == {"b"}
    assert runs.info(store, created[3].id).trashed is not None
    with pytest.raises(KnownProblem, match="gone"):
        experiments.delete(store, experiments.find(store, "b"), target=999)
    assert [found.name for found in experiments.all(store)] == ["b"]


def test_deleting_puts_the_runs_into_the_trash_if_one_says_so(store: Store) -> None:
    created = made(store)
    earlier = runs.info(store, created[3].id).trashed
    seen = store.revision()
    change = experiments.delete(store, experiments.find(store, "a"), trash=True)
    assert changes.since(store, seen) == change
    infos = runs.infos(store, [run.id for run in created[:4]])
    assert all(info.trashed is not None for info in infos)
    assert {info.experiment for info in infos} == {"default"}
    assert runs.info(store, created[3].id).trashed == earlier
    assert runs.info(store, created[4].id).trashed is None
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("trash", [True, False])
def test_a_deleted_experiment_is_put_back_as_it_was(store: Store, trash: bool) -> None:
    created = made(store)
    number = experiments.find(store, "a")
    experiments.describe(store, number, "text")
    notes.add(store, "note", experiment_id=number)
    before = standing(store, "a")
    written = notes.of_experiment(store, number)
    was_trashed = runs.info(store, created[3].id).trashed
    kept = experiments.kept(store, number)
    experiments.delete(store, number, target=None if trash else experiments.find(store, "b"), trash=trash)
    seen = store.revision()
    change = experiments.put_back(store, kept, restore=trash)
    assert changes.since(store, seen) == change
    assert standing(store, "a") == before
    assert notes.of_experiment(store, number) == written
    assert {runs.info(store, run.id).experiment for run in created[:4]} == {"a"}
    assert runs.info(store, created[3].id).trashed == was_trashed
    with pytest.raises(KnownProblem, match="exists"):
        experiments.put_back(store, kept)
    with pytest.raises(KnownProblem, match="gone"):
        experiments.kept(store, 999)


def test_the_default_one_can_be_emptied_but_stays(store: Store) -> None:
    run = Logged(store)
    number = experiments.find(store, "default")
    change = experiments.trash_runs(store, number)
    assert change.runs == {run.id}
    assert standing(store, "default").experiment.runs == 0
    with pytest.raises(KnownProblem, match="stays"):
        experiments.delete(store, number)
    runs.restore(store, [run.id])
    assert standing(store, "default").experiment.runs == 1


def test_metrics_of_an_experiment(store: Store) -> None:
    mine, other = Logged(store, experiment="a"), Logged(store, experiment="b")
    mine.metric("loss", [1.0], {"subset": "val"})
    mine.metric("loss", [1.0])
    other.metric("accuracy", [1.0])
    found = experiments.metrics(store, experiments.find(store, "a"))
    assert found == [("loss", '{"subset":"val"}'), ("loss", "{}")]
    runs.archive(store, [mine.id], True)
    assert experiments.metrics(store, experiments.find(store, "a")) == []
