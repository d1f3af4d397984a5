from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem, MissingRunError, QueryError, RepositoryMissingError
from runyard.domain.kinds import DataKind
from runyard.domain.message import Level
from runyard.journal.batch import LogLine, Op
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
    return Repo(tmp_path)


def test_metrics_by_run(store: Store, repo: Repo) -> None:
    for lr in (0.1, 0.2):
        run = Logged(store)
        run.params({"hparams": {"lr": lr}})
        run.metric("loss", [1.0, lr], {"subset": "val"})
        run.metric("loss", [2.0, lr], {"subset": "train"})
        run.metric("acc", [0.5])
    found = []
    for metrics in repo.query_metrics('metric.name == "loss"').iter_runs():
        assert len(metrics) == 2
        for metric in metrics:
            assert metric.run == metrics.run
            steps, values = metric.values.sparse_numpy()
            assert steps.tolist() == [0, 1]
            found.append((metric.run[...]["hparams"]["lr"], metric.context["subset"], values.tolist()))
    assert found == [
        (0.2, "train", [2.0, 0.2]),
        (0.2, "val", [1.0, 0.2]),
        (0.1, "train", [2.0, 0.1]),
        (0.1, "val", [1.0, 0.1]),
    ]


def test_runs_by_run(store: Store, repo: Repo) -> None:
    hashes = [Logged(store).hash for _ in range(3)][::-1]
    assert [item.run.hash for item in repo.query_runs().iter_runs()] == hashes
    assert [item.name for item in repo.query_runs().iter_runs()] == [f"run-{text[:8]}" for text in hashes]


def test_a_query_that_is_not_understood(repo: Repo) -> None:
    for ask in (repo.query_runs, repo.query_metrics):
        with pytest.raises(QueryError) as caught:
            ask("run.name = 'x'")
        assert caught.value.problem.message


def test_what_people_and_scripts_say_of_a_run(store: Store, repo: Repo) -> None:
    run = Logged(store)
    found = repo.get_run(run.hash)
    assert (found.label, found.group, found.job_type, found.marked) == ("", "", "", False)
    assert (found.exit_code, found.problems) == (None, ())
    runs.label(store, [run.id], " best ")
    runs.group(store, [run.id], "sweep 3")
    runs.job_type(store, [run.id], "eval")
    runs.mark(store, [run.id], True)
    run.log(ops=[Op("field", run.created, ["group", "older"]), Op("gap", run.created, {"records": 3})])
    data = {"status": "failed", "code": 3, "signal": "", "traceback": "boom"}
    run.log(ops=[Op("exit", run.created + 5, data)])
    assert (found.label, found.group, found.job_type, found.marked) == ("best", "sweep 3", "eval", True)
    assert found.exit_code == 3
    [attempt] = found.attempts
    assert (attempt.traceback, attempt.ended) == ("boom", run.created + 5)
    assert found.problems[0].startswith("3 records")


