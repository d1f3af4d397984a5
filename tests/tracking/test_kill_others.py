"""SIGKILL of a process that has forked, of its child, and amid everything that is no metric."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runyard import Repo
from runyard.domain import message
from runyard.storage.metrics import series
from runyard.storage.output import logs, messages
from runyard.storage.runs import runs
from support import modules
from support.killing import Board, bits, key
from support.programs import finish
from support.talking import TAGS
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, fork")

ROUNDS, LONG = 4, 20
SIGKILLED = -9


def carry_out(kill: Callable[[int], None], rounds: int) -> None:
    """Two processes at once."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(kill, range(rounds)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("killed", ["parent", "child"])
def test_a_kill_on_one_side_of_a_fork(tmp_path, killed, long_form, record_property):
    """The other side goes on; what either has logged is there once, in one run."""
    rounds = LONG if long_form else ROUNDS
    board = Board(tmp_path / "board", 2 * rounds)

    def kill(number: int) -> None:
        (folder := tmp_path / str(number)).mkdir()
        process = modules.start("forked", folder, tmp_path / "board", number, killed)
        if killed == "parent":
            wait_for(lambda: board.acknowledged(2 * number + 1) > 20 + 10 * number, "the child's calls")
            board.note(2 * number, "fork")
            process.kill()
        assert finish(process) == (SIGKILLED if killed == "parent" else 0, "", "")

    carry_out(kill, rounds)
    folders = [tmp_path / str(number) for number in range(rounds)]
    once = modules.reread(*folders)
    assert modules.reread(*folders) == once
    victim = 0 if killed == "parent" else 1
    for number, found in enumerate(once):
        assert found["journals"] == []
        [run] = found["runs"].values()
        status = "crashed" if killed == "parent" else "finished"
        assert (run["status"], run["attempts"]) == (status, [status])
        assert board.killed(2 * number + victim) == "fork"
        for side, name in enumerate(("parent", "child")):
            pairs = run["points"].pop(key(name, None))
            calls = board.acknowledged(2 * number + side)
            assert len(pairs) - calls in ((0, 1) if side == victim else (0,)), name
            assert pairs == [[step, bits(step / 3)] for step in range(len(pairs))]
        assert run["points"] == {}
    record_property("kills", rounds)
    print(f"\nkills: {rounds} (a forked {killed})")
    board.close()


def test_a_kill_amid_everything_else_that_is_logged(tmp_path, long_form, record_property):
    """Params, tags, messages, terminal lines and the machine's load: nothing lost, nothing twice."""
    rounds = LONG if long_form else ROUNDS
    board = Board(tmp_path / "board", rounds)

    def kill(number: int) -> None:
        (folder := tmp_path / str(number)).mkdir()
        process = modules.start("talking", folder, tmp_path / "board", number)
        wait_for(lambda: board.acknowledged(number) > 30 + 41 * number, "calls")
        board.note(number, "anytime")
        process.kill()
        assert finish(process) == (SIGKILLED, "", "")

    carry_out(kill, rounds)
    folders = [tmp_path / str(number) for number in range(rounds)]
    once = modules.reread(*folders)
    assert modules.reread(*folders) == once
    for number, found in enumerate(once):
        [run] = found["runs"].values()
        assert run["status"] == "crashed"
        assert run["ended"] >= board.stamp(number)
        everything_is_there(folders[number], board.acknowledged(number))
    record_property("kills", rounds)
    print(f"\nkills: {rounds} (amid params, tags, messages, lines, load)")
    board.close()


def everything_is_there(folder: Path, calls: int) -> None:
    """Compare a repository with the calls that returned; one more may have been under way."""
    with Repo(folder, read_only=True) as repo:
        [run] = repo.iter_runs()
        possible = (calls, calls + 1)
        assert run["progress", "at"] + 1 in possible
        assert set(run.tags) >= {f"tag {number}" for number in range(min(TAGS, calls))}
        for place in range(min(TAGS, calls)):
            latest = run[f"own {place}"]
            assert latest["half"] == latest["number"] / 2
            assert calls - TAGS <= latest["number"] <= calls
        run_id = runs.find(repo.store, run.hash)
        told = messages.read(repo.store, run_id, message.Level.DEBUG)
        assert [each.text for each in told] == [f"message {number}" for number in range(len(told))]
        lines = [line.text for line in logs.lines(repo.store, run_id, 0, 10**6)]
        assert lines == [f"line {number}" for number in range(len(lines))]
        load = series.of_run(repo.store, run_id)
        counts = [each.count for each in load]
        assert {len(told), len(lines), *counts} <= set(possible)
        assert len(counts) == 2
