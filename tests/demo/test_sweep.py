"""The demo's processes log what a person would, and end as planned."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from runyard import Repo, Run
from runyard.demo import charts
from runyard.demo.digits import Digits
from runyard.demo.network import Network
from runyard.demo.notes import NOTES
from runyard.demo.plan import Fate, plans
from runyard.demo.showing import Showing
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


def test_every_kind_of_object_is_there(trained):
    run = trained[1][FINISHED]
    misread = run.get_image_sequence("misread", {"subset": "val"})
    assert re.fullmatch(r"\d as \d, [01]\.\d\d", misread.at(misread.first_step())[0].caption)
    assert misread.at(misread.first_step())[0].to_numpy().shape == (8, 8)
    assert len(run.get_image_sequence("examples", {"subset": "val"})) == 10
    assert len(run.get_audio_sequence("loss as sound")) == 14
    assert run.get_audio_sequence("loss as sound").values.last_value().seconds == pytest.approx(0.6)
    report = run.get_text_sequence("classification report", {"subset": "val"}).values.last_value()
    assert report.data.startswith("| digit | precision")
    layers = {f"layer{number}.{what}" for number in (1, 2, 3) for what in ("weight", "bias")}
    for context in ("weights", "gradients"):
        found = {one.name for one in run.distributions() if one.context == {"of": context}}
        assert found == layers
    surface = json.loads(run.get_figure_sequence("loss surface").values.last_value().to_json())
    assert surface["data"][0]["type"] == "surface"
    if charts.can_draw():
        matrix = run.get_figure_sequence("confusion matrix", {"subset": "val"}).values.last_value()
        assert matrix.png.startswith(b"\x89PNG")
    assert set(run.artifacts) == {"model/weights.npz", "model/hparams.json"}
    assert run.pinned_params[0] == "hparams.optimiser"
    assert run.problems == ()


def test_messages_of_every_level_are_there(trained):
    told = {level for run in trained[1].values() for level in (one.level.name for one in run.messages())}
    assert told >= {"DEBUG", "INFO", "WARNING", "ERROR"}


def test_without_matplotlib_all_else_is_shown_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "can_draw", lambda: False)
    data = Digits(*(np.zeros((20, 64), np.float32), np.zeros(20, np.int64)) * 2)
    network = Network(16, 2, 0)
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        run["hparams"] = {"lr": 0.1}
        showing = Showing(run, data, 0, 1)
        showing.begin()
        showing.epoch(5, 1, network, network.weights, [1.0, float("nan")])
        showing.end(network, 50.0)
        assert [one.name for one in run.figures()] == ["loss surface"]
        assert "matplotlib is not installed" in next(one.text for one in run.messages("warning"))
        assert run.problems == ()


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


def test_notes_are_written_on_runs_that_are_planned():
    assert set(NOTES) <= {plan.name for plan in plans()}