def test_messages_and_printed_lines(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.log(
        ops=[
            Op("message", run.created + 1, [10, "detail", "{}"]),
            Op("message", run.created + 2, [30, "careful", '{"at": 3}']),
        ],
        lines=[LogLine(run.created + n, 1 + n % 2, f"line {n}") for n in range(5)],
    )
    found = repo.get_run(run.hash)
    assert [message.text for message in found.messages()] == ["detail", "careful"]
    for level in ("warning", "WARNING", 30, Level.INFO):
        [message] = found.messages(level)
        assert (message.time, message.level, message.args) == (run.created + 2, Level.WARNING, {"at": 3})
    for wrong in ("loud", 35, ""):
        with pytest.raises(ValueError, match="there is no level"):
            found.messages(wrong)
    lines = found.get_terminal_logs()
    assert [line.text for line in lines] == [f"line {n}" for n in range(5)]
    assert lines[1] == (run.created + 1, "stderr", "line 1")
    assert [line.text for line in found.get_terminal_logs(3, 1)] == ["line 3"]
    every = [line.text for line in lines]
    for start, count in ((-1, None), (-2, 1), (-10_000, 2), (2**70, None), (1, 2**70), (0, 0)):
        part = every[start:] if count is None else every[start:][:count]
        assert [line.text for line in found.get_terminal_logs(start, count)] == part
    for wrong, words in (
        ((1.5,), "start must be an integer, not 1.5"),
        ((0, "a"), "count must be an integer"),
    ):
        with pytest.raises(TypeError, match=words):
            found.get_terminal_logs(*wrong)
    with pytest.raises(ValueError, match="count must not be negative, not -1"):
        found.get_terminal_logs(0, -1)


def test_what_there_is_without_reading_it(store: Store, repo: Repo) -> None:
    run, other = Logged(store), Logged(store)
    run.metric("loss", [2.0, 1.0], {"subset": "val"})
    run.metric("loss", [3.0])
    run.log({key("cpu", None, DataKind.SYSTEM): points([7.0])})
    other.metric("acc", [0.5])
    found = repo.get_run(run.hash)
    assert found.collect_sequence_info() == {
        "metric": [
            {"name": "loss", "context": {"subset": "val"}, "last_value": 1.0},
            {"name": "loss", "context": {}, "last_value": 3.0},
        ]
    }
    assert found.collect_sequence_info(("system", "metric"), skip_last_value=True)["system"] == [
        {"name": "cpu", "context": {}}
    ]
    assert list(found.iter_metrics_info()) == [("loss", {"subset": "val"}, found), ("loss", {}, found)]
    assert repo.collect_sequence_info(["metric", "system"]) == {
        "metric": {"acc": [{}], "loss": [{"subset": "val"}, {}]},
        "system": {"cpu": [{}]},
    }
    repo.delete_run(other.hash)
    assert list(repo.collect_sequence_info()["metric"]) == ["loss"]
    for holder in (found, repo):
        assert holder.collect_sequence_info("images")["images"] in ([], {})
        with pytest.raises(ValueError, match="there is no type of data 'image'; there are metric, system"):
            holder.collect_sequence_info("image")


def test_the_tree_of_all_params(store: Store, repo: Repo) -> None:
    run, other = Logged(store), Logged(store)
    run.params({"hparams": {"lr": 0.1, "a.b": {'quote"': [1]}}, "big": 2**70, "none": None, "empty": {}})
    other.params({"hparams": 3, "only": True})
    kind = "__example_type__"
    assert repo.collect_params_info() == {
        "big": {kind: "int"},
        "empty": {kind: "dict"},
        "hparams": {kind: "int", "lr": {kind: "float"}, "a.b": {'quote"': {kind: "list"}}},
        "none": {kind: "NoneType"},
        "only": {kind: "bool"},
    }
    repo.delete_run(other.hash)
    assert set(repo.collect_params_info()) == {"big", "empty", "hparams", "none"}
    assert kind not in repo.collect_params_info()["hparams"]


def test_lists_of_runs(store: Store, repo: Repo) -> None:
    live, crashed, lost, gone, archived = (Logged(store) for _ in range(5))
    crashed.end("crashed")
    lost.log(ops=[Op("gap", lost.created, {"records": 3})])
    lost.end()
    gone.end("crashed")
    archived.end("crashed")
    repo.delete_run(gone.hash)
    runs.archive(store, [archived.id], True)
    assert repo.list_all_runs() == [archived.hash, lost.hash, crashed.hash, live.hash]
    assert repo.list_active_runs() == [live.hash]
    assert repo.list_corrupted_runs() == [archived.hash, lost.hash, crashed.hash]
    assert [run.hash for run in repo.trashed_runs()] == [gone.hash]
    assert repo.total_runs_count() == 4


def test_a_run_is_found_or_it_is_said_why_not(store: Store, repo: Repo) -> None:
    run = Logged(store)
    assert repo.get_run(run.hash.upper()[:24]).hash == run.hash
    with pytest.raises(MissingRunError, match="There is no run ffff"):
        repo.get_run("ffff")
    with pytest.raises(TypeError, match="must be a text"):
        repo.get_run(None)  # type: ignore[arg-type]
    repo.delete_run(run.hash)
    with pytest.raises(MissingRunError, match=r"is in the trash\. Restore it first"):
        repo.get_run(run.hash)


def test_ways_to_a_repository(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Repo.exists(tmp_path)
    assert Repo.exists(tmp_path / ".runyard")
    for none in (tmp_path / "nothing", tmp_path / ".runyard" / "runyard.db"):
        assert not Repo.exists(none)
    assert Repo.from_path(tmp_path).path == tmp_path / ".runyard"
    monkeypatch.setenv("RUNYARD_REPO", str(tmp_path))
    assert Repo.default_repo().path == tmp_path / ".runyard"
    monkeypatch.setenv("RUNYARD_REPO", str(tmp_path / "nothing"))
    with pytest.raises(RepositoryMissingError):
        Repo.default_repo()


def test_a_repository_closes_what_it_opened(store: Store, tmp_path: Path) -> None:
    with Repo(tmp_path) as repo:
        assert repo.total_runs_count() == 0
    repo.close()
    with pytest.raises(KnownProblem, match="closed"):
        repo.total_runs_count()


def test_a_frame_of_runs_and_of_metrics(store: Store, repo: Repo) -> None:
    for lr in (0.1, 0.2):
        run = Logged(store)
        run.params({"lr": lr})
        run.metric("loss", [1.0, lr], {"subset": "val"})
    assert repo.query_runs().dataframe()["lr"].tolist() == [0.2, 0.1]
    [first, _] = repo.query_metrics().iter_runs()
    assert first.dataframe(only_last=True)["value"].tolist() == [0.2]
    assert first.dataframe()["metric.context.subset"].tolist() == ["val", "val"]
    assert repo.query_metrics("run.lr > 9").dataframe().empty
