"""`runyard info`: all that is known of a run."""

from __future__ import annotations

import math

from runyard.journal.batch import Op
from support.logged import START, Logged
from support.one_run import sweep


def test_every_fact_of_a_run_is_shown(store, runyard):
    ended = {"status": "failed", "code": 3, "signal": "", "traceback": "Traceback\n  ValueError: \x1b[2Jno"}
    run = sweep(exit=ended).store(store)
    store.connection.execute(
        "INSERT INTO problem(run_id, time, sentence) VALUES (?, ?, 'A gap')", (run, START)
    )
    told = runyard("info")
    assert told.code == 0
    for text in (
        "name: mlp-w256-adam-3e-3-s2", "experiment: digits-mlp", "status: failed", "duration: 4 min 12 s",
        "progress: 1,860 of 3,000 steps", "tags: sweep-04, to review", "host: lab-ws-03", "process: 48213",
        "python: 3.13.0", "command: digits/train.py", "exit code: 3", "problem: A gap",
        "  hparams.lr: 0.003", "  hparams.betas: [0.9, 0.999]", "  hparams.schedule: None",
        "  hparams.ema: true", "ValueError: no",
    ):  # fmt: skip
        assert text in told.out, text
    assert "\x1b" not in told.out
    assert "__system" not in told.out


def test_least_and_largest_value_have_their_own_steps(store, runyard):
    run = Logged(store, name="one")
    run.metric("loss", [2.0, 1.0, 5.0, math.nan, 3.0], {"subset": "val"})
    cells = next(line.split() for line in runyard("info").out.splitlines() if line.startswith("loss"))
    assert cells == ["loss", "val", "5", "3", "4", "1", "1", "5", "2"]
    [found] = runyard("info", "--json").json()["metrics"]
    assert {key: found[key] for key in ("last_step", "min", "min_step", "max", "max_step", "count")} == {
        "last_step": 4, "min": 1.0, "min_step": 1, "max": 5.0, "max_step": 2, "count": 5,
    }  # fmt: skip


def test_where_it_ran_is_shown_when_asked_for(store, runyard):
    run = Logged(store, name="one")
    around = {"executable": "/usr/bin/python", "arguments": ["train.py", "--note", "two words"],
              "packages": {"numpy": "2.0"}}  # fmt: skip
    run.params({"lr": 1, "__system_params": around})
    told = runyard("info")
    assert "command: /usr/bin/python train.py --note 'two words'" in told.out
    assert "numpy" not in told.out
    assert "  packages.numpy: 2.0" in runyard("info", "--env").out
    assert runyard("info", "--json").json()["params"] == {"lr": 1}
    assert runyard("info", "--json", "--env").json()["__system_params"] == around


def test_metrics_of_the_machine_are_shown_when_asked_for(store, runyard):
    sweep(exit={"status": "finished"}).store(store)
    assert "__system__cpu" in runyard("info", "--system").out
    assert {one["name"] for one in runyard("info", "-s", "--json").json()["system_metrics"]} >= {
        "__system__cpu"
    }


def test_json_is_valid_whatever_was_logged(store, runyard):
    run = Logged(store, name="odd \U0001f600", description="line\nbreak")
    run.params({"nan": math.nan, "inf": math.inf, "bytes": b"\x00\xff", "big": 2**70, "keys": {1: "one"}})
    run.metric("m", [math.nan])
    run.log(ops=[Op("field", run.created, ["label", "x"])])
    found = runyard("info", "--json").json()
    assert found["params"] == {
        "nan": "NaN", "inf": "Infinity", "bytes": "AP8=", "big": 2**70, "keys": {"1": "one"}
    }  # fmt: skip
    assert found["metrics"][0]["last"] == "NaN"
    assert found["metrics"][0]["min"] is None
    assert (found["description"], found["label"]) == ("line\nbreak", "x")


def test_several_processes_are_listed(store, runyard):
    run = Logged(store, name="one")
    run.end()
    sql = """INSERT INTO attempt(run_id, owner, auxiliary, host, boot_id, pid, process_started, started,
               ended, status, number) VALUES (?, 'other', 0, 'node-2', '', 77, 0, ?, ?, 'failed', 2)"""
    store.connection.execute(sql, (run.id, START, START + 1))
    told = runyard("info")
    assert "attempts: 2\n" in told.out
    assert [line.split()[-1] for line in told.out.splitlines() if "node-2" in line] == ["node-2", "77"]
