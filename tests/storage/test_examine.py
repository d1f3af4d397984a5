"""What `runyard check` finds: every kind of damage is told, nothing where there is none; nothing changes."""

from __future__ import annotations

import math
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runyard import Repo, Run
from runyard.domain.errors import RepositoryMissingError
from runyard.storage import connection
from runyard.storage.repair.examine import examine
from runyard.storage.store import Store
from support import damaging
from support.programs import start


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that nobody damages."""
    return damaging.made(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return damaging.copied(sound, tmp_path)


def told(place: Path, *, damage: bool = True) -> str:
    """Return the sentences of an examination, after which the repository is as it was, to the byte."""
    before = damaging.everything(place)
    found = examine(place)
    assert damaging.everything(place) == before
    assert all(finding.saved for finding in found)
    return "\n".join(finding.what for finding in found if finding.damage == damage)


def test_a_sound_repository_has_nothing_to_tell(place: Path) -> None:
    steps: list[tuple[int, int]] = []
    before = damaging.everything(place)
    assert examine(place, lambda done, total: steps.append((done, total))) == []
    assert steps[-1] == (damaging.RUNS * 2, damaging.RUNS * 2)
    assert damaging.everything(place) == before


def test_a_sound_repository_in_use_has_nothing_to_tell(place: Path) -> None:
    with (
        Repo(place),
        Run(repo=place, system_tracking_interval=None, capture_terminal_logs=False) as run,
    ):
        for step in range(3000):
            run.track(float(step), name="loss")
        run._running.flush()
        run.track(1.0, name="loss")
        assert (place / "runyard.db-wal").stat().st_size
        found = examine(place)
    assert found == []


def test_values_whose_sum_has_no_end_are_no_damage_and_make_no_noise(tmp_path: Path) -> None:
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        for name, values in {"both": (math.inf, -math.inf), "large": (1e308, 1e308, -1e308)}.items():
            for value in values:
                run.track(value, name=name)
    assert examine(tmp_path / ".runyard") == []


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("chunk", r"table `chunk` \(points of metrics\) is damaged"),
        ("run", r"table `run` \(runs\) is damaged"),
        ("series", r"table `series` \(metrics\) is damaged"),
        ("param", r"table `param` .* is damaged"),
        ("name", "table `name` is damaged"),
        ("experiment", "table `experiment` is damaged"),
        ("journal", "table `journal` is damaged"),
        ("chunk_series", "An index of the table `chunk`"),
        ("run_name", "An index of the table `run`"),
    ],
)
def test_a_page_of_garbage_is_told_with_its_table(place: Path, table: str, sentence: str) -> None:
    numbers = damaging.pages(place / "runyard.db", table)
    damaging.overwrite(place / "runyard.db", [numbers[-1]])
    assert re.search(sentence, told(place))


def test_points_on_a_damaged_page_are_told_with_metric_and_run(place: Path) -> None:
    numbers = damaging.pages(place / "runyard.db", "chunk")
    damaging.overwrite(place / "runyard.db", [numbers[-1]])
    assert re.search(r"In \w+.* of run train \d \(\w{8}\), points lie on a damaged page", told(place))


def test_bits_of_a_chunk_that_flip_are_found(place: Path) -> None:
    """In its head, so that it cannot be read; and in its values, so that they are not what was logged."""
    with closing(sqlite3.connect(place / "runyard.db", isolation_level=None)) as plain:
        rows = plain.execute(
            "SELECT id, data FROM chunk WHERE overview IS NOT NULL ORDER BY id LIMIT 2"
        ).fetchall()
        (one, first), (other, second) = rows
        plain.execute("UPDATE chunk SET data = ? WHERE id = ?", (b"\xff" + first[1:], one))
        values = bytearray(second)
        values[60] ^= 0x40  # past the steps, in the values
        plain.execute("UPDATE chunk SET data = ? WHERE id = ?", (bytes(values), other))
    found = told(place)
    assert "1 of 1 chunks of points cannot be read" in found
    assert "the sum of the values is" in found


def test_a_summary_that_is_not_that_of_the_points_is_found(place: Path) -> None:
    damaging.change(place, "UPDATE series SET count = count + 1 WHERE id = 1")
    damaging.change(place, "UPDATE series SET low = low - 1 WHERE id = 2")
    damaging.change(place, "UPDATE chunk SET max_step = max_step + 1 WHERE series_id = 3")
    found = told(place)
    assert "the number of points is 6000 by its points, 6001 by its summary" in found
    assert "the lowest value is 0.0 by its points, -1.0 by its summary" in found
    assert "1 of 1 chunks of points cannot be read" in found


def test_rows_of_a_run_that_is_not_there_are_found(place: Path) -> None:
    damaging.change(place, "DELETE FROM run WHERE id = 2")
    assert "2 rows of the table `series` belong to a row of `run` that is not there" in told(place)


def test_the_list_of_spare_pages_may_be_damaged(place: Path) -> None:
    with Store.open(place) as store:
        store.connection.execute("CREATE TABLE big(x)")
        store.connection.execute("INSERT INTO big VALUES (zeroblob(100000))")
        store.connection.execute("DROP TABLE big")
        assert store.connection.execute("PRAGMA freelist_count").fetchone()[0] > 10
    head = (place / "runyard.db").read_bytes()[:100]
    damaging.overwrite(place / "runyard.db", [int.from_bytes(head[32:36], "big")], b"\xff" * damaging.PAGE)
    assert "spare pages" in told(place)


def test_a_file_cut_short_is_told_with_what_is_gone(place: Path) -> None:
    size = (place / "runyard.db").stat().st_size
    with (place / "runyard.db").open("r+b") as file:
        file.truncate(size // 2)
    assert re.search(r"cut short: \d+ of its \d+ pages are gone", told(place))


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_a_head_of_garbage_is_told(place: Path, size: int) -> None:
    damaging.overwrite(place / "runyard.db", [1], b"\x00\xff" * (size // 2))
    assert "its head was overwritten" in told(place)


def test_an_empty_file_is_told(place: Path) -> None:
    (place / "runyard.db").write_bytes(b"")
    assert "empty: 0 bytes" in told(place)


def test_a_log_of_garbage_hides_nothing(place: Path) -> None:
    """SQLite takes what of a log is valid; garbage in it is as if it were not there."""
    (place / "runyard.db-wal").write_bytes(b"\x5a" * 50_000)
    assert told(place) == ""


def test_blobs_are_compared_with_their_names(place: Path) -> None:
    [path] = (place / "blobs").glob("??/*")
    path.write_bytes(b"something else")
    assert f"{path.parent.name}/{path.name} does not hold what was stored" in told(place)
    path.unlink()
    assert "1 file that was logged is missing" in told(place)


def test_a_journal_that_waits_is_no_damage_and_stays(place: Path) -> None:
    program = """
