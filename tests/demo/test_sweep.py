"""The demo's processes log what a person would, and end as planned."""

from __future__ import annotations

import pytest

from runyard import Repo
from runyard.demo.plan import Fate, plans
from runyard.demo.sweep import Sweep

CHOSEN = [
    next(plan for plan in plans() if plan.fate is fate)
    for fate in (Fate.FINISHES, Fate.RAISES, Fate.IS_KILLED)
]
FINISHED, FAILED, CRASHED = (plan.name for plan in CHOSEN)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    sweep = Sweep(folder, 0, CHOSEN, epochs=14)
    assert (sorted(sweep.run()), sweep.surprises) == (sorted(plan.name for plan in CHOSEN), [])
    with Repo(folder) as repo:
        yield folder, {run.name: run for run in repo.iter_runs()}


def test_each_run_ends_as_planned(trained):
    _, runs = trained
    assert {name: str(run.status) for name, run in runs.items()} == {
        FINISHED: "finished",
        FAILED: "failed",
        CRASHED: "crashed",
    }


def test_losses_of_both_subsets_come_down(trained):
    run = trained[1][FINISHED]
    for subset, count in (("train", 14 * 45), ("val", 14)):
        values = run.get_metric("loss", {"subset": subset}).values
        assert len(values) == count
        found = list(values.values_list())
        assert found[-1] < found[0] / 2


def test_params_tags_progress_and_terminal_output_are_there(trained):
    run = trained[1][FINISHED]
    assert run["hparams", "optimiser"] == CHOSEN[0].optimiser
    assert run["model", "layers"] == [64, 64, 64, 10]
    assert set(run.tags) == set(CHOSEN[0].tags)
    assert run.description == CHOSEN[0].description
    assert {"grad/norm", "optim/lr", "val/f1", "samples_per_s"} <= {m.name for m in run.metrics()}


def test_the_run_that_failed_logged_its_divergence(trained):
    values = list(trained[1][FAILED].get_metric("loss", {"subset": "train"}).values.values_list())
    assert not values[-1] < 10 * values[0]  # NaN is not less either


def test_what_is_there_is_not_trained_again(trained):
    assert Sweep(trained[0], 0, CHOSEN).left == 0


def test_one_run_stays_live(tmp_path):
    sweep = Sweep(tmp_path, 5, [])
    assert list(sweep.run()) == []
    try:
        assert sweep.surprises == []
        with Repo(tmp_path) as repo:
            assert len(repo.list_active_runs()) == 1
        again = Sweep(tmp_path, 5, [])
        assert (list(again.run()), again.live) == ([], None), "a second one was started"
    finally:
        sweep.live.terminate()
        sweep.live.wait(30)
