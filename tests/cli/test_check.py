"""``runyard check``: tells versions, counts, space and damage, saves what can be saved, changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runyard.storage.overview.space import run_sizes
from runyard.storage.store import Store
from support import damaging
from support.command_line import CommandLine


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a repository with runs in the working folder."""
    return damaging.made(tmp_path)


def test_a_sound_repository(place: Path, runyard: CommandLine, tmp_path: Path) -> None:
    before = damaging.everything(place)
    done = runyard("check")
    assert (done.code, done.err) == (0, "")
    assert str(place) in done.out
    assert "SQLite 3." in done.out
    assert "schema" in done.out
    assert "Runs        4: 0 active, 0 archived; 0 more in the trash" in done.out
    assert done.out.endswith("No damage was found.\n")
    assert damaging.everything(place) == before
    assert runyard("check", str(tmp_path)).out == done.out


def test_what_takes_the_space(place: Path, runyard: CommandLine) -> None:
    with Store.open(place) as store:
        store.connection.execute("UPDATE run SET trashed = 1 WHERE id = 2")
        sizes = run_sizes(store, [1, 2])
    found = json.loads(runyard("check", "--space", "--json").out)
    space = found["space"]
    assert space["database"] == (place / "runyard.db").stat().st_size
    assert (space["runs"], space["trashed_runs"], space["trash"]) == (3, 1, sizes[2])
    assert 40_000 < sizes[2] < space["points"] < space["database"]
    assert space["blobs"] == 15
    assert [run["bytes"] for run in space["biggest"]] == sorted(
        (r["bytes"] for r in space["biggest"]), reverse=True
    )
    assert "Biggest runs" in runyard("check", "--space").out


def test_damage_is_told_and_the_rest_saved(place: Path, runyard: CommandLine, tmp_path: Path) -> None:
    damaging.overwrite(place / "runyard.db", [damaging.pages(place / "runyard.db", "chunk")[-1]])
    before = damaging.everything(place)
    done = runyard("check")
    assert done.code == 1
    assert "Damaged: The table `chunk` (points of metrics) is damaged." in done.out
    done = runyard("check", "--salvage", str(tmp_path / "new"))
    assert done.code == 1
    assert "are lost." in done.out
    assert damaging.everything(place) == before
    assert runyard("check", str(tmp_path / "new")).code == 0


def test_no_repository(runyard: CommandLine, tmp_path: Path) -> None:
    done = runyard("check", str(tmp_path))
    assert (done.code, done.out) == (1, "")
    assert "There is no repository" in done.err
