"""Saving a damaged repository: what is sound comes out equal, what is lost is named, nothing changes."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from runyard import Repo, Run
from runyard.domain.errors import KnownProblem
from runyard.storage.repair.examine import examine
from runyard.storage.repair.salvage import salvage
from support import damaging
from support.programs import start

Logged = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that nobody damages."""
    return damaging.made(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def whole(sound: Path) -> Logged:
    """What it holds."""
    return damaging.logged(sound.parent)


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return damaging.copied(sound, tmp_path)


@pytest.fixture
def saved(place: Path, tmp_path: Path) -> Callable[[], tuple[list[str], Logged]]:
    """Save the copy, which stays as it is, into a sound one; return what is lost and kept."""

    def save() -> tuple[list[str], Logged]:
        before = damaging.everything(place)
        lost = salvage(place, tmp_path / "saved")
        assert damaging.everything(place) == before
        assert examine(tmp_path / "saved" / ".runyard") == []
        return lost, damaging.logged(tmp_path / "saved")

    return save


def test_a_sound_repository_is_saved_whole(saved: Callable[[], Any], whole: Logged, tmp_path: Path) -> None:
    assert saved() == ([], whole)
    [blob] = (tmp_path / "saved" / ".runyard" / "blobs").glob("??/*")
    assert blob.read_bytes() == b"what was logged"
    with Run(repo=tmp_path / "saved", system_tracking_interval=None, capture_terminal_logs=False) as run:
        run.track(1.0, name="loss")
    assert len(damaging.logged(tmp_path / "saved")) == damaging.RUNS + 1


@pytest.mark.parametrize("table", ["chunk_series", "run_name", "series_key", "param", "param_path"])
def test_what_can_be_made_anew_is_not_lost(
    place: Path, saved: Callable[[], Any], whole: Logged, table: str
) -> None:
    damaging.overwrite(place / "runyard.db", damaging.pages(place / "runyard.db", table)[-1:])
    assert examine(place)
    assert saved()[1] == whole


@pytest.mark.parametrize("number", range(-4, 0))
def test_points_on_a_damaged_page_are_named_and_all_others_kept(
    place: Path, saved: Callable[[], Any], whole: Logged, number: int
) -> None:
    damaging.overwrite(place / "runyard.db", [damaging.pages(place / "runyard.db", "chunk")[number]])
    lost, kept = saved()
    assert kept.keys() == whole.keys()
    missing = 0
    for name, run in whole.items():
        assert [kept[name][key] for key in ("hash", "params", "tags")] == [
            run[key] for key in ("hash", "params", "tags")
        ]
        for metric in ("loss", "accuracy"):
            points = kept[name].get(metric, {})
            assert points.items() <= run[metric].items()
            gone = len(run[metric]) - len(points)
            missing += gone
            if gone:
                which = rf"{metric}( \(val\))? of run {name} .*"
                sentence = rf"{gone:,} of {len(run[metric]):,} points of {which} are lost"
                assert any(re.fullmatch(sentence, text) for text in lost), (sentence, lost)
    assert 0 < missing < sum(len(run[m]) for run in whole.values() for m in ("loss", "accuracy"))


def test_a_run_whose_row_is_lost_keeps_its_points(
    place: Path, saved: Callable[[], Any], whole: Logged
) -> None:
    root, *_ = damaging.pages(place / "runyard.db", "run")
    damaging.overwrite(place / "runyard.db", [root])
    lost, kept = saved()
    assert all(name.startswith("salvaged-") for name in kept)
    assert sum("lost its name, params and status" in sentence for sentence in lost) == damaging.RUNS
    points = [run["loss"] for run in kept.values()]
    assert all(run["loss"] in points for run in whole.values())


def test_runs_whose_params_are_lost_keep_all_else(
    place: Path, saved: Callable[[], Any], whole: Logged
) -> None:
    """They begin on the page of the row and go on over others."""
    data = (place / "runyard.db").read_bytes()
    full = [
        at for at in range(0, len(data), damaging.PAGE) if data[at : at + damaging.PAGE].count(b"x") > 4000
    ]
    damaging.overwrite(place / "runyard.db", [at // damaging.PAGE + 1 for at in full])
    lost, kept = saved()
    assert "Some of the table `run` could not be read" in lost
    assert kept == {name: {**run, "params": None} for name, run in whole.items()}


@pytest.mark.parametrize("table", ["name", "context", "experiment"])
def test_a_lost_name_has_one_that_stands_in(
    place: Path, saved: Callable[[], Any], whole: Logged, table: str
) -> None:
    damaging.overwrite(place / "runyard.db", damaging.pages(place / "runyard.db", table))
    lost, kept = saved()
    assert any("salvaged" in sentence for sentence in lost)
    expected = [points for run in whole.values() for points in run.values() if isinstance(points, dict)]
    found = [points for run in kept.values() for points in run.values() if isinstance(points, dict)]
    assert len(found) == len(expected)
    assert all(points in found for points in expected)


def test_points_whose_metric_is_lost_are_kept(place: Path, saved: Callable[[], Any], whole: Logged) -> None:
    damaging.overwrite(place / "runyard.db", damaging.pages(place / "runyard.db", "series"))
    lost, kept = saved()
    assert any(f"{damaging.RUNS * 2} metrics lost name and run" in sentence for sentence in lost)
    [stand_in] = [run for name, run in kept.items() if name.startswith("salvaged-")]
    found = [points for points in stand_in.values() if isinstance(points, dict)]
    assert all(run["loss"] in found and run["accuracy"] in found for run in whole.values())


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_a_head_of_garbage_is_made_anew(
    place: Path, saved: Callable[[], Any], whole: Logged, size: int
) -> None:
    damaging.overwrite(place / "runyard.db", [1], b"\x00\xff" * (size // 2))
    assert saved() == ([], whole)


def test_a_file_cut_short_is_read_up_to_its_end(place: Path, saved: Callable[[], Any], whole: Logged) -> None:
    size = (place / "runyard.db").stat().st_size
    with (place / "runyard.db").open("r+b") as file:
        file.truncate(size * 4 // 5 // 4096 * 4096)
    lost, kept = saved()
    assert any("could not be read" in sentence for sentence in lost)
    points = [run.get("loss") for run in kept.values()]
    assert whole["train 0"]["loss"] in points
    assert whole["train 3"]["loss"] not in points


def test_a_file_of_garbage_leaves_journals_and_blobs(
    place: Path, saved: Callable[[], Any], tmp_path: Path
) -> None:
    (place / "runyard.db").write_bytes(random.Random(1).randbytes(100_000))
    lost, kept = saved()
    assert lost == ["Nothing of the database itself could be read"]
    assert kept == {}
    assert list((tmp_path / "saved" / ".runyard" / "blobs").glob("??/*"))


def test_what_waits_in_journals_is_stored_once(place: Path, saved: Callable[[], Any], whole: Logged) -> None:
    program = """
import os, sys
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
run.name = "late"
for step in range(100):
    run.track(float(step), name="loss")
run._running.flush()
for step in range(100, 200):
    run.track(float(step), name="loss")
os._exit(0)
"""
    process = start(program, place)
    assert process.communicate(timeout=60) == ("", "")
    damaging.change(place, "UPDATE series SET count = count + 1 WHERE id = 1")
    lost, kept = saved()
    assert kept["late"]["loss"] == {step: float(step) for step in range(200)}
    assert {name: run for name, run in kept.items() if name != "late"} == whole
    assert re.fullmatch(r"1 of 6,001 points of loss \(val\) of run train 0 .* are lost", *lost)


def test_damage_inside_rows_is_named(place: Path, saved: Callable[[], Any], whole: Logged) -> None:
    with closing(sqlite3.connect(place / "runyard.db", isolation_level=None)) as plain:
        plain.execute(
            "UPDATE chunk SET data = x'ff' || substr(data, 2) WHERE id = (SELECT min(id) FROM chunk)"
        )
        plain.execute("UPDATE run SET params = '{broken' WHERE name = 'train 2'")
        plain.execute("UPDATE series SET high = 1000 WHERE id = (SELECT max(id) FROM series)")
    lost, kept = saved()
    assert any(re.search("points of .* are lost", sentence) for sentence in lost)
    assert any(re.search("params of run train 2 .* are damaged", sentence) for sentence in lost)
    assert kept["train 2"]["params"] is None
    assert kept["train 3"] == whole["train 3"]


def test_a_damaged_blob_is_left_behind(place: Path, tmp_path: Path) -> None:
    [path] = (place / "blobs").glob("??/*")
    path.write_bytes(b"something else")
    assert salvage(place, tmp_path / "saved") == ["1 logged file cannot be read as stored"]


def test_saving_never_mixes_two_repositories_and_waits_for_those_who_log(place: Path, tmp_path: Path) -> None:
    for into in (tmp_path, place, place / "runyard.db"):
        with pytest.raises(KnownProblem, match="not a new place"):
            salvage(place, into)
    with (
        Run(repo=place, system_tracking_interval=None, capture_terminal_logs=False),
        pytest.raises(KnownProblem, match="1 process is still logging"),
    ):
        salvage(place, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()
    with Repo(place) as repo:
        assert len(repo.query_runs()) == damaging.RUNS + 1
