"""What is live is read again at once, then after a rest, and never while nobody looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.parts import rest
from runyard.desktop.parts.rest import Rest


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(rest, "time", made)
    return made


@pytest.fixture
def due(clock: Clock, qtbot: QtBot) -> tuple[Rest, list[float]]:
    owner = QObject()
    made = Rest(owner)
    made._owner = owner  # type: ignore[attr-defined]  # which lives as long
    heard: list[float] = []
    made.due.connect(lambda: heard.append(clock.now))
    return made, heard


def test_the_first_change_is_read_at_once_and_the_next_after_a_rest(
    due: tuple[Rest, list[float]], clock: Clock
) -> None:
    found, heard = due
    found.ask()
    assert heard == [100.0]
    found.begin()
    clock.now = 102.0
    found.ask()
    found.ask()
    assert heard == [100.0]  # one reading at a time
    found.end()
    assert heard == [100.0]  # two seconds of reading are worth six of rest
    assert found._timer.isActive()
    clock.now = 108.0
    found._timer.timeout.emit()
    assert heard == [100.0, 108.0]
    found.begin()
    found.end()
    clock.now = 108.5
    assert not found._timer.isActive()
    found.ask()
    assert heard == [100.0, 108.0, 108.5]


def test_nothing_is_due_when_nobody_looks_any_more(due: tuple[Rest, list[float]], clock: Clock) -> None:
    found, heard = due
    found.begin()
    found.ask()
    found.forget()
    found.end()
    assert heard == []
    assert not found._timer.isActive()


def test_a_timer_ends_the_rest(due: tuple[Rest, list[float]], clock: Clock, qtbot: QtBot) -> None:
    found, heard = due
    found.begin()
    clock.now += 0.001
    found.end()
    with qtbot.waitSignal(found.due):
        found.ask()
        clock.now += 1
    assert len(heard) == 1
