"""Going on with a run by its hash: what is kept, what begins anew, and what is refused."""

from __future__ import annotations

import logging
import uuid

import pytest

from runyard import ClosedRunError, MissingRunError, Repo, Run
from runyard.tracking import report
from support.programs import succeed

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


def again(run, **options):
    return Run(run.hash, repo=run.repo.path, **QUIET, **options)


@pytest.fixture
def ended(tmp_path):
    with Run(repo=tmp_path, experiment="first", **QUIET) as run:
        run.name = "kept"
        run.description = "as well"
        run["lr"] = 0.1
        run.add_tag("best")
        for step in range(5):
            run.track(float(step), name="loss", context={"subset": "train"})
        run.track(0.0, name="loss", step=100, context={"subset": "val"})
        run.track(0.0, name="loss", step=-7)
        run.track({"a": 1.0, "b": 1.0}, step=3)
        run.track({"b": 2.0}, step=8)
    return run


def test_every_series_goes_on_at_its_own_next_step(ended):
    with again(ended) as run:
        run.track(5.0, name="loss", context={"subset": "train"})
        run.track(1.0, name="loss", context={"subset": "val"})
        run.track(1.0, name="loss")
        run.track({"a": 2.0, "b": 3.0})
        run.track(1.0, name="new")
    with Repo(ended.repo.path) as repo:
        found = repo.get_run(ended.hash)
        steps = {(m.name, m.context.get("subset")): m.values.sparse_list()[0] for m in found.metrics()}
    assert steps == {
        ("a", None): [3, 4],
        ("b", None): [3, 8, 9],
        ("loss", None): [-7, -6],
        ("loss", "train"): [0, 1, 2, 3, 4, 5],
        ("loss", "val"): [100, 101],
        ("new", None): [0],
    }


def test_it_runs_again_and_keeps_what_it_was(ended):
    ended_at = ended.end_time
    assert ended_at is not None
    with again(ended) as run:
        assert (run.status, run.active, run.end_time, run.finalized_at) == ("running", True, None, None)
        assert (run.hash, run.name, run.description, run.experiment) == (
            ended.hash,
            "kept",
            "as well",
            "first",
        )
        assert (run.tags, run[...], run.created_at) == (["best"], {"lr": 0.1}, ended.created_at)
    assert run.status == "finished"
    assert run.end_time > ended_at


def test_the_experiment_changes_when_one_is_given(ended):
    with again(ended, experiment="second") as run:
        assert run.experiment == "second"
    with again(ended) as run:
        assert run.experiment == "second"


def test_another_process_goes_on_too(ended):
    program = """
        import sys
        from runyard import Run
        with Run(sys.argv[2], repo=sys.argv[1], system_tracking_interval=None) as run:
            run.track(5.0, name="loss", context={"subset": "train"})
            run.remove_tag("best")
            run["lr"] = 0.2
    """
    succeed(program, ended.repo.path, ended.hash)
    assert ended.get_metric("loss", {"subset": "train"}).values.sparse_list()[0] == [0, 1, 2, 3, 4, 5]
    assert (ended.tags, ended["lr"], ended.status) == ([], 0.2, "finished")


def test_a_hash_written_as_a_uuid_is_no_run(ended):
    dashed = str(uuid.UUID(hex=ended.hash + "0" * 8))
    with pytest.raises(MissingRunError, match=dashed):
        Run(dashed, repo=ended.repo.path, **QUIET)


def test_a_run_in_the_trash_says_so_and_logs(ended, caplog):
    report._told.clear()
    ended.repo.delete_run(ended.hash)
    with caplog.at_level(logging.WARNING, "runyard"), again(ended) as run:
        run.track(1.0, name="v")
        assert run.get_metric("v").values.values_list() == [1.0]
    [told] = [record.message for record in caplog.records]
    assert "is in the trash" in told
    assert ended.repo.total_runs_count() == 0


def test_a_closed_run_refuses_and_still_reads(ended):
    ended.close()
    for call in (
        lambda: ended.track(1.0, name="loss"),
        lambda: ended.track({"a": 1.0}),
        lambda: ended.__setitem__("lr", 1),
        lambda: ended.__delitem__("lr"),
        lambda: ended.add_tag("late"),
        lambda: ended.remove_tag("best"),
        lambda: setattr(ended, "name", "late"),
        lambda: ended.log_info("late"),
        lambda: ended.set_progress(1),
        ended.report_progress,
    ):
        with pytest.raises(ClosedRunError, match=rf"The run {ended.hash} is closed. Open it again"):
            call()
    assert (ended.name, ended.tags, ended["lr"]) == ("kept", ["best"], 0.1)
    assert repr(ended) == f"Run({ended.hash[:8]}, 'kept')"
    ended.close()
    assert ended.status == "finished"


def test_runs_are_equal_by_what_they_stand_for(ended, tmp_path):
    with Repo(tmp_path) as repo, Run(repo=tmp_path, **QUIET) as other:
        view = repo.get_run(ended.hash)
        looked = Run(ended.hash, repo=tmp_path, read_only=True)
        assert ended == view == looked
        assert len({ended, view, looked, other}) == 2
        assert ended != other
        assert ended != ended.hash


def test_the_block_ends_the_run_as_what_left_it(tmp_path):
    with pytest.raises(ZeroDivisionError), Run(repo=tmp_path, **QUIET) as run:
        run.track(1 / 0, name="v")
    assert run.status == "failed"
    with Run(run.hash, repo=tmp_path, **QUIET) as run:
        assert run.status == "running"
    assert run.status == "finished"
