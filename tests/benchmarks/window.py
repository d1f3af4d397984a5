"""The real app on a repository, driven from inside its own process."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QTableView

from runyard.desktop.app import build
from runyard.desktop.frame import Route
from runyard.desktop.shell.window import MainWindow

PATIENCE = 60.0


def opened(folder: Path) -> tuple[QApplication, MainWindow]:
    """Return the application and its window over a repository, shown."""
    app = QApplication(["runyard"])
    window = build(folder / ".runyard", folder / "settings.ini")
    window.resize(1440, 900)
    window.show()
    return app, window


def until(condition: Callable[[], Any], pause: float = 0.0005) -> float:
    """Let the window work until something holds; return the monotonic time of that moment."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        if time.monotonic() > give_up:
            raise TimeoutError("the window did not get there")
        time.sleep(pause)
    return time.monotonic()


def idle(window: MainWindow) -> bool:
    """Whether nothing is being read."""
    return window.workspace is not None and window.workspace.tasks.idle()


def settle(window: MainWindow, calm: float = 0.3, at_most: float = 5.0) -> None:
    """Let the window work until it has been idle for a while; under many writers it hardly ever is."""
    began = since = time.monotonic()

    def quiet() -> bool:
        nonlocal since
        if not idle(window):
            since = time.monotonic()
        return time.monotonic() - since > calm or time.monotonic() - began > at_most

    until(quiet)


def table(window: MainWindow) -> QTableView | None:
    """Return the table of runs once it has rows with something in them."""
    for view in window.findChildren(QTableView):
        model = view.model()
        if view.isVisible() and model is not None and model.rowCount() > 0:
            return view
    return None


def go(window: MainWindow, run: str, tab: str) -> None:
    """Show a tab of a run."""
    window.go(Route("run", run, tab))


def told(answer: Any) -> None:
    """Print an answer for the process that asked, and leave without ceremony."""
    print(json.dumps(answer), flush=True)
    sys.stdout.flush()
