"""What all runs of this process in one repository share: one store, one background thread."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runyard.domain.errors import NewerSchemaError
from runyard.journal.segments import segments
from runyard.storage.ingest import checkpoint, recovery
from runyard.tracking import report
from runyard.tracking.draining import LOCK_WAIT, Draining
from runyard.tracking.session import Session

INTERVAL = 0.5
NETWORK_INTERVAL = 5.0
_REST = 20  # the thread rests this many times as long as its last transaction took
_JITTER = 0.2
_MERGE_SECONDS = 0.05
_TURN = 2.0  # seconds of storing and encoding before the thread shows that it lives and frees what is done
_SIGN_OF_LIFE = 10.0
BACKLOG_LIMIT = 32 << 20


def _jitter() -> float:
    """Return a factor around 1, so that processes started together do not write together."""
    return 1 + _JITTER * (int.from_bytes(os.urandom(2), "little") / 32768 - 1)


def _mine(lock: Any) -> bool:
    """Whether the calling thread holds a reentrant lock; `threading.Condition` asks it the same way."""
    return bool(lock._is_owned())


class _State:
    def __init__(self) -> None:
        self.guard = threading.RLock()
        self.hubs: dict[Path, Hub] = {}


_state = _State()


def attach(folder: Path, *, timeout: float = LOCK_WAIT) -> Hub:
    """Return the hub of a repository, opened by its first user; `detach` when done with it."""
    folder = folder.resolve()
    with _state.guard:
        hub = _state.hubs.get(folder)
        if hub is None:
            hub = Hub(folder)
            hub.open(timeout)
            _state.hubs[folder] = hub
        hub.users += 1
        return hub


def detach(hub: Hub) -> None:
    """Give a hub back; the last one closes it."""
    with _state.guard:
        hub.users -= 1
        last = hub.users == 0
        if last and _state.hubs.get(hub.folder) is hub:
            del _state.hubs[hub.folder]
    if last:
        hub.close()


def after_fork() -> list[Hub]:
    """In a forked child: forget the parent's hubs and return them, to be kept and never used."""
    _state.guard = threading.RLock()
    lost = list(_state.hubs.values())
    _state.hubs.clear()
    return lost


class Hub(Draining):
    """Moves what sessions have logged into the database.

    `lock` is held through every use of the store; `_busy` tells a call that comes from inside such a use (a
    signal handler, a finalizer) to keep away.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.users = 0
        self.lock = threading.RLock()
        self.sessions: list[Session] = []
        self.ended: list[Session] = []
        #: Ends of runs that nobody holds any more, to be carried out by the thread.
        self.dropped: list[Callable[[], None]] = []
        self._busy = False
        self._refused = False  # whether the last flush met trouble
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._slow = False
        self._signed = 0.0

    # -- opening and closing

    def open(self, timeout: float) -> None:
        """Open the store and drain what dead processes left; trouble is told, not raised."""
        with self.lock:
            try:
                self._open_store(timeout)
                assert self.store is not None
                self._slow = not self.store.has_log()
                if self._slow:
                    report.tell(
                        f"the repository {self.folder} is kept as a network file system needs it:"
                        f" what is logged appears every {NETWORK_INTERVAL:.0f} seconds, and writing is slower"
                    )
                recovery.recover(self.store)
            except NewerSchemaError:
                raise
            except Exception as error:
                self._trouble(error)

    def start(self) -> None:
        """Start the thread, unless it runs."""
        if self._thread is None:
            self._signed = time.monotonic()
            self._thread = threading.Thread(target=self._work, name="runyard-ingest", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop the thread and close the store."""
        self._stopped = True
        self._wake.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=5)
        if self.lock.acquire(timeout=1):
            try:
                if self.store is not None and not self._busy:
                    self.store.close()
            finally:
                self.lock.release()

    # -- the thread

    def _work(self) -> None:
        while not self._stopped:
            rest = max(NETWORK_INTERVAL if self._slow else INTERVAL, _REST * self._took)
            self._wake.wait(rest * _jitter())
            self._wake.clear()
            if not self._stopped:
                self._tick()

    def _tick(self) -> None:
        while self.dropped:
            try:
                self.dropped.pop(0)()
            except Exception as error:
                self._trouble(error)
        if self._stopped:  # the last run was one of them
            return
        for session in list(self.sessions):
            if self.flush(session, deadline=time.monotonic() + _TURN) or not self._refused:
                self._tidy(session)
        if time.monotonic() - self._signed >= _SIGN_OF_LIFE:
            self._signed = time.monotonic()
            for session in list(self.sessions):
                session.lock.touch()
            self.recover()

    def _tidy(self, session: Session) -> None:
        with self.lock:
            if self._busy or self._ingest is None or self.store is None:
                return
            self._busy = True
            try:
                self._ingest.merge(session.owner.run, _MERGE_SECONDS)
                if session.journal.number:
                    checkpoint.delete_ingested(self.store, session.owner.owner)
            except Exception as error:
                self._trouble(error)
            finally:
                self._busy = False

    def recover(self) -> None:
        """Drain what processes left that died meanwhile."""
        with self.lock:
            if self._busy or self.store is None:
                return
            self._busy = True
            try:
                recovery.recover(self.store)
            except Exception as error:
                self._trouble(error)
            finally:
                self._busy = False

    # -- ingest

    def flush(self, session: Session, wait: float = -1, deadline: float = math.inf) -> bool:
        """Ingest what a session has logged so far; False when that was not possible now.

        Parameters
        ----------
        wait : float
            Seconds to wait for another thread that is at it; negative waits as long as it takes.
        deadline : float
            When to stop, by `time.monotonic`; the rest is stored next time.
        """
        if any(_mine(other.journal.lock) for other in list(self.sessions)):
            # A signal handler reads in the middle of a log call: the thread that holds our lock may be
            # waiting for the one this thread holds.
            wait = 0
        if not self.lock.acquire(timeout=wait):
            return False
        try:
            if self._busy:
                return False
            self._busy, self._refused = True, False
            try:
                done = self._drain(session, min(deadline, session.deadline))
                report.settled(f"ingest {self.folder}")
            except Exception as error:
                self._refused = True
                self._trouble(error)
                if session.journal.backlog() > BACKLOG_LIMIT:
                    session.journal.spill()
                return False
            finally:
                self._busy = False
            return done
        finally:
            self.lock.release()

    def finish(self, session: Session) -> bool:
        """After the exit record is stored: merge, delete the journal; False when some of it stays behind."""
        with self.lock:
            if self._busy or self._ingest is None or self.store is None:
                return False
            self._busy = True
            try:
                self._ingest.finish(session.owner)
                checkpoint.delete_ingested(self.store, session.owner.owner)
            except Exception as error:
                self._trouble(error)
            finally:
                self._busy = False
        return not any(file.owner == session.owner.owner for file in segments(self.folder / "journals"))

    def _trouble(self, error: Exception) -> None:
        report.tell(
            f"the repository {self.folder} cannot be written now ({error});"
            " what is logged stays in its journals and is stored later",
            f"ingest {self.folder}",
        )
