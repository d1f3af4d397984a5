from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest

from runyard.domain.errors import KnownProblem, MissingRunError, QueryError, RepositoryMissingError
from runyard.domain.kinds import DataKind
from runyard.reading import fresh
from runyard.reading.repo import Repo
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged, key, points
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


@pytest.fixture
def repo(store: Store, tmp_path: Path) -> Repo:
    return Repo(tmp_path, read_only=True)


def test_both_forms_of_a_place_open_and_none_is_made(store: Store, tmp_path: Path) -> None:
    assert Repo(tmp_path).path == Repo(tmp_path / ".runyard").path == tmp_path / ".runyard"
    other = tmp_path / "elsewhere"
    other.mkdir()
    with pytest.raises(RepositoryMissingError):
        Repo(other)
    assert not list(other.iterdir())


def test_the_repository_upward_is_found(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert Repo().path == tmp_path / ".runyard"


def test_a_run_reads_as_it_was_logged(store: Store, repo: Repo) -> None:
    run = Logged(store, name="one", experiment="digits", description="about")
    run.params({"hparams": {"lr": 0.1}, "layers": [1, 2], 3: "x"})
    run.tag("best")
    run.end(after=2_500_000)
    found = repo.get_run(run.hash)
    assert (found.hash, found.name, found.experiment, found.description) == (
        run.hash,
        "one",
        "digits",
        "about",
    )
    assert found.tags == ["best"]
    assert found["hparams"] == {"lr": 0.1}
    assert found["hparams", "lr"] == found["hparams"]["lr"] == 0.1
    assert found["layers", 1] == 2
    assert found[3] == "x"
    assert found[...]["layers"] == [1, 2]
    assert found.get("never", 5) == 5
    assert "hparams" in found
    with pytest.raises(KeyError):
        found["hparams", "never"]
    assert found.status == "finished"
    assert not found.active
    assert found.duration == 2.5
    assert found.created_at == dt.datetime.fromtimestamp(found.creation_time, dt.UTC)
    assert found.finalized_at is not None
    assert found.finalized_at - found.created_at == dt.timedelta(seconds=2.5)


def test_a_live_run_is_watched(store: Store, repo: Repo) -> None:
    run = Logged(store)
    found = repo.get_run(run.hash)
    assert found.active
    assert (found.end_time, found.finalized_at) == (None, None)
    assert repo.list_active_runs() == [run.hash]
    run.metric("loss", [1.0])
    metric = found.get_metric("loss")
    assert metric is not None
    assert metric.values.last_value() == 1.0
    run.log({key("loss"): points([2.0], [1])})
    assert (metric.values.last_value(), metric.last_step(), len(metric.values)) == (2.0, 1, 2)


def test_values(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.log({key("loss", {"subset": "val"}): points([3.0, 1.0, 2.0], [10, 0, 10])})
    [metric] = repo.get_run(run.hash).metrics()
    assert (metric.name, metric.context) == ("loss", {"subset": "val"})
    steps, values = metric.values.sparse_numpy()
    assert (steps.dtype, values.dtype) == (np.int64, np.float64)
    assert (steps.tolist(), values.tolist()) == ([0, 10], [1.0, 2.0])
    assert metric.values.sparse_list(all_points=True) == ([0, 10, 10], [1.0, 3.0, 2.0])
    assert metric.values.values_list() == list(metric.values) == [1.0, 2.0]
    assert (metric.values.first_value(), metric.values.last_value(), len(metric.values)) == (1.0, 2.0, 2)
    assert (metric.first_step(), metric.last_step()) == (0, 10)
    steps, (values, epochs, times) = metric.data.numpy()
    assert values.tolist() == [1.0, 2.0]
    assert np.isnan(epochs).all()
    assert times[1] == run.created / 1e6 * 0 + 1_763_600_002.0
    assert metric.data.items_list()[0] == [0, 10]


def test_metrics_are_the_tracked_ones(store: Store, repo: Repo) -> None:
    run = Logged(store)
    for context in (None, {"a": 1}, {"a": True}):
        run.metric("loss", [1.0], context)
    run.log({key("cpu", None, DataKind.SYSTEM): points([7.0])})
    found = repo.get_run(run.hash)
    assert [(m.name, m.context) for m in found.metrics()] == [
        ("loss", {"a": 1}),
        ("loss", {"a": True}),
        ("loss", {}),
    ]
    assert [m.name for m in found.metrics(system=True)] == ["cpu"]
    assert found.get_metric("cpu") is not None
    assert found.get_metric("loss", {"a": 2}) is None


def test_queries_of_runs(store: Store, repo: Repo) -> None:
    first, second = Logged(store), Logged(store)
    first.params({"lr": 0.1})
    second.params({"lr": 0.2})
    runs.archive(store, [second.id], True)
    assert [run.hash for run in repo.query_runs("run.lr > 0.01")] == [first.hash]
    assert [run.hash for run in repo.query_runs("run.lr > 0.01 and run.archived")] == [second.hash]
    assert [run.hash for run in repo.iter_runs()] == [second.hash, first.hash]
    assert repo.total_runs_count() == 2
    assert len(repo.query_runs()) == 1
    with pytest.raises(QueryError) as caught:
        repo.query_runs("run.lr >> 1")
    assert caught.value.problem.position == 0
    with pytest.raises(QueryError):
        repo.query_runs('metric.name == "loss"')


def test_queries_of_metrics(store: Store, repo: Repo) -> None:
    hashes = []
    for index in range(3):
        run = Logged(store)
        run.params({"lr": index})
        run.metric("loss", [5.0, float(index)], {"subset": "val"})
        run.metric("loss", [9.0], {"subset": "train"})
        run.metric("acc", [float("nan")])
        hashes.append(run.hash)

    def found(query: str) -> list[tuple[int, str, str]]:
        return [
            (hashes.index(metric.run.hash), metric.name, str(metric.context.get("subset", "")))
            for metric in repo.query_metrics(query)
        ]

    assert len(found("")) == 9
    assert found('metric.name == "acc" and run.lr < 2') == [(1, "acc", ""), (0, "acc", "")]
    assert found('metric.context.subset == "val" and metric.last >= 1') == [
        (2, "loss", "val"),
        (1, "loss", "val"),
    ]
    assert found("metric.context.subset is None and run.lr == 0") == [(0, "acc", "")]
    assert found('metric.context["subset"] == "train" and metric.last > 5 and run.lr == 1') == [
        (1, "loss", "train")
    ]
    assert found("metric.last == run.lr and metric.max == 5") == [
        (2, "loss", "val"),
        (1, "loss", "val"),
        (0, "loss", "val"),
    ]
    assert found("not metric.context and run.lr == 2") == [(2, "acc", "")]
    assert found("metric.min < 100 and metric.name == 'acc'") == []
    collections = list(repo.query_metrics("metric.name == 'loss'").iter_runs())
    assert [metrics.run.hash for metrics in collections] == hashes[::-1]
    assert [[metric.name for metric in metrics] for metrics in collections] == [["loss", "loss"]] * 3


def test_deleting_moves_to_the_trash_and_unknown_hashes_are_told(store: Store, tmp_path: Path) -> None:
    run, other = Logged(store), Logged(store)
    repo = Repo(tmp_path)
    with pytest.raises(MissingRunError):
        repo.delete_runs([run.hash, "f" * 24])
    assert repo.total_runs_count() == 2
    assert repo.delete_run(run.hash) is True
    assert [found.hash for found in repo.iter_runs()] == [other.hash]
    with pytest.raises(MissingRunError, match="trash"):
        repo.get_run(run.hash)
    runs.restore(store, [run.id])
    assert repo.get_run(run.hash).name
    with pytest.raises(KnownProblem):
        Repo(tmp_path, read_only=True).delete_run(run.hash)


def test_a_read_first_stores_what_this_process_still_holds(store: Store, repo: Repo) -> None:
    run = Logged(store)

    def flush() -> None:
        run.metric("late", [1.0])
        fresh.remove(repo.path, flush)

    fresh.add(repo.path, flush)
    assert [metric.name for metric in repo.query_metrics()] == ["late"]
    fresh.remove(repo.path, flush)


def test_data_frames_without_pandas_say_what_to_install(
    store: Store, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as if it were not installed
    run = Logged(store)
    run.metric("loss", [1.0])
    found = repo.get_run(run.hash)
    for ask in (found.dataframe, found.metrics()[0].dataframe, repo.query_metrics().dataframe):
        with pytest.raises(KnownProblem, match="pip install pandas"):
            ask()


def test_runs_compare_by_what_they_stand_for(store: Store, repo: Repo) -> None:
    run, other = Logged(store), Logged(store)
    assert repo.get_run(run.hash) == repo.get_run(run.hash)
    assert len({repo.get_run(run.hash), repo.get_run(run.hash), repo.get_run(other.hash)}) == 2
