"""The same calls through memory and through the file amount to equal batches, whatever the calls."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard import Distribution, Image, Text
from runyard.journal.batch import Batch
from runyard.tracking.hot import Tracking
from runyard.tracking.session import Session


class Logger(Tracking):
    """The tracking part of a run, without a repository."""

    def __init__(self, folder: Path, last_steps: dict[Any, int] | None = None) -> None:
        (folder / "journals").mkdir(exist_ok=True)
        self.session = Session(folder, "ab" * 12, last_steps=last_steps)
        self._journal = self.session.journal
        self._scalars = self.session.scalars
        self._groups = self.session.groups

    def _session_to_write(self) -> Session:
        return self.session

    def close(self) -> None:
        self._journal.close()
        self.session.lock.release()


def shape(batch: Batch) -> dict[str, Any]:
    """Everything a batch holds, with floats as their bits."""
    points = {
        key: (p.steps.tolist(), p.times.tolist(), p.values.tobytes(), p.epochs and p.epochs.tobytes())
        for key, p in batch.points.items()
        if len(p)
    }
    items = [(*call[:3], repr(call.epoch), call.items) for call in batch.items]
    frame = (batch.owner, batch.segment, batch.start, batch.end, batch.sealed, batch.last_time)
    return {"points": points, "ops": batch.ops, "lines": batch.lines, "items": items, "frame": frame}


FLOATS = st.binary(min_size=8, max_size=8).map(lambda raw: struct.unpack("<d", raw)[0])
NAMES = st.sampled_from(["a", "b", "c"])
CONTEXTS = st.sampled_from([None, {}, {"s": "val"}, {"s": 1}, {"s": True}, {"s": 1.0}, {"t": "x", "s": "y"}])
STEPS = st.none() | st.integers(-(2**63), 2**63 - 2) | st.integers(0, 5)
EPOCHS = st.none() | st.floats(width=64)
SCALAR = st.tuples(FLOATS | st.integers(-100, 100) | st.booleans(), NAMES, STEPS, EPOCHS, CONTEXTS)
ROW = st.tuples(
    st.dictionaries(NAMES, FLOATS | st.integers(-9, 9), max_size=3), st.none(), STEPS, EPOCHS, CONTEXTS
)
OBJECT = st.one_of(
    st.text().map(Text),
    st.integers(1, 9).map(lambda side: Image(np.zeros((side, side, 3), np.uint8), caption=str(side))),
    st.just(Image(np.ones((400, 300, 3), np.uint8))),  # goes into a file of its own
    st.lists(st.floats(-9, 9), max_size=5).map(lambda samples: Distribution(samples, 4)),
)
OBJECTS = st.tuples(OBJECT | OBJECT.map(lambda one: [one, one]), NAMES, STEPS, EPOCHS, CONTEXTS)
MIXED = st.tuples(st.dictionaries(NAMES, OBJECT | FLOATS, max_size=3), st.none(), STEPS, EPOCHS, CONTEXTS)
CUT = st.just("cut")


@settings(deadline=None, max_examples=150)
@given(st.lists(SCALAR | ROW | OBJECTS | MIXED | CUT, max_size=40), st.integers(600, 4000))
def test_memory_and_file_give_equal_batches(calls, limit):
    with TemporaryDirectory() as place:
        logger = Logger(Path(place))
        journal = logger.session.journal
        journal.limit = limit
        for call in calls:
            if call == "cut":
                journal.cut()
                continue
            with suppress(ValueError):  # an automatic step after the last 64-bit one
                logger.track(*call)
        journal.cut(sealed=True)
        assert all(cut.waiting is not None for cut in journal.cuts)
        cuts = list(journal.cuts)
        live = [shape(batch) for cut in cuts for batch in cut.batches(cut.start)]
        journal.spill()
        read = [shape(batch) for cut in cuts for batch in cut.batches(cut.start)]
        assert live == read
        logger.close()


@settings(deadline=None, max_examples=100)
@given(st.lists(SCALAR | ROW, max_size=40))
def test_every_series_keeps_the_order_of_the_calls(calls):
    """Alone, in one row or in several: what was logged later comes later."""
    with TemporaryDirectory() as place:
        logger = Logger(Path(place))
        expected: dict[Any, list[bytes]] = {}
        for value, name, step, epoch, context in calls:
            pairs = value.items() if isinstance(value, dict) else [(name, value)]
            try:
                logger.track(value, name, step, epoch, context)
            except ValueError:
                continue
            for key, number in pairs:
                typed = tuple(sorted((k, type(v), v) for k, v in (context or {}).items()))
                expected.setdefault((key, repr(typed)), []).append(struct.pack("<d", number))
        journal = logger.session.journal
        journal.cut(sealed=True)
        [batch] = [batch for cut in journal.cuts for batch in cut.batches(cut.start)]
        found = sorted(p.values.tobytes() for p in batch.points.values() if len(p))
        assert found == sorted(b"".join(values) for values in expected.values())
        logger.close()


def logged(logger: Logger) -> dict[str, list[int]]:
    logger.session.journal.cut(sealed=True)
    steps: dict[str, list[int]] = {}
    for cut in logger.session.journal.cuts:
        for batch in cut.batches(cut.start):
            for key, points in batch.points.items():
                steps.setdefault(key.name, []).extend(points.steps)
    logger.close()
    return steps


def test_each_key_of_a_dictionary_has_its_own_automatic_step(tmp_path):
    logger = Logger(tmp_path)
    logger.track(1.0, "a")
    logger.track(1.0, "a")
    logger.track({"a": 1.0, "b": 2.0})
    logger.track({"a": 1.0, "b": 2.0})
    logger.track({"b": 1.0, "c": 2.0})
    logger.track(5.0, "c", step=10)
    logger.track({"b": 1.0, "c": 2.0})
    logger.track({"a": 0.0, "b": 2.0}, step=50)
    logger.track({"a": 0.0, "b": 2.0})
    assert logged(logger) == {
        "a": [0, 1, 2, 3, 50, 51],
        "b": [0, 1, 2, 3, 50, 51],
        "c": [0, 10, 11],
    }


def test_automatic_steps_follow_the_highest_step(tmp_path):
    logger = Logger(tmp_path)
    for step in (5, None, 3, None, -7, None):
        logger.track(1.0, "a", step=step)
        logger.track({"x": 1.0, "y": 2}, step=step)
    expected = [5, 6, 3, 7, -7, 8]
    assert logged(logger) == {"a": expected, "x": expected, "y": expected}


def test_a_dictionary_is_one_record(tmp_path):
    logger = Logger(tmp_path)
    values = {f"m{i}": float(i) for i in range(100)}
    logger.track(values)
    before = logger.session.journal.offset
    logger.track(values)
    assert logger.session.journal.offset - before < 100 * 8 + 64
    logger.close()
