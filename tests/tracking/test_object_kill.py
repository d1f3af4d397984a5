"""SIGKILL loses no object whose call had returned, whether its file was made yet or not: real processes."""

from __future__ import annotations

import random
import sys
import time

import pytest

from runyard import Repo
from runyard.journal.segments import stray_spools
from support import modules
from support.killing import Board
from support.object_calls import expected, found_in
from support.programs import finish, run
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
        [left] = repo.iter_runs()
        assert left.status == "crashed"
        assert left.problems == ()
        assert found_in(left) in (expected(returned), expected(returned + 1))
    assert list((folder / ".runyard" / "journals").iterdir()) == []


STOPPED = """
    import os, signal, sys
    from pathlib import Path

    import numpy as np

    from runyard import Image, Run
    from runyard.tracking import session

    def strike(path, missing_ok=False):
        if path.suffix == ".spool":
            os.kill(os.getpid(), signal.SIGKILL)
        unlink(path, missing_ok)

    unlink, Path.unlink, session.SEGMENT_LIMIT = Path.unlink, strike, 4096
    run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
    for step in range(3):
        run.track(Image(np.full((700, 700), step, np.uint8)), name="x")
    if sys.argv[2] == "at the end":
        run.close()
    while True:  # until a segment is full, and goes
        run.track(1.0, name="loss")
"""


@pytest.mark.parametrize(("when", "status"), [("at the end", "finished"), ("under way", "crashed")])
def test_killed_between_deleting_a_segment_and_its_spool_files(tmp_path, when, status):
    assert run(STOPPED, tmp_path, when)[0] == -9
    journals = tmp_path / ".runyard" / "journals"
    assert len(stray_spools(journals)) == 3
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == status
        assert [int(one.to_numpy().max()) for one in found.images()[0]] == [0, 1, 2]
        assert found.problems == ()
    assert list(journals.iterdir()) == []
