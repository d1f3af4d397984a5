"""`Thumbnails`: pictures of the size of a cell, made by workers and kept within so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.images import reading
from runyard.desktop.kinds.images.reading import Wanted
from runyard.desktop.parts.pictures import Picture
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item

MOST_BYTES = 96 * 1024 * 1024
#: A refusal counts as much, so that thousands of damaged files are forgotten in time, too.
_REFUSED_BYTES = 512
#: Jobs at a time: one thread of the pool stays free for everything else.
_JOBS = 2
_BATCH = 16

Key = tuple[str, int, int, bool]
Made = Picture | KnownProblem


class Thumbnails(QObject):
    """`arrived` tells that some have been made. What `want` was told last is made next, in its order."""

    arrived = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._made: OrderedDict[Key, Made] = OrderedDict()
        self._newest: dict[str, Key] = {}
        self._held: set[Key] = set()
        self._bytes = 0
        self._queue: list[Wanted] = []
        self._under_way: dict[int, list[Key]] = {}

    @property
    def bytes(self) -> int:
        """Return how much memory the pictures take."""
        return self._bytes

    @property
    def idle(self) -> bool:
        """Whether nothing is left to make."""
        return not self._queue and not self._under_way

    def find(self, one: Wanted) -> Made | None:
        """Return a thumbnail, or one of another size while this is being made, or None."""
        key = _key(one)
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found
        other = self._newest.get(key[0])
        return None if other is None else self._made.get(other)

    def want(self, seen: Iterable[Wanted], nearby: Iterable[Wanted] = ()) -> None:
        """Make these next, and forget what was wanted before and has not been begun.

        What is seen is made and kept whatever it takes, as a screen holds only so much; what is nearby is
        made as far as there is room for both, or they would push each other out for ever.
        """
        busy = {key for keys in self._under_way.values() for key in keys}
        queue: dict[Key, Wanted] = {}
        room = MOST_BYTES
        self._held = set()
        for one in seen:
            key = _key(one)
            room -= one.width * one.height * 4
            self._held.add(key)
            if key not in self._made and key not in busy:
                queue[key] = one
        for one in nearby:
            key = _key(one)
            room -= one.width * one.height * 4
            if room < 0:
                break
            if key not in self._made and key not in busy:
                queue.setdefault(key, one)
        self._queue = list(queue.values())
        self._begin()

    def stop(self) -> None:
        """Make no more."""
        self._queue = []
        for number in list(self._under_way):
            self._tasks.cancel(self, number)
        self._under_way.clear()

    def forget(self) -> None:
        """Drop everything: another run is shown."""
        self.stop()
        self._made.clear()
        self._newest.clear()
        self._bytes = 0

    def _begin(self) -> None:
        for number in range(_JOBS):
            if self._queue and number not in self._under_way:
                batch, self._queue = self._queue[:_BATCH], self._queue[_BATCH:]
                self._under_way[number] = [_key(one) for one in batch]
                self._tasks.read(
                    partial(reading.thumbnails, batch),
                    owner=self,
                    key=number,
                    then=partial(_take, self, number, batch),
                    failed=partial(_fail, self, number, batch),
                )

    def take(self, number: int, batch: list[Wanted], made: list[tuple[Wanted, Made]]) -> None:
        """Keep what a job made, and make next what it did not come to."""
        self._under_way.pop(number, None)
        for one, found in made:
            self._keep(_key(one), found)
        self._queue = batch[len(made) :] + self._queue
        self._begin()
        if made:
            self.arrived.emit()

    def _keep(self, key: Key, found: Made) -> None:
        before = self._made.pop(key, None)
        self._bytes += _weight(found) - (0 if before is None else _weight(before))
        self._made[key] = found
        self._newest[key[0]] = key
        if self._bytes > MOST_BYTES:
            self._drop()

    def _drop(self) -> None:
        """Forget what was not looked at for the longest time."""
        for key in [key for key in self._made if key not in self._held]:
            if self._bytes <= MOST_BYTES:
                return
            self._bytes -= _weight(self._made.pop(key))
            if self._newest.get(key[0]) == key:
                del self._newest[key[0]]


def _take(keeper: Thumbnails, number: int, batch: list[Wanted], made: list[tuple[Wanted, Made]]) -> None:
    keeper.take(number, batch, made)


def _fail(keeper: Thumbnails, number: int, batch: list[Wanted], problem: Exception) -> None:
    known = problem if isinstance(problem, KnownProblem) else KnownProblem("The image cannot be read")
    keeper.take(number, batch, [(one, known) for one in batch])


def content_of(item: Item) -> str:
    """Return what two items with the same content share."""
    return item.sha256 or f"row {item.id}"


def _key(one: Wanted) -> Key:
    return content_of(one.item), one.width, one.height, one.smooth


def _weight(found: Made) -> int:
    return int(found.image.sizeInBytes()) + 200 if isinstance(found, Picture) else _REFUSED_BYTES
