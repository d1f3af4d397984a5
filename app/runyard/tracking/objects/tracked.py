"""What every object that can be tracked has in common."""

from __future__ import annotations

import operator
import os
import stat
from pathlib import Path
from typing import Any, ClassVar

from runyard.domain.kinds import DataKind
from runyard.domain.plain import shown
from runyard.journal.batch import NewItem

#: Bytes of a text or a distribution up to which it lies in its row; beyond, it is a file of its own.
IN_ROW = 16 << 10
#: A record of a journal cannot be longer.
LARGEST = 1 << 30
LONGEST_CAPTION = 10_000


class Tracked:
    """Something `track` takes. It is found by `data_kind`, so that `track` need not load this module."""

    data_kind: ClassVar[DataKind]

    def new_item(self) -> NewItem:
        """Return what goes into the journal."""
        raise NotImplementedError


def told(value: Any) -> str:
    """Return an object as a sentence shows it, in one line."""
    return " ".join(shown(value).split())[:60]


def integer_of(what: str, value: Any, *, most: int) -> int:
    """Return an integer from 1 to `most`, of numpy as well, or raise ValueError."""
    try:
        found = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        found = 0
    if not 1 <= found <= most:
        raise ValueError(f"{what} must be an integer from 1 to {most}, not {told(value)}")
    return found


def reason(error: Exception) -> str:
    """Return what an error of some library says, in one line."""
    try:
        return " ".join(str(error).split())[:200] or type(error).__name__
    except Exception:  # an error that cannot even say what it is
        return type(error).__name__


def text_of(what: str, value: Any) -> str:
    """Return text that can be stored, or raise TypeError or ValueError."""
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a string, not {told(value)}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid text, not {told(value)}") from None
    return str.__str__(value)


def caption_of(value: Any) -> str:
    """Return a caption; None is an empty one."""
    caption = "" if value is None else text_of("caption", value)
    if len(caption) > LONGEST_CAPTION:
        raise ValueError(f"a caption has at most {LONGEST_CAPTION:,} characters, this one {len(caption):,}")
    return caption


def file_of(what: str, place: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file that somebody named, or raise ValueError with why it cannot be read."""
    path = Path(place).expanduser()
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe, say, would never end
            raise ValueError("it is no file")
        size = found.st_size
        if size <= LARGEST:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ValueError(f"the {what} {path} cannot be read: {why}") from None
    raise ValueError(f"the {what} {path} has {size >> 20:,} MB, and at most {LARGEST >> 20:,} MB are kept")
