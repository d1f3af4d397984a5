"""Messages: in order of their time, by level, counted, seen by others as a change of the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runyard.domain.errors import DamagedRepositoryError
from runyard.domain.message import Level
from runyard.journal.batch import Op
from runyard.storage.output import messages
from runyard.storage.store import Store
from support import seeding
from support.logged import Logged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def tell(run: Logged, *told: tuple[int, int, str]) -> None:
    """Log messages in one batch: µs after the run's creation, level, text."""
    run.log(ops=[Op("message", run.created + at, [level, text, '{"n":1}']) for at, level, text in told])


def test_messages_come_in_order_of_their_time_and_by_level(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    tell(run, (30, Level.INFO, "third"), (10, Level.DEBUG, "first"))
    tell(run, (20, Level.ERROR, "second"), (30, Level.INFO, "fourth, at the same time"))
    found = messages.read(store, run.id)
    assert [(one.time - run.created, one.text) for one in found] == [
        (10, "first"),
        (20, "second"),
        (30, "third"),
        (30, "fourth, at the same time"),
    ]
    assert {one.args["n"] for one in found} == {1}
    assert [one.text for one in messages.read(store, run.id, Level.WARNING)] == ["second"]
    assert messages.read(store, other.id) == []


def test_the_newest_are_read_oldest_first(store: Store) -> None:
    run = Logged(store)
    tell(run, *[(at, Level.INFO if at % 2 else Level.DEBUG, str(at)) for at in range(3000)])
    assert [one.text for one in messages.read(store, run.id, newest=3)] == ["2997", "2998", "2999"]
    assert [one.text for one in messages.read(store, run.id, Level.INFO, newest=2)] == ["2997", "2999"]
    assert messages.read(store, run.id, newest=0) == []
    assert len(messages.read(store, run.id)) == 3000


def test_levels_are_counted(store: Store) -> None:
    run = Logged(store)
    assert messages.counts(store, run.id) == {}
    tell(run, (1, Level.ERROR, "a"), (2, Level.INFO, "b"), (3, Level.ERROR, "c"))
    assert messages.counts(store, run.id) == {Level.INFO: 1, Level.ERROR: 2}


def test_a_message_is_a_change_of_its_run_alone(store: Store) -> None:
    def revision(run: Logged) -> int:
        [found] = store.connection.execute("SELECT revision FROM run WHERE id = ?", (run.id,)).fetchone()
        return int(found)

    run, other = Logged(store), Logged(store)
    before = revision(run), revision(other)
    tell(run, (1, Level.INFO, "news"))
    assert revision(run) > before[0]
    assert revision(other) == before[1]


def test_messages_go_with_their_run(store: Store) -> None:
    run = Logged(store)
    tell(run, (1, Level.INFO, "a"))
    run.end()
    with store.write():
        store.connection.execute("DELETE FROM run WHERE id = ?", (run.id,))
    assert store.connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_damaged_args_are_told(store: Store) -> None:
    run = Logged(store)
    tell(run, (1, Level.INFO, "a"))
    store.connection.execute("UPDATE message SET args = '{'")
    with pytest.raises(DamagedRepositoryError, match="What a run told"):
        messages.read(store, run.id)


def test_ids_come_by_time_and_messages_by_their_ids(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    tell(other, (1, Level.INFO, "not ours"))
    tell(run, (30, Level.INFO, "third"), (10, Level.CRITICAL, "first"), (20, Level.DEBUG, "second"))
    found = messages.ids(store, run.id)
    told = messages.some(store, found)
    assert [told[one].text for one in found] == ["first", "second", "third"]
    assert told[found[0]].level is Level.CRITICAL
    levels = messages.ids(store, run.id, {Level.DEBUG, Level.CRITICAL})
    assert list(levels) == list(found[:2])
    assert len(messages.ids(store, run.id, set())) == 0
    assert messages.some(store, []) == {}
    assert messages.near(store, run.id, run.created + 24) == found[1]
    assert messages.near(store, run.id, 0) == found[0]
    assert messages.near(store, Logged(store).id, 0) is None
