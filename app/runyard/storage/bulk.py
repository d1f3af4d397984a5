"""Many rows in one statement.

Every step of a statement gives up Python's interpreter lock and must win it back from the training loop, 5 ms each
time that one is busy, with the database's write lock held. So a flush is a handful of statements, whatever its size.
Values are bound rather than written as JSON, because SQLite does not promise to read a decimal back bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

_MOST = 1024  # rows; times the widest row this stays under SQLite's default of 32,766 variables


def blocks(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield (``VALUES (?,..),..``, parameters) for blocks of the rows.

    A block is filled up with rows of NULL to a power of two, so that few different statements are ever prepared;
    the statement around it passes over rows whose ``column1`` is NULL.
    """
    for start in range(0, len(rows), _MOST):
        block = rows[start : start + _MOST]
        width = len(block[0])
        size = 1 << (len(block) - 1).bit_length()
        row = f"({','.join('?' * width)})"
        parameters = list(chain.from_iterable(block))
        parameters += [None] * (width * (size - len(block)))
        yield f"VALUES {','.join([row] * size)}", parameters
