"""Where segments and locks lie, and which there are."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import NamedTuple

_NAME = re.compile(r"(?P<run>[0-9a-f]+)\.(?P<owner>[0-9a-f]+)\.(?P<number>[0-9]{6,15})\.journal")
#: What a spool file is called: it holds what is too large for a record of its segment, which names it.
SPOOL = re.compile(r"[0-9a-f]+\.[0-9a-f]+\.[0-9]{6,15}\.[0-9]{1,15}\.spool")


class SegmentFile(NamedTuple):
    """One segment found in the journals folder."""

    run: str
    owner: str
    number: int
    path: Path


def segment_path(journals: Path, run: str, owner: str, number: int) -> Path:
    """Return where a segment lies."""
    return journals / f"{run}.{owner}.{number:06d}.journal"


def lock_path(journals: Path, run: str, owner: str) -> Path:
    """Return where the lock of an owner lies."""
    return journals / f"{run}.{owner}.lock"


def create(path: Path, data: bytes) -> int:
    """Create a segment that begins with `data`; return the descriptor that appends to it.

    It is open for reading too, so that a file that somebody deletes can be written anew.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
    fd = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o644)
    try:
        if os.write(fd, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        os.close(fd)
        path.unlink(missing_ok=True)
        raise
    return fd


def parsed(path: Path) -> SegmentFile | None:
    """Return what a file's name says of it, or None when it is no segment."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    return SegmentFile(found["run"], found["owner"], int(found["number"]), path)


def segments(journals: Path) -> list[SegmentFile]:
    """Return every segment, sorted by run, owner and number; none when the folder is missing."""
    try:
        names = [entry.name for entry in journals.iterdir()]
    except FileNotFoundError:
        return []
    found = (parsed(journals / name) for name in names)
    return sorted(segment for segment in found if segment is not None)


def spool_path(segment: Path, number: int) -> Path:
    """Return where a spool file of a segment lies."""
    return segment.with_name(f"{segment.stem}.{number}.spool")


def spools(segment: Path) -> list[Path]:
    """Return the spool files that belong to a segment."""
    return sorted(segment.parent.glob(f"{segment.stem}.*.spool"))


def stray_spools(journals: Path) -> list[Path]:
    """Return the spool files whose segment is gone: a process was stopped between deleting the two."""
    return [
        path
        for path in sorted(journals.glob("*.spool"))
        if SPOOL.fullmatch(path.name) and not _segment_of(path).exists()
    ]


def _segment_of(spool: Path) -> Path:
    return spool.with_name(spool.name.rsplit(".", 2)[0] + ".journal")


def delete(segment: Path) -> None:
    """Delete a segment, then what belongs to it; what is gone already does not matter."""
    belonging = spools(segment)
    segment.unlink(missing_ok=True)
    for path in belonging:
        path.unlink(missing_ok=True)
