"""`HomeState`: when the home page reads, and what it knows."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.pages.home import reading
from runyard.desktop.pages.home.reading import Home
from runyard.desktop.parts.sparkline import Spark
from runyard.desktop.state import Workspace
from runyard.domain import clock
from runyard.domain.changes import Changes
from runyard.storage.overview.overview import Totals

#: A busy training commits several times a second; nobody reads a page that fast.
_PAUSE_MS = 500
#: Counting all series of a large repository takes longer: it rests so many times as long as it took.
_REST, _LEAST_REST = 20, 2.0
#: A run that falls silent changes nothing in the repository, and neither does midnight.
_LOOK_AGAIN_MS = 30_000


class HomeState(QObject):
    """Reads while somebody looks, at most twice a second; `found` and `counted` tell what there is."""

    found = Signal(object)
    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._sparks: dict[tuple[int, int], Spark] = {}
        self._awake = False
        self._stale = True
        self._uncounted = True
        self._began = 0.0
        self._soon = _timer(self, _PAUSE_MS, self.read)
        self._count_later = _timer(self, 0, self._count_changes)
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        self._active = False
        self._day = clock.local(clock.now()).date()
        workspace.tasks.changed.connect(self._changed)

    def set_awake(self, awake: bool) -> None:
        """Read what has changed meanwhile, or wait until somebody looks."""
        if awake == self._awake:
            return
        self._awake = awake
        if not awake:
            self._soon.stop()
            self._count_later.stop()
            self._again.stop()
            return
        self._again.start()
        if self._stale or clock.local(clock.now()).date() != self._day:
            self.read()
        elif self._uncounted:
            self._count()

    @Slot()
    def read(self) -> None:
        """Read everything anew."""
        self._soon.stop()
        self._stale = False
        self._workspace.tasks.read(
            partial(reading.read, dict(self._sparks)),
            owner=self,
            key="home",
            then=self._take,
            failed=self._fail,
        )

    def _take(self, home: Home) -> None:
        self._sparks = {(run.metric.id, run.metric.revision): run.spark for run in home.active if run.metric}
        self._active = bool(home.active)
        self._day = home.today
        self.found.emit(home)
        if self._uncounted and not self._count_later.isActive():
            self._count()

    def _fail(self, problem: Exception) -> None:
        self._stale = True
        self.failed.emit(problem)

    @Slot()
    def _count(self) -> None:
        """Count what the repository holds, once the page itself is there."""
        self._uncounted = False
        self._began = time.monotonic()
        self._workspace.tasks.read(reading.totals, owner=self, key="totals", then=self._take_totals)

    @Slot()
    def _count_changes(self) -> None:
        """The rest is over: count again if something has changed meanwhile."""
        if self._uncounted and self._awake:
            self._count()

    def _take_totals(self, totals: Totals) -> None:
        self.counted.emit(totals)
        rest = max(_LEAST_REST, (time.monotonic() - self._began) * _REST)
        if self._awake:
            self._count_later.start(int(rest * 1000))

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        self._stale = True
        self._uncounted = self._uncounted or bool(changes.runs or changes.gone or changes.experiments)
        if self._awake and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _look_again(self) -> None:
        if self._active or clock.local(clock.now()).date() != self._day:
            self.read()


def _timer(state: HomeState, interval: int, run: object) -> QTimer:
    made = QTimer(state, singleShot=True, interval=interval)
    made.timeout.connect(run)
    return made
