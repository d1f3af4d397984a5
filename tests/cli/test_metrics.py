"""`runyard metrics`: lists of metrics, and every value of one."""

from __future__ import annotations

import csv
import io
import math
from array import array

import pytest

from support.logged import START, Logged, key, points


@pytest.fixture
def run(store):
    run = Logged(store, name="one")
    run.metric("loss", [2.0, 1.5, math.nan], {"subset": "val"})
    run.metric("loss", [0.1 + 0.2], {"subset": "train", "fold": 1})
    run.log({key("loss", {"subset": "val"}): points([9.0], [1])})
    run.metric("accuracy", [0.5])
    return run


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_name_every_metric_is_listed(run, runyard):
    told = runyard("metrics")
    assert [line.split()[0] for line in told.out.splitlines()] == ["Metric", "accuracy", "loss", "loss"]
    found = {(one["name"], one["context"].get("subset")): one for one in runyard("metrics", "--json").json()}
    assert found["loss", "val"]["count"] == 4
    assert (found["loss", "val"]["max"], found["loss", "val"]["max_step"]) == (9.0, 1)
    [row] = [row for row in table(runyard("metrics", "one", "--csv").out) if row["name"] == "accuracy"]
    assert (row["context"], row["last"], row["last_step"]) == ("", "0.5", "0")


def test_values_come_by_step_and_the_latest_of_a_step_counts(run, runyard):
    told = runyard("metrics", "1", "loss", "-c", "subset=val")
    assert [line.split()[:3] for line in told.out.splitlines()[1:]] == [
        ["val", "0", "2.0"], ["val", "1", "9.0"], ["val", "2", "nan"]
    ]  # fmt: skip
    rows = table(runyard("metrics", "1", "loss", "-c", "subset=val", "--csv", "--all-points").out)
    assert [(row["step"], row["value"]) for row in rows] == [
        ("0", "2.0"),
        ("1", "1.5"),
        ("1", "9.0"),
        ("2", "nan"),
    ]
    assert rows[0] | {"time": ""} == {
        "name": "loss", "context": '{"subset": "val"}', "step": "0", "value": "2.0", "epoch": "", "time": ""
    }  # fmt: skip


def test_values_are_exact_and_contexts_apart(run, runyard):
    rows = table(runyard("metrics", "1", "loss", "--csv").out)
    assert {row["context"] for row in rows} == {'{"subset": "val"}', '{"fold": 1, "subset": "train"}'}
    assert [float(row["value"]) for row in rows if "train" in row["context"]] == [0.1 + 0.2]
    assert len(table(runyard("metrics", "1", "loss", "--csv", "-c", "fold=1", "-c", "subset=train").out)) == 1
    [found] = runyard("metrics", "1", "loss", "-c", "subset=val", "--json").json()
    assert (found["step"], found["value"], found["epoch"]) == ([0, 1, 2], [2.0, 9.0, "NaN"], [None] * 3)
    assert found["time"][0].startswith("2025-11-20T00:53:20")
    assert START == 1_763_600_000_000_000


def test_what_is_not_there_is_told(run, runyard, store):
    told = runyard("metrics", "1", "lost")
    assert (told.code, told.err) == (3, "The run has no metric lost. It has accuracy, loss\n")
    told = runyard("metrics", "1", "loss", "-c", "subset=test")
    assert (told.code, told.err) == (3, "The run has no metric loss with this context. It has none\n")
    assert "'subset' is no KEY=VALUE" in runyard("metrics", "1", "loss", "-c", "subset").err
    Logged(store, name="bare")
    assert runyard("metrics")[:2] == (0, "")
    assert runyard("metrics", "--json").json() == []


def test_epochs_are_shown_when_there_are_any(store, runyard):
    run = Logged(store, name="one")
    found = points([1.0, 2.0])
    found.epochs = array("d", [1.0, math.nan])
    run.log({key("loss"): found})
    assert [row["epoch"] for row in table(runyard("metrics", "1", "loss", "--csv").out)] == ["1.0", ""]
    assert runyard("metrics", "1", "loss").out.splitlines()[0].split() == ["Step", "Value", "Epoch", "Time"]
