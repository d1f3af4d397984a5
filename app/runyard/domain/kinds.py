"""The kinds of series a run can log."""

from __future__ import annotations

from enum import IntEnum


class DataKind(IntEnum):
    """Stored as a small integer in `series.kind`; numbers are never reused."""

    METRIC = 1
    SYSTEM = 2
