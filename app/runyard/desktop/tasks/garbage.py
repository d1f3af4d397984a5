"""Collects cyclic garbage on the GUI thread only.

Python collects on whatever thread happens to allocate. A cycle that holds a widget would then be freed by a
reading thread, and Qt crashes when a widget dies outside the GUI thread.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 500
#: Collections after which what is there counts as there to stay, and is no longer looked through.
SETTLED = 8


class _State:
    keepers = 0
    was_enabled = True


class GarbageKeeper(QObject):
    """While one is held, automatic collection is off and this one collects in its place."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held = True
        if _State.keepers == 0:
            _State.was_enabled = gc.isenabled()
            gc.disable()
        _State.keepers += 1
        self._until_settled = SETTLED
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def release(self) -> None:
        """Let Python collect again, once no background thread is left."""
        if not self._held:
            return
        self._held = False
        self._timer.stop()
        _State.keepers -= 1
        if _State.keepers == 0:
            gc.unfreeze()
            if _State.was_enabled:
                gc.enable()

    @Slot()
    def _collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would.

        Modules and the first pages are some hundred thousand objects: looking through all of them held the
        interface for 20 to 90 ms a time.
        """
        self._until_settled -= 1
        if self._until_settled == 0:
            gc.freeze()
        for generation, (count, threshold) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if threshold and count > threshold:
                gc.collect(generation)
                return
