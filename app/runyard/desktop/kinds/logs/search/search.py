"""`LogSearch`: looks for a text in all a run has printed, slice by slice, and knows the current match."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.logs import reading
from runyard.desktop.kinds.logs.search.hits import Hits, Match
from runyard.desktop.tasks import Tasks
from runyard.search.matching.matching import Finder, Matcher

#: Matches in lines that are filtered out which are passed over at most.
_SKIPPED = 20_000


class LogSearch(QObject):
    """What is looked for, what has been found so far, and the current match.

    `found` tells that there is more, `moved` that another match is the current one, `failed` carries what the
    repository could not give.
    """

    found = Signal()
    moved = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._run = 0
        self._count = 0
        self._busy = False
        self._from = 0  # the line from which the first match is looked for
        self._finder: Finder = Matcher().finder()
        self.matcher = Matcher()
        self.hits = Hits()
        self.end = 0  # lines that have been searched
        self.current: Match | None = None
        self.problem: str | None = None

    @property
    def over(self) -> bool:
        """Whether everything there is has been searched, or the search was given up."""
        return not self.matcher or self._finder.over or self.end >= self._count

    def begin(self, run: int, count: int, matcher: Matcher, line: int) -> None:
        """Look for something, or for nothing; the match at `line` or after it becomes the current one."""
        self._tasks.cancel(self, "search")
        self._run, self._count, self._from, self._busy = run, count, line, False
        self.matcher, self.hits, self.end = matcher, Hits(), 0
        self.current, self.problem = None, None
        self._finder = matcher.finder()
        self.found.emit()
        self.moved.emit()
        self._go_on()

    def grow(self, count: int) -> None:
        """Search the lines that have come."""
        self._count = count
        self._go_on()

    def stop(self) -> None:
        """Stop until `grow` is called."""
        self._tasks.cancel(self, "search")
        self._busy = False

    def step(self, by: int, line: int, shown: Callable[[int], bool]) -> None:
        """Go to the next match or the one before among lines that are shown.

        Without a current one go to that at `line` or after it.
        """
        if not len(self.hits):
            return
        if self.current is None:
            self._choose(line)
            self.moved.emit()
            return
        for away in range(1, min(len(self.hits), _SKIPPED) + 1):
            found = self.hits.match(self.current.place + by * away)
            if shown(found.line):
                self.current = found
                self.moved.emit()
                return

    def _go_on(self) -> None:
        if self._busy or self.over:
            return
        self._busy = True
        self._tasks.read(
            partial(
                reading.searched,
                run_id=self._run,
                start=self.end,
                total=len(self.hits),
                matcher=self.matcher,
                finder=self._finder,
            ),
            owner=self,
            key="search",
            then=self._take,
            failed=self._fail,
        )

    def _take(self, searched: reading.Searched) -> None:
        self._busy = False
        nothing_new = searched.end == self.end
        self.end, self.problem = searched.end, searched.problem
        self.hits.extend(searched.lines, searched.ends)
        if self.current is None and len(self.hits) and (self.end > self._from or self.over):
            self._choose(self._from)
            self.moved.emit()
        self.found.emit()
        if not nothing_new:
            self._go_on()

    def _choose(self, line: int) -> None:
        place = self.hits.from_line(line)
        if place < len(self.hits) or self.over:
            self.current = self.hits.match(min(place, len(self.hits) - 1))

    def _fail(self, problem: Exception) -> None:
        self._busy = False
        self.failed.emit(problem)
