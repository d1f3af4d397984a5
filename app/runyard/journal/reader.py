"""Reading a segment back into batches, past any damage."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from runyard.domain.importing import apart_from_forks
from runyard.journal import framing, sound
from runyard.journal.batch import Batch, Op, Owner
from runyard.journal.framing import CRC_SIZE, FRAME, HEAD, HEAD_SIZE, MARKER, MARKER_BYTES
from runyard.journal.pending import Pending, RowTail, SeriesTail
from runyard.journal.segments import parsed

_LONGEST = 1 << 30
#: What the head of a record looks like, to find the next one behind damage.
_HEAD = re.compile(re.escape(MARKER_BYTES) + rb"[\x01-\x09]", re.DOTALL)
#: Behind damage, checksums are taken over so many times the segment's length; then of short records only.
#: Else bytes that look like heads of long records would take hours.
_EFFORT = 16
_SHORT = 256
_DECLARATIONS = (framing.HEADER, framing.SERIES, framing.GROUP)


class _Record(NamedTuple):
    kind: int
    flags: int
    start: int
    end: int


def read_batches(
    path: Path, start: int = 0, limit: int = 8 << 20, *, stop: int | None = None, sealed: bool = False
) -> Iterator[Batch]:
    """Yield consecutive batches of a segment, from byte offset `start` to the end of the valid data.

    Parameters
    ----------
    path : Path
        The segment.
    start : int
        Offset to begin at; what is declared before it is read all the same.
    limit : int
        Bytes after which a batch ends.
    stop : int, optional
        Offset to end at, for a segment that still grows.
    sealed : bool
        Whether the last batch is marked as the segment's last.

    Notes
    -----
    Damage never raises. It becomes an ``Op("gap", ...)`` with its offset, and reading resumes at the next
    valid record. A torn tail, a last record that is incomplete, ends the last batch before it.
    """
    data = path.read_bytes()[:stop]
    yield from _Reader(path, data).batches(start, limit, sealed)


def read_owner(path: Path) -> Owner:
    """Return the owner that a segment's header names; only the head of the file is read."""
    with path.open("rb") as file:
        data = file.read(1 << 16)
    reader = _Reader(path, data)
    return reader.owner


class _Reader:
    def __init__(self, path: Path, data: bytes) -> None:
        self.data = data
        self.pending = Pending()
        self.end = 0
        self.time = 0
        self._effort = 0
        self._beside = 0  # bytes in spool files that the batch names
        named = parsed(path)
        self.segment = named.number if named else 0
        self.owner = Owner(
            run=named.run if named else "", owner=named.owner if named else "", host="", boot_id="", pid=0,
            process_started=0.0, started=0,
        )  # fmt: skip
        first = self._valid(0)
        if first and first.kind == framing.HEADER:
            self._keep(first)

    def batches(self, start: int, limit: int, sealed: bool) -> Iterator[Batch]:
        size = len(self.data)
        for found in self._records(0, min(start, size)):
            if isinstance(found, _Record) and found.kind in _DECLARATIONS:
                self._keep(found)
        self.pending.ops.clear()  # what is wrong before `start` was told when that stretch was read
        begin = start
        self.end = start
        self._beside = 0
        waiting: Batch | None = None
        for found in self._records(start, size):
            if isinstance(found, _Record):
                self._keep(found)
                self.end = found.end
            else:
                self._gap(*found, "damaged")
                self.end = sum(found)
            if self.end - begin + self._beside >= limit:
                if waiting is not None:
                    yield waiting
                waiting = self._batch(begin, self.end)
                begin, self._beside = self.end, 0
        if self.end > begin or (sealed and waiting is None):
            if waiting is not None:
                yield waiting
            waiting = self._batch(begin, self.end)
        if waiting is not None:
            waiting.sealed = sealed
            yield waiting

    def _batch(self, start: int, end: int) -> Batch:
        return self.pending.take().batch(self.owner, self.segment, start, end, False)

    def _valid(self, at: int) -> _Record | None:
        """Return the record at an offset when it is whole and its checksum holds."""
        data = self.data
        if at + FRAME > len(data):
            return None
        marker, kind, flags, length = HEAD.unpack_from(data, at)
        check = at + HEAD_SIZE + length
        if marker != MARKER or kind not in framing.TYPES or length > _LONGEST or check + CRC_SIZE > len(data):
            return None
        if crc32(memoryview(data)[at:check]) != int.from_bytes(data[check : check + CRC_SIZE], "little"):
            return None
        return _Record(kind, flags, at, check + CRC_SIZE)

    def _records(self, at: int, end: int) -> Iterator[_Record | tuple[int, int]]:
        """Yield records up to an offset, and (offset, bytes) for each damaged stretch between them."""
        while at < end:
            found = self._valid(at)
            if found:
                yield found
                at = found.end
                continue
            resumed = self._resume(at + 1)
            if resumed is None:
                if self._torn(at):
                    return
                resumed = len(self.data)
            yield at, resumed - at
            at = resumed

    def _resume(self, at: int) -> int | None:
        """Return the offset of the next valid record."""
        size = len(self.data)
        for found in _HEAD.finditer(self.data, at):
            at = found.start()
            length = int.from_bytes(self.data[at + 4 : at + HEAD_SIZE], "little")
            if at + length > size or (length > _SHORT and self._effort > _EFFORT * size):
                continue
            self._effort += length
            if self._valid(at):
                return at
        return None

    def _torn(self, at: int) -> bool:
        """Whether the bytes at an offset look like a record whose end was never written."""
        rest = self.data[at:]
        if len(rest) < HEAD_SIZE:
            return MARKER_BYTES.startswith(rest[:2])
        marker, kind, _, length = HEAD.unpack_from(rest)
        likely = marker == MARKER and kind in framing.TYPES and length <= _LONGEST
        return bool(likely and HEAD_SIZE + length + CRC_SIZE > len(rest))

    def _payload(self, found: _Record) -> bytes:
        return self.data[found.start + HEAD_SIZE : found.end - CRC_SIZE]

    def _gap(self, offset: int, size: int, reason: str) -> None:
        data = {"records": 1, "bytes": size, "reason": reason, "offset": offset, "segment": self.segment}
        self.pending.ops.append(Op("gap", self.time, data))

    def _declare(self, found: _Record) -> None:
        if found.kind == framing.HEADER:
            owner = framing.parse_header(self._payload(found))
            sound.check_owner(owner)
            self.owner = owner
            self.time = max(self.time, self.owner.started)
        elif found.kind == framing.SERIES:
            number, key = framing.parse_series(self._payload(found))
            sound.check_series(key)
            self.pending.series.setdefault(number, SeriesTail(number, key))
        elif found.kind == framing.GROUP:
            number, members = framing.parse_group(self._payload(found))
            if all(member in self.pending.series for member in members):
                tails = tuple([self.pending.series[member] for member in members])
                self.pending.rows.setdefault(number, RowTail(number, tails))

    def _keep(self, found: _Record) -> None:
        """Keep what a record says; one that is whole but makes no sense is a gap."""
        try:
            self._understand(found)
        except (
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            ArithmeticError,
            RecursionError,
            struct.error,
        ):
            self._gap(found.start, found.end - found.start, "not understood")

    def _understand(self, found: _Record) -> None:
        data, pending, kind = self.data, self.pending, found.kind
        if kind in (framing.POINT, framing.ROW):
            number = int.from_bytes(data[found.end - 8 : found.end - 4], "little")
            record = data[found.start : found.end]
            tail = pending.series.get(number) if kind == framing.POINT else None
            row = pending.rows.get(number) if kind == framing.ROW else None
            if tail is not None:
                if tail.home is not True:
                    pending.alone(tail)
                tail.append(record)
            elif row is not None:
                pending.row(row, record)
            else:
                self._gap(found.start, found.end - found.start, "declaration lost")
        elif kind == framing.OP:
            op = framing.parse_op(self._payload(found))
            sound.check_op(op)
            pending.ops.append(op)
            self.time = op.time
        elif kind == framing.LOG:
            line = framing.parse_line(self._payload(found))
            pending.lines.append(line)
            self.time = line.time
        elif kind == framing.MIXED:
            self._keep_mixed(found)
        elif kind == framing.ITEMS:
            self._keep_items(found)
        else:
            self._declare(found)

    def _keep_items(self, found: _Record) -> None:
        with apart_from_forks:  # most journals hold none
            from runyard.journal import item_records

        parsed = item_records.parse(self._payload(found))
        tail = self.pending.series.get(parsed.series)
        if tail is None:
            self._gap(found.start, found.end - found.start, "declaration lost")
            return
        call = parsed.of(tail.key)
        sound.check_items(call)
        self.pending.items.append(call)
        self._beside += item_records.beside(call)
        self.time = call.time

    def _keep_mixed(self, found: _Record) -> None:
        time, epoch, items = framing.parse_mixed(self._payload(found), found.flags)
        lost = False
        for number, step, value in items:
            tail = self.pending.series.get(number)
            if tail is None:
                lost = True
                continue
            if tail.home is not True:
                self.pending.alone(tail)
            tail.piece(step, time, value, epoch)
        if lost:
            self._gap(found.start, found.end - found.start, "declaration lost")
