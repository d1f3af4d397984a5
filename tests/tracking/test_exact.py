"""Whatever is logged comes back bit for bit: peculiar numbers, and many processes at once."""

from __future__ import annotations

import math
import shutil
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard import Repo, Run
from runyard.storage import location
from runyard.storage.metrics import series
from runyard.storage.store import Store
from support import modules
from support.killing import points, scalars
from support.peculiar import peculiar
from support.programs import finish

WRITERS = 8


@pytest.mark.parametrize(("ending", "status"), [("close", "finished"), ("die", "crashed")])
def test_peculiar_numbers_and_steps_come_back_bit_for_bit(tmp_path, ending, status):
    """From the lists in memory, and from the journal of a process that died."""
    assert finish(modules.start("peculiar", tmp_path, ending)) == (0, "", "")
    [found] = modules.reread(tmp_path)
    run = found["runs"].pop(ending)
    assert run["status"] == status
    expected = points(peculiar(), 10**6)
    assert run["points"].keys() == expected.keys()
    for one, pairs in expected.items():
        assert run["points"][one] == pairs, one


def test_many_processes_at_once_make_a_repository_and_fill_it(tmp_path, long_form):
    count = 100_000 if long_form else 20_000
    folder, signal = tmp_path / "new", tmp_path / "go"
    folder.mkdir()
    writers = [modules.start("writer", folder, number, count, signal) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    assert list(folder.iterdir()) == []
    signal.touch()
    for writer in writers:
        assert finish(writer) == (0, "", "")
    [found] = modules.reread(folder)
    assert found["journals"] == []
    for number in range(WRITERS):
        run = found["runs"].pop(f"process {number}")
        assert (run["status"], run["attempts"]) == ("finished", ["finished"])
        assert run["points"] == points(scalars(number, count), count)
    assert found["runs"] == {}


FLOATS = st.binary(min_size=8, max_size=8).map(lambda raw: struct.unpack("<d", raw)[0]) | st.sampled_from(
    [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -2.2e-308, 1.7976931348623157e308, 3.4028235e38, 1e-45]
)
STEPS = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
EPOCHS = st.none() | FLOATS
SCALAR = st.tuples(FLOATS, st.sampled_from(["a", "b"]), STEPS, EPOCHS)
ROW = st.tuples(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), FLOATS, min_size=1), st.none(), STEPS, EPOCHS
)
FLUSH = st.just(())


def bits(number: float | None) -> int:
    [found] = struct.unpack("<q", struct.pack("<d", math.nan if number is None else number))
    return int(found)


def stored(folder: Path) -> dict[str, list[tuple[int, int, int]]]:
    """Step, value and epoch of every point as a reader orders them, floats as their bits."""
    found = {}
    with Repo(folder) as repo:
        [run] = repo.iter_runs()
        for info in series.of_run(repo.store, run._run_id):
            arrays = series.read(repo.store, info.id, all_points=True)
            epochs = [bits(None)] * len(arrays.steps)
            if arrays.epochs is not None:
                epochs = arrays.epochs.view(np.int64).tolist()
            values = arrays.values.view(np.int64).tolist()
            found[info.key.name] = list(zip(arrays.steps.tolist(), values, epochs, strict=True))
    return found


def leave_as_a_kill_does(folder: Path, place: Path) -> None:
    """Copy the journals of a run into another repository, with a lock that nobody holds."""
    copied = location.resolve(place, create=True)
    Store.open(copied, create=True).close()
    for path in (folder / ".runyard" / "journals").iterdir():
        if path.suffix == ".journal":
            shutil.copy(path, copied / "journals")
        else:
            (copied / "journals" / path.name).touch()


@settings(max_examples=25)
@given(st.lists(SCALAR | ROW | FLUSH, max_size=40))
def test_any_numbers_and_steps_come_back_bit_for_bit(calls):
    """Through memory, through the journal of a killed process, and through the merging of many chunks."""
    expected: dict[str, list[tuple[int, int, int]]] = {}
    with TemporaryDirectory() as place:
        folder, killed = Path(place, "run"), Path(place, "killed")
        following: dict[str, int] = {}
        with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
            for call in calls:
                if not call:
                    run._running.flush()
                    continue
                value, name, step, epoch = call
                try:
                    run.track(value, name=name, step=step, epoch=epoch)
                except ValueError:  # no automatic step is left after the last 64-bit one
                    assert step is None
                    continue
                for key, number in value.items() if isinstance(value, dict) else [(name, value)]:
                    at = following.get(key, 0) if step is None else step
                    following[key] = max(following.get(key, 0), at + 1)
                    expected.setdefault(key, []).append((at, bits(number), bits(epoch)))
            for points_of_one in expected.values():
                points_of_one.sort(key=lambda point: point[0])
            leave_as_a_kill_does(folder, killed)
            assert stored(folder) == expected
        assert stored(folder) == expected
        assert stored(killed) == expected
