"""Where two orders of ids differ."""

from __future__ import annotations

from array import array
from typing import NamedTuple


class Splice(NamedTuple):
    """At place `at`, `removed` ids give way to `inserted` others; before and after, both orders agree."""

    at: int
    removed: int
    inserted: int


def difference(old: array[int], new: array[int]) -> Splice | None:
    """Return the one stretch that differs; None if the orders are equal."""
    if old == new:
        return None
    shorter = min(len(old), len(new))
    head = _agreeing(memoryview(old)[:shorter], memoryview(new)[:shorter])
    rest = shorter - head
    tail = rest - _differing_end(memoryview(old)[len(old) - rest :], memoryview(new)[len(new) - rest :])
    return Splice(head, len(old) - head - tail, len(new) - head - tail)


def _agreeing(old: memoryview, new: memoryview) -> int:
    """Return how many ids agree from the start; by halving, since comparing bytes is fast."""
    low, high = 0, len(old)
    first, second = old.tobytes(), new.tobytes()
    size = old.itemsize
    while low < high:
        middle = (low + high + 1) // 2
        if first[low * size : middle * size] == second[low * size : middle * size]:
            low = middle
        else:
            high = middle - 1
    return low


def _differing_end(old: memoryview, new: memoryview) -> int:
    """Return the least place from which both agree to their end."""
    low, high = 0, len(old)
    first, second = old.tobytes(), new.tobytes()
    size = old.itemsize
    while low < high:
        middle = (low + high) // 2
        if first[middle * size : high * size] == second[middle * size : high * size]:
            high = middle
        else:
            low = middle + 1
    return high
