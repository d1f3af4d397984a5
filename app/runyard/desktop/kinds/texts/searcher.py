"""`Searcher`: looks through the texts of a list piece by piece, so that what is found shows at once."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.texts import reading
from runyard.desktop.kinds.texts.reading import Searched
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Finder, Matcher

#: Texts handed to one piece of a search; it looks at as many of them as its time allows.
_MOST = 20_000


class Searcher(QObject):
    """Knows which of the ids fit. `moved` tells that more were looked at, `failed` what went wrong."""

    moved = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._matcher = Matcher()
        self._finder: Finder | None = None
        self._ids: array[int] = array("q")
        self._found: set[int] = set()
        self._looked: set[int] = set()
        self._waiting: array[int] = array("q")
        self.problem = ""

    @property
    def matcher(self) -> Matcher:
        """Return what is looked for."""
        return self._matcher

    @property
    def ids(self) -> array[int]:
        """Return all texts it looks through."""
        return self._ids

    @property
    def busy(self) -> bool:
        """Whether texts are still to be looked at."""
        return len(self._waiting) > 0

    @property
    def looked(self) -> int:
        """Return how many of the texts were looked at."""
        return len(self._ids) - len(self._waiting)

    def set_matcher(self, matcher: Matcher) -> None:
        """Look for something else."""
        self._matcher = matcher
        self._finder = matcher.finder() if matcher else None
        self._found.clear()
        self._looked.clear()
        self.problem = ""
        self._begin()

    def set_ids(self, ids: array[int]) -> None:
        """Look through these; those known are not looked at again."""
        self._ids = ids
        self._begin()

    def stop(self) -> None:
        """Look no further; `set_ids` goes on."""
        self._tasks.cancel(self, "search")

    def forget(self) -> None:
        """Drop all ids."""
        self.stop()
        self._ids, self._waiting = array("q"), array("q")
        self._found.clear()
        self._looked.clear()

    def shown(self) -> array[int]:
        """Return the ids that fit, in their order; all of them while nothing is looked for."""
        if not self._matcher:
            return self._ids
        found = self._found
        return array("q", [item_id for item_id in self._ids if item_id in found])

    def _begin(self) -> None:
        self.stop()
        looked = self._looked
        rest = [item_id for item_id in self._ids if item_id not in looked] if self._matcher else []
        self._waiting = array("q", rest)
        self._go_on()

    def _go_on(self) -> None:
        if not len(self._waiting) or self._finder is None:
            return
        self._tasks.read(
            partial(reading.search, self._waiting[:_MOST], self._finder),
            owner=self,
            key="search",
            then=self._take,
            failed=self._fail,
        )

    def _take(self, found: Searched) -> None:
        self._looked.update(self._waiting[: found.looked])
        self._waiting = self._waiting[found.looked :]
        self._found.update(found.found)
        self.problem = found.problem
        self._go_on()
        self.moved.emit()

    def _fail(self, problem: Exception) -> None:
        self._waiting = array("q")
        if isinstance(problem, KnownProblem):
            self.failed.emit(problem)
