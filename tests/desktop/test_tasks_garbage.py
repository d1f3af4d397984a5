"""Garbage is collected by the interface: young objects often, all of them seldom and not while it starts."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.tasks.garbage import OLDER, SETTLED, GarbageKeeper


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what is collected and when all that is there is settled, with every generation due."""
    found: list[object] = []
    monkeypatch.setattr(gc, "get_count", lambda: (701, 11, 11))
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", found.append)
    monkeypatch.setattr(gc, "freeze", lambda: found.append("settled"))
    return found


@pytest.fixture
def keeper(qtbot: QtBot) -> Iterator[GarbageKeeper]:
    owner = QObject()
    made = GarbageKeeper(owner)
    made._timer.stop()  # looks are taken by hand
    yield made
    made.release()


def test_only_young_objects_are_looked_through_until_all_is_settled(
    collected: list[object], keeper: GarbageKeeper
) -> None:
    for _ in range(SETTLED):
        keeper._collect()
    assert collected == [*[0] * (SETTLED - 1), "settled", 0]
    collected.clear()
    for _ in range(OLDER):
        keeper._collect()
    assert collected == [*[0] * (OLDER - 1), 2]


def test_nothing_is_collected_before_it_is_due(
    collected: list[object], keeper: GarbageKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (10, 11, 3))
    for _ in range(SETTLED + OLDER):
        keeper._collect()
    assert collected == ["settled", 1]
    assert not gc.isenabled()
    keeper.release()
    assert gc.isenabled()
