"""`Prober`: exact values under the crosshair for curves too long to be held in memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer, Slot

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import Line
from runyard.desktop.charts.options import XKind
from runyard.desktop.tasks import Cancel, Tasks
from runyard.storage.store import Store

_PAUSE_MS = 16


class Probed(Protocol):
    """A chart that takes exact points."""

    @property
    def lines(self) -> tuple[Line, ...]: ...

    @property
    def axes(self) -> Axes: ...

    def set_probes(self, found: Mapping[Hashable, tuple[float, float]]) -> None: ...


class Place(NamedTuple):
    """A chart in sight, and where its crosshair stands."""

    key: Hashable
    chart: Probed
    x: float | None


class Prober(QObject):
    """Reads the points under the crosshair, at most once a frame.

    Attributes
    ----------
    start : int
        µs UTC at which relative time begins.
    """

    def __init__(self, tasks: Tasks, places: Callable[[], list[Place]], parent: QObject) -> None:
        super().__init__(parent)
        self.start = 0
        self._tasks = tasks
        self._places = WeakMethod(places)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._read)

    @Slot()
    def crosshair_moved(self) -> None:
        """The crosshair of the charts stands elsewhere."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _read(self) -> None:
        places = self._places()
        for key, chart, x in places() if places is not None else ():
            ids = [line.key for line in chart.lines if line.rough and isinstance(line.key, int)]
            if x is not None and ids:
                self._tasks.read(
                    partial(_probe, key, ids, chart.axes.x, self.start, x),
                    owner=self,
                    key=key,
                    then=self._take,
                )

    def _take(self, found: _Found) -> None:
        places = self._places()
        for key, chart, _ in places() if places is not None else ():
            if key == found.key:
                chart.set_probes(found.points)


class _Found(NamedTuple):
    key: Hashable
    points: dict[Hashable, tuple[float, float]]


def _probe(
    key: Hashable, ids: Sequence[int], kind: XKind, start: int, x: float, store: Store, cancel: Cancel
) -> _Found:
    """Read the stored point nearest to `x` of each series."""
    from runyard.desktop.parts.run_charts.source import probe

    points: dict[Hashable, tuple[float, float]] = {}
    for series_id in ids:
        found = None if cancel() else probe(store, series_id, kind, start, x)
        if found is not None:
            points[series_id] = found
    return _Found(key, points)
