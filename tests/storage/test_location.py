"""Where a repository lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem, RepositoryMissingError
from runyard.storage import location


def test_a_folder_and_its_repository_name_the_same(tmp_path: Path) -> None:
    made = location.resolve(tmp_path / "work", create=True)
    assert made == tmp_path / "work" / ".runyard"
    assert (made / ".gitignore").read_text() == "*\n"
    assert (made / "journals").is_dir()
    assert (made / "blobs").is_dir()
    assert location.resolve(made, create=False) == made
    assert location.resolve(str(tmp_path / "work"), create=False) == made


@pytest.mark.parametrize("place", ["aim://host:53800", "s3://bucket/runs", "file:///tmp/runs"])
def test_an_address_is_no_folder(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KnownProblem, match=f"{place} is an address"):
        location.resolve(place, create=True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(RepositoryMissingError):
        location.resolve(tmp_path, create=False)
    with pytest.raises(RepositoryMissingError):
        location.resolve(None, create=False)
    assert list(tmp_path.iterdir()) == []


def test_the_variable_comes_before_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = tmp_path / "near", tmp_path / "far"
    location.resolve(near, create=True)
    location.resolve(far, create=True)
    inner = near / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert location.resolve(None, create=True) == near / ".runyard"
    monkeypatch.setenv("RUNYARD_REPO", str(far))
    assert location.resolve(None, create=False) == far / ".runyard"
    assert location.resolve(near, create=False) == near / ".runyard"


def test_without_any_it_is_made_here(tmp_path: Path) -> None:
    assert location.resolve(None, create=True) == Path.cwd() / ".runyard"
    assert (tmp_path / ".runyard").is_dir()


def test_the_home_folder_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert location.resolve("~/x", create=True) == tmp_path / "x" / ".runyard"


def test_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownProblem, match="is a file"):
        location.resolve(tmp_path / "file", create=True)


def test_another_persons_repository_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = location.resolve(tmp_path, create=True)
    inner = location.resolve(tmp_path / "shared", create=True)
    ours = location._ours
    monkeypatch.setattr(location, "_ours", lambda folder: folder != inner and ours(folder))
    assert location.find(tmp_path / "shared") == outer