import os, sys
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
for step in range(100):
    run.track(float(step), name="loss")
os._exit(0)
"""
    process = start(program, place)
    assert process.wait(60) == 0
    process.communicate()
    assert told(place) == ""
    assert re.search(
        r"Journals of 1 run hold [\d,]+ bytes that are not stored yet", told(place, damage=False)
    )
    [journal] = (place / "journals").glob("*.journal")
    data = bytearray(journal.read_bytes())
    data[-300] ^= 0xFF
    journal.write_bytes(bytes(data))
    assert re.search(r"journal \S+ is damaged at byte \d+: \d+ bytes cannot be read", told(place))


def test_leftovers_are_named(place: Path) -> None:
    (place / "journals" / "orphans").mkdir()
    (place / "journals" / "orphans" / "aa.bb.000001.journal").write_bytes(b"late")
    (place / "runyard.db.123.new").write_bytes(b"half")
    assert told(place) == ""
    found = told(place, damage=False)
    assert "1 journal of purged runs" in found
    assert "runyard.db.123.new" in found


def test_what_is_not_ours_or_too_new_is_told(place: Path) -> None:
    damaging.change(place, f"PRAGMA user_version = {connection.VERSION + 1}")
    assert "written by a newer Runyard" in told(place)
    for path in place.glob("runyard.db*"):
        path.unlink()
    with closing(sqlite3.connect(place / "runyard.db")) as other:
        other.execute("CREATE TABLE things(id)")
    assert "another program" in told(place)


def test_where_there_is_nothing_that_is_said(tmp_path: Path) -> None:
    (tmp_path / ".runyard").mkdir()
    with pytest.raises(RepositoryMissingError):
        examine(tmp_path / ".runyard")
