"""Files attached to runs: recorded with their blob, read back, gone with the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from runyard.journal.batch import Op
from runyard.storage.objects import attachments, blobs, sweep
from support import seeding
from support.logged import Logged


def attach(run: Logged, name: str, data: bytes, at: int) -> str:
    """Attach a file as a process that logs does: blob first, then the record."""
    digest = blobs.put(run.store.blobs, data)
    run.log(ops=[Op("attachment", run.created + at, [name, digest, len(data)])])
    return digest


def test_the_newest_of_a_name_is_read(tmp_path: Path) -> None:
    with seeding.empty(tmp_path) as store:
        run, other = Logged(store), Logged(store)
        attach(run, "git.diff", b"second", 20)
        attach(run, "git.diff", b"first", 10)
        attach(run, "a.txt", b"", 30)
        assert attachments.read(store, run.id, "git.diff") == b"second"
        assert attachments.read(store, run.id, "a.txt") == b""
        assert attachments.read(store, run.id, "none") is None
        assert attachments.read(store, other.id, "git.diff") is None
        found = [(one.name, one.time - run.created, one.size) for one in attachments.of_run(store, run.id)]
        assert found == [("a.txt", 30, 0), ("git.diff", 10, 5), ("git.diff", 20, 6)]


def test_equal_files_of_many_runs_lie_there_once(tmp_path: Path) -> None:
    with seeding.empty(tmp_path) as store:
        runs = [Logged(store) for _ in range(3)]
        assert len({attach(run, "git.diff", b"the same", 1) for run in runs}) == 1
        assert len(list(store.blobs.glob("??/*"))) == 1
        assert [attachments.read(store, run.id, "git.diff") for run in runs] == [b"the same"] * 3


def test_a_sweep_knows_that_attachments_refer_to_blobs(tmp_path: Path) -> None:
    with seeding.empty(tmp_path) as store:
        assert ("attachment", "sha256") in sweep.references(store)


def test_a_missing_blob_is_an_error_not_an_empty_file(tmp_path: Path) -> None:
    with seeding.empty(tmp_path) as store:
        run = Logged(store)
        blobs.place(store.blobs, attach(run, "git.diff", b"gone", 1)).unlink()
        with pytest.raises(FileNotFoundError):
            attachments.read(store, run.id, "git.diff")
