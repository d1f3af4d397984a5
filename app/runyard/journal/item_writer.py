"""Items on their way into the journal: in one record, or, where they are large, in spool files beside it.

A spool file is one write of the bytes as they are: no copy, no checksum. It is written before the record that
names it, belongs to the segment of that record and is deleted with it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from runyard.journal import item_records
from runyard.journal.appending import FREE
from runyard.journal.batch import Blob, Items, NewItem, Part
from runyard.journal.pending import SeriesTail
from runyard.journal.segments import spool_path
from runyard.journal.writer import JournalWriter

#: Bytes of one content, and of all that one call logs, that still go into the record itself.
SPOOL_FROM: Final = 1 << 18
_RECORD_LIMIT: Final = 64 << 20
#: Bytes of items that wait in memory; beyond, ingest reads them from the segment.
_MEMORY_LIMIT: Final = 8 << 20
#: Bytes of spool files after which the segment is closed, so that they need not wait for it to fill up.
_SPOOL_LIMIT: Final = 64 << 20
_BLOCK: Final = 1 << 24


class ItemWriter:
    """Writes items to a journal."""

    def __init__(self, journal: JournalWriter) -> None:
        self._journal = journal
        self._number = 0
        self._segment = 0
        self._spooled = 0  # bytes in spool files of the open segment

    def write(self, tail: SeriesTail, call: Items) -> None:
        """Append what one call logged to a series; never raises for what the disk does."""
        journal = self._journal
        with journal.lock:
            if journal.number != self._segment:
                self._segment, self._spooled = journal.number, 0
            if journal.gate == FREE:
                call = self._spool(call)
            journal.append(item_records.record(tail.number, call), self._keep, call)
            if self._spooled > _SPOOL_LIMIT:
                journal.rotate()

    def behind(self) -> int:
        """Return how many bytes wait for ingest, in memory or not, in segments and spool files."""
        journal = self._journal
        cuts = sum([cut.spooled + (0 if cut.waiting else cut.end - cut.start) for cut in list(journal.cuts)])
        return journal.backlog() + journal.spooled + cuts

    def _keep(self, call: Items) -> None:
        journal = self._journal
        if journal.backlog() + journal.spooled > _MEMORY_LIMIT:  # also, so that no batch takes long to encode
            journal.read_back()
        else:
            journal.pending.items.append(call)

    def _spool(self, call: Items) -> Items:
        """Return the call with its large contents in spool files."""
        room = _RECORD_LIMIT
        items = []
        for new in call.items:
            parts: list[Blob | Part | None] = []
            for given in (new.blob, new.picture, new.plotly):
                part = given
                if isinstance(part, Part) and (part.size > SPOOL_FROM or part.size > room):
                    part = self._spooled_part(part)
                if isinstance(part, Part) and part.data is not None:
                    room -= part.size
                parts.append(part)
            items.append(NewItem(new.meta, new.data, *parts))
        return call._replace(items=tuple(items))

    def _spooled_part(self, part: Part) -> Part:
        """Return a part that is in a spool file now; as it was, when the disk refuses."""
        path = spool_path(self._journal.path, self._number)
        self._number += 1
        try:
            _write(path, part.data or b"")
        except OSError:  # the record itself meets the same trouble, waits in memory and is told of
            return part
        self._spooled += part.size
        self._journal.spooled += part.size
        return part._replace(data=None, spool=path.name)


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    fd = os.open(path, flags, 0o644)
    try:
        rest = memoryview(data)
        while rest:
            written = os.write(fd, rest[:_BLOCK])
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[written:]
    except BaseException:
        path.unlink()
        raise
    finally:
        os.close(fd)
