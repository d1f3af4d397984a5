"""Reads see what this process logged a moment ago: whoever logs leaves here how to store what still waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

_lock = threading.Lock()
_flushers: dict[Path, list[Callable[[], object]]] = {}


def add(folder: Path, flush: Callable[[], object]) -> None:
    """From now on call `flush` before a read of the repository in `folder` (a `.runyard`)."""
    with _lock:
        _flushers.setdefault(folder.resolve(), []).append(flush)


def remove(folder: Path, flush: Callable[[], object]) -> None:
    """Stop calling `flush`; does nothing when it is not known."""
    with _lock:
        known = _flushers.get(folder.resolve(), [])
        if flush in known:
            known.remove(flush)


def before_read(folder: Path) -> None:
    """Store what waits in this process for the repository in `folder`."""
    if not _flushers:
        return
    with _lock:
        waiting = list(_flushers.get(folder.resolve(), ()))
    for flush in waiting:
        flush()
