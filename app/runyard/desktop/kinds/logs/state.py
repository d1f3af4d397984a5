"""`LogState`: what a run has printed, and what of it is shown; view and controls follow its signals."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.kinds.logs import reading
from runyard.desktop.kinds.logs.lines.lines import LineCache, ShownLine
from runyard.desktop.kinds.logs.lines.rows import Filter, Rows, compose, count_stderr, ruler
from runyard.desktop.kinds.logs.lines.traits import Tracer
from runyard.desktop.kinds.logs.search.search import LogSearch
from runyard.desktop.tasks import Cancel, Tasks
from runyard.search.matching.matching import Matcher
from runyard.storage.store import Store

#: Lines around the visible ones that are read with them.
_AROUND = 120
#: Lines whose marks are remembered.
_MARKED = 4000


class _Composed(NamedTuple):
    rows: Rows
    ruler: bytes
    stderr: int


class LogState(QObject):
    """One run's output.

    `told` says that there is more to know of the run, `rows_changed` that other rows are shown, `arrived`
    that lines or marks have come, `marked` that marks have, `ruled` that the ruler tells something else;
    `failed` carries a problem.
    """

    told = Signal()
    rows_changed = Signal()
    arrived = Signal()
    marked = Signal()
    ruled = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.search = LogSearch(tasks, self)
        self.search.found.connect(self._found)
        self.search.failed.connect(self.failed)
        self.filter = Filter()
        self._pixels = 0
        self._reset(0)

    def _reset(self, run: int) -> None:
        for key in ("facts", "lines", "marks", "trace", "rows"):
            self._tasks.cancel(self, key)
        self.run = run
        self.facts: reading.Facts | None = None
        self.cache = LineCache()
        self.rows = Rows()
        self.ruler = b""
        self.stderr = 0
        self._marks: dict[int, list[tuple[int, int]]] = {}
        self._opened: frozenset[int] = frozenset()
        self._traits = bytearray()
        self._tracer = Tracer(shapes=self.filter.detail != "all")
        self._window: tuple[int, int] = (0, -1)
        self._busy: set[str] = set()
        self._again = False

    @property
    def count(self) -> int:
        """How many lines there are."""
        return 0 if self.facts is None else self.facts.count

    @property
    def wanted(self) -> Filter:
        """What is to be shown; where nothing is looked for, "matches only" has no meaning."""
        return self.filter if self.search.matcher else replace(self.filter, only=False)

    @property
    def progress(self) -> float:
        """How much of all lines is searched, and known well enough to be filtered, from 0 to 1."""
        done = [self.search.end] if not self.search.over else []
        if not self.wanted.shows_all and self.wanted != Filter(only=True):
            done.append(len(self._traits))
        return min(done) / self.count if done and self.count else 1.0

    def show(self, run: int) -> None:
        """Show another run."""
        self._reset(run)
        self.search.begin(run, 0, self.search.matcher, 0)
        self.rows_changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read how much there is now."""
        self._read("facts", partial(reading.facts, run_id=self.run, known=self.count), self._take_facts)

    def stop(self) -> None:
        """Stop what goes through all lines; `refresh` goes on with it."""
        self.search.stop()
        self._tasks.cancel(self, "trace")
        self._busy.discard("trace")

    def look(self, first: int, last: int) -> None:
        """Say which rows are on screen, so that their lines are read."""
        self._window = first, last
        self._fetch()

    def line(self, row: int) -> ShownLine | None:
        """Return the line of a row, if it has been read."""
        return self.cache.get(self.rows.line(row))

    def marks(self, number: int) -> Sequence[tuple[int, int]] | None:
        """Return where in a line the search fits; None while that is not known."""
        return self._marks.get(number)

    def find(self, matcher: Matcher, line: int) -> None:
        """Search for something; the match at `line` or after it becomes the current one."""
        self._marks = {}
        self._tasks.cancel(self, "marks")
        self._busy.discard("marks")
        self.search.begin(self.run, self.count, matcher, line)
        self._fetch()

    def set_filter(self, **choices: Any) -> None:
        """Show other lines."""
        wanted = replace(self.filter, **choices)
        if wanted == self.filter:
            return
        self.filter = wanted
        if wanted.detail != "all" and not self._tracer.shapes:
            self._traits = bytearray()
            self._tracer = Tracer(shapes=True)
            self._tasks.cancel(self, "trace")
            self._busy.discard("trace")
        self._tasks.cancel(self, "rows")
        self._busy.discard("rows")
        self._trace()
        self.compose()

    def reaches(self, line: int) -> bool:
        """Whether a line is shown, or is folded away and can be unfolded."""
        return self.rows.shows(line) or self.rows.hides(line)

    def toggle_fold(self, row: int) -> None:
        """Show the lines folded away before a row, or fold them again."""
        first = self.rows.line(row) - abs(self.rows.fold(row))
        self._opened = self._opened ^ {first}
        self.compose()

    def unfold(self, line: int) -> None:
        """Show the lines that are folded away together with one."""
        row = self.rows.row(line)
        first = self.rows.line(row) - self.rows.fold(row)
        if first not in self._opened:  # else they are on their way
            self.toggle_fold(row)

    def set_pixels(self, pixels: int) -> None:
        """Make the ruler so high."""
        if pixels != self._pixels:
            self._pixels = pixels
            self.compose()

    # Reading

    def _read(self, key: str, job: Any, then: Any) -> None:
        self._tasks.read(job, owner=self, key=key, then=then, failed=partial(self._fail, key))

    def _fail(self, key: str, problem: Exception) -> None:
        self._busy.discard(key)
        self.failed.emit(problem)

    def _take_facts(self, facts: reading.Facts) -> None:
        before, self.facts = self.count, facts
        self.cache.add(facts.lines)
        if facts.count != before:
            self.search.grow(facts.count)
            self.compose()
        else:
            self.search.grow(facts.count)
        self._trace()
        self.told.emit()

    def _fetch(self) -> None:
        """Read the lines around the visible ones that are not here; what is under way comes first."""
        first, last = self._window
        rows = self.rows
        if last < first or not len(rows):
            return
        self._mark()
        if "lines" in self._busy:
            return
        seen = [rows.line(row) for row in range(max(0, first), min(last + 1, len(rows)))]
        self.cache.touch(seen)
        low, high = max(0, first - _AROUND), min(last + 1 + _AROUND, len(rows))
        missing = self.cache.missing([rows.line(row) for row in range(low, high)])
        if not missing:
            return
        self._busy.add("lines")
        self._read("lines", partial(reading.lines, run_id=self.run, numbers=missing), self._take_lines)

    def _take_lines(self, lines: dict[int, ShownLine]) -> None:
        self._busy.discard("lines")
        self.cache.add(lines)
        self.arrived.emit()
        if lines:
            self._fetch()

    def _mark(self) -> None:
        """Ask where the search fits in the visible lines."""
        matcher = self.search.matcher
        if not matcher or self.search.problem or "marks" in self._busy:
            return
        first, last = max(0, self._window[0]), min(self._window[1] + 1, len(self.rows))
        numbers = [number for row in range(first, last) if (number := self.rows.line(row)) not in self._marks]
        texts = {number: line.text for number in numbers if (line := self.cache.get(number)) is not None}
        if texts:
            self._busy.add("marks")
            self._read("marks", partial(reading.marks, texts=texts, matcher=matcher), self._take_marks)

    def _take_marks(self, marks: dict[int, list[tuple[int, int]]]) -> None:
        self._busy.discard("marks")
        if len(self._marks) > _MARKED:
            self._marks = {}
        self._marks.update(marks)
        self.arrived.emit()
        self.marked.emit()
        self._mark()

    # Filtering

    def _trace(self) -> None:
        if "trace" in self._busy or len(self._traits) >= self.count:
            return
        self._busy.add("trace")
        job = partial(reading.traced, run_id=self.run, start=len(self._traits), tracer=self._tracer)
        self._read("trace", job, self._take_traits)

    def _take_traits(self, traced: reading.Traced) -> None:
        self._busy.discard("trace")
        self._traits += traced.traits
        self.compose()
        if traced.traits:
            self._trace()

    @Slot()
    def _found(self) -> None:
        self.compose()
        self._mark()

    def compose(self) -> None:
        """Work out which rows there are and what the ruler tells; all rows are there at once."""
        if self.wanted.shows_all and (self.rows.lines is not None or len(self.rows) != self.count):
            self.rows = Rows(self.count)
            self.rows_changed.emit()
            self._fetch()
        if "rows" in self._busy:
            self._again = True
            return
        self._busy.add("rows")
        job = partial(
            _composed,
            count=self.count,
            traits=bytes(self._traits),
            hits=self.search.hits.lines[:],
            wanted=self.wanted,
            opened=self._opened,
            pixels=self._pixels,
        )
        self._read("rows", job, self._take_rows)

    def _take_rows(self, composed: _Composed) -> None:
        self._busy.discard("rows")
        if self._again:
            self._again = False
            self.compose()
        if not self.wanted.shows_all:
            self.rows = composed.rows
            self.rows_changed.emit()
            self._fetch()
        if composed.ruler != self.ruler:
            self.ruler = composed.ruler
            self.ruled.emit()
        if composed.stderr != self.stderr:
            self.stderr = composed.stderr
            self.told.emit()


def _composed(
    _store: Store,
    _cancel: Cancel,
    count: int,
    traits: bytes,
    hits: array[int],
    wanted: Filter,
    opened: frozenset[int],
    pixels: int,
) -> _Composed:
    rows = compose(count, traits, hits, wanted, opened)
    return _Composed(rows, ruler(rows, traits, hits, pixels), count_stderr(traits))
