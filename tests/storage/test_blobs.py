"""Blobs: named by content, in place whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from runyard.storage.objects import blobs


def test_what_is_put_can_be_got(tmp_path: Path) -> None:
    digest = blobs.put(tmp_path, b"picture")
    assert digest == hashlib.sha256(b"picture").hexdigest()
    assert blobs.get(tmp_path, digest) == b"picture"
    assert blobs.place(tmp_path, digest) == tmp_path / digest[:2] / digest[2:]
    assert [path.name for path in (tmp_path / digest[:2]).iterdir()] == [digest[2:]]


def test_the_same_again_only_renews_the_time(tmp_path: Path) -> None:
    digest = blobs.put(tmp_path, b"picture")
    path = blobs.place(tmp_path, digest)
    os.utime(path, (1, 1))
    inode = path.stat().st_ino
    assert blobs.put(tmp_path, b"picture") == digest
    assert path.stat().st_mtime > 1
    assert path.stat().st_ino == inode


def test_a_missing_blob_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get(tmp_path, "0" * 64)


@pytest.mark.parametrize("name", ["../etc/passwd", "..//etc/passwd", "AB" * 32, "", "0f" * 33])
def test_a_name_that_is_no_digest_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError, match="no file is stored"):
        blobs.get(tmp_path, name)
