"""Examining images, audio, texts, distributions and figures: their rows, not what their files hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from runyard.domain.kinds import OBJECTS, DataKind
from runyard.storage.repair.examine_files import Finding

_KINDS = ", ".join(str(int(kind)) for kind in OBJECTS)
_COUNTS = f"""
SELECT name.text, series.count, (SELECT count(*) FROM item WHERE series_id = series.id AND shadowed = 0)
FROM series LEFT JOIN name ON name.id = name_id WHERE kind IN ({_KINDS})
"""
_CONTENTS = f"""
SELECT kind, meta, size, sha256, length(data) FROM item JOIN series ON series.id = series_id
WHERE kind IN ({_KINDS})
"""
_SAVED = "Their files are kept, and salvage counts them anew: runyard check --salvage NEW"


def unsound(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what is wrong with items."""
    try:
        for name, said, found in connection.execute(_COUNTS).fetchall():
            if said != found:
                yield Finding(f"Of what was logged as {name!r} there are {found:,}, not {said:,}", _SAVED)
        broken = sum(not _sound(*row) for row in connection.execute(_CONTENTS))
    except sqlite3.OperationalError:  # a repository from before there were any
        return
    except sqlite3.DatabaseError as error:
        yield Finding(f"What was logged beside the metrics cannot be read to its end ({error})", _SAVED)
        return
    if broken:
        rows = "1 item does" if broken == 1 else f"{broken:,} items do"
        yield Finding(f"{rows} not say what they hold, or hold something else", "The others are as they were")


def _sound(kind: int, meta: object, size: int, sha256: str | None, inline: int | None) -> bool:
    try:
        known = json.loads(meta) if isinstance(meta, str) else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(known, dict) or (sha256 is None) == (inline is None):
        return False
    if inline is not None and inline != size:
        return False
    bins = known.get("bins")
    return kind != DataKind.DISTRIBUTION or (isinstance(bins, int) and size == 8 * bins)
