"""Reads: on other threads, answered on the GUI thread, silenced by newer ones and with their owner."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.tasks import Cancel, Tasks
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class Asker(QObject):
    """Keeps what it is told, and by which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.problems: list[Exception] = []
        self.threads: set[str] = set()

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.add(threading.current_thread().name)

    def fail(self, problem: Exception) -> None:
        self.problems.append(problem)


class Gate:
    """A read that waits until it is let through."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()

    def read(self, store: Store, cancel: Cancel) -> str:
        self.entered.set()
        self.open.wait(10)
        return f"superseded {cancel()}"


def revision(store: Store, _cancel: Cancel) -> tuple[int, str]:
    return store.revision(), threading.current_thread().name


def say(word: str, _store: Store, _cancel: Cancel) -> str:
    return word


def endless(entered: threading.Event, store: Store, _cancel: Cancel) -> int:
    entered.set()
    return int(store.connection.execute(ENDLESS).fetchone()[0])


def test_read_runs_elsewhere_and_answers_here(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker = Asker()
    tasks.read(revision, owner=asker, key="r", then=asker.take)
    assert not tasks.idle()
    settle()
    [(found, thread)] = asker.answers  # type: ignore[misc]
    assert found == 0
    assert thread.startswith("runyard-read")
    assert asker.threads == {threading.current_thread().name}


def test_newer_read_of_same_key_interrupts_the_older(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker = Asker()
    entered = threading.Event()
    tasks.read(partial(endless, entered), owner=asker, key="list", then=asker.take, failed=asker.fail)
    assert entered.wait(10)
    tasks.read(partial(say, "new"), owner=asker, key="list", then=asker.take, failed=asker.fail)
    settle()  # the endless query would keep a thread, and this from ending
    assert asker.answers == ["new"]
    assert asker.problems == []


def test_superseded_answer_is_dropped_though_it_came(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker, gate = Asker(), Gate()
    tasks.read(gate.read, owner=asker, key="list", then=asker.take)
    assert gate.entered.wait(10)
    tasks.read(partial(say, "new"), owner=asker, key="list", then=asker.take)
    gate.open.set()
    settle()
    assert asker.answers == ["new"]


def test_waiting_read_is_skipped_when_superseded(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker, gates = Asker(), [Gate() for _ in range(3)]
    for number, gate in enumerate(gates):
        tasks.read(gate.read, owner=asker, key=number, then=asker.take)
        assert gate.entered.wait(10)
    ran: list[str] = []

    def note(word: str, _store: Store, _cancel: Cancel) -> str:
        ran.append(word)
        return word

    for word in ("a", "b", "c"):
        tasks.read(partial(note, word), owner=asker, key="list", then=asker.take)
    for gate in gates:
        gate.open.set()
    settle()
    assert ran == ["c"]
    assert "c" in asker.answers


def test_other_keys_and_other_owners_are_left_alone(tasks: Tasks, settle: Callable[[], None]) -> None:
    one, two = Asker(), Asker()
    tasks.read(partial(say, "a"), owner=one, key="x", then=one.take)
    tasks.read(partial(say, "b"), owner=one, key="y", then=one.take)
    tasks.read(partial(say, "c"), owner=two, key="x", then=two.take)
    settle()
    assert sorted(map(str, one.answers)) == ["a", "b"]
    assert two.answers == ["c"]


def test_interrupt_reaches_no_later_query_of_the_thread(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker = Asker()
    for round_ in range(30):
        for _ in range(4):
            tasks.read(revision, owner=asker, key="list", then=asker.take, failed=asker.fail)
        tasks.read(
            partial(say, f"other {round_}"), owner=asker, key="other", then=asker.take, failed=asker.fail
        )
        settle()
    assert asker.problems == []
    assert sum(isinstance(answer, str) for answer in asker.answers) == 30


def test_answer_of_a_dead_owner_is_dropped(tasks: Tasks, settle: Callable[[], None]) -> None:
    asker, heard, gate = Asker(), [], Gate()  # type: ignore[var-annotated]
    tasks.read(gate.read, owner=asker, key="x", then=heard.append)
    assert gate.entered.wait(10)
    asker.deleteLater()
    del asker
    gc.collect()
    gate.open.set()
    settle()
    assert heard == []


def test_pending_read_does_not_keep_its_owner_alive(tasks: Tasks, settle: Callable[[], None]) -> None:
    gate, gone = Gate(), threading.Event()
    asker = Asker()
    asker.destroyed.connect(gone.set)
    tasks.read(gate.read, owner=asker, key="x", then=asker.take)
    assert gate.entered.wait(10)
    del asker
    gc.collect()
    assert gone.is_set()
    gate.open.set()
    settle()


def test_known_problem_goes_to_failed(tasks: Tasks, settle: Callable[[], None]) -> None:
    def problem(_store: Store, _cancel: Cancel) -> None:
        raise KnownProblem("The disk is gone", "Put it back")

    asker = Asker()
    tasks.read(problem, owner=asker, key="x", then=asker.take, failed=asker.fail)
    settle()
    assert asker.answers == []
    assert [str(problem) for problem in asker.problems] == ["The disk is gone. Put it back"]


def test_known_problem_nobody_takes_is_announced(tasks: Tasks, qtbot: QtBot) -> None:
    def problem(_store: Store, _cancel: Cancel) -> None:
        raise KnownProblem("The disk is gone")

    asker = Asker()
    with qtbot.waitSignal(tasks.troubled) as caught:
        tasks.read(problem, owner=asker, key="x", then=asker.take)
    assert str(caught.args[0]) == "The disk is gone"


def test_bug_goes_to_the_crash_handler(
    tasks: Tasks, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        caught.append(error)

    def bug(_store: Store, _cancel: Cancel) -> float:
        return 1 / 0

    monkeypatch.setattr(sys, "excepthook", hook)
    asker = Asker()
    tasks.read(bug, owner=asker, key="x", then=asker.take, failed=asker.fail)
    settle()
    assert [type(error) for error in caught] == [ZeroDivisionError]
    assert asker.problems == []


def test_damage_is_a_known_problem(tasks: Tasks, settle: Callable[[], None]) -> None:
    def broken(store: Store, _cancel: Cancel) -> None:
        store.connection.execute("ATTACH ? AS other", (str(store.folder / ".gitignore"),))
        store.connection.execute("SELECT * FROM other.sqlite_master").fetchall()

    asker = Asker()
    tasks.read(broken, owner=asker, key="x", then=asker.take, failed=asker.fail)
    settle()
    [problem] = asker.problems
    assert isinstance(problem, KnownProblem)
    assert "damaged" in problem.sentence


def test_close_stops_what_runs(folder: object, qtbot: QtBot, tasks: Tasks) -> None:
    asker, entered = Asker(), threading.Event()
    tasks.read(partial(endless, entered), owner=asker, key="x", then=asker.take)
    assert entered.wait(10)
    assert tasks.close() == []
    tasks.read(partial(say, "late"), owner=asker, key="x", then=asker.take)
    assert tasks.idle()
