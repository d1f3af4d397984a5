"""Work on a thread of its own, for the times when no repository is open whose tasks could do it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from runyard.desktop.tasks.garbage import GarbageKeeper
from runyard.domain.errors import KnownProblem
from runyard.storage.trouble import explained

Step = Callable[[int, int], None]
PATIENCE = 2.0


class Aside(QObject):
    """One piece of work at a time.

    `stepped` carries how much is done and how much there is, `done` the answer, `failed` the problem.
    Anything that is no known problem is a bug and goes to `sys.excepthook`.
    """

    stepped = Signal(object, object)
    done = Signal(object)
    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._garbage: GarbageKeeper | None = None
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[Step], Any], name: str) -> None:
        """Run `work`, which may tell how far it is, and say how it ended."""
        if self._thread is None:
            # Pages just left are garbage now, and must not be collected by this thread.
            self._garbage = GarbageKeeper(self)
            self._thread = threading.Thread(
                target=self._run, args=(work,), name=f"runyard-{name}", daemon=True
            )
            self._thread.start()

    def busy(self) -> bool:
        """Whether something is under way."""
        return self._thread is not None

    def join(self) -> None:
        """Wait a moment for the end."""
        if self._thread is not None:
            self._thread.join(PATIENCE)
            if self._garbage is not None and not self._thread.is_alive():
                self._garbage.release()
                self._garbage = None

    def _run(self, work: Callable[[Step], Any]) -> None:
        answer, error = None, None
        try:
            answer = work(self._step)
        except Exception as found:
            error = explained(found)
        self._tell(self._ended, answer, error)

    def _step(self, done: int, whole: int) -> None:
        self._tell(self.stepped, done, whole)

    def _tell(self, signal: Any, *values: object) -> None:
        try:
            signal.emit(*values)
        except RuntimeError:
            pass  # whoever waited is gone, and this object with it

    @Slot(object, object)
    def _end(self, answer: object, error: Exception | None) -> None:
        self.join()
        self._thread = None
        if error is None:
            self.done.emit(answer)
        elif isinstance(error, KnownProblem):
            self.failed.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
