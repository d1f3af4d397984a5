"""`Rest`: how often something live is read again."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

#: After a reading comes a rest so many times as long as it took.
_TIMES = 3


class Rest(QObject):
    """Says by `due` when to read what has changed: one reading at a time, each followed by a rest.

    What a person asks for is read at once; this is for what changes by itself, perhaps all the time.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._busy = self._wanted = False
        self._began = self._until = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._try)

    def ask(self) -> None:
        """Something changed: it is due now, or after the reading under way and its rest."""
        self._wanted = True
        self._try()

    def begin(self) -> None:
        """A reading begins, of everything there is by now."""
        self._busy, self._wanted, self._began = True, False, time.monotonic()
        self._timer.stop()

    def end(self) -> None:
        """The reading is over."""
        now = time.monotonic()
        self._busy, self._until = False, now + (now - self._began) * _TIMES
        self._try()

    def forget(self) -> None:
        """Nobody looks any more, or at something else."""
        self._busy = self._wanted = False
        self._until = 0.0
        self._timer.stop()

    @Slot()
    def _try(self) -> None:
        if self._busy or not self._wanted:
            return
        wait = self._until - time.monotonic()
        if wait <= 0:
            self.due.emit()
        elif not self._timer.isActive():
            self._timer.start(max(1, int(wait * 1000)))
