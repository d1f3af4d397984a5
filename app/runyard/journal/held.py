"""Records that the disk refused: kept in memory up to a limit, and counted beyond it."""

from __future__ import annotations

import os
from collections import deque
from typing import Any


class Held:
    """What waits to be written, oldest first, and how much had to be given up."""

    __slots__ = ("_bytes", "_lost_bytes", "lost_records", "reason", "records")

    def __init__(self) -> None:
        self.records: deque[bytes] = deque()
        self.reason = ""
        self.lost_records = 0
        self._bytes = 0
        self._lost_bytes = 0

    def keep(self, record: bytes, limit: int) -> bool:
        """Keep a record; False when that would be more than `limit` bytes, and it is lost."""
        if self._bytes + len(record) > limit:
            self.lost_records += 1
            self._lost_bytes += len(record)
            return False
        self.records.append(record)
        self._bytes += len(record)
        return True

    def write(self, fd: int) -> bool:
        """Write what waits, in order; False when the disk takes only part of a record, which is cut back."""
        while self.records:
            record = self.records[0]
            written = os.write(fd, record)
            if written != len(record):
                os.ftruncate(fd, os.fstat(fd).st_size - written)
                return False
            self._bytes -= len(self.records.popleft())
        return True

    def tell(self) -> dict[str, Any] | None:
        """Return what was lost since the last time, as a gap record says it; None if nothing was."""
        if not self.lost_records:
            return None
        found = {"records": self.lost_records, "bytes": self._lost_bytes, "reason": self.reason}
        self.lost_records = self._lost_bytes = 0
        return found
