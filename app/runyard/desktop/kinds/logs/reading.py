"""What the Logs tab reads, on a worker: facts, lines, and slices of what goes through all of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from runyard.desktop.kinds.logs.lines.lines import CUT, ShownLine
from runyard.desktop.kinds.logs.lines.traits import Tracer
from runyard.desktop.tasks import Cancel
from runyard.domain import printed
from runyard.search.matching.counting import counts
from runyard.search.matching.matching import Finder, Matcher
from runyard.storage.metrics import moments
from runyard.storage.output import logs
from runyard.storage.runs import runs
from runyard.storage.store import Store

#: Seconds that a slice takes; between two of them others read, and what was found is shown.
_SLICE = 0.15
#: Seconds of the first slice, so that the first matches show at once.
_FIRST = 0.03
_STYLES = 300  # stretches of a line that have a style of their own; what follows is plain
_TAIL = 128  # lines that come with the facts


@dataclass(frozen=True, slots=True)
class Facts:
    """How much a run has printed, and what else the tab tells of it."""

    run: int
    hash: str
    created: int
    ended: int | None
    active: bool
    count: int
    size: int
    last: int | None
    lines: dict[int, ShownLine]


class Traced(NamedTuple):
    """Traits of the lines up to `end`."""

    end: int
    traits: bytes


class Searched(NamedTuple):
    """Lines found up to `end`, with how many matches there are up to each of them.

    `problem` is what went wrong on the way, `over` whether the search was given up because of it.
    """

    end: int
    lines: array[int]
    ends: array[int]
    problem: str | None
    over: bool


def facts(store: Store, cancel: Cancel, run_id: int, known: int) -> Facts:
    """Read how much there is, with the last lines where there are more than are known."""
    info = runs.info(store, run_id)
    count = logs.count(store, run_id)
    tail = range(max(known, count - _TAIL), count)
    return Facts(
        run_id,
        info.hash,
        info.created,
        info.ended,
        info.status.active,
        count,
        logs.size(store, run_id),
        logs.last_time(store, run_id),
        lines(store, cancel, run_id, tail),
    )


def lines(store: Store, cancel: Cancel, run_id: int, numbers: Sequence[int]) -> dict[int, ShownLine]:
    """Read lines by their numbers, which rise."""
    found: dict[int, ShownLine] = {}
    stretch: logs.Stretch | None = None
    for number in numbers:
        if stretch is None or number >= stretch.end:
            stretch = None if cancel() else _stretch(store, run_id, number)
            if stretch is None:
                break
        at = number - stretch.first
        found[number] = _shown(stretch, at)
    return found


def _stretch(store: Store, run_id: int, line: int) -> logs.Stretch | None:
    return logs.stretch(store, run_id, line, longest=printed.MOST)


def _shown(stretch: logs.Stretch, at: int) -> ShownLine:
    text = stretch.texts[at]
    line = printed.parse(text)
    cut = max(0, len(line.text) - CUT) + max(0, len(text) - printed.MOST) + stretch.lost.get(at, 0)
    within = [span for span in line.spans[:_STYLES] if span.start < CUT]
    spans = tuple(span._replace(end=min(span.end, CUT)) for span in within)
    return ShownLine(stretch.times[at], stretch.streams[at], line.text[:CUT], spans, cut)


def whole(store: Store, _cancel: Cancel, run_id: int, number: int) -> tuple[str, int]:
    """Read a line as far as any line is looked at, and how many characters more it has."""
    stretch = _stretch(store, run_id, number)
    if stretch is None:
        return "", 0
    at = number - stretch.first
    text = stretch.texts[at]
    return printed.shown(text), max(0, len(text) - printed.MOST) + stretch.lost.get(at, 0)


def traced(store: Store, cancel: Cancel, run_id: int, start: int, tracer: Tracer) -> Traced:
    """Read the traits of the lines from `start` on, as far as one slice goes."""
    parts: list[bytes] = []
    until = monotonic() + _SLICE
    while not cancel() and (stretch := _stretch(store, run_id, start)) is not None:
        parts.append(tracer.feed(stretch, start - stretch.first))
        start = stretch.end
        if monotonic() > until:
            break
    return Traced(start, b"".join(parts))


def searched(
    store: Store, cancel: Cancel, run_id: int, start: int, total: int, matcher: Matcher, finder: Finder
) -> Searched:
    """Search the lines from `start` on, before which there are `total` matches, as far as one slice goes."""
    found, ends = array("I"), array("Q")
    until = monotonic() + (_SLICE if start else _FIRST)
    while not (finder.over or cancel()) and (stretch := _stretch(store, run_id, start)) is not None:
        texts = printed.shown_all(stretch.texts[start - stretch.first :])
        for at, count in counts(matcher, finder, texts):
            total += count
            found.append(start + at)
            ends.append(total)
        start = stretch.end
        if monotonic() > until:
            break
    return Searched(start, found, ends, finder.problem, finder.over)


def marks(
    _store: Store, cancel: Cancel, texts: dict[int, str], matcher: Matcher
) -> dict[int, list[tuple[int, int]]]:
    """Return where each text fits; of a pattern that is too slow some stay without."""
    finder = matcher.finder()
    return {number: [] if cancel() else finder.spans(text) for number, text in texts.items()}


def moment(
    store: Store, _cancel: Cancel, run_id: int, number: int, time: int
) -> tuple[int, moments.Moment | None]:
    """Read at which step a run was when it wrote a line, for whoever asked with its number."""
    return number, moments.of_time(store, run_id, time)


def line_of_time(store: Store, _cancel: Cancel, run_id: int, time: int) -> int | None:
    """Read which line was written at a time."""
    return logs.near(store, run_id, time)


def line_of_step(
    store: Store, _cancel: Cancel, run_id: int, step: int
) -> tuple[moments.Moment | None, int | None]:
    """Read when a step was logged, and which line was written then."""
    found = moments.of_step(store, run_id, step)
    return found, None if found is None else logs.near(store, run_id, found.time)
