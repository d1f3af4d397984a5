"""The files beside the database: blobs that are missing or not what they should be, journals that wait."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from runyard.journal.liveness import Liveness, alive
from runyard.journal.reader import read_batches, read_owner
from runyard.journal.segments import SegmentFile, lock_path, segments, stray_spools
from runyard.storage.connection import DATABASE
from runyard.storage.looking import log_of
from runyard.storage.objects import blobs as blob_files

_PIECE = 1 << 20


class Finding(NamedTuple):
    """Something found in a repository.

    Attributes
    ----------
    what : str
        One sentence.
    saved : str
        What of it can be kept, and how.
    damage : bool
        Whether something is broken; else it is only worth knowing.
    """

    what: str
    saved: str
    damage: bool = True


def blobs(folder: Path, connection: sqlite3.Connection) -> Iterator[Finding]:
    """Compare every known blob with its file."""
    keys = """SELECT known.name, key."from" FROM sqlite_schema AS known
              JOIN pragma_foreign_key_list(known.name) AS key
              WHERE known.type = 'table' AND key."table" = 'blob'"""
    try:
        digests = {row[0] for row in connection.execute("SELECT sha256 FROM blob")}
        for table, column in connection.execute(keys).fetchall():
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
            digests |= {row[0] for row in connection.execute(sql)}
    except sqlite3.DatabaseError:  # told with the tables
        return
    missing = 0
    for digest in sorted(digests):
        try:
            path = blob_files.place(folder / "blobs", digest)
            sound = checksum(path) == digest
        except OSError:
            missing += 1
            continue
        if not sound:
            yield Finding(
                f"The file blobs/{digest[:2]}/{digest[2:]} does not hold what was stored in it",
                "Put it back from a copy; nothing else depends on it",
            )
    if missing:
        files = "1 file that was logged is" if missing == 1 else f"{missing:,} files that were logged are"
        yield Finding(
            f"{files} missing from the folder blobs", "Put them back from a copy; the runs are kept"
        )


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


class Waiting(NamedTuple):
    """A segment of a process that has ended, and how many of its bytes are not stored yet."""

    file: SegmentFile
    offset: int
    left: int


def waiting(folder: Path, connection: sqlite3.Connection | None) -> tuple[list[Waiting], int]:
    """Return the segments that wait for the next opening, and how many live processes are logging."""
    found: list[Waiting] = []
    live: set[str] = set()
    for file in segments(folder / "journals"):
        try:
            owner = read_owner(file.path)
            if alive(lock_path(folder / "journals", file.run, file.owner), owner) is not Liveness.DEAD:
                live.add(file.owner)
                continue
            offset = _offset(connection, file)
            found.append(Waiting(file, offset, max(0, file.path.stat().st_size - offset)))
        except FileNotFoundError:  # stored and deleted meanwhile
            continue
    return found, len(live)


def _offset(connection: sqlite3.Connection | None, file: SegmentFile) -> int:
    if connection is None:
        return 0
    sql = "SELECT offset FROM journal WHERE owner = ? AND segment = ?"
    try:
        row = connection.execute(sql, (file.owner, file.number)).fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row else 0


def journals(folder: Path, connection: sqlite3.Connection | None) -> Iterator[Finding]:
    """Say what waits in journals, and where they are damaged."""
    found, _ = waiting(folder, connection)
    for one in found:
        for batch in read_batches(one.file.path, one.offset):
            for op in batch.ops:
                if op.name == "gap":
                    yield _gap(one.file, op.data)
    left = [one for one in found if one.left]
    if left:
        size, runs = sum(one.left for one in left), len({one.file.run for one in left})
        yield Finding(
            f"Journals of {runs} run{'s' * (runs != 1)} hold {size:,} bytes that are not stored yet",
            "The next program that opens the repository for writing stores them",
            damage=False,
        )


def _gap(file: SegmentFile, data: dict[str, object]) -> Finding:
    place = f" at byte {data['offset']}" if data.get("offset") is not None else ""
    amount = f"{data['bytes']} bytes" if data.get("bytes") else f"{data.get('records') or 'some'} records"
    return Finding(
        f"The journal {file.path.name} is damaged{place}: {amount} cannot be read ({data.get('reason')})",
        "All before and after them is stored at the next opening",
    )


def leftovers(folder: Path) -> Iterator[Finding]:
    """Name files that nothing reads any more."""
    aside = sorted((folder / "journals" / "orphans").glob("*.journal"))
    if aside:
        yield Finding(
            f"{len(aside)} journal{'s' * (len(aside) != 1)} of purged runs lie in journals/orphans",
            "They are never read; delete the folder if you do not need them",
            damage=False,
        )
    strange = stray_spools(folder / "journals")
    strange += [path for path in folder.glob(f"{DATABASE}.*.new*") if path.is_file()]
    if not (folder / DATABASE).exists():
        strange += [path for path in (log_of(folder / DATABASE),) if path.exists()]
    blob_parts = [*(folder / "blobs").glob("??/.*"), *(folder / "blobs").glob(".*")]
    strange += [path for path in blob_parts if path.is_file()]
    if strange:
        yield Finding(
            f"{len(strange)} file{'s' * (len(strange) != 1)} of programs that were stopped are left over,"
            f" such as {strange[0].relative_to(folder).as_posix()}",
            "They do no harm, and may be deleted when no program uses the repository",
            damage=False,
        )
