"""`Viewer`: reads whole pictures on workers, keeps the last few, and reads ahead."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.images import reading
from runyard.desktop.kinds.images.reading import Whole
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item

#: What is kept beside the picture in sight.
MOST_BYTES = 96 * 1024 * 1024
_AHEAD_BYTES = 16 * 1024 * 1024


class Viewer(QObject):
    """`shown` tells the `Whole` that was asked for last, `failed` its item and why there is none."""

    shown = Signal(object)
    failed = Signal(object, object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept: OrderedDict[int, Whole] = OrderedDict()
        self._ahead: Item | None = None

    @property
    def bytes(self) -> int:
        """Return how much memory the kept pictures take."""
        return sum(whole.bytes for whole in self._kept.values())

    def ask(self, item: Item, ahead: Item | None) -> None:
        """Ask for a picture, and for another that is likely to be asked for next."""
        self._ahead = ahead
        found = self._kept.get(item.id)
        if found is not None:
            self._tasks.cancel(self, "whole")
            self._arrived(found)
            return
        self._tasks.read(
            partial(reading.whole, item),
            owner=self,
            key="whole",
            then=self._arrived,
            failed=partial(_fail, self, item),
        )

    def stop(self) -> None:
        """Read no more and keep nothing."""
        for key in ("whole", "ahead"):
            self._tasks.cancel(self, key)
        self._kept.clear()

    def _arrived(self, whole: Whole) -> None:
        self._keep(whole)
        self.shown.emit(whole)
        ahead = self._ahead
        if ahead is not None and ahead.id not in self._kept and whole.bytes <= _AHEAD_BYTES:
            self._tasks.read(
                partial(reading.whole, ahead), owner=self, key="ahead", then=self._keep, failed=_nothing
            )

    def _keep(self, whole: Whole) -> None:
        self._kept[whole.item.id] = whole
        self._kept.move_to_end(whole.item.id)
        while len(self._kept) > 1 and self.bytes > MOST_BYTES:
            self._kept.popitem(last=False)


def _fail(viewer: Viewer, item: Item, problem: Exception) -> None:
    known = problem if isinstance(problem, KnownProblem) else KnownProblem("The image cannot be read")
    viewer.failed.emit(item, known)


def _nothing(_problem: Exception) -> None:
    """What cannot be read ahead is told when it is asked for."""
