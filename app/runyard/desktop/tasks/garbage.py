"""Collects cyclic garbage on the GUI thread only.

Python collects on whatever thread happens to allocate. A cycle that holds a widget would then be freed by a
reading thread, and Qt crashes when a widget dies outside the GUI thread.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

#: Opening a tab makes some ten thousand objects in each of these, which are looked through in a few ms.
EVERY_MS = 100
#: Older generations are looked at this much less often.
OLDER = 5
#: Looks after which what is there counts as there to stay, and is no longer looked through.
SETTLED = 40


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
        self._looks = 0
        self._timer = QTimer(self, interval=EVERY_MS)
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
        interface for 20 to 90 ms a time, so older generations wait until these count as settled.
        """
        self._looks += 1
        if self._looks == SETTLED:
            gc.freeze()
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if threshold and count > threshold
        ]
        if self._looks <= SETTLED or self._looks % OLDER:
            due = due[:1] if due[:1] == [0] else []
        if due:
            gc.collect(due[-1])
