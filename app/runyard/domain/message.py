"""What a script tells the people who watch its run."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple


class Level(IntEnum):
    """How much a message matters; the numbers are those of Python's logging."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40
    CRITICAL = 50


class Message(NamedTuple):
    """One message: `time` in µs UTC, `args` what was given beside the text, as plain params."""

    time: int
    level: Level
    text: str
    args: dict[str, Any]
