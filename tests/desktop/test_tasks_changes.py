"""Writes and the change feed: every change is announced, and announced once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.tasks import Cancel, Tasks, feed
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import tags, views
from runyard.storage.store import Store


class Listener(QObject):
    """Keeps every announcement."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.heard: list[Changes] = []
        tasks.changed.connect(self.hear)

    def hear(self, changes: object) -> None:
        assert isinstance(changes, Changes)
        self.heard.append(changes)

    def revisions(self) -> list[int]:
        return [changes.revision for changes in self.heard]


@pytest.fixture
def listener(tasks: Tasks) -> Listener:
    return Listener(tasks)


@pytest.fixture
def other(folder: Path) -> Iterator[Store]:
    """A store as another process would have it."""
    with Store.open(folder) as store:
        yield store


def make_tag(name: str, store: Store) -> Changes:
    return tags.create(store, name)


def put_view(store: Store) -> Changes:
    return views.put(store, "pins", "metrics", ["loss"])


def at(tasks: Tasks, store: Store) -> bool:
    """Whether all that is in the repository has been announced."""
    return tasks.idle() and tasks.seen() == store.revision()


def test_own_write_is_announced_once(tasks: Tasks, listener: Listener, other: Store, qtbot: QtBot) -> None:
    told: list[Changes] = []
    tasks.write(partial(make_tag, "best"), then=told.append)
    qtbot.waitUntil(partial(at, tasks, other))
    tasks.write(put_view)
    qtbot.waitUntil(partial(at, tasks, other))
    assert [changes.revision for changes in told] == [1]
    assert listener.revisions() == [1, 2]
    assert listener.heard[0].tags
    assert listener.heard[1].views


def test_commit_of_another_connection_is_announced_once(
    tasks: Tasks, listener: Listener, other: Store, qtbot: QtBot
) -> None:
    make_tag("best", other)
    qtbot.waitUntil(partial(at, tasks, other))
    tasks.look()
    put_view(other)
    qtbot.waitUntil(partial(at, tasks, other))
    assert listener.revisions() == [1, 2]


def test_mixed_writers_are_all_heard_and_none_twice(
    tasks: Tasks, listener: Listener, other: Store, qtbot: QtBot
) -> None:
    for number in range(20):
        make_tag(f"theirs {number}", other)
        tasks.write(partial(make_tag, f"ours {number}"))
        make_tag(f"theirs too {number}", other)
    qtbot.waitUntil(partial(at, tasks, other))
    revisions = listener.revisions()
    assert revisions[-1] == 60
    assert revisions == sorted(set(revisions))


def test_what_was_there_before_is_not_announced(folder: Path, other: Store, qtbot: QtBot) -> None:
    make_tag("old", other)
    tasks = Tasks(Store.open(folder))
    listener = Listener(tasks)
    tasks.look()
    make_tag("new", other)
    qtbot.waitUntil(partial(at, tasks, other))
    assert tasks.close() == []
    assert listener.revisions() == [2]


def test_a_quiet_repository_makes_no_announcement(tasks: Tasks, listener: Listener, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.looked):
        tasks.look()
    assert tasks.idle()
    assert listener.heard == []


def test_writes_keep_their_order(tasks: Tasks, settle: Callable[[], None]) -> None:
    done: list[int] = []

    def note(number: int, store: Store) -> Changes:
        done.append(number)
        return Changes(store.revision())

    for number in range(50):
        tasks.write(partial(note, number))
    settle()
    assert done == list(range(50))


def test_failed_write_says_so_and_changes_nothing(
    tasks: Tasks, listener: Listener, settle: Callable[[], None]
) -> None:
    problems: list[Exception] = []
    tasks.write(partial(make_tag, ""), failed=problems.append)
    settle()
    assert [type(problem) for problem in problems] == [KnownProblem]
    assert listener.heard == []


def test_writers_that_come_and_go_are_heard(
    folder: Path, tasks: Tasks, listener: Listener, qtbot: QtBot
) -> None:
    for number in range(3):
        with Store.open(folder) as store:
            make_tag(f"tag {number}", store)
            qtbot.waitUntil(partial(at, tasks, store))
    assert listener.revisions() == [1, 2, 3]


def test_another_process_is_heard(folder: Path, tasks: Tasks, listener: Listener, qtbot: QtBot) -> None:
    script = """
        import sys
        from pathlib import Path
        from runyard.storage.organise import tags
        from runyard.storage.store import Store

        with Store.open(Path(sys.argv[1])) as store:
            for number in range(5):
                tags.create(store, f"tag {number}")
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(folder)], check=True, timeout=60)
    with Store.open(folder) as store:
        qtbot.waitUntil(partial(at, tasks, store))
    assert listener.revisions()[-1] == 5


def test_read_after_announcement_sees_the_change(
    tasks: Tasks, other: Store, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    names: list[list[str]] = []

    def read(store: Store, _cancel: Cancel) -> list[str]:
        return [use.tag.name for use in tags.all(store)]

    with qtbot.waitSignal(tasks.changed):
        make_tag("best", other)
    tasks.read(read, owner=tasks, key="tags", then=names.append)
    settle()
    assert names == [["best"]]


def test_repository_that_cannot_be_written_says_so(folder: Path, qtbot: QtBot) -> None:
    tasks = Tasks(Store.open(folder, read_only=True))
    problems: list[Exception] = []
    tasks.write(put_view, failed=problems.append)
    qtbot.waitUntil(tasks.idle)
    assert tasks.close() == []
    assert "only be read" in str(problems[0])


@pytest.mark.skipif(sys.platform == "win32", reason="an open database cannot be moved there")
def test_folder_moved_away_is_told_once_and_followed_again_when_it_is_back(
    folder: Path, listener: Listener, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STILL_THERE", 0.0)
    monkeypatch.setattr(feed, "AFTER_FAILURE", 0.05)
    tries: list[Path] = []
    opened = Store.open

    def open_(place: Path, *, read_only: bool = False) -> Store:
        tries.append(place)
        return opened(place, read_only=read_only)

    monkeypatch.setattr(Store, "open", open_)
    told: list[str] = []
    tasks.troubled.connect(lambda problem: told.append(problem.sentence))
    away = folder.with_name("elsewhere")
    folder.rename(away)
    qtbot.waitUntil(lambda: len(tries) >= 3)  # tried more than once meanwhile
    away.rename(folder)
    with Store.open(folder) as other:
        make_tag("best", other)
        qtbot.waitUntil(lambda: listener.revisions() == [other.revision()])
    assert told == [f"The repository is no longer in {folder.parent}"]
