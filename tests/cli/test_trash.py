"""`runyard rm`, `restore` and `purge`: what is asked, what is kept, what is gone."""

from __future__ import annotations

import io
import re

import pytest

from runyard.storage.runs import runs
from support.command_line import elsewhere, outside
from support.logged import Logged
from support.training import Training


@pytest.fixture
def five(store):
    found = [Logged(store, name=f"run-{number}") for number in range(1, 6)]
    for run in found:
        run.end("failed" if run.hash < found[2].hash else "finished")
    return found


def left(store):
    return runs.counts(store).total, runs.counts(store).trashed


def test_runs_named_one_by_one_go_to_the_trash_without_a_question(five, runyard, store):
    assert runyard("rm", "1", "run-1") == (0, "", "2 runs moved to the trash\n")
    assert runyard("runs").column("Name") == ["run-4", "run-3", "run-2"]
    assert runyard("runs", "rm", "2").code == runyard("delete", "1").code == 0
    assert runyard("runs", "-d").column("Name") == ["run-4", "run-3", "run-5", "run-1"]


@pytest.mark.parametrize(
    "arguments", [("-E",), (":",), ("--all",), ("1:2",), ("-E", "1:"), ("-Q", "run.name")]
)
@pytest.mark.parametrize("typed", ["\n", "n\n", ""])
def test_whatever_else_is_asked_about_and_no_is_the_default(
    five, runyard, store, monkeypatch, arguments, typed
):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    told = runyard("rm", *arguments)
    assert (told.code, told.out) == (130, "")
    assert "to the trash? [y/N]" in told.err
    assert "run-" in told.err
    assert left(store) == (5, 0)
    assert runyard("rm", *arguments, "--yes").code == 0
    assert left(store)[1] > 1


def test_the_answer_yes_is_taken_from_a_terminal_or_a_pipe(five, store, tmp_path):
    told = outside("rm", "-E", folder=tmp_path, typed="y\n")
    assert told.code == 0, told.err
    assert "Move 2 runs to the trash? [y/N]: " in told.err
    assert left(store) == (3, 2)
    told = outside("rm", ":", folder=tmp_path)
    assert (told.code, told.err.splitlines()[-1]) == (130, "Stopped")
    assert left(store) == (3, 2)


def test_a_run_that_still_runs_is_asked_about_even_when_named(store, runyard):
    run = Logged(store, name="live")
    elsewhere(store, run)
    told = runyard("rm", "live")
    assert told.code == 130
    assert "Move 1 run (1 of them still running) to the trash?" in told.err
    assert left(store) == (1, 0)


def test_restore_brings_back_what_was_said(five, runyard, store):
    runyard("rm", ":", "-y")
    assert runyard("restore", "1").err == "1 run restored\n"
    assert runyard("restore", "-E").err == "2 runs restored\n"
    assert runyard("restore", ":").err == "2 runs restored\n"
    assert left(store) == (5, 0)
    assert runyard("restore", ":") == (3, "", "The trash is empty\n")


def test_purge_takes_only_what_is_in_the_trash_and_says_what_was_freed(five, runyard, store):
    for run in five:
        run.params({"text": "x" * 100_000})
    runyard("rm", "run-1", "run-2")
    assert runyard("purge", "run-3").code == 3
    told = runyard("purge", ":")
    assert told.code == 130
    assert "Delete 2 runs for good? [y/N]" in told.err
    assert left(store) == (3, 2)
    told = runyard("purge", "run-1", "--yes")
    assert (told.code, told.out) == (0, "")
    assert re.fullmatch(r"1 run purged, \d+\.\d [kM]B freed\n", told.err)
    assert left(store) == (3, 1)
    found = runyard("purge", "--all", "-y", "--json").json()
    assert found["purged"] == [five[1].hash]
    assert found["freed"] > 50_000
    assert left(store) == (3, 0)
    assert runyard("purge", ":", "--yes") == (3, "", "The trash is empty\n")


def test_a_live_run_is_not_purged(tmp_path, runyard):
    with Training(tmp_path, "live", tmp_path, steps=5) as training:
        assert runyard("rm", training.hash, "--yes").code == 0
        told = runyard("purge", ":", "--yes")
        assert told.code == 1
        assert "live" in told.err or training.hash[:8] in told.err
        training.finish()
    assert runyard("purge", ":", "--yes").code == 0


def test_runs_and_all_are_not_both(five, runyard):
    assert runyard("rm", "1", "--all").code == 2


def test_json_names_what_was_done(five, runyard):
    assert runyard("rm", "run-1", "--json").json() == {"trashed": [five[0].hash]}
    assert runyard("restore", "1", "--json").json() == {"restored": [five[0].hash]}
