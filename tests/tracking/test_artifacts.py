"""Files that a run keeps, and the params it pins."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from runyard import Repo, Run

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path / "repo", **QUIET) as run:
        yield run


def test_a_file_is_copied_when_the_call_returns(run, tmp_path):
    path = tmp_path / "model.pt"
    path.write_bytes(b"weights")
    run.log_artifact(path)
    run.log_artifact(str(path), name="models/best.pt", block=True)
    path.write_bytes(b"changed")
    run.log_artifact(path)
    path.unlink()
    found = run.artifacts
    assert list(found) == ["model.pt", "models/best.pt"]
    assert found["model.pt"].read() == b"changed"
    assert found["models/best.pt"].read() == b"weights"
    assert found["models/best.pt"].size == 7
    assert found["models/best.pt"].uri.startswith("file://")
    found["models/best.pt"].save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == b"weights"


def test_objects_are_kept_as_files(run):
    run.log_artifact(b"raw", "a.bin")
    run.log_artifact(io.BytesIO(b"file"), "b.bin")
    run.log_artifact(io.StringIO("ä"), "c.txt")
    run.log_artifact({"lr": 0.1, "layers": (1, 2)}, "d.json")
    run.log_artifact(np.arange(3), "e.npy")
    files = {name: file.read() for name, file in run.artifacts.items()}
    assert [files[name] for name in ("a.bin", "b.bin", "c.txt")] == [b"raw", b"file", "ä".encode()]
    assert json.loads(files["d.json"]) == {"lr": 0.1, "layers": [1, 2]}
    assert np.array_equal(np.load(io.BytesIO(files["e.npy"]), allow_pickle=False), [0, 1, 2])


def test_a_folder_keeps_its_shape(run, tmp_path):
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "deep" / "b.txt").write_text("b")
    run.log_artifacts(folder)
    run.log_artifact(folder, name="run 2")
    assert list(run.artifacts) == ["a.txt", "deep/b.txt", "run 2/a.txt", "run 2/deep/b.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_links_out_of_a_folder_are_left_out(run, tmp_path):
    (tmp_path / "secret").write_text("s")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "own").write_text("o")
    run.log_artifacts(folder)
    assert list(run.artifacts) == ["own"]


def test_the_same_content_is_stored_once(run):
    for number in range(5):
        run.log_artifact(b"same", f"{number}")
    assert len(list((run.repo.path / "blobs").glob("??/*"))) == 1
    assert list((run.repo.path / "blobs").glob(".*")) == []


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda run: run.log_artifact("/nowhere/x"), ValueError, "file /nowhere/x cannot be read: No such"),
        (lambda run: run.log_artifact(b"x"), ValueError, "name is required"),
        (lambda run: run.log_artifact(object(), "x"), TypeError, "a file is kept of a path"),
        (lambda run: run.log_artifact({"a": object()}, "x"), TypeError, "the object.a"),
        (lambda run: run.log_artifact(b"x", "../x"), ValueError, "'../x' is no name for a file"),
        (lambda run: run.log_artifact(b"x", "/etc/passwd"), ValueError, "no name for a file"),
        (lambda run: run.log_artifact(b"x", "a//b"), ValueError, "no name for a file"),
        (lambda run: run.log_artifact(b"x", "a\0b"), ValueError, "no name for a file"),
        (lambda run: run.log_artifact(b"x", "x" * 1001), ValueError, "1,001"),
        (lambda run: run.log_artifact(b"x", 3), TypeError, "name must be a string"),
        (lambda run: run.log_artifact(b"x", "x", block="no"), TypeError, "block must be True or False"),
        (lambda run: run.log_artifacts("/nowhere"), ValueError, "/nowhere is no folder"),
        (lambda run: run.pin_config_keys("lr"), TypeError, "keys must be a list of strings, not 'lr'"),
        (lambda run: run.pin_config_keys([3]), TypeError, "a key must be a string"),
        (lambda run: run.pin_config_keys(map(str, range(101))), ValueError, "at most 100 keys"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_in_one_sentence(run, call, error, words):
    with pytest.raises(error) as caught:
        call(run)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (run.artifacts, run.pinned_params) == ({}, ())


def test_a_full_disk_is_told_and_training_goes_on(run, tmp_path, monkeypatch, caplog):
    from runyard.storage.objects import blobs

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs, "put", refuse)
    monkeypatch.setattr(blobs, "copy", refuse)
    (tmp_path / "x").write_text("x")
    run.log_artifact(b"x", "x")
    run.log_artifact(tmp_path / "x")
    assert [record.getMessage() for record in caplog.records] == [
        "the file x could not be kept (No space left on device)"
    ]
    assert run.artifacts == {}


def test_pinned_params_keep_their_order_and_the_last_call_counts(run, tmp_path):
    run["hparams"] = {"lr": 0.1}
    run.pin_config_keys(["a", "b"])
    run.pin_config_keys(["hparams.lr", "notes", "hparams.lr"])
    assert run.pinned_params == ("hparams.lr", "notes")
    run.close()
    with Repo(tmp_path / "repo") as repo:
        assert repo.get_run(run.hash).pinned_params == ("hparams.lr", "notes")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names")
def test_what_would_never_end_is_not_kept(run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="pipe cannot be read: it is no file"):
        run.log_artifact(tmp_path / "pipe")


@pytest.mark.skipif(os.name == "nt", reason="rights of files")
def test_a_missing_blob_is_a_known_problem(run):
    from runyard import KnownProblem

    run.log_artifact(b"x", "x")
    file = run.artifacts["x"]
    file.path.unlink()
    with pytest.raises(KnownProblem, match="The content of x is missing"):
        file.read()


def test_a_folder_that_holds_the_repository_leaves_the_repository_alone(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with Run(repo=tmp_path, **QUIET) as run:
        run.log_artifacts(tmp_path, block=True)
        assert list(run.artifacts) == ["a.txt"]
        looking = f"from runyard import Run; Run(repo={str(tmp_path)!r}).close()"
        subprocess.run([sys.executable, "-c", looking], check=True)
        assert run.status == "running"  # nobody takes this process for dead: it still has its lock
        run.track(1.0, name="loss")
    assert not run.problems


def test_files_of_a_repository_are_no_artifacts_but_their_contents_are(run, tmp_path):
    run.log_artifact(b"weights", "a.bin", block=True)
    folder = tmp_path / "repo" / ".runyard"
    [lock] = folder.glob("journals/*.lock")
    for path in (folder / "runyard.db", lock):
        with pytest.raises(ValueError, match="belongs to a repository"):
            run.log_artifact(path)
    with pytest.raises(ValueError, match="belongs to a repository"):
        run.log_artifacts(folder / "journals")
    run.log_artifact(run.artifacts["a.bin"].path, "b.bin")
    assert run.artifacts["b.bin"].read() == b"weights"
