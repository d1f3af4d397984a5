"""The threads that read: each has its own read-only store, so that no read waits for another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from runyard.desktop.tasks.cancel import Cancel
from runyard.storage.store import Store
from runyard.storage.trouble import explained

#: Seconds between two attempts to interrupt a superseded read.
STOP_AGAIN = 0.01


class Answer(NamedTuple):
    """What became of a job; `ticket` 0 belongs to nobody."""

    ticket: int
    value: Any = None
    error: Exception | None = None


class ReadJob:
    """One read: what to run, and how to stop it."""

    __slots__ = ("__weakref__", "_lock", "_store", "cancel", "function", "ticket")

    def __init__(self, ticket: int, function: Callable[[Store, Cancel], Any]) -> None:
        self.ticket = ticket
        self.function = function
        self.cancel = Cancel()
        self._lock = threading.Lock()
        self._store: Store | None = None

    def run(self, store: Store) -> Any:
        """Run on the calling thread; while it runs, `stop` interrupts this store and no later query of it."""
        with self._lock:
            self._store = store
        try:
            return self.function(store, self.cancel)
        finally:
            with self._lock:
                self._store = None

    def stop(self) -> None:
        """Drop the answer, and break off the statement that is running for it. Any thread.

        A statement that begins just after is not reached, so this is to be called until the job is answered.
        """
        with self._lock:
            self.cancel.set()
            if self._store is not None:
                self._store.interrupt()


class _Reader(threading.Thread):
    def __init__(
        self, number: int, folder: Path, jobs: SimpleQueue[ReadJob | None], answer: Callable[[Answer], None]
    ) -> None:
        super().__init__(name=f"runyard-read-{number}", daemon=True)
        self._folder = folder
        self._jobs = jobs
        self._answer = answer
        self._store: Store | None = None

    def run(self) -> None:
        try:
            # The job lives only inside `_work`: what it refers to must never be freed by this thread.
            while (found := self._work(self._jobs.get())) is not None:
                self._answer(found)
                del found
        finally:
            if self._store is not None:
                self._store.close()

    def _work(self, job: ReadJob | None) -> Answer | None:
        if job is None:
            return None
        if job.cancel():
            return Answer(job.ticket)
        try:
            if self._store is None:
                self._store = Store.open(self._folder, read_only=True)
            return Answer(job.ticket, job.run(self._store))
        except Exception as error:
            return Answer(job.ticket, error=explained(error))


class ReadPool:
    """A few reading threads behind one queue."""

    def __init__(self, folder: Path, answer: Callable[[Answer], None], threads: int = 3) -> None:
        self._jobs: SimpleQueue[ReadJob | None] = SimpleQueue()
        self._readers = [_Reader(number, folder, self._jobs, answer) for number in range(threads)]
        for reader in self._readers:
            reader.start()

    def submit(self, job: ReadJob) -> None:
        """Queue a job; its answer comes through the pool's `answer`, from the reading thread."""
        self._jobs.put(job)

    def close(self, until: float, stop: Callable[[], None]) -> list[str]:
        """End the threads, waiting until the monotonic time `until`; return the names of those that hang.

        `stop` is called again and again meanwhile; it stops the jobs that are not answered.
        """
        for _ in self._readers:
            self._jobs.put(None)
        for reader in self._readers:
            while reader.is_alive() and time.monotonic() < until:
                stop()
                reader.join(STOP_AGAIN)
        return [reader.name for reader in self._readers if reader.is_alive()]
