"""What a session has logged, off its journal and into the database that lies in its place."""

from __future__ import annotations

import time
from pathlib import Path

from runyard.journal.cut import Cut
from runyard.journal.writer import JournalWriter
from runyard.storage import vanished
from runyard.storage.ingest.ingest import Ingest, stored_offset
from runyard.storage.store import Store
from runyard.tracking import report
from runyard.tracking.session import Session

LOCK_WAIT = 1.0
_JOURNAL_WAIT = 0.1


class Draining:
    """The part of `Hub` that stores; who calls it holds the hub's lock.

    Attributes
    ----------
    store : Store or None
        None until the database could be opened.
    reopened : int
        How often another database was found in place of the one that was open.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: Store | None = None
        self.reopened = 0
        self._ingest: Ingest | None = None
        self._identity: tuple[int, int] | None = None
        self._took = 0.0  # seconds of the last transaction

    def _open_store(self, timeout: float) -> None:
        store = Store.open(self.folder, create=True, timeout=timeout)
        self._identity = vanished.identity(store.database)
        self.store, self._ingest = store, Ingest(store)

    def _drain(self, session: Session, deadline: float) -> bool:
        journal = session.journal
        self._put_back(session)
        self._in_place(session)
        for _ in range(2):  # what could not be stored earlier, then what came since
            if not journal.cuts and not self._cut(journal):
                return False
            for cut in list(journal.cuts):
                if not self._commit(cut, deadline):
                    return False
                if self._in_place(session):  # it went into a file that nobody finds any more
                    self._commit(cut, deadline)
                if journal.cuts and journal.cuts[0] is cut:
                    journal.cuts.popleft()
                session.stored = True
        return True

    def _put_back(self, session: Session) -> None:
        """Make anew what somebody deleted of the journal; a kill would lose what is written meanwhile."""
        lock = session.journal.lock
        if not lock.acquire(timeout=_JOURNAL_WAIT):
            return
        try:
            if session.put_back():
                report.tell(
                    f"the journals of {self.folder} were deleted while runs were logging;"
                    " those of this process were written anew"
                )
        finally:
            lock.release()

    def _in_place(self, session: Session) -> bool:
        """Open the database that lies in its place now; False when it is the one that is open.

        One that was deleted is written anew. When the whole folder was moved away, what is open goes along.
        """
        before = self.store
        if before is None or vanished.identity(before.database) == self._identity:
            return False
        if not session.journal.path.exists():
            return False
        if not before.database.exists():
            vanished.write_back(before)
            report.tell(f"{before.database} was deleted while runs were logging; it was written anew")
        self._open_store(LOCK_WAIT)
        self.reopened += 1
        before.close()
        return True

    def _cut(self, journal: JournalWriter) -> bool:
        """Take what waits off the journal; False when its lock cannot be had.

        A thread may hold that lock while it waits for ours: interrupted in the middle of `track`, by a signal
        handler that reads. So nobody waits for it long.
        """
        if not journal.lock.acquire(timeout=_JOURNAL_WAIT):
            return False
        try:
            journal.retry(now=True)
            journal.cut()
            return True
        finally:
            journal.lock.release()

    def _commit(self, cut: Cut, deadline: float) -> bool:
        """Store what a cut holds; False when the deadline came first: encoding images may take long."""
        if self._ingest is None or self.store is None:
            self._open_store(LOCK_WAIT)
            assert self._ingest is not None
            assert self.store is not None
        position = cut.start
        for _ in range(3):
            try:
                for batch in cut.batches(position):
                    if time.monotonic() > deadline:
                        return False
                    if self._ingest.commit(batch) is None:
                        break
                    self._took = self._ingest.took
                else:
                    return True
            except FileNotFoundError:
                if cut.path.exists():  # it was something else, such as the folder of blobs under way
                    raise
                position = stored_offset(self.store, cut.owner.owner, cut.segment)
                if position < cut.end:  # else others took us for dead, stored it all and deleted the file
                    self._ingest.commit(cut.remains(position))
                return True
            position = stored_offset(self.store, cut.owner.owner, cut.segment)
            if position >= cut.end:
                return True
        raise RuntimeError(f"segment {cut.path.name} is stored up to {position}, not {cut.start}")
