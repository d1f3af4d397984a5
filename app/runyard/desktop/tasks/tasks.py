"""`Tasks`: the facade through which the desktop reads and writes."""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from runyard.desktop.tasks.callback import Callback
from runyard.desktop.tasks.cancel import Cancel
from runyard.desktop.tasks.feed import Feed, Found
from runyard.desktop.tasks.garbage import GarbageKeeper
from runyard.desktop.tasks.readers import STOP_AGAIN, Answer, ReadJob, ReadPool
from runyard.desktop.tasks.writer import WriteJob, Writer
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store

T = TypeVar("T")

#: Announcements closer together than a frame are one announcement.
FRAME = 0.016
PATIENCE = 2.0


@dataclass(slots=True)
class _Waiting:
    """Who waits for an answer. The job is kept: no worker may free what it refers to."""

    job: ReadJob | WriteJob
    then: Callback | None
    failed: Callback | None
    place: tuple[int, Hashable] | None = None
    owner: weakref.ref[QObject] | None = None


class Tasks(QObject):
    """Reads on a small pool, writes in a queue of one, and everything that changed announced once.

    `looked` tells that the repository was compared with what has been announced, `wrote` carries the
    `Changes` of a write through this object, before they are announced, and `closing` that what is still to
    be written must be written now.

    Callbacks run on the GUI thread, only while their owner lives. A `KnownProblem` goes to `failed`, or to
    `troubled` when the caller gave none; anything else is a bug and goes to `sys.excepthook`.
    """

    changed = Signal(object)
    wrote = Signal(object)
    troubled = Signal(object)
    looked = Signal()
    closing = Signal()
    _answered = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        """Take over `store`, an open store; it becomes the writing thread's own."""
        super().__init__(parent)
        self.folder = store.folder
        self.read_only = store.read_only
        self._seen = store.revision()
        self._tickets = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._latest: dict[tuple[int, Hashable], int] = {}
        self._pending: Changes | None = None
        self._announced = 0.0
        self._closed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._announce)
        self._stopping = QTimer(self, interval=int(STOP_AGAIN * 1000))
        self._stopping.timeout.connect(self._stop)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._garbage = GarbageKeeper(self)  # before the first thread begins
        self._feed = Feed(store.folder, store.database, self._seen, self)
        self._feed.found.connect(self._found, Qt.ConnectionType.QueuedConnection)
        self._feed.looked.connect(self.looked, Qt.ConnectionType.QueuedConnection)
        self._feed.failed.connect(self._trouble, Qt.ConnectionType.QueuedConnection)
        self._pool = ReadPool(store.folder, self._answered.emit)
        self._writer = Writer(store, self._answered.emit)

    def read(
        self,
        fn: Callable[[Store, Cancel], T],
        *,
        owner: QObject,
        key: Hashable,
        then: Callable[[T], Any],
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        """Run `fn` on a reading thread; a later read with the same owner and key silences this one."""
        if self._closed:
            return
        self.cancel(owner, key)
        ticket = next(self._tickets)
        place = (id(owner), key)
        job = ReadJob(ticket, fn)
        alive = weakref.ref(owner, partial(_abandon, weakref.ref(job)))
        self._latest[place] = ticket
        self._waiting[ticket] = _Waiting(
            job, Callback(then, alive), Callback(failed, alive) if failed else None, place, alive
        )
        self._pool.submit(job)

    def cancel(self, owner: QObject, key: Hashable) -> None:
        """Silence the read of this owner and key, if one is under way."""
        ticket = self._latest.pop((id(owner), key), 0)
        waiting = self._waiting.get(ticket)
        if waiting is not None and isinstance(waiting.job, ReadJob):
            waiting.job.stop()
            self._stopping.start()

    def write(
        self,
        fn: Callable[[Store], Changes],
        *,
        owner: QObject | None = None,
        then: Callable[[Changes], Any] | None = None,
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        """Run `fn` after the writes queued before it; views hear of what it returns through `changed`."""
        if self._closed:
            return
        ticket = next(self._tickets)
        alive = weakref.ref(owner) if owner is not None else None
        job = WriteJob(ticket, fn)
        self._waiting[ticket] = _Waiting(
            job, Callback(then, alive) if then else None, Callback(failed, alive) if failed else None
        )
        self._writer.submit(job)

    def idle(self) -> bool:
        """Whether nothing is being read, written or about to be announced."""
        return not self._waiting and self._pending is None

    def seen(self) -> int:
        """Return the revision up to which everything has been announced."""
        return self._seen

    def age(self) -> float:
        """Return the seconds since the repository was last looked at."""
        return time.monotonic() - self._feed.checked

    def look(self) -> None:
        """Look for changes now."""
        self._feed.look()

    def set_pace(self, seconds: float) -> None:
        """Look for what other processes wrote every so many seconds; 0 is as soon as they write."""
        self._feed.set_pace(seconds)

    def close(self) -> list[str]:
        """Stop the reads, finish the writes, wait two seconds at most; return the threads that hang."""
        if self._closed:
            return []
        self.closing.emit()
        self._closed = True
        self._timer.stop()
        self._stopping.stop()
        for waiting in self._waiting.values():
            if isinstance(waiting.job, ReadJob):
                waiting.job.cancel.set()
        until = time.monotonic() + PATIENCE
        hung = self._feed.close(until) + self._pool.close(until, self._stop) + self._writer.close(until)
        self._waiting.clear()
        self._latest.clear()
        if not hung:
            self._garbage.release()
        return hung

    @Slot()
    def _stop(self) -> None:
        """Interrupt the reads whose answers nobody waits for, until there are none."""
        jobs = [waiting.job for waiting in self._waiting.values() if isinstance(waiting.job, ReadJob)]
        unwanted = [job for job in jobs if job.cancel()]
        for job in unwanted:
            job.stop()
        if not unwanted:
            self._stopping.stop()

    @Slot(object)
    def _deliver(self, answer: Answer) -> None:
        waiting = self._waiting.pop(answer.ticket, None)
        if self._closed:
            return
        if waiting is None:
            if answer.error is not None:
                self._trouble(answer.error)
            elif isinstance(answer.value, Changes):
                self._own(answer.value)
            return
        if isinstance(waiting.job, ReadJob):
            if waiting.job.cancel():
                return
            if waiting.place is not None:
                self._latest.pop(waiting.place, None)
        elif isinstance(answer.value, Changes):
            self._own(answer.value)
        if answer.error is not None:
            self._fail(answer.error, waiting)
        elif waiting.then is not None:
            waiting.then(answer.value)

    def _fail(self, error: Exception, waiting: _Waiting) -> None:
        if isinstance(error, KnownProblem) and waiting.failed is not None:
            waiting.failed(error)
        else:
            self._trouble(error)

    @Slot(object)
    def _trouble(self, error: Exception) -> None:
        if isinstance(error, KnownProblem):
            self.troubled.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _own(self, changes: Changes) -> None:
        """Announce a write of ours, unless the feed has done so or another process wrote in between."""
        self.wrote.emit(changes)
        if changes.revision == self._seen + 1:
            self._accept(changes)
        elif changes.revision > self._seen:
            self._feed.look()

    @Slot(object)
    def _found(self, found: Found) -> None:
        if self._closed:
            return
        if found.base == self._seen:
            self._accept(found.changes)
        elif found.changes.revision > self._seen:
            self._feed.look()  # it overlaps with a write of ours announced meanwhile: ask again from there

    def _accept(self, changes: Changes) -> None:
        self._seen = changes.revision
        self._feed.seen(changes.revision)
        if not changes:
            return
        self._pending = changes if self._pending is None else self._pending | changes
        wait = self._announced + FRAME - time.monotonic()
        if wait <= 0:
            self._announce()
        elif not self._timer.isActive():
            self._timer.start(max(1, int(wait * 1000)))

    @Slot()
    def _announce(self) -> None:
        changes, self._pending = self._pending, None
        if changes is None or self._closed:
            return
        self._announced = time.monotonic()
        self.changed.emit(changes)


def _abandon(job: weakref.ref[ReadJob], _owner: object) -> None:
    """The owner is gone: whoever runs the job may stop."""
    found = job()
    if found is not None:
        found.cancel.set()
