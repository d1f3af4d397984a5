"""A run that nobody holds any more: it ends by itself, as what dropped it ends."""

from __future__ import annotations

import gc

import pytest

from runyard import Repo, Run
from support.programs import run as run_program
from support.programs import succeed
from support.waiting import wait_for


@pytest.mark.parametrize("others", [0, 1])
def test_a_run_that_nobody_holds_any_more_ends(tmp_path, others):
    options = {"repo": tmp_path, "system_tracking_interval": None}
    held = [Run(**options) for _ in range(others)]
    run = Run(**options)
    run.track(1.0, name="v")
    digest = run.hash
    with Repo(tmp_path) as repo:
        assert repo.get_run(digest).end_time is None
        del run
        wait_for(lambda: not repo.get_run(digest).active, "the run to end")
        found = repo.get_run(digest)
        assert (found.status, found.get_metric("v").values.values_list()) == ("finished", [1.0])
        assert found.end_time >= found.creation_time
        assert len(repo.list_active_runs()) == others
    for other in held:
        other.close()


@pytest.mark.parametrize(
    ("last", "status", "code"),
    [
        ("raise LookupError", "failed", 1),
        ("sys.exit(3)", "failed", 3),
        ("raise KeyboardInterrupt", "killed", 130),
        ("return", "finished", 0),
    ],
)
def test_a_run_that_goes_down_with_its_function_ends_as_the_program_does(tmp_path, last, status, code):
    program = f"""
        import sys
        from runyard import Run
        def main():
            run = Run(repo=sys.argv[1], system_tracking_interval=None)
            run.track(1.0, name="v")
            {last}
        main()
    """
    run_program(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert (found.status, found.attempts[0].exit_code) == (status, code)


def test_an_exit_that_was_caught_ends_no_other_run(tmp_path):
    program = """
        import sys
        from runyard import Run
        def part():
            run = Run(repo=sys.argv[1], experiment="part", system_tracking_interval=None)
            sys.exit(3)
        try:
            part()
        except SystemExit:
            pass
        with Run(repo=sys.argv[1], experiment="whole", system_tracking_interval=None):
            pass
    """
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        assert {run.experiment: run.status for run in repo.iter_runs()} == {
            "part": "finished",
            "whole": "finished",
        }


def test_runs_dropped_by_the_garbage_collector_amid_logging_lose_nothing(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None) as run:
        for number in range(20):
            dropped = Run(repo=tmp_path, experiment="dropped", system_tracking_interval=None)
            dropped.itself = dropped
            for step in range(200):
                run.track(number, name="v")
                dropped.track(step, name="v")
            del dropped
        gc.collect()
        with Repo(tmp_path) as repo:
            wait_for(lambda: len(repo.list_active_runs()) == 1, "the dropped runs to end")
            found = [other for other in repo.iter_runs() if other.experiment == "dropped"]
            assert len(found) == 20
            for other in found:
                assert other.status == "finished"
                assert other.get_metric("v").values.values_list() == list(range(200))
        assert len(run.get_metric("v").values) == 4000
