"""Objects while the disk is full, or what they are written to is deleted: training goes on."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from runyard import Image, Repo, Run, Text
from runyard.storage.objects import blobs
from support import modules
from support.object_calls import expected, found_in
from support.programs import finish
from support.programs import run as run_program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of files")

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


def refused(folder: Path, count: int):
    code, out, err = finish(modules.start("refused_objects", folder, count))
    assert code == 0, err
    longest, told = json.loads(out)
    assert longest < 5000
    return told


def test_a_full_disk_is_told_once_and_nothing_is_lost_when_it_has_room_again(tmp_path):
    told = refused(tmp_path, 12)
    assert len([text for text in told if "cannot be written (File too large)" in text]) == 1
    assert not any("lost" in text for text in told)
    with Repo(tmp_path) as repo:
        [run] = repo.iter_runs()
        assert run.status == "finished"
        assert run.problems == ()
        assert found_in(run) == expected(2 + 12 + 12)
        assert len(run.get_metric("loss").values) == 1


def test_what_is_more_than_the_memory_may_hold_is_counted_and_training_goes_on(tmp_path):
    told = refused(tmp_path, 400)  # large ones are 1.2 MB each, and 32 MB may wait
    assert any("are being lost" in text for text in told)
    with Repo(tmp_path) as repo:
        [run] = repo.iter_runs()
        assert run.status == "finished"
        assert "records" in run.problems[0]
        assert len(run.get_metric("loss").values) == 1
        assert len(run.get_image_sequence("images")) > 12


def test_the_journals_folder_deleted_under_way_loses_no_later_object(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(Text("before"), name="t")
        assert run.texts()
        shutil.rmtree(tmp_path / ".runyard" / "journals")
        run.track(Image(np.zeros((700, 700, 3), np.uint8)), name="x")
        assert run.images()
        run.track(Text("after"), name="t")
    with Repo(tmp_path) as repo:
        found = repo.get_run(run.hash)
        assert [str(one) for one in found.texts()[0]] == ["before", "after"]
        assert len(found.images()[0]) == 1


def test_the_folder_of_blobs_deleted_under_way_is_made_anew(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        shutil.rmtree(tmp_path / ".runyard" / "blobs", ignore_errors=True)
        run.track(Image(np.zeros((7, 7, 3), np.uint8)), name="x")
        assert run.images()[0].at(0)[0].to_numpy().shape == (7, 7, 3)


def test_a_blob_that_cannot_be_put_waits_and_is_told(tmp_path, monkeypatch, caplog):
    from runyard.storage.objects import blobs

    real = blobs.put

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with Run(repo=tmp_path, **QUIET) as run:
        monkeypatch.setattr(blobs, "put", refuse)
        for step in range(5):
            run.track(Image(np.full((7, 7), step, np.uint8)), name="x")
            assert run.images() == []
        monkeypatch.setattr(blobs, "put", real)
        assert [one.to_numpy().max() for one in run.images()[0]] == [0, 1, 2, 3, 4]
    assert len(caplog.records) == 1
    assert "No space left on device" in caplog.text


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), PermissionError(13, "Denied")])
def test_blobs_that_cannot_be_written_for_a_moment_cost_no_object(tmp_path, monkeypatch, error):
    """Not even where their folder is gone: that must not be taken for a journal that is gone."""
    refusals = iter([error])
    real = blobs.put

    def put(folder, data):
        for refusal in refusals if data.startswith(b"\x89PNG") else ():
            raise refusal
        return real(folder, data)

    monkeypatch.setattr(blobs, "put", put)
    with Run(repo=tmp_path, **QUIET) as run:
        run.track([Image(np.full((9, 9), at, np.uint8)) for at in range(3)], name="x")
        run.track(1.0, name="loss")
        for _ in range(3):
            run.images()
        assert len(run.get_image_sequence("x")) == 3
        assert not run.problems


MOVED = """
import logging, os, sys, time
from pathlib import Path
import numpy as np
from runyard import Image, Run
told = []
logging.getLogger("runyard").addFilter(lambda record: told.append(record.getMessage()))
here, there = Path(sys.argv[1], "here"), Path(sys.argv[1], "there")
here.mkdir()
there.mkdir()
run = Run(repo=here, system_tracking_interval=None, capture_terminal_logs=False)
def log(seed):
    for side in (8, 500):  # within the record, and beside it
        pixels = np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8)
        run.track(Image(pixels), name=f"of {side}")
log(0)
assert run.images()  # stored
(here / ".runyard").rename(there / ".runyard")
log(1)
while not any("cannot be written now" in text for text in told):
    time.sleep(0.02)
os._exit(3)
"""


def test_objects_go_with_a_repository_that_is_moved_away(tmp_path):
    code, _, err = run_program(MOVED, tmp_path)
    assert code == 3, err
    assert list((tmp_path / "here").iterdir()) == []
    with Repo(tmp_path / "there") as repo:
        [run] = repo.iter_runs()
        assert {found.name: found.steps() for found in run.images()} == {"of 8": [0, 1], "of 500": [0, 1]}
