"""`Loader`: brings lines to charts, each chart by its own read, newest wish first and none starved."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from runyard.desktop.tasks import Cancel, Tasks
from runyard.domain.errors import KnownProblem

if TYPE_CHECKING:
    from runyard.desktop.parts.run_charts.reading import Wish
    from runyard.desktop.parts.run_charts.source import Loaded, Source
    from runyard.storage.store import Store


class _Answer(NamedTuple):
    wish: Wish
    loaded: Loaded | None
    problem: KnownProblem | None = None


class Loader(QObject):
    """Reads what charts wish for.

    Signals
    -------
    loaded(object, object)
        The wish, and its lines.
    failed(object, object)
        Key of a chart, and the KnownProblem.
    """

    loaded = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._holder = _Holder()
        self._running: dict[Hashable, Wish] = {}
        self._next: dict[Hashable, Wish] = {}

    def ask(self, wish: Wish) -> None:
        """Read for a chart. Under other choices the read under way is dropped; else it ends first."""
        running = self._running.get(wish.key)
        if running is not None and _same_picture(running, wish):
            if running.curves != wish.curves:
                self._next[wish.key] = wish
            return
        self._start(wish, thorough=False)

    def forget(self) -> None:
        """Drop everything under way and everything kept."""
        for key in self._running:
            self._tasks.cancel(self, ("lines", key))
        self._running.clear()
        self._next.clear()
        self._holder = _Holder()

    def _start(self, wish: Wish, *, thorough: bool) -> None:
        self._running[wish.key] = wish
        self._next.pop(wish.key, None)
        self._tasks.read(
            partial(_load, self._holder, wish, thorough),
            owner=self,
            key=("lines", wish.key),
            then=self._take,
        )

    def _take(self, answer: _Answer) -> None:
        wish = answer.wish
        if self._running.get(wish.key) is not wish:
            return
        waiting = self._next.pop(wish.key, None)
        if answer.loaded is None:
            self._running.pop(wish.key, None)
            self.failed.emit(wish.key, answer.problem)
            return
        self.loaded.emit(wish, answer.loaded.lines)
        if not answer.loaded.complete:
            self._start(waiting or wish, thorough=True)
        elif waiting is not None:
            self._start(waiting, thorough=False)
        else:
            self._running.pop(wish.key, None)


class _Holder:
    """Keeps the source, which is made on the first worker that needs it: its module loads numpy."""

    source: Source | None = None


def _load(holder: _Holder, wish: Wish, thorough: bool, store: Store, cancel: Cancel) -> _Answer:
    from runyard.desktop.parts.run_charts.source import Source

    if holder.source is None:
        holder.source = Source()
    try:
        return _Answer(wish, holder.source.load(store, cancel, wish, thorough=thorough))
    except KnownProblem as problem:
        return _Answer(wish, None, problem)


def _same_picture(one: Wish, other: Wish) -> bool:
    """Whether two wishes differ only in how much has been logged."""
    return (
        one.options == other.options
        and one.view == other.view
        and one.pixels == other.pixels
        and [curve.series.id for curve in one.curves] == [curve.series.id for curve in other.curves]
    )


def sentence(problem: Exception) -> str:
    """Return a problem as a chart says it."""
    return problem.sentence if isinstance(problem, KnownProblem) else "This chart cannot be read"
