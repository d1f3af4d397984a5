"""`WarmUp`: starts the browser while one looks at a still figure, where a run has interactive ones too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from runyard.desktop.kinds.figures import reading
from runyard.desktop.kinds.figures.web_door import WebDoor
from runyard.desktop.tasks import Tasks

#: Starting holds the interface for a tenth of a second: not while one is still choosing.
_REST_MS = 600


class WarmUp(QObject):
    """Nothing is started for a run without Plotly figures, nor when its tab was left meanwhile."""

    def __init__(self, tasks: Tasks, door: WebDoor, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._door = door
        self._wanted = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._go)
        door.known.connect(self._go_on)

    def think_of(self, series: Sequence[int]) -> None:
        """A still figure is shown, of a run with these series."""
        if not (self._door.started or self._wanted):
            job = partial(reading.any_interactive, series=tuple(series))
            self._tasks.read(job, owner=self, key="series", then=self._learn)
        elif self._rest.isActive():
            self._rest.start()

    def stop(self) -> None:
        """Start nothing: nobody looks any more."""
        self._wanted = False
        self._tasks.cancel(self, "series")
        self._rest.stop()

    def _learn(self, found: bool) -> None:
        self._wanted = found
        if found:
            self._rest.start()

    @Slot()
    def _go_on(self) -> None:
        if self._wanted:
            self._rest.start()

    @Slot()
    def _go(self) -> None:
        self._door.start()
