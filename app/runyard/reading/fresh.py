"""Reads see what this process logged a moment ago: whoever logs leaves here how to store what still waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

# No lock, which a forked child could find held: single list operations are safe between threads.
_flushers: list[tuple[Path, Callable[[], object]]] = []


def add(folder: Path, flush: Callable[[], object]) -> None:
    """From now on call `flush` before a read of the repository in `folder` (a `.runyard`)."""
    _flushers.append((folder.resolve(), flush))


def remove(folder: Path, flush: Callable[[], object]) -> None:
    """Stop calling `flush`; does nothing when it is not known."""
    try:
        _flushers.remove((folder.resolve(), flush))
    except ValueError:
        return


def before_read(folder: Path) -> None:
    """Store what waits in this process for the repository in `folder`."""
    if not _flushers:
        return
    place = folder.resolve()
    for known, flush in _flushers:
        if known == place:
            flush()
