"""Terminal output: any stretch of it, its end, and what is searched for, without loading all of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem
from runyard.journal.batch import LogLine
from runyard.storage.output import log_search, logs
from runyard.storage.store import Store
from support import seeding
from support.logged import Logged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def printed(run: Logged, *texts: str) -> list[LogLine]:
    lines = [LogLine(run.created + i, 1, text) for i, text in enumerate(texts)]
    run.log(lines=lines)
    return lines


def sizes(store: Store) -> list[int]:
    sql = "SELECT count FROM log_chunk ORDER BY run_id, first_line"
    return [count for [count] in store.connection.execute(sql)]


@pytest.mark.parametrize("size", [1, 37, 256, 5000])
def test_any_stretch_comes_back(store: Store, size: int) -> None:
    run, other = Logged(store), Logged(store)
    printed(other, "not ours")
    lines = [LogLine(run.created + i, 1 + i % 2, f"line {i}") for i in range(5000 if size > 1 else 600)]
    for start in range(0, len(lines), size):
        run.log(lines=lines[start : start + size])
    end = len(lines)
    for start, count in ((0, end), (0, 1), (250, 20), (255, 2), (end - 1, 9), (end, 9), (300, 0)):
        assert logs.lines(store, run.id, start, count) == lines[start : start + count]
    assert logs.tail(store, run.id, 3) == lines[-3:]
    assert logs.tail(store, run.id, 10**9) == lines
    assert max(sizes(store)) <= 2048


def test_an_empty_output_has_no_end(store: Store) -> None:
    run = Logged(store)
    assert logs.tail(store, run.id, 5) == []
    assert logs.block(store, run.id, 0) == (0, [])
    assert list(log_search.search(store, run.id, "x")) == []


def test_blocks_of_long_lines_are_short(store: Store) -> None:
    run = Logged(store)
    lines = printed(run, *["x" * 400_000] * 10, "y" * 3_000_000, "z")
    assert sizes(store) == [2, 2, 2, 2, 2, 1, 1]
    assert logs.lines(store, run.id, 0, 100) == lines


def numbers(store: Store, run: Logged, text: str, **how: object) -> list[int]:
    return [found.number for found in log_search.search(store, run.id, text, **how)]  # type: ignore[arg-type]


def test_text_and_patterns_are_found_in_both_directions(store: Store) -> None:
    run = Logged(store)
    printed(run, *[f"step {i}" for i in range(3000)], "\x1b[31mEr\x1b[0mror: Ärger", "error (again)")
    assert numbers(store, run, "ERROR") == [3000, 3001]
    assert numbers(store, run, "error", case=True) == [3001]
    assert numbers(store, run, "äRGER") == [3000]
    assert numbers(store, run, "(again)") == [3001]
    assert numbers(store, run, r"^step (7|29)\d\d$", pattern=True)[:3] == [700, 701, 702]
    assert numbers(store, run, r"STEP \d+5$", pattern=True, case=True) == []
    assert numbers(store, run, "step 1", backward=True)[:2] == [1999, 1998]
    assert numbers(store, run, "step 1", start=1999) == [1999]
    assert numbers(store, run, "step 1", start=12, backward=True) == [12, 11, 10, 1]
    assert numbers(store, run, "step", start=9999) == []


def test_a_search_reads_no_further_than_it_is_asked(store: Store) -> None:
    run = Logged(store)
    printed(run, *["line"] * 5000)
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    found = log_search.search(store, run.id, "line")
    assert next(found).number == 0
    assert sum("log_chunk" in sql for sql in asked) == 1


@pytest.mark.parametrize("text", ["(", "x" * 1000, "(a+)+$"])
def test_a_pattern_that_cannot_be_used_is_told(store: Store, text: str) -> None:
    run = Logged(store)
    printed(run, "a" * 5000 + "!")
    with pytest.raises(KnownProblem):
        numbers(store, run, text, pattern=True)


def test_a_block_that_would_fill_the_memory_is_damage(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Logged(store)
    lines = printed(run, "x" * 5_000)
    assert logs.tail(store, run.id, 1) == lines
    monkeypatch.setattr(logs, "_LARGEST", 4_000)
    with pytest.raises(KnownProblem, match="damaged"):
        logs.tail(store, run.id, 1)


def test_lines_that_lie_together_come_column_by_column(store: Store) -> None:
    run = Logged(store)
    lines = printed(run, *[f"line {i}" for i in range(300)])
    found = logs.stretch(store, run.id, 120)
    assert found is not None
    assert (found.first, found.end) == (0, 300)
    assert found.texts == [line.text for line in lines]
    assert found.times == [line.time for line in lines]
    assert set(found.streams) == {1}
    assert logs.stretch(store, run.id, 300) is None


def test_the_line_nearest_to_a_time(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    printed(other, "not ours")
    assert logs.near(store, run.id, run.created) is None
    assert logs.last_time(store, run.id) is None
    at = [0, 10, 10, 20, 1000, 40, 2000, 3000]  # one of two writers was late
    for start in range(0, len(at), 2):
        run.log(lines=[LogLine(run.created + us, 1, "x" * 600_000) for us in at[start : start + 2]])
    assert len(sizes(store)) > 4
    for time, line in ((-99, 0), (0, 0), (4, 0), (6, 1), (10, 1), (19, 3), (41, 5), (1001, 4), (9000, 7)):
        assert logs.near(store, run.id, run.created + time) == line
    assert logs.last_time(store, run.id) == run.created + 3000


def test_the_size_is_what_the_lines_take(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    printed(other, "x" * 1000)
    assert logs.size(store, run.id) == 0
    printed(run, "a", "b")
    small = logs.size(store, run.id)
    printed(run, *[f"{i * 7919}" for i in range(500)])
    assert 0 < small < logs.size(store, run.id)


def test_columns_of_different_lengths_are_damage(store: Store) -> None:
    run = Logged(store)
    printed(run, "a", "b")
    packed = zlib.compress(json.dumps([[1, 2], [1, 1], ["a"]]).encode())
    store.connection.execute("UPDATE log_chunk SET data = ?", (packed,))
    with pytest.raises(KnownProblem, match="damaged"):
        logs.stretch(store, run.id, 0)


def test_long_texts_of_a_large_block_are_cut_where_that_is_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_AT_ONCE", 1000)
    texts = ["", 'a "quoted" \\ text', "x" * 500, "\u2588" * 500, "\\" * 501, "🙂" * 300, "ends \\", "last"]
    run = Logged(store)
    printed(run, *texts)
    for longest in (1, 7, 100, 101, 102, 103, 10_000):
        found = logs.stretch(store, run.id, 0, longest=longest)
        assert found is not None
        for place, (text, whole) in enumerate(zip(found.texts, texts, strict=True)):
            assert whole.startswith(text.rstrip("\ud83d"))
            assert (text != whole) == (place in found.lost)
        assert found.times == [run.created + i for i in range(len(texts))]
    whole = logs.stretch(store, run.id, 0)
    assert whole is not None
    assert whole.texts == texts
    assert whole.lost == {}


@pytest.mark.parametrize(
    "block",
    [
        [["1"], [1], ["a"]],
        [[1], ["x"], ["a"]],
        [[1], [300], ["a"]],
        [[1], [1], [2]],
        [[1], [1]],
        {"a": 1},
        [[1], [1], ["a", "b"]],
    ],
)
@pytest.mark.parametrize("longest", [None, 10])
def test_what_is_no_block_of_lines_is_damage(
    store: Store, block: object, longest: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_AT_ONCE", 0)
    run = Logged(store)
    printed(run, "a")
    packed = zlib.compress(json.dumps(block, separators=(",", ":")).encode())
    store.connection.execute("UPDATE log_chunk SET data = ?", (packed,))
    with pytest.raises(KnownProblem, match="damaged"):
        logs.stretch(store, run.id, 0, longest=longest)
