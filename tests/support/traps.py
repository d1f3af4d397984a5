"""Traps that a program sets for itself: at a chosen place it notes the place and kills itself.

They wrap functions in the program's own process; the product knows nothing of them. A number from 0 chooses
among the moments that count as one place.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runyard.journal.writer import JournalWriter
from runyard.storage.ingest import checkpoint
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import merge
from runyard.storage.runs import attempts
from runyard.tracking import hub
from support.killing import Board


class Trap:
    """Kills this process when it comes by, once armed."""

    def __init__(self, board: Board, process: int, place: str) -> None:
        self._board, self._process, self._place = board, process, place
        self.armed = False

    def spring(self) -> None:
        """Note the place, and die."""
        if self.armed:
            self._board.note(self._process, self._place)
            os.kill(os.getpid(), signal.SIGKILL)

    def after(self, owner: Any, name: str, when: Callable[..., bool] = lambda *found: True) -> None:
        """Die when a function has done its work; `when` gets its result and its arguments."""
        inner = getattr(owner, name)

        def wrapped(*arguments: Any, **options: Any) -> Any:
            result = inner(*arguments, **options)
            if when(result, *arguments):
                self.spring()
            return result

        setattr(owner, name, wrapped)

    def before(self, owner: Any, name: str, when: Callable[..., bool] = lambda *found: True) -> None:
        """Die when a function is called; `when` gets its arguments."""
        inner = getattr(owner, name)

        def wrapped(*arguments: Any, **options: Any) -> Any:
            if when(*arguments):
                self.spring()
            return inner(*arguments, **options)

        setattr(owner, name, wrapped)

    def inside(self, owner: Any, name: str, moment: int) -> None:
        """Die in the write transaction of a function, before its statement `moment` or before its COMMIT."""
        inner = getattr(owner, name)

        def wrapped(first: Any, *rest: Any) -> Any:
            store = first._store if isinstance(first, Ingest) else first
            store.connection.set_trace_callback(self._statements(moment))
            try:
                return inner(first, *rest)
            finally:
                store.connection.set_trace_callback(None)

        setattr(owner, name, wrapped)

    def _statements(self, moment: int) -> Callable[[str], None]:
        seen: list[str] = []

        def trace(statement: str) -> None:
            if seen or statement.startswith("BEGIN IMMEDIATE"):
                seen.append(statement)
            if seen and (len(seen) == moment + 2 or statement == "COMMIT"):
                self.spring()

        return trace


def is_segment(path: Any, *_: Any) -> bool:
    """Whether a path is a segment's."""
    return str(path).endswith(".journal")


def before_the_first_ingest(trap: Trap, moment: int) -> None:
    """Nothing is ingested, or nothing but the run's creation; the program springs the trap itself."""
    if moment % 2:
        hub.Hub.flush = lambda *_: False  # type: ignore[method-assign]
    hub.INTERVAL = 3600.0


def in_the_transaction(trap: Trap, moment: int) -> None:
    """Somewhere in the transaction of an ingest."""
    trap.inside(Ingest, "commit", moment)


def before_a_deletion(trap: Trap, moment: int) -> None:
    """A whole segment is committed, and not deleted yet."""
    if moment % 3 == 0:
        trap.after(Ingest, "commit", lambda changes, ingest, batch: batch.sealed)
    elif moment % 3 == 1:
        trap.after(checkpoint, "covered")
    else:
        trap.before(Path, "unlink", is_segment)


def in_a_rotation(trap: Trap, moment: int) -> None:
    """The next segment is absent, empty, half begun, begun but not in use, or in use."""
    if moment % 5 == 0:
        trap.before(JournalWriter, "_next_segment")
    elif moment % 5 == 1:
        trap.after(os, "open", lambda fd, path, *_: is_segment(path))
    elif moment % 5 == 2:
        _tear_the_header(trap)
    elif moment % 5 == 3:
        trap.after(JournalWriter, "_open")
    else:
        trap.after(JournalWriter, "_next_segment")


def _tear_the_header(trap: Trap) -> None:
    begin, write = JournalWriter._open, os.write

    def half(fd: int, data: bytes) -> int:
        if trap.armed:
            write(fd, data[: len(data) // 2])
        trap.spring()
        return write(fd, data)

    def wrapped(self: JournalWriter, number: int) -> tuple[int, int]:
        os.write = half
        try:
            return begin(self, number)
        finally:
            os.write = write

    JournalWriter._open = wrapped  # type: ignore[method-assign]


def in_a_merge(trap: Trap, moment: int) -> None:
    """Between reading the parts and writing the whole, or somewhere in the transaction."""
    if moment == 0:
        trap.after(merge, "_joined")
    else:
        trap.inside(merge, "merge_groups", moment)


def in_a_recovery(trap: Trap, moment: int) -> None:
    """While another process takes in what a dead one left: at each of its steps."""
    if moment % 5 == 0:
        trap.inside(Ingest, "commit", moment)
    elif moment % 5 == 1:
        trap.after(Ingest, "commit", lambda changes, ingest, batch: batch.segment > 0)
    elif moment % 5 == 2:
        trap.after(attempts, "crash")
    elif moment % 5 == 3:
        trap.inside(merge, "merge_groups", moment)
    else:
        trap.after(Path, "unlink", lambda _, path, *rest: is_segment(path))


SETTING: dict[str, Callable[[Trap, int], None]] = {
    "before": before_the_first_ingest,
    "transaction": in_the_transaction,
    "deletion": before_a_deletion,
    "rotation": in_a_rotation,
    "merging": in_a_merge,
    "anytime": lambda trap, moment: None,
    "recovery": in_a_recovery,
}
