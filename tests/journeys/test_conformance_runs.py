"""The life of a run as other processes see it: opening, ending, two writers, states, tags, deleting."""

from __future__ import annotations

import sys

import pytest

from runyard import KnownProblem, MissingRunError, Repo, Run
from runyard.storage.organise import tags
from support.programs import finish, start, succeed
from support.programs import run as run_program
from support.waiting import wait_for

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


def hashes(repo):
    return [run.hash for run in repo.iter_runs()]


# -- opening and ending


def test_a_run_opened_again_to_write_or_to_read_is_the_same_run(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        pass
    with Run(run.hash, repo=tmp_path, **QUIET) as written:
        assert (written.hash, written.creation_time) == (run.hash, run.creation_time)
    with Run(run.hash, repo=tmp_path, read_only=True) as looked:
        assert (looked.hash, looked.creation_time) == (run.hash, run.creation_time)


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize("way", ["block", "close", "drop"])
def test_the_end_time_is_none_until_the_run_ends_in_any_way(tmp_path, way, tracked):
    Run(repo=tmp_path, **QUIET).close()
    with Repo(tmp_path) as repo:
        run = Run(repo=tmp_path, **QUIET)
        if tracked:
            for step in range(1000):
                run.track(float(step), name="v")
        view = repo.get_run(run.hash)
        assert (view.end_time, view.finalized_at, view.active) == (None, None, True)
        if way == "block":
            with run:
                pass
        elif way == "close":
            run.close()
        del run
        wait_for(lambda: view.end_time is not None, "the end")
        assert view.end_time >= view.creation_time
        assert (view.active, view.duration) == (
            False,
            pytest.approx(view.end_time - view.creation_time, abs=1e-5),
        )
        assert not tracked or len(view.get_metric("v").values) == 1000


def test_a_hash_is_24_hexadecimal_digits_and_no_two_are_equal(tmp_path):
    found = set()
    for _ in range(20):
        with Run(repo=tmp_path, **QUIET) as run:
            found.add(run.hash)
    assert len(found) == 20
    assert all(len(digest) == 24 and set(digest) <= set("0123456789abcdef") for digest in found)


def test_ten_runs_share_one_experiment(tmp_path):
    for _ in range(10):
        Run(repo=tmp_path, experiment="shared", **QUIET).close()
    with Repo(tmp_path) as repo:
        assert len(repo.query_runs('run.experiment == "shared"')) == 10
        assert len({run._info().experiment_id for run in repo.iter_runs()}) == 1


# -- seen by others


def test_a_run_of_another_process_is_found_at_once_and_while_it_runs(tmp_path):
    program = """
        import sys, time
        from runyard import Run
        run = Run(repo=sys.argv[1], experiment="live", system_tracking_interval=None)
        run["lr"] = 0.1
        run.track(1.0, name="loss")
        run.report_progress(block=True)
        print(run.hash, flush=True)
        time.sleep(600)
    """
    process = start(program, tmp_path)
    try:
        digest = process.stdout.readline().strip()
        with Repo(tmp_path) as repo:
            found = repo.get_run(digest)
            assert (found.active, found.experiment, found["lr"]) == (True, "live", 0.1)
            for query in (
                "run.lr == 0.1",
                'run.experiment == "live"',
                "run.active",
                "run.metrics['loss'].last == 1",
            ):
                assert [run.hash for run in repo.query_runs(query)] == [digest], query
            assert [metric.run.hash for metric in repo.query_metrics('metric.name == "loss"')] == [digest]
            assert repo.list_active_runs() == hashes(repo) == [digest]
            assert repo.total_runs_count() == 1
    finally:
        process.kill()
        process.communicate()


def test_two_processes_on_one_run_are_both_kept(tmp_path):
    program = """
        import os, sys, time
        from runyard import Run
        with Run(sys.argv[2], repo=sys.argv[1], system_tracking_interval=None) as run:
            print("open", flush=True)
            while not os.path.exists(sys.argv[4]):
                time.sleep(0.001)
            for step in range(500):
                run.track(float(step), name="loss", step=step, context={"rank": sys.argv[3]})
                run.track(float(step), name="shared", step=step * 2 + int(sys.argv[3]))
    """
    with Run(repo=tmp_path, **QUIET) as run:
        digest = run.hash
    go = tmp_path / "go"
    ranks = [start(program, tmp_path, digest, rank, go) for rank in range(2)]
    for process in ranks:
        assert process.stdout.readline() == "open\n"
    with Repo(tmp_path) as repo:
        assert repo.get_run(digest).active
        go.touch()
        for process in ranks:
            code, _, err = finish(process)
            assert code == 0, err
        found = repo.get_run(digest)
        assert found.status == "finished"
        for rank in range(2):
            steps, values = found.get_metric("loss", {"rank": str(rank)}).values.sparse_list()
            assert (steps, values) == (list(range(500)), [float(step) for step in range(500)])
        assert found.get_metric("shared").values.sparse_list()[0] == list(range(1000))


# -- states


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("pass", "finished"),
        ("raise ValueError", "failed"),
        ("sys.exit(3)", "failed"),
        ("os._exit(0)", "crashed"),
        pytest.param(
            "os.kill(os.getpid(), signal.SIGKILL)",
            "crashed",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
        ),
        pytest.param(
            "os.kill(os.getpid(), signal.SIGTERM)",
            "killed",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
        ),
    ],
)
def test_each_way_to_end_is_a_state_of_its_own_and_the_repository_stays_readable(tmp_path, last, status):
    program = f"""
        import os, signal, sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run.track(1.0, name="loss")
        {last}
    """
    run_program(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert (found.status, found.active) == (status, False)
        assert found.end_time is not None
        assert found.get_metric("loss").values.values_list() == [1.0]
        assert [run.hash for run in repo.query_runs(f'run.status == "{status}"')] == [found.hash]


def test_a_second_run_of_the_interpreter_sees_nothing_change(tmp_path):
    program = """
        import os, sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run.track(1.0, name="loss")
        os._exit(1)
    """
    run_program(program, tmp_path)
    look = """
        import sys
        from runyard import Repo
        with Repo(sys.argv[1]) as repo:
            for run in repo.iter_runs():
                print(run.hash, run.status, run.end_time, [m.values.sparse_list() for m in run.metrics()])
    """
    first = succeed(look, tmp_path)
    assert "crashed" in first
    assert succeed(look, tmp_path) == first


# -- the machine


def test_the_machine_is_measured_from_the_start_and_four_metrics_of_the_host_are_there(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=0.1, capture_terminal_logs=False) as run:
        names = {"cpu", "memory_percent", "p_memory_percent", "disk_percent"}
        wait_for(
            lambda: {m.name for m in run.metrics(system=True)} >= {f"__system__{name}" for name in names},
            "a sample of each",
        )
    assert run.metrics() == []


# -- tags


def test_limits_of_tags_hold_in_the_store_not_only_in_a_form(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run.add_tag("x" * 50)
        with pytest.raises(ValueError, match="at most 50 characters"):
            run.add_tag("x" * 51)
        assert run.tags == ["x" * 50]
    with Repo(tmp_path) as repo:
        with pytest.raises(KnownProblem, match="at most 50 characters"):
            tags.create(repo.store, "y" * 51)
        with pytest.raises(KnownProblem, match="at most 200 characters"):
            tags.create(repo.store, "y", "c" * 201)
        tags.create(repo.store, "y" * 50, "c" * 200)
        with pytest.raises(KnownProblem):
            tags.create(repo.store, "y" * 50)
        assert [use.tag.name for use in tags.all(repo.store)] == ["x" * 50, "y" * 50]


def test_a_hidden_tag_keeps_its_runs(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run.add_tag("shy")
    with Repo(tmp_path) as repo:
        [use] = tags.all(repo.store)
        for hidden in (True, False):
            tags.hide(repo.store, use.tag.id, hidden)
            [now] = tags.all(repo.store)
            assert (now.tag.hidden, now.runs) == (hidden, 1)
        assert [found.hash for found in repo.query_runs('"shy" in run.tags')] == [run.hash]


# -- deleting


def test_deleting_an_unknown_run_says_so_and_deletes_nothing(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        pass
    with Repo(tmp_path) as repo:
        for delete in (repo.delete_runs, repo.purge_runs):
            with pytest.raises(MissingRunError, match="There is no run " + "0" * 24):
                delete([run.hash, "0" * 24])
        assert hashes(repo) == [run.hash]


def test_a_deleted_run_is_in_no_list_and_no_query_until_it_is_restored(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run["lr"] = 1
        run.track(1.0, name="loss")
    with Repo(tmp_path) as repo:
        assert repo.delete_run(run.hash)
        assert hashes(repo) == []
        assert len(repo.query_runs("run.lr == 1")) == len(repo.query_metrics()) == 0
        with pytest.raises(MissingRunError, match="trash"):
            repo.get_run(run.hash)
        repo.restore_runs([run.hash])
        assert repo.get_run(run.hash).get_metric("loss").values.values_list() == [1.0]


def test_purging_removes_every_trace(tmp_path):
    secret = "find-me-if-you-can"
    with Run(repo=tmp_path, experiment="kept", **QUIET) as run:
        run["secret"] = secret
        run.description = secret
        run.log_info(secret)
        run.track(1.0, name=secret)
    with Repo(tmp_path) as repo:
        assert repo.purge_runs([run.hash]) == (True, [])
        assert repo.total_runs_count() == 0
        with pytest.raises(MissingRunError):
            repo.get_run(run.hash)
        with pytest.raises(MissingRunError):
            repo.purge_runs([run.hash])
    files = [path for path in (tmp_path / ".runyard").rglob("*") if path.is_file()]
    holding = [path.name for path in files if run.hash[:12].encode() in path.read_bytes()]
    assert holding in ([], ["runyard.db"])  # the tombstone, by which late journals are known
    with Repo(tmp_path) as repo:
        assert len(repo.query_metrics(f'metric.name == "{secret}"')) == 0


def test_a_script_that_deletes_its_own_run_does_not_hang_at_its_end(tmp_path):
    program = """
        import sys
        from runyard import Repo, Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run.track(1.0, name="loss")
        Repo(sys.argv[1]).delete_run(run.hash)
        run.track(2.0, name="loss")
    """
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        assert hashes(repo) == []
        [trashed] = repo.trashed_runs()
        assert trashed.get_metric("loss").values.values_list() == [1.0, 2.0]


def test_a_live_run_is_not_purged_from_under_its_process(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run, Repo(tmp_path) as repo:
        run.track(1.0, name="loss")
        with pytest.raises(KnownProblem):
            repo.purge_runs([run.hash])
        assert run.get_metric("loss").values.values_list() == [1.0]
