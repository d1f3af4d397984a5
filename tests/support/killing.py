"""What a killed program logs, and what it leaves in a shared file: both can be worked out afterwards."""

from __future__ import annotations

import itertools
import json
import mmap
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PLACES = ("before", "transaction", "deletion", "rotation", "merging", "anytime", "recovery", "fork")

_ACKNOWLEDGED, _STAMP, _KILLED, _WIDTH = range(4)


class Board:
    """Numbers in a mapped file, three a process: what was put there stays when the process is killed.

    They are the acknowledgement (how many calls have returned), the time before the last of these calls in
    µs, and the place at which the process killed itself, from 1 in the order of `PLACES`.
    """

    def __init__(self, path: Path, processes: int = 0) -> None:
        if processes:
            path.write_bytes(bytes(8 * _WIDTH * processes))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self._numbers = memoryview(self._map).cast("q")

    def acknowledge(self, process: int, calls: int, stamp: int) -> None:
        """Note that so many calls have returned."""
        self._numbers[process * _WIDTH + _STAMP] = stamp
        self._numbers[process * _WIDTH + _ACKNOWLEDGED] = calls

    def acknowledged(self, process: int) -> int:
        """Return how many calls have returned."""
        return self._numbers[process * _WIDTH + _ACKNOWLEDGED]

    def stamp(self, process: int) -> int:
        """Return a time before the last acknowledged call, µs."""
        return self._numbers[process * _WIDTH + _STAMP]

    def note(self, process: int, place: str) -> None:
        """Note where the process is about to be killed."""
        self._numbers[process * _WIDTH + _KILLED] = 1 + PLACES.index(place)

    def killed(self, process: int) -> str:
        """Return where the process was killed, or nothing."""
        number = self._numbers[process * _WIDTH + _KILLED]
        return PLACES[number - 1] if number else ""

    def close(self) -> None:
        """Let go of the file."""
        self._numbers.release()
        self._map.close()


class Call(NamedTuple):
    """The arguments of one `track`."""

    value: Any
    name: str | None = None
    step: int | None = None
    epoch: float | None = None
    context: dict[str, Any] | None = None


def calls(seed: int) -> Iterator[Call]:
    """Yield what a program logs, without end; an even seed has values that float32 can hold exactly."""
    rng = random.Random(seed)

    def value() -> float:
        if seed % 2:
            return rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300)
        return struct.unpack("<f", struct.pack("<f", rng.gauss(0, 1e3)))[0]

    for number in itertools.count():
        turn = rng.randrange(10)
        if turn < 3:
            yield Call(value(), "loss")
        elif turn < 5:
            yield Call(value(), "loss", None, number / 100, {"subset": "val"})
        elif turn < 7:
            yield Call({"a": value(), "b": value()}, context={"subset": "train"})
        elif turn == 7:
            yield Call(value(), "drift", rng.randrange(-50, 50), None, {"fold": 1, "last": True})
        elif turn == 8:
            yield Call({"loss": value(), "lr": value()}, step=number)
        else:
            yield Call({"lr": value(), "loss": value()})


def key(name: str, context: dict[str, Any] | None) -> str:
    """Return a series' name and context as text."""
    return json.dumps([name, context or {}], sort_keys=True)


def bits(value: float) -> int:
    """Return the bits of a float64 as a signed number."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def points(logged: Iterator[Call], count: int) -> dict[str, list[list[int]]]:
    """Return [step, bits] of every point of the first calls by series, as a reader orders them."""
    found: dict[str, list[list[int]]] = {}
    following: dict[str, int] = {}
    for call in itertools.islice(logged, count):
        numbers = call.value if isinstance(call.value, dict) else {call.name: call.value}
        for name, value in numbers.items():
            series = key(name, call.context)
            step = following.get(series, 0) if call.step is None else call.step
            following[series] = max(following.get(series, 0), step + 1)
            found.setdefault(series, []).append([step, bits(value)])
    return {series: sorted(pairs, key=lambda pair: pair[0]) for series, pairs in found.items()}


def scalars(seed: int, count: int) -> Iterator[Call]:
    """Yield numbers for four series in turn."""
    rng = random.Random(seed)
    for number in range(count):
        context = {"subset": "train" if number % 2 else "val"}
        yield Call(rng.gauss(0, 1), "loss" if number % 4 < 2 else "accuracy", None, None, context)
