"""Faults of the program end in one window with a report to copy, and the session is saved first."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.shell.crash import CrashDesk


@pytest.fixture
def saved() -> list[bool]:
    return []


@pytest.fixture
def desk(qtbot: QtBot, saved: list[bool]) -> Iterator[CrashDesk]:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    made = CrashDesk(lambda: saved.append(True))
    sys.excepthook = made.caught
    threading.excepthook = made.caught_in_thread
    sys.unraisablehook = made.caught_unraisable
    yield made
    sys.excepthook, threading.excepthook, sys.unraisablehook = before
    if made.window is not None:
        made.window.close()


def shown(desk: CrashDesk) -> bool:
    return desk.window is not None and desk.window.isVisible()


def test_error_in_a_slot_is_reported_and_the_session_saved(
    desk: CrashDesk, saved: list[bool], qtbot: QtBot
) -> None:
    def broken() -> None:
        raise ValueError("the tile is missing")

    with qtbot.captureExceptions():
        sys.excepthook = desk.caught
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(lambda: shown(desk))
    assert saved == [True]
    assert desk.window is not None
    desk.window.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Runyard ")
    assert "ValueError: the tile is missing" in text
    assert "in broken" in text


def test_error_on_a_thread_and_later_ones_share_the_window(
    desk: CrashDesk, saved: list[bool], qtbot: QtBot
) -> None:
    for number in range(2):
        thread = threading.Thread(target=[].pop, args=(number,))
        thread.start()
        thread.join()
    desk.report("a third")
    qtbot.waitUntil(lambda: shown(desk))
    assert desk.window is not None
    qtbot.waitUntil(lambda: desk.window is not None and "a third" in desk.window.report())
    assert desk.window.report().count("IndexError") == 2
    assert saved == [True]


def test_error_that_python_cannot_raise_is_reported(desk: CrashDesk, qtbot: QtBot) -> None:
    class Fragile:
        def __del__(self) -> None:
            raise RuntimeError("in a finaliser")

    Fragile()
    qtbot.waitUntil(lambda: shown(desk))
    assert desk.window is not None
    assert "in a finaliser" in desk.window.report()


def test_failure_to_save_is_part_of_the_report(qtbot: QtBot) -> None:
    def save() -> None:
        raise OSError("disk full")

    desk = CrashDesk(save)
    desk.report("first")
    qtbot.waitUntil(lambda: shown(desk))
    assert desk.window is not None
    assert "disk full" in desk.window.report()
    desk.window.go_on.click()
    assert desk.window is None


def test_hooks_are_given_back(qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    desk = CrashDesk(list)
    desk.install()
    assert sys.excepthook == desk.caught
    desk.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
