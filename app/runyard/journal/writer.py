"""The journal of one owner, from the inside: one `os.write` a record, and lists of what waits for ingest.

The lists only save reading back what was just written. Whenever they may disagree with the file (an interrupt
between the write and the list, a call from a signal handler in the middle of another, a failed write) they
are dropped and the stretch is read from the file.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.appending import BUSY, CLOSED, FREE, TROUBLE, WRITING, Appending
from runyard.journal.batch import LogLine, Op, Owner
from runyard.journal.cut import Cut
from runyard.journal.pending import Pending, RowTail, SeriesTail, Waiting
from runyard.journal.segments import create, segment_path

SEGMENT_LIMIT: Final = 16 << 20


class JournalWriter(Appending):
    """Appends the records of one owner and keeps what waits for ingest.

    Attributes
    ----------
    cuts : deque of Cut
        What waits for ingest, oldest first, without what `pending` holds.
    """

    __slots__ = (
        "_declared",
        "_numbers",
        "_rows",
        "_segment_limit",
        "_series",
        "_start",
        "cuts",
        "journals",
        "number",
        "pending",
        "spooled",
    )

    def __init__(
        self,
        journals: Path,
        owner: Owner,
        *,
        segment_limit: int = SEGMENT_LIMIT,
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        super().__init__(owner, segment_limit, report)
        self.journals = journals
        self.pending = Pending()
        self.cuts: deque[Cut] = deque()
        self._segment_limit = segment_limit
        self._declared: list[bytes] = []
        self._numbers = itertools.count()
        self._start = 0
        self._series: dict[SeriesKey, SeriesTail] = {}
        self._rows: dict[tuple[int, ...], RowTail] = {}
        self.spooled = 0  # bytes in spool files, since the last cut
        self.number = 0
        self.fd, self.offset = self._open(self.number)

    @property
    def path(self) -> Path:
        """The open segment."""
        return segment_path(self.journals, self.owner.run, self.owner.owner, self.number)

    def _open(self, number: int) -> tuple[int, int]:
        """Create a segment with its header and the declarations so far; return it and its length."""
        path = segment_path(self.journals, self.owner.run, self.owner.owner, number)
        head = framing.header(self.owner) + b"".join(self._declared)
        return create(path, head), len(head)

    # -- declarations

    def series(self, key: SeriesKey) -> SeriesTail:
        """Return the tail of a series, declaring it at its first use."""
        with self.lock:
            tail = self._series.get(key)
            if tail is None:
                number = next(self._numbers)
                tail = self.pending.series[number] = SeriesTail(number, key)
                self._declare(framing.series(number, key))
                tail = self._series.setdefault(key, tail)
            return tail

    def row(self, members: tuple[SeriesTail, ...]) -> RowTail:
        """Return the tail of series logged together, declaring the group at its first use."""
        with self.lock:
            numbers = tuple([member.number for member in members])
            row = self._rows.get(numbers)
            if row is None:
                number = next(self._numbers)
                row = self.pending.rows[number] = RowTail(number, members)
                self._declare(framing.group(number, numbers))
                row = self._rows.setdefault(numbers, row)
            return row

    def _declare(self, record: bytes) -> None:
        self._declared.append(record)
        self.append(record, None, None)

    # -- records

    def op(self, change: Op) -> None:
        """Append a change to the run itself."""
        self.append(framing.op(change), self._keep_op, change)

    def line(self, entry: LogLine) -> None:
        """Append a line of terminal output."""
        self.append(framing.line(entry), self._keep_line, entry)

    def _keep_op(self, change: Op) -> None:
        self.pending.ops.append(change)

    def _keep_line(self, entry: LogLine) -> None:
        self.pending.lines.append(entry)

    # -- handing over

    def rotate(self) -> None:
        """Close the segment and go on in a new one; when that cannot be made, go on in the old one."""
        with self.lock:
            if self.gate:
                return
            self.gate = BUSY
            try:
                self._next_segment()
            except OSError:
                self.limit += self._segment_limit // 16 + 1
            finally:
                self._open_gate(FREE)

    def arrange(self, change: Callable[[Any], None], tail: Any) -> bool:
        """Let `change` move the waiting lists for a tail; False, and nothing is done, amid another call."""
        with self.lock:
            if self.gate:
                return False
            self.gate = BUSY
            try:
                change(tail)
            finally:
                self._open_gate(FREE)
            return True

    def _next_segment(self) -> None:
        number = self.number + 1
        while segment_path(self.journals, self.owner.run, self.owner.owner, number).exists():
            number += 1  # begun before, by a rotation that was interrupted
        fd, head = self._open(number)
        before, cut = self.fd, self._cut(sealed=True)
        try:
            self.cuts.append(cut)
        finally:  # an interrupt must not leave a sealed segment in use
            self.fd, self.number, self.offset, self._start = fd, number, head, 0
            self.limit = max(self._segment_limit, 2 * head)
        os.close(before)

    def cut(self, *, sealed: bool = False) -> Cut | None:
        """Hand over what was written since the last cut; None if nothing was, or in the middle of a write."""
        with self.lock:
            gate = self.gate
            if gate in (WRITING, BUSY, CLOSED):
                return None
            if self.offset == self._start and not self._spoiled and not sealed:
                return None
            self.gate = BUSY
            try:
                cut = self._cut(sealed=sealed)
                self.cuts.append(cut)
            finally:
                self._open_gate(gate)
            return cut

    def _cut(self, *, sealed: bool) -> Cut:
        # An interrupt before the end may have taken half of the lists: the file holds it all.
        spoiled, self._spoiled = self._spoiled, True
        waiting: Waiting | None = self.pending.take()
        if spoiled:
            waiting = None
            self.offset = os.fstat(self.fd).st_size
        cut = Cut(self.owner, self.path, self.number, self._start, self.offset, sealed, waiting, self.spooled)
        self._start, self._spoiled, self.spooled = self.offset, False, 0
        return cut

    def put_back(self) -> bool:
        """Write the open segment anew if somebody deleted its file; True when that was so.

        Raises
        ------
        OSError
            If it was deleted and cannot be written: what was logged is in this process alone.
        """
        with self.lock:
            if self.gate not in (FREE, TROUBLE) or os.fstat(self.fd).st_nlink:
                return False
            gate, self.gate = self.gate, BUSY
            try:
                os.lseek(self.fd, 0, os.SEEK_SET)
                with open(self.fd, "rb", closefd=False) as deleted:
                    whole = deleted.read()
                before, self.fd = self.fd, create(self.path, whole)
                os.close(before)
            finally:
                self._open_gate(gate)
            return True

    def backlog(self) -> int:
        """Return how many bytes wait in memory lists for ingest."""
        return self.offset - self._start + sum([c.end - c.start for c in list(self.cuts) if c.waiting])

    def read_back(self) -> None:
        """Drop the lists of what was written since the last cut: ingest reads it from the file."""
        self._spoiled = True
        self.pending.items.clear()

    def spill(self) -> None:
        """Drop the lists of every cut: the segments hold it all, and a long wait would fill the memory."""
        for cut in list(self.cuts):
            cut.waiting = None

    def close(self) -> None:
        """Write nothing more."""
        with self.lock:
            if self.gate != CLOSED:
                self.gate = CLOSED
                os.close(self.fd)

    def abandon(self) -> None:
        """In a forked child: close the inherited descriptor; a lost thread may hold the old lock."""
        self.lock = threading.RLock()
        self.close()
