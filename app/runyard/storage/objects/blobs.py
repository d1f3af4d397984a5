"""Content-addressed files: each is named by its SHA-256, written beside its place and renamed into it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from runyard.domain.importing import apart_from_forks

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


def place(blobs: Path, digest: str) -> Path:
    """Return where the blob of this SHA-256 lies.

    Raises
    ------
    FileNotFoundError
        If it is no SHA-256: a repository may come from anywhere, and no name in it leads out of its folder.
    """
    if not _DIGEST.fullmatch(digest):
        raise FileNotFoundError(f"no file is stored under the name {digest[:70]!r}")
    return blobs / digest[:2] / digest[2:]


def put(blobs: Path, data: bytes) -> str:
    """Store bytes and return their SHA-256; what exists only gets a new time, which keeps it from a purge."""
    with apart_from_forks:  # 4 ms with OpenSSL, and a training script seldom puts a blob
        import hashlib

    digest = hashlib.sha256(data).hexdigest()
    if renew(blobs, digest, len(data)):
        return digest
    with _fresh(blobs, digest) as fresh:
        fresh.write_bytes(data)
    return digest


def put_file(blobs: Path, source: Path) -> tuple[str, int]:
    """Store a file that nobody writes to any more; return its SHA-256 and its size.

    Where the file system can, it takes no room of its own while the source is there.
    """
    with apart_from_forks:
        import hashlib
        import shutil

    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    if not renew(blobs, digest, size):
        with _fresh(blobs, digest) as fresh:
            try:
                os.link(source, fresh)
                os.utime(fresh)
            except OSError:  # of another file system, or of one without links
                shutil.copyfile(source, fresh)
    return digest, size


def copy(blobs: Path, source: BinaryIO) -> tuple[str, int]:
    """Store a copy of a file that others may write to later; return its SHA-256 and its size."""
    import hashlib

    _make(blobs)
    fresh = blobs / f".{os.urandom(8).hex()}"
    digest, size = hashlib.sha256(), 0
    try:
        with fresh.open("wb") as target:
            while piece := source.read(_PIECE):
                digest.update(piece)
                target.write(piece)
                size += len(piece)
        name = digest.hexdigest()
        if not renew(blobs, name, size):
            path = place(blobs, name)
            path.parent.mkdir(exist_ok=True)
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return name, size


def renew(blobs: Path, digest: str, size: int) -> bool:
    """Give a blob a new time, which keeps it from a purge; False when it is not there, or not whole.

    A loss of power leaves files empty that were just written.
    """
    path = place(blobs, digest)
    try:
        os.utime(path)
        found = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size


def _make(blobs: Path) -> None:
    """Make the folder of blobs, but not the repository: one that was moved away would miss what lay here."""
    with suppress(FileExistsError):
        blobs.mkdir()


@contextmanager
def _fresh(blobs: Path, digest: str) -> Iterator[Path]:
    """Yield a name beside a blob's place, to be written to; then it is renamed into the place."""
    path = place(blobs, digest)
    if not path.parent.is_dir():
        _make(blobs)
        path.parent.mkdir(exist_ok=True)
    fresh = path.with_name(f".{digest[2:]}.{os.urandom(4).hex()}")
    try:
        yield fresh
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def get(blobs: Path, digest: str) -> bytes:
    """Return the bytes of a blob.

    Raises
    ------
    FileNotFoundError
        If it is missing.
    """
    return place(blobs, digest).read_bytes()
