"""A tab of a run in the real app, opened and timed from inside the app's own process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget
from stalls import Stalls, memory
from window import go, opened, settle, table, until

T = TypeVar("T", bound=QWidget)


class RunTab:
    """The app over the repository and the run that the command line names, with its table of runs shown."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.app, self.window = opened(Path(sys.argv[1]))
        until(lambda: table(self.window) is not None)
        settle(self.window, 1.0)
        self._before = memory()
        self.stalls = Stalls(self.app)

    def open(self, done: Callable[[], Any]) -> list[float]:
        """Go to the tab; return the times of `timed`."""
        return self.timed(lambda: go(self.window, sys.argv[2], self._kind), done)

    def find(self, made: type[T]) -> T | None:
        """Return the tab once it is there."""
        return next(iter(self.window.findChildren(made)), None)

    def timed(self, act: Callable[[], Any], done: Callable[[], Any]) -> list[float]:
        """Return the time until an act is done and painted, the longest gap, and the most CPU time in one."""
        settle(self.window, 0.3)
        self.stalls.begin()
        began = time.perf_counter()
        act()
        until(done)
        self.window.repaint()
        took = (time.perf_counter() - began) * 1000
        settle(self.window, 0.3)
        return [took, *self.stalls.longest()]

    def grown(self) -> float:
        """Return by how many MB the memory has grown."""
        return memory() - self._before
