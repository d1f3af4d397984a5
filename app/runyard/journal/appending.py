"""One record into the open segment, whatever the disk and other calls of the same thread do meanwhile."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from runyard.domain.errors import ClosedRunError
from runyard.journal.batch import Op, Owner
from runyard.journal.held import Held

RETRY_LIMIT: Final = 32 << 20
_RETRY_EVERY = 0.1

#: `Appending.gate`: only when FREE may a caller write by itself.
FREE: Final = 0
WRITING: Final = 1
BUSY: Final = 2
TROUBLE: Final = 3
CLOSED: Final = 4


class Appending:
    """The part of `JournalWriter` that writes records; what the disk refuses waits in memory.

    Attributes
    ----------
    lock : RLock
        Held around every write, and while looking at `gate`.
    gate : int
        FREE, or why a caller must go through `append`: another write of this thread is under way (the call
        comes from a signal handler or a finalizer), or the disk refuses.
    fd, offset, limit : int
        The open segment, how long it is, and where it ends; past the limit, call `rotate`.
    """

    __slots__ = (
        "_held",
        "_late",
        "_retried",
        "_spoiled",
        "fd",
        "gate",
        "limit",
        "lock",
        "offset",
        "owner",
        "report",
    )

    fd: int
    offset: int

    def __init__(self, owner: Owner, limit: int, report: Callable[[str], None]) -> None:
        self.owner = owner
        self.limit = limit
        self.report = report
        self.lock = threading.RLock()
        self.gate = FREE
        self._spoiled = False  # whether the lists may lack what the file holds, since the last cut
        self._late: deque[bytes] = deque()  # records that came from within, and wait for the gate
        self._held = Held()
        self._retried = 0.0

    def rotate(self) -> None:
        """Go on in a new segment."""
        raise NotImplementedError

    def op(self, change: Op) -> None:
        """Append a change to the run itself."""
        raise NotImplementedError

    def append(self, record: bytes, keep: Callable[[Any], None] | None, item: Any) -> None:
        """Write a record and hand `item` to `keep`; never raises for what the disk does.

        Callable at any moment, from within another call of this thread too. Raises ClosedRunError when
        another thread has closed the run meanwhile: the record is not kept.
        """
        with self.lock:
            if self.gate:
                self._append_guarded(record)
                return
            self.gate = WRITING
            try:
                written = os.write(self.fd, record)
                if written != len(record):
                    self.refused(record, written, None)
                    return
                self.offset += written
                if keep is not None:
                    keep(item)
                self.gate = FREE
            except BaseException as error:
                self.rescue(record, error)
                return
            if self.offset >= self.limit:
                self.rotate()

    def _append_guarded(self, record: bytes) -> None:
        if self.gate == WRITING:
            self._spoiled = True
            try:
                if os.write(self.fd, record) == len(record):
                    return
            except OSError:
                pass
            self._late.append(record)  # the write under way will meet the same trouble and take it along
        elif self.gate == BUSY:
            self._late.append(record)
        elif self.gate == TROUBLE:
            self._hold(record)
            self.retry()
        else:
            raise ClosedRunError(self.owner.run)

    def rescue(self, record: bytes, error: BaseException) -> None:
        """After an exception amid a write: let file and lists agree; raise what is not the disk's."""
        if isinstance(error, OSError):
            self.refused(record, 0, error)
            return
        self._spoiled = True
        self.offset = os.fstat(self.fd).st_size
        self.gate = FREE
        try:
            raise error
        finally:
            del error  # else it would keep itself alive, through its traceback and this frame

    def refused(self, record: bytes, written: int, error: OSError | None) -> None:
        """The disk took only `written` bytes of a record: cut back to its start, keep it for later."""
        self.gate = BUSY
        self._spoiled = True
        try:
            if written:
                os.ftruncate(self.fd, os.fstat(self.fd).st_size - written)
            self.offset = os.fstat(self.fd).st_size
        except OSError:  # a torn record stays behind; readers step over it
            pass
        self._held.reason = (error.strerror if error else None) or os.strerror(errno.ENOSPC)
        self._retried = time.monotonic()
        self._hold(record)
        self._settle_late()
        self.gate = TROUBLE
        self.report(
            f"the journal of run {self.owner.run} cannot be written ({self._held.reason});"
            f" records wait in memory, up to {RETRY_LIMIT >> 20} MB of them"
        )

    def _hold(self, record: bytes) -> None:
        lost_before = self._held.lost_records
        if not self._held.keep(record, RETRY_LIMIT) and not lost_before:
            self.report(f"records of run {self.owner.run} are being lost: {self._held.reason}")

    def _settle_late(self) -> None:
        while self._late:
            self._hold(self._late.popleft())

    def retry(self, *, now: bool = False) -> bool:
        """Try again to write what waits in memory; True when nothing waits any more."""
        with self.lock:
            if self.gate != TROUBLE:
                return self.gate == FREE
            if not now and time.monotonic() - self._retried < _RETRY_EVERY:
                return False
            self._retried = time.monotonic()
            self.gate = BUSY
            self._spoiled = True  # what is written now stands in the file alone
            try:
                done = self._held.write(self.fd)
            except OSError:
                done = False
            finally:
                self.offset = os.fstat(self.fd).st_size
                self._settle_late()
                self.gate = TROUBLE
            if done and not self._held.records:
                self.gate = FREE
                lost = self._held.tell()
                if lost:
                    self.op(Op("gap", time.time_ns() // 1000, lost))
            return self.gate == FREE

    def _open_gate(self, gate: int) -> None:
        """After being BUSY: write, or hold, what came from within meanwhile."""
        if gate == TROUBLE:
            self._settle_late()
        self.gate = gate
        while self._late:
            self._spoiled = True
            self.append(self._late.popleft(), None, None)
