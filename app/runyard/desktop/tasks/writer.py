"""The one thread that writes. Between writes it takes in what dead training processes left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple

from runyard.desktop.tasks.readers import Answer
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store
from runyard.storage.trouble import explained

#: A killed training must show as crashed while the app is open, not at its next start.
RECOVER_EVERY = 2.0
#: The first time waits until the window is there.
RECOVER_FIRST = 0.5


class WriteJob(NamedTuple):
    """One write, run alone."""

    ticket: int
    function: Callable[[Store], Changes]


class Writer:
    """A queue of one over a writable store."""

    def __init__(self, store: Store, answer: Callable[[Answer], None]) -> None:
        self._store = store
        self._answer = answer
        self._jobs: SimpleQueue[WriteJob | None] = SimpleQueue()
        self._recovers = not store.read_only
        self._thread = threading.Thread(target=self._run, name="runyard-write", daemon=True)
        self._thread.start()

    def submit(self, job: WriteJob) -> None:
        """Queue a write; its answer comes through `answer`, from the writing thread."""
        self._jobs.put(job)

    def close(self, until: float) -> list[str]:
        """Finish what is queued and end the thread, waiting until the monotonic time `until`."""
        self._jobs.put(None)
        self._thread.join(max(0.0, until - time.monotonic()))
        return [self._thread.name] if self._thread.is_alive() else []

    def _run(self) -> None:
        try:
            due = time.monotonic() + RECOVER_FIRST
            while True:
                try:
                    job = self._jobs.get(timeout=max(0.0, due - time.monotonic()))
                except Empty:
                    self._recover()
                    due = time.monotonic() + RECOVER_EVERY
                    continue
                if job is None:
                    return
                self._answer(self._work(job))
                del job
        finally:
            self._store.close()

    def _work(self, job: WriteJob) -> Answer:
        try:
            if self._store.read_only:
                raise KnownProblem("This repository can only be read here", "Nothing was changed.")
            return Answer(job.ticket, job.function(self._store))
        except Exception as error:
            return Answer(job.ticket, error=explained(error))

    def _recover(self) -> None:
        if not self._recovers:
            return
        # With the journal's reader and ingest: not on the start path.
        from runyard.storage.ingest import recovery

        try:
            changes = recovery.recover(self._store)
            if changes:
                self._answer(Answer(0, changes))
        except Exception as error:
            if isinstance(explained(error), KnownProblem):
                return  # locked or full at the moment: the journals wait, and so can this
            self._recovers = False  # a bug is reported once, not every two seconds
            self._answer(Answer(0, error=error))
