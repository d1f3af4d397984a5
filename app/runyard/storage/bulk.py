"""Many rows in one statement.

Every step of a statement gives up Python's interpreter lock and must win it back from the training loop, up
to 5 ms each time that one is busy, with the database locked. So a flush is a handful of statements whatever
its size, put together before the lock is taken. Values are bound rather than written as JSON, because SQLite
does not promise to read a decimal back bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

_MOST = 1024  # rows; times the widest row this stays under SQLite's default of 32,766 variables


class Statement(NamedTuple):
    """A statement ready to run, and how many of its rows are real."""

    sql: str
    parameters: list[Any]
    rows: int


def statements(around: str, rows: Sequence[Sequence[Any]]) -> list[Statement]:
    """Return the statements that pass the rows, in blocks, to `around`, whose ``{values}`` they replace.

    A block is filled up with rows of NULL to a power of two, so that few different statements are ever
    prepared; `around` passes over rows whose ``column1`` is NULL.
    """
    found = []
    for start in range(0, len(rows), _MOST):
        block = rows[start : start + _MOST]
        width, size = len(block[0]), 1 << (len(block) - 1).bit_length()
        parameters = list(chain.from_iterable(block))
        parameters += [None] * (width * (size - len(block)))
        found.append(Statement(_text(around, width, size), parameters, len(block)))
    return found


@lru_cache(maxsize=128)
def _text(around: str, width: int, size: int) -> str:
    row = f"({','.join('?' * width)})"
    return around.format(values=f"VALUES {','.join([row] * size)}")
