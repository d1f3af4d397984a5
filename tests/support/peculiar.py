"""Numbers and steps that a careless path would change, and a program that logs them.

Arguments: folder, and how it ends: "close", or "die" without a word.
"""

from __future__ import annotations

import os
import random
import struct
import sys
from collections.abc import Iterator
from itertools import chain

from runyard import Run
from support.killing import Call

_WIDE = [
    0x0000000000000000, 0x8000000000000000,  # zeros
    0x7FF0000000000000, 0xFFF0000000000000,  # infinities
    0x7FF8000000000000, 0xFFF8000000000000,  # quiet NaN, both signs
    0x7FF8000000000001, 0x7FFFFFFFFFFFFFFF, 0xFFF8DEADBEEF0001,  # with payloads
    0x7FF0000000000001, 0xFFF0000000000001, 0x7FF4000000000000,  # signalling
    0x0000000000000001, 0x8000000000000001, 0x000FFFFFFFFFFFFF,  # denormals
    0x0010000000000000, 0x7FEFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF,  # smallest normal, largest
    0x3FF0000000000001, 0x3FB999999999999A,  # 1 and a bit, 0.1
]  # fmt: skip
_NARROW = [
    0x00000000, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00001, 0x00000001, 0x807FFFFF,
    0x00800000, 0x7F7FFFFF, 0x3F800001,
]  # fmt: skip
#: Of float64 with the low 29 bits empty, as float32 has them: NaN with payloads, quiet and signalling.
_NARROW_NANS = [0x7FF8000020000000, 0xFFFFFFFFE0000000, 0x7FF0000020000000, 0xFFF4000040000000]
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_STEPS = [0, _HIGHEST, _LOWEST, _HIGHEST - 1, _LOWEST + 1, 5, 5, 3, -1, 2**32, -(2**32), 5, _HIGHEST, _LOWEST]
_INTS = [0, -1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63, 2**64 + 1, 10**300, -(10**308)]


def _float(number: int) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", number))[0])


def lists() -> Iterator[list[Call]]:
    """Yield what is logged to each series in turn, with explicit steps."""
    rng = random.Random(1)
    narrow = [float(struct.unpack("<f", struct.pack("<I", number))[0]) for number in _NARROW]
    wide = [_float(number) for number in _WIDE]
    values: dict[str, list[float]] = {
        "wide": wide,
        "narrow": narrow,
        "narrow NaN": [_float(number) for number in _NARROW_NANS],
        "narrow, then not": [*narrow * 20, 0.1],
        "ints": [*_INTS, True, False],
        "random bits": [_float(rng.getrandbits(64)) for _ in range(9000)],
        "random NaN": [_float(0x7FF0000000000000 | rng.getrandbits(63)) for _ in range(9000)],
    }
    values |= {f"alone {number:x}": [_float(number)] for number in [*_WIDE, *_NARROW_NANS]}
    for name, numbers in values.items():
        yield [Call(number, name, step) for step, number in enumerate(numbers)]
    yield [Call(float(at), "steps", step) for at, step in enumerate(_STEPS)]
    # Ends where a steady count would end, without being one.
    yield [Call(float(at), "not steady", step) for at, step in enumerate([0, 1, 5, -7, 4])]
    for step in _STEPS:
        yield [Call(1.5, f"only step {step}", step)]
    jumps = [rng.randrange(_LOWEST, _HIGHEST) for _ in range(5000)] + [rng.randrange(9) for _ in range(5000)]
    yield [Call(float(at), "jumps", step) for at, step in enumerate(jumps)]
    yield [Call({"row": value, "row again": -value}, None, step, value) for step, value in enumerate(wide)]
    yield [Call(value, "epoch", step, 0.5, {"π": -0.0}) for step, value in enumerate(wide)]


def peculiar() -> Iterator[Call]:
    """Yield everything that is logged."""
    return chain.from_iterable(lists())


def main() -> None:
    """Log it all."""
    folder, ending = sys.argv[1:]
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    run.name = ending
    for call in peculiar():
        run.track(*call)
    if ending == "die":
        os._exit(0)
    run.close()


if __name__ == "__main__":
    main()
