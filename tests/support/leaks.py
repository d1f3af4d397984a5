"""Finds what a test of the interface leaves behind: threads, windows, running timers."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer, isValid

#: Qt keeps these itself, one for the whole application.
OF_QT = {"QTipLabel", "QComboBoxPrivateContainer"}
PATIENCE = 5.0


@dataclass(frozen=True)
class Present:
    """The threads and windows there are at one moment."""

    threads: frozenset[threading.Thread]
    windows: frozenset[int]

    @classmethod
    def now(cls) -> Present:
        """Look around."""
        return cls(frozenset(threading.enumerate()), frozenset(_windows()))


def since(before: Present) -> list[str]:
    """Return what is there now and was not before, in words."""
    return _windows_left(before) + _threads_left(before)


def _windows() -> dict[int, QWidget]:
    if QApplication.instance() is None:
        return {}
    return {
        getCppPointer(widget)[0]: widget
        for widget in QApplication.topLevelWidgets()
        if isValid(widget) and widget.parent() is None and widget.metaObject().className() not in OF_QT
    }


def _windows_left(before: Present) -> list[str]:
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = {key: widget for key, widget in _windows().items() if key not in before.windows}
        if not left:
            return []
        left.clear()
        gc.collect()
    left = {key: widget for key, widget in _windows().items() if key not in before.windows}
    words = [_described(widget) for widget in left.values()]
    for widget in left.values():
        widget.deleteLater()
    return words


def _described(widget: QWidget) -> str:
    running = sum(timer.isActive() for timer in widget.findChildren(QTimer))
    timers = f" with {running} running timers" if running else ""
    return f"window {type(widget).__name__} {widget.objectName() or widget.windowTitle()!r}{timers}"


def _threads_left(before: Present) -> list[str]:
    until = time.monotonic() + PATIENCE
    left = []
    for thread in set(threading.enumerate()) - before.threads:
        # Shells that Python makes for threads of Qt's pool; they live as long as Qt likes.
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left
