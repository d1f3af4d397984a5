"""A run opened to be looked at raises one clear error whatever it is asked to log, and writes no byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from runyard import MissingRunError, ReadOnlyRunError, Repo, Run
from runyard.domain.errors import RepositoryMissingError
from support.programs import run as run_program

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}

WRITES = {
    "track": lambda run: run.track(1.0, name="v"),
    "track a dict": lambda run: run.track({"v": 1.0}),
    "track at a step": lambda run: run.track(1.0, name="v", step=3, epoch=1, context={"a": "b"}),
    "a param": lambda run: run.__setitem__("lr", 1),
    "all params": lambda run: run.__setitem__(..., {}),
    "set": lambda run: run.set("lr", 1),
    "del": lambda run: run.__delitem__("lr"),
    "del of none": lambda run: run.__delitem__("never"),
    "add_tag": lambda run: run.add_tag("best"),
    "remove_tag": lambda run: run.remove_tag("best"),
    "name": lambda run: setattr(run, "name", "n"),
    "description": lambda run: setattr(run, "description", "d"),
    "experiment": lambda run: setattr(run, "experiment", "e"),
    "archived": lambda run: setattr(run, "archived", True),
    "label": lambda run: setattr(run, "label", "l"),
    "group": lambda run: setattr(run, "group", "g"),
    "job_type": lambda run: setattr(run, "job_type", "j"),
    "log_debug": lambda run: run.log_debug("m"),
    "log_info": lambda run: run.log_info("m"),
    "log_warning": lambda run: run.log_warning("m"),
    "log_error": lambda run: run.log_error("m"),
    "set_progress": lambda run: run.set_progress(1, 2),
    "report_progress": lambda run: run.report_progress(),
    "report_successful_finish": lambda run: run.report_successful_finish(),
}


@pytest.fixture
def logged(tmp_path):
    with Run(repo=tmp_path, experiment="first", **QUIET) as run:
        run["lr"] = 0.1
        run.add_tag("best")
        run.track(1.0, name="v")
    return run


def contents(folder: Path):
    """Every file with what it holds and when it was written, but for what SQLite's readers share.

    A reader of a database in WAL mode needs the file ``-shm`` and an empty ``-wal`` beside it.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        shared = path.name.endswith("-shm") or (path.name.endswith("-wal") and not path.stat().st_size)
        if path.is_file() and not shared:
            found[str(path.relative_to(folder))] = (path.stat().st_mtime_ns, path.read_bytes())
    return found


def read_everything(run):
    return (
        run.hash,
        run.name,
        run.experiment,
        run.status,
        run.tags,
        run[...],
        run.end_time,
        [metric.values.sparse_list() for metric in run.metrics()],
        repr(run),
    )


@pytest.mark.parametrize("form", WRITES)
def test_every_call_that_logs_is_refused(tmp_path, logged, form):
    with Run(logged.hash, repo=tmp_path, read_only=True) as looked:
        before = read_everything(looked)
        with pytest.raises(ReadOnlyRunError, match=f"{logged.hash} is open for reading only"):
            WRITES[form](looked)
        assert read_everything(looked) == before


def test_looking_changes_no_byte(tmp_path, logged):
    before = contents(tmp_path)
    looked = Run(logged.hash, repo=tmp_path, read_only=True)
    assert looked["lr"] == 0.1
    read_everything(looked)
    for write in WRITES.values():
        with pytest.raises(ReadOnlyRunError):
            write(looked)
    assert looked == Run(logged.hash, repo=tmp_path, read_only=True)
    looked.close()
    looked.close()
    assert read_everything(looked) == read_everything(logged)
    looked.repo.close()
    assert contents(tmp_path) == before


def test_looking_at_what_a_killed_process_left_changes_no_byte(tmp_path, logged):
    program = """
        import os, sys
        from runyard import Run
        run = Run(sys.argv[2], repo=sys.argv[1], system_tracking_interval=None)
        run.track(2.0, name="v")
        os._exit(9)
    """
    run_program(program, tmp_path, logged.hash)
    before = contents(tmp_path)
    with Run(logged.hash, repo=tmp_path, read_only=True) as looked:
        read_everything(looked)
        looked.repo.close()
    assert len(before) > 2
    assert contents(tmp_path) == before


def test_a_live_run_is_watched_through_one_to_look_at(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run, Run(run.hash, repo=tmp_path, read_only=True) as looked:
        run.track(1.0, name="v")
        assert looked.active
        assert looked.get_metric("v").values.last_value() == 1.0
        looked.close()
        run.track(2.0, name="v")
        assert looked.get_metric("v").values.last_value() == 2.0
        assert run.active


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    "digest", ["0" * 24, "abc", "508c5b29-02c7-4875-a157-f099ea193bfa", "", " ", "\0", "G" * 24, "ä"]
)
def test_an_unknown_hash_is_missing(tmp_path, logged, digest, read_only):
    before = contents(tmp_path)
    with pytest.raises((MissingRunError, ValueError), match=r"run_hash|no run"):
        Run(digest, repo=tmp_path, read_only=read_only, **QUIET)
    if read_only:
        assert contents(tmp_path) == before
    with Repo(tmp_path) as repo:
        assert repo.total_runs_count() == 1


def test_looking_needs_a_hash_and_a_repository(tmp_path):
    with pytest.raises(ValueError, match="run_hash"):
        Run(repo=tmp_path, read_only=True)
    with pytest.raises(RepositoryMissingError):
        Run("0" * 24, repo=tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []
