"""How one record lies in a segment: head, payload, checksum.

Every record is ``marker u16, type u8, flags u8, length u32, payload, CRC32 u32``, little-endian, the checksum
over all before it. The first byte of the marker never occurs in UTF-8, so no text can look like a record.
Points and rows are a whole number of 8-byte words with steps, times and values on word borders: a stretch of
equal records is turned into columns by slicing one array, without a loop over points. `item_records` says how
ITEMS are laid out.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final
from zlib import crc32

from runyard.domain.kinds import DataKind
from runyard.domain.plain import valid
from runyard.domain.series import SeriesKey
from runyard.journal.batch import LogLine, Op, Owner

MARKER: Final = 0x52FE
MARKER_BYTES: Final = MARKER.to_bytes(2, "little")

HEADER: Final = 1
SERIES: Final = 2
GROUP: Final = 3
POINT: Final = 4
ROW: Final = 5
MIXED: Final = 6
OP: Final = 7
LOG: Final = 8
ITEMS: Final = 9
TYPES: Final = range(1, 10)

#: Flag of POINT, ROW and MIXED: an epoch (float64) precedes the value or values.
EPOCH: Final = 1

HEAD: Final = struct.Struct("<HBBI")
HEAD_SIZE: Final = HEAD.size
CRC_SIZE: Final = 4
FRAME: Final = HEAD_SIZE + CRC_SIZE


def head(kind: int, flags: int, length: int) -> int:
    """Return the head of a record as one 64-bit word."""
    return int.from_bytes(HEAD.pack(MARKER, kind, flags, length), "little")


#: head, step, time, value, series; then the checksum: five words. The head of every point is the same.
POINT_BODY: Final = struct.Struct("<QqqdI")
POINT_LENGTH: Final = POINT_BODY.size - HEAD_SIZE
POINT_SIZE: Final = POINT_BODY.size + CRC_SIZE
#: A point's body, then its checksum.
POINT_SEALED: Final = struct.Struct(f"<{POINT_BODY.size}sI")
#: The same with an epoch before the value: six words.
POINT_EPOCH_BODY: Final = struct.Struct("<QqqddI")
POINT_EPOCH_LENGTH: Final = POINT_EPOCH_BODY.size - HEAD_SIZE
POINT_EPOCH_SIZE: Final = POINT_EPOCH_BODY.size + CRC_SIZE
POINT_HEAD: Final = head(POINT, 0, POINT_LENGTH)
POINT_EPOCH_HEAD: Final = head(POINT, EPOCH, POINT_EPOCH_LENGTH)

MIXED_HEAD: Final = struct.Struct("<q")
MIXED_EPOCH_HEAD: Final = struct.Struct("<qd")
MIXED_ITEM: Final = struct.Struct("<Iqd")
LOG_HEAD: Final = struct.Struct("<qB")

_FORMAT = 1
_OWNER_FIELDS = frozenset(Owner._fields)


def row_body(count: int, epoch: bool) -> struct.Struct:
    """Return the layout of a ROW of `count` values: head, step, time, [epoch], values, group."""
    return struct.Struct(f"<Qqq{'d' if epoch else ''}{count}dI")


def sealed(body: bytes) -> bytes:
    """Return a record's bytes with the checksum behind."""
    return body + crc32(body).to_bytes(4, "little")


def record(kind: int, payload: bytes, flags: int = 0) -> bytes:
    """Return the record of a payload."""
    return sealed(HEAD.pack(MARKER, kind, flags, len(payload)) + payload)


def record_of(kind: int, pieces: list[bytes]) -> bytes:
    """Return the record of a payload in pieces, which are copied once."""
    whole = [HEAD.pack(MARKER, kind, 0, sum(map(len, pieces))), *pieces]
    check = 0
    for piece in whole:
        check = crc32(piece, check)
    return b"".join([*whole, check.to_bytes(CRC_SIZE, "little")])


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def header(owner: Owner) -> bytes:
    """Return the record that opens every segment."""
    return record(HEADER, _json({"format": _FORMAT, **owner._asdict()}))


def parse_header(payload: bytes) -> Owner:
    """Return the owner a HEADER names; fields that a newer version added are left out."""
    found = json.loads(payload)
    fields: dict[str, Any] = {name: value for name, value in found.items() if name in _OWNER_FIELDS}
    fields |= {name: valid(value) for name, value in fields.items() if isinstance(value, str)}
    return Owner(**fields)


def series(number: int, key: SeriesKey) -> bytes:
    """Return the record that gives a series its number within the segment."""
    return record(SERIES, number.to_bytes(4, "little") + _json([int(key.kind), key.name, key.context]))


def parse_series(payload: bytes) -> tuple[int, SeriesKey]:
    """Return the number and the key that a SERIES declares."""
    kind, name, context = json.loads(payload[4:])
    return int.from_bytes(payload[:4], "little"), SeriesKey(DataKind(kind), str(name), str(context))


def group(number: int, members: tuple[int, ...]) -> bytes:
    """Return the record that names the series of a row, in the order of its values."""
    return record(GROUP, struct.pack(f"<{len(members) + 1}I", number, *members))


def parse_group(payload: bytes) -> tuple[int, tuple[int, ...]]:
    """Return the number and the members that a GROUP declares."""
    number, *members = struct.unpack(f"<{len(payload) // 4}I", payload)
    return number, tuple(members)


def mixed(time: int, epoch: float | None, items: list[tuple[int, int, float]]) -> bytes:
    """Return the record of points logged together at different steps: (series, step, value) each."""
    head = MIXED_HEAD.pack(time) if epoch is None else MIXED_EPOCH_HEAD.pack(time, epoch)
    body = b"".join([MIXED_ITEM.pack(*item) for item in items])
    return record(MIXED, head + body, 0 if epoch is None else EPOCH)


def parse_mixed(payload: bytes, flags: int) -> tuple[int, float | None, list[tuple[int, int, float]]]:
    """Return time, epoch and points of a MIXED."""
    epoch: float | None = None
    if flags & EPOCH:
        time, epoch = MIXED_EPOCH_HEAD.unpack_from(payload)
        rest = payload[MIXED_EPOCH_HEAD.size :]
    else:
        (time,) = MIXED_HEAD.unpack_from(payload)
        rest = payload[MIXED_HEAD.size :]
    return time, epoch, list(MIXED_ITEM.iter_unpack(rest))


def op(change: Op) -> bytes:
    """Return the record of a change to the run itself."""
    return record(OP, _json([change.name, change.time, change.data]))


def parse_op(payload: bytes) -> Op:
    """Return the change an OP holds."""
    name, time, data = json.loads(payload)
    return Op(str(name), int(time), data)


def line(entry: LogLine) -> bytes:
    """Return the record of one line of terminal output."""
    return record(
        LOG, LOG_HEAD.pack(entry.time, entry.stream) + entry.text.encode("utf-8", "backslashreplace")
    )


def parse_line(payload: bytes) -> LogLine:
    """Return the line a LOG holds."""
    time, stream = LOG_HEAD.unpack_from(payload)
    return LogLine(time, stream, payload[LOG_HEAD.size :].decode("utf-8"))
