"""SIGKILL loses no object whose call had returned, whether its file was made yet or not: real processes."""

from __future__ import annotations

import random
import sys
import time

import pytest

from runyard import Repo
from support import modules
from support.killing import Board
from support.object_calls import expected, found_in
from support.programs import finish
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

ROUNDS, LONG = 4, 30


@pytest.mark.parametrize("number", range(ROUNDS))
def test_every_object_whose_call_returned_is_there(tmp_path, number):
    check(tmp_path, number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(ROUNDS, LONG))
def test_wherever_the_kill_strikes(tmp_path, number):
    check(tmp_path, number)


def check(folder, number):
    rng = random.Random(number)
    board = Board(folder / "board", 1)
    process = modules.start("killed_objects", folder, folder / "board", 0)
    wait_for(lambda: board.acknowledged(0) >= 8 + rng.randrange(60), "calls")
    time.sleep(rng.random() / 50)  # the kill is to strike at any moment of a call, or of an ingest
    process.kill()
    assert finish(process)[0] == -9
    returned = board.acknowledged(0)
    with Repo(folder) as repo:
        [run] = repo.iter_runs()
        assert run.status == "crashed"
        assert run.problems == ()
        assert found_in(run) in (expected(returned), expected(returned + 1))
    assert list((folder / ".runyard" / "journals").iterdir()) == []
