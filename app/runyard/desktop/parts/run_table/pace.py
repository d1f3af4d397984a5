"""`Pace`: when the table reads anew, and what has changed while it does not."""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.domain.changes import Changes

#: After a reading the table rests so many times as long as it took: a busy repository leaves room to scroll.
_REST = 3


class Spoilt(NamedTuple):
    """Rows that are out of date: these runs, or all of them."""

    runs: frozenset[int] = frozenset()
    everything: bool = False


class Pace(QObject):
    """Says by `due` when to read; one reading at a time, with rests, and none while nobody looks.

    While it is not `live`, changes wait and `waiting` says how many runs they concern. Writes of one's own
    are followed even then: whoever archives a run sees it leave.
    """

    due = Signal()
    waiting = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.live = True
        self._awake = True
        self._busy = False
        self._dirty = False
        self._began = 0.0
        self._rests_until = 0.0
        self._own = 0
        self._held = Spoilt()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._try)

    def set_awake(self, awake: bool) -> None:
        """Read what has changed meanwhile, or wait until somebody looks."""
        self._awake = awake
        self._try()

    def set_live(self, live: bool) -> None:
        """Follow every change, what has waited first; or let them wait."""
        self.live = live
        if live and self._held != Spoilt():
            self._dirty = True
            self._soon()

    def wrote(self, changes: Changes) -> None:
        """A write of one's own is done: its announcement is followed, whatever else may wait."""
        if changes:
            self._own = max(self._own, changes.revision)

    def note(self, changes: Changes) -> Spoilt | None:
        """Something changed: return what to read anew, or None where that waits or concerns no run."""
        spoilt = Spoilt(changes.runs | changes.gone, changes.tags or changes.experiments)
        if spoilt == Spoilt():
            return None
        own = 0 < self._own <= changes.revision
        if own:
            self._own = 0
        if not (self.live or own):
            self._held = Spoilt(self._held.runs | spoilt.runs, self._held.everything or spoilt.everything)
            self.waiting.emit(max(1, len(self._held.runs)))
            return None
        self._dirty = True
        if not self._busy:
            self._soon()
        return spoilt

    def begin(self) -> Spoilt:
        """A reading begins, with everything that has changed so far; return what had waited."""
        self._busy, self._dirty, self._began = True, False, time.monotonic()
        self._again.stop()
        held, self._held = self._held, Spoilt()
        if held != Spoilt():
            self.waiting.emit(0)
        return held

    def end(self) -> None:
        """The reading is over."""
        now = time.monotonic()
        self._busy, self._rests_until = False, now + (now - self._began) * _REST
        if self._dirty:
            self._soon()

    def _soon(self) -> None:
        """Read at once, or when the rest after the last reading is over."""
        wait = self._rests_until - time.monotonic()
        if wait <= 0:
            self._try()
        elif not self._again.isActive():
            self._again.start(max(1, int(wait * 1000)))

    @Slot()
    def _try(self) -> None:
        if self._dirty and not self._busy and self._awake:
            self.due.emit()
