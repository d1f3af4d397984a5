"""Check and salvage know images, texts and the like."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runyard import KnownProblem, Repo
from runyard.cli.main import run as command_line
from runyard.domain.kinds import DataKind
from runyard.journal.segments import segment_path, spool_path
from runyard.storage.metrics import series
from runyard.storage.objects import blobs, items
from runyard.storage.repair.examine import examine
from runyard.storage.repair.salvage import salvage
from runyard.storage.store import Store
from support import damaging, seeding
from support.batches import owner
from support.logged import Logged

WIDE = {"caption": "", "format": "png", "width": 1, "height": 1}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with seeding.empty(tmp_path / "made") as store:
        run = Logged(store, name="one")
        run.metric("loss", [1.0, 2.0])
        run.items(
            DataKind.IMAGE,
            "samples",
            [(0, 0, b"first", WIDE), (0, 1, b"second", WIDE), (3, 0, b"third", WIDE)],
        )
        again = Logged(store, digest=run.hash)  # later by the clock
        again.items(DataKind.IMAGE, "samples", [(3, 0, b"instead of the third", WIDE)])
        run.items(DataKind.TEXT, "report", [(1, 0, b"short", {"length": 5})])
        run.items(
            DataKind.DISTRIBUTION, "w", [(0, 0, bytes(16), {"bins": 2, "low": 0, "high": 1, "count": 0})]
        )
        run.items(DataKind.AUDIO, "tone", [(0, 0, b"wav", {"format": "wav", "rate": 8000})])
        run.items(
            DataKind.FIGURE,
            "f",
            [(0, 0, b"<svg/>", {"format": "svg", "title": ""})],
            picture=b"png",
            plotly=b"{}",
        )
        run.end()
        return store.folder


def told(place: Path) -> list[str]:
    return [found.what for found in examine(place) if found.damage]


def held(folder: Path) -> dict[str, list[tuple[int, int, bytes]]]:
    """What there is of every sequence."""
    with Store.open(folder, read_only=True) as store:
        [run_id] = [row[0] for row in store.connection.execute("SELECT id FROM run")]
        return {
            f"{one.key.kind.name} {one.key.name}": [
                (item.step, item.index, items.content(store, item)) for item in items.of_series(store, one.id)
            ]
            for one in series.of_run(store, run_id)
            if one.key.kind > DataKind.SYSTEM
        }


def saved(place: Path, tmp_path: Path) -> tuple[list[str], dict[str, list[tuple[int, int, bytes]]]]:
    lost = salvage(place, tmp_path / "saved")
    assert told(tmp_path / "saved" / ".runyard") == []
    return lost, held(tmp_path / "saved" / ".runyard")


def test_a_sound_repository_is_sound_and_saved_whole(place: Path, tmp_path: Path) -> None:
    assert told(place) == []
    lost, found = saved(place, tmp_path)
    assert lost == []
    assert found == held(place)
    assert found["IMAGE samples"] == [(0, 0, b"first"), (0, 1, b"second"), (3, 0, b"instead of the third")]


def test_a_missing_and_a_changed_file_are_told(place: Path) -> None:
    digests = {path.read_bytes(): path for path in (place / "blobs").glob("??/*")}
    digests[b"first"].unlink()
    digests[b"png"].write_bytes(b"changed")
    changed, missing = told(place)
    assert "does not hold what was stored in it" in changed
    assert missing == "1 file that was logged is missing from the folder blobs"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM item WHERE position = 1", "Of what was logged as 'samples' there are 2, not 3"),
        ("UPDATE series SET count = 7 WHERE kind = 5", "Of what was logged as 'report' there are 1, not 7"),
        ("UPDATE item SET meta = 'no json' WHERE data IS NOT NULL", "2 items do not say what they hold"),
        ("UPDATE item SET data = x'00' WHERE meta LIKE '%bins%'", "1 item does not say what they hold"),
        ("UPDATE item SET sha256 = NULL WHERE step = 3 AND shadowed = 0", "1 item does not say"),
        ("UPDATE item SET sha256 = 'not a digest' WHERE step = 3 AND shadowed = 0", "1 file that was logged"),
    ],
)  # fmt: skip
def test_rows_that_do_not_agree_are_told(place: Path, sql: str, words: str) -> None:
    damaging.change(place, sql)
    assert any(words in text for text in told(place)), told(place)


@pytest.mark.parametrize(
    "meta", ["'{no'", "'[1]'", "'null'", "5", "x'ff'", f"'{'[' * 100_000}'", "'{\"bins\":null}'"]
)
def test_an_item_that_says_nothing_of_itself_does_not_hide_the_others(
    place: Path, tmp_path: Path, meta: str
) -> None:
    before = held(place)
    damaging.change(place, f"UPDATE item SET meta = {meta} WHERE step = 0")
    damaging.change(place, f"UPDATE run SET pinned_params = {meta}")
    assert held(place) == before
    assert any("what they hold" in text for text in told(place))
    salvage(place, tmp_path / "saved")
    assert held(tmp_path / "saved" / ".runyard") == before
    with Repo(place) as repo:
        [run] = repo.iter_runs()
        assert run.pinned_params == ()
        image = run.images()[0].at(0)[0]
        with pytest.raises(KnownProblem, match="width"):
            image.width  # noqa: B018
        assert image.read() == b"first"
    assert command_line(["objects", "--repo", str(place), "1", "w"]) == 0


def test_lost_items_are_counted_and_the_others_kept(place: Path, tmp_path: Path) -> None:
    damaging.change(place, "DELETE FROM item WHERE step = 0 AND position = 1")
    lost, found = saved(place, tmp_path)
    assert lost == ["1 of 3 of what was logged as 'samples' are lost"]
    assert [content for *_, content in found["IMAGE samples"]] == [b"first", b"instead of the third"]


def test_items_whose_series_is_lost_get_one_of_their_kind(place: Path, tmp_path: Path) -> None:
    before = held(place)
    damaging.change(place, "DELETE FROM series WHERE kind > 2")
    lost, found = saved(place, tmp_path)
    assert len(lost) == 5
    assert all("lost a name; it is called salvaged-" in text for text in lost)
    by_kind = {name.split()[0]: content for name, content in found.items()}
    assert by_kind == {name.split()[0]: content for name, content in before.items()}


def test_the_list_of_blobs_is_made_anew_from_what_names_them(place: Path, tmp_path: Path) -> None:
    before = held(place)
    damaging.change(place, "DELETE FROM blob")
    assert told(place)
    assert saved(place, tmp_path)[1] == before


def test_a_spool_file_without_its_segment_is_a_leftover(place: Path) -> None:
    path = segment_path(place / "journals", owner().run, owner().owner, 0)
    spool_path(path, 1).write_bytes(b"x")
    [found] = examine(place)
    assert "left over" in found.what
    assert not found.damage


def test_a_repository_from_before_there_were_items_can_be_checked(place: Path) -> None:
    statements = (
        "DELETE FROM blob",
        "DROP TABLE item",
        "DELETE FROM series WHERE kind > 2",
        "PRAGMA user_version = 3",
    )
    with closing(sqlite3.connect(place / "runyard.db", isolation_level=None)) as plain:
        for sql in statements:
            plain.execute(sql)
    assert told(place) == []


def test_blobs_and_items_agree(place: Path) -> None:
    with Store.open(place, read_only=True) as store:
        named = {row[0] for row in store.connection.execute("SELECT sha256 FROM blob")}
    assert named == {path.parent.name + path.name for path in (place / "blobs").glob("??/*")}
    assert all(blobs.place(place / "blobs", digest).exists() for digest in named)
