"""The kinds of series a run can log."""

from __future__ import annotations

from enum import IntEnum


class DataKind(IntEnum):
    """Stored as a small integer in `series.kind`; numbers are never reused."""

    METRIC = 1
    SYSTEM = 2
    IMAGE = 3
    AUDIO = 4
    TEXT = 5
    DISTRIBUTION = 6
    FIGURE = 7


#: Kinds whose series are lines of numbers.
CURVES = (DataKind.METRIC, DataKind.SYSTEM)
#: Kinds whose series hold items: something to look at, read or hear, one or several a step.
OBJECTS = (DataKind.IMAGE, DataKind.AUDIO, DataKind.TEXT, DataKind.DISTRIBUTION, DataKind.FIGURE)
