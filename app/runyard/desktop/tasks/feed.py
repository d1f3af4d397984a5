"""The change feed: notices what other processes commit.

The watcher on the write-ahead log is the fast path. It may be blind (no log yet, log deleted, network
folder), so `PRAGMA data_version` on a connection outside any transaction is the truth, asked often.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem, RepositoryMissingError
from runyard.storage import changes as change_feed
from runyard.storage.store import Store
from runyard.storage.trouble import explained

POLL = 0.2
#: The log is written before its index says so: a look right after the watcher's signal may come too early.
LOOK_AGAIN = (0.0, 0.001, 0.004, 0.016)
AFTER_FAILURE = 2.0
#: What is open is read on when its folder is moved away: now and then it is asked what lies at its place.
STILL_THERE = 2.0


class Found(NamedTuple):
    """What is newer than revision `base`."""

    base: int
    changes: Changes


class Feed(QObject):
    """Emits `found` from its own thread when the repository is newer than the revision seen."""

    found = Signal(object)
    failed = Signal(object)
    looked = Signal()

    def __init__(self, folder: Path, database: Path, seen: int, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._seen = seen
        self._log = str(database) + "-wal"
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._poked = False
        self._forced = True
        self._version = -1
        self._pace = 0.0
        self.checked = time.monotonic()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._log_changed)
        self._retry = QTimer(self, interval=int(POLL * 1000))
        self._retry.timeout.connect(self._watch)
        self._watch()
        self._thread = threading.Thread(target=self._run, name="runyard-feed", daemon=True)
        self._thread.start()

    def seen(self, revision: int) -> None:
        """Move on to a revision that has been announced."""
        self._seen = revision

    def look(self) -> None:
        """Compare with the revision seen, whatever the version counter says."""
        self._forced = True
        self._wake.set()

    def set_pace(self, seconds: float) -> None:
        """Look every so many seconds, and not before; 0 looks as soon as something is written."""
        self._pace = seconds
        self._wake.set()

    def close(self, until: float) -> list[str]:
        """End the thread, waiting until the monotonic time `until`."""
        self._retry.stop()
        self._stopping.set()
        self._wake.set()
        self._thread.join(max(0.0, until - time.monotonic()))
        return [self._thread.name] if self._thread.is_alive() else []

    @Slot(str)
    def _log_changed(self, _path: str) -> None:
        if not self._pace:
            self._poked = True
            self._wake.set()
        if not self._watcher.files():
            self._watch()

    @Slot()
    def _watch(self) -> None:
        """Watch the log; it is gone for good once the last connection deletes it, so keep trying."""
        if self._watcher.files() or self._watcher.addPath(self._log):
            self._retry.stop()
            self._poked = True
            self._wake.set()
        elif not self._retry.isActive():
            self._retry.start()

    def _run(self) -> None:
        told = ""
        while not self._stopping.is_set():
            try:
                store = Store.open(self._folder, read_only=True)
                told = ""
                try:
                    self._follow(store)
                finally:
                    store.close()
            except Exception as error:
                problem = explained(error)
                if isinstance(problem, RepositoryMissingError):
                    problem = RepositoryMissingError(
                        f"The repository is no longer in {self._folder.parent}",
                        "Put its folder back, or open it where it is now",
                    )
                if str(problem) != told:  # it is tried again and again, and said once
                    told = str(problem)
                    self.failed.emit(problem)
                if not isinstance(problem, KnownProblem):
                    return
                self._forced = True
                self._stopping.wait(AFTER_FAILURE)

    def _follow(self, store: Store) -> None:
        opened, asked = _identity(store.database), time.monotonic()
        while not self._stopping.is_set():
            if time.monotonic() - asked > STILL_THERE:
                asked = time.monotonic()
                if _identity(store.database) != opened:
                    raise RepositoryMissingError("The database is gone")
            poked, self._poked = self._poked, False
            self._look(store, poked)
            self.checked = time.monotonic()
            self._wake.wait(max(POLL, self._pace))
            self._wake.clear()

    def _look(self, store: Store, poked: bool) -> None:
        for delay in LOOK_AGAIN if poked else LOOK_AGAIN[:1]:
            if delay and self._stopping.wait(delay):
                return
            version = store.data_version()
            if version != self._version or self._forced:
                break
        else:
            return
        self._forced = False
        self._version = version
        base = self._seen
        changes = change_feed.since(store, base)
        if changes.revision > base:
            self.found.emit(Found(base, changes))
        self.looked.emit()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file lies there, None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
