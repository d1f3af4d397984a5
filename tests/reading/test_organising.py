from __future__ import annotations

import json
from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem, MissingRunError, RepositoryMissingError
from runyard.reading.repo import Repo
from runyard.storage.organise import experiments
from runyard.storage.store import Store
from support.logged import Logged
from support.programs import finish, start, succeed
from support.seeding import empty
from support.waiting import wait_for


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


@pytest.fixture
def repo(store: Store, tmp_path: Path) -> Repo:
    return Repo(tmp_path)


def test_to_the_trash_and_back(store: Store, repo: Repo) -> None:
    hashes = [Logged(store).hash for _ in range(3)]
    assert repo.delete_runs(hashes[:2]) == (True, [])
    assert repo.list_all_runs() == [hashes[2]]
    assert repo.restore_runs([hashes[0]]) == (True, [])
    assert repo.restore_run(hashes[1]) is True
    assert repo.total_runs_count() == 3


def test_an_unknown_hash_changes_nothing(store: Store, repo: Repo, tmp_path: Path) -> None:
    empty(tmp_path / "other").close()
    kept, trashed = Logged(store).hash, Logged(store).hash
    repo.delete_run(trashed)
    revision = store.revision()
    for change, known in (
        (repo.delete_runs, kept),
        (repo.restore_runs, trashed),
        (repo.purge_runs, kept),
        (lambda hashes: repo.copy_runs(hashes, tmp_path / "other"), kept),
        (lambda hashes: repo.move_runs(hashes, tmp_path / "other"), kept),
    ):
        with pytest.raises(MissingRunError, match="There is no run ffff"):
            change([known, "ffff"])
        with pytest.raises(TypeError, match="several hashes are expected"):
            change(known)
    for change, misplaced in ((repo.delete_run, trashed), (repo.restore_run, kept)):
        with pytest.raises(MissingRunError, match="in the trash"):
            change(misplaced)
    assert store.revision() == revision


def test_purging(store: Store, repo: Repo) -> None:
    first, second, third = (Logged(store).hash for _ in range(3))
    repo.delete_run(first)
    assert repo.purge_run(first) is True
    assert repo.purge_runs([second, second]) == (True, [])
    assert (repo.list_all_runs(), repo.trashed_runs()) == ([third], [])
    with pytest.raises(MissingRunError):
        repo.purge_run(first)


def test_copying_and_moving(store: Store, repo: Repo, tmp_path: Path) -> None:
    empty(tmp_path / "other").close()
    run, other = Logged(store), Logged(store)
    run.metric("loss", [1.0, 2.0])
    assert repo.copy_runs([run.hash], tmp_path / "other") == (True, [])
    with Repo(tmp_path / "other") as target:
        assert repo.move_runs([other.hash], target) == (True, [])
        assert target.list_all_runs() == [other.hash, run.hash]
        assert target.get_run(run.hash).metrics()[0].values.values_list() == [1.0, 2.0]
        assert repo.list_all_runs() == [run.hash]
    with pytest.raises(RepositoryMissingError):
        repo.copy_runs([run.hash], tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    repo.delete_run(run.hash)
    with pytest.raises(MissingRunError, match="trash"):
        repo.copy_runs([run.hash], tmp_path / "other")


def test_a_repository_for_reading_changes_nothing(store: Store, tmp_path: Path) -> None:
    run = Logged(store, experiment="one")
    reader = Repo(tmp_path, read_only=True)
    for change in (reader.delete_run, reader.restore_run, reader.purge_run):
        with pytest.raises(KnownProblem, match="reading only"):
            change(run.hash)
    with pytest.raises(KnownProblem, match="reading only"):
        reader.delete_experiment("one")


def test_the_runs_of_a_deleted_experiment_go_to_the_default_one(store: Store, repo: Repo) -> None:
    run = Logged(store, experiment="one")
    assert repo.delete_experiment("one") is True
    assert repo.get_run(run.hash).experiment == "default"
    assert [found.name for found in experiments.all(store)] == ["default"]
    for name, message in (("one", "no experiment named one"), ("default", "stays")):
        with pytest.raises(KnownProblem, match=message):
            repo.delete_experiment(name)


LIVE = """
import sys, time
from pathlib import Path
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None)
run["lr"] = 0.5
run.track(1.0, name="loss")
print(run.hash, flush=True)
while not Path(sys.argv[2]).exists():
    time.sleep(0.01)
run.track(2.0, name="loss")
run.close()
"""


def test_a_run_of_another_process_is_there_at_once_and_is_not_purged(tmp_path: Path) -> None:
    process = start(LIVE, tmp_path, tmp_path / "go")
    assert process.stdout is not None
    run_hash = process.stdout.readline().strip()
    with Repo(tmp_path) as repo:
        assert [run.hash for run in repo.query_runs("run.active")] == [run_hash]
        found = repo.get_run(run_hash)
        wait_for(lambda: found.get("lr") == 0.5 and found.metrics(), "what another process logs")
        assert found.metrics()[0].values.last_value() == 1.0
        empty(tmp_path / "other").close()
        for change in (
            lambda: repo.purge_run(run_hash),
            lambda: repo.copy_runs([run_hash], tmp_path / "other"),
            lambda: repo.move_runs([run_hash], tmp_path / "other"),
        ):
            with pytest.raises(KnownProblem, match=f"still logging to {found.name}, so nothing was"):
                change()
        repo.delete_run(run_hash)  # the trash it may go to
    (tmp_path / "go").touch()
    code, _, err = finish(process)
    assert (code, err) == (0, "")
    with Repo(tmp_path) as repo:
        [trashed] = repo.trashed_runs()
        assert (trashed.status, trashed.metrics()[0].values.values_list()) == ("finished", [1.0, 2.0])
        repo.purge_run(run_hash)
        assert not list((tmp_path / ".runyard" / "journals").glob("*.*"))


def test_deleting_a_run_that_is_open_here_never_hangs_the_end(tmp_path: Path) -> None:
    said = succeed(
        """
        import json, sys
        from runyard import KnownProblem, Repo, Run
        run = Run(repo=sys.argv[1], system_tracking_interval=0.1)
        run.track(1.0, name="loss")
        with Repo(sys.argv[1]) as repo:
            repo.delete_run(run.hash)
            try:
                repo.purge_run(run.hash)
            except KnownProblem as problem:
                print(json.dumps([run.hash, problem.sentence]))
        run.track(2.0, name="loss")
        """,
        tmp_path,
    )
    run_hash, sentence = json.loads(said.splitlines()[-1])
    assert "still logging" in sentence
    with Repo(tmp_path) as repo:
        [trashed] = repo.trashed_runs()
        assert (trashed.hash, trashed.status) == (run_hash, "finished")
        assert trashed.metrics()[0].values.values_list() == [1.0, 2.0]


def test_a_closed_run_is_purged_in_the_process_that_logged_it(tmp_path: Path) -> None:
    said = succeed(
        """
        import sys
        from runyard import MissingRunError, Repo, Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run.track(1.0, name="loss")
        run.close()
        with Repo(sys.argv[1]) as repo:
            repo.purge_run(run.hash)
            other = Run(repo=sys.argv[1], system_tracking_interval=None)
            print(repo.list_all_runs() == [other.hash])
        """,
        tmp_path,
    )
    assert said.split() == ["True"]
