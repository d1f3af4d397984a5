"""What the distributions tab asks of the repository. Runs on workers: imports numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from runyard.desktop.kinds.distributions.histogram import (
    MOST_BINS,
    DamagedError,
    Histogram,
    decode,
    joined,
    merged,
)
from runyard.desktop.kinds.distributions.stack import Step, heat, ridge_rows, ridges
from runyard.desktop.kinds.distributions.wish import Chosen, Known, Loaded, Wish
from runyard.desktop.tasks import Cancel
from runyard.domain.item import Item
from runyard.storage.objects import items
from runyard.storage.store import Store

#: Items and bytes that are read at once.
_PAGE, _PAGE_BYTES = 500, 8_000_000
#: Weights of all steps together; of a series with more, bins are joined before they are drawn.
_MOST_WEIGHTS, _FEWEST_BINS = 20_000_000, 32
#: How many ridges are drawn at most: more could not be told apart.
RIDGES = 24
#: Weights kept between two readings of a series that grows; 8 bytes each.
_KEPT = 6_000_000


def load(wish: Wish, known: Known, store: Store, cancel: Cancel) -> Loaded | None:
    """Return the steps of a series over common bins; None when nobody waits any more."""
    with store.read():
        counts = items.step_counts(store, wish.series_id)
        places = items.index_counts(store, wish.series_id)
        listed = items.of_series(store, wish.series_id, steps=wish.steps, indices=wish.indices)
    read = _decoded(listed, known, store, cancel)
    if read is None:
        return None
    steps = _by_step(listed, read)
    found = heat(steps, trim=wish.trim, cancelled=cancel)
    if cancel():
        return None
    shown = [steps[place] for place in ridge_rows(steps, RIDGES)]
    edges = np.array([0.0, 1.0]) if found is None else found.edges
    problems = [step for step in steps if step.problem]
    limit = _limit(listed)
    most = max((_bins(item) for item in listed), default=0)
    size = sum(len(one.weights) for one in read.values() if isinstance(one, Histogram))
    return Loaded(
        wish,
        counts,
        places,
        [step.step for step in steps],
        found,
        [step.step for step in shown],
        ridges(shown, edges),
        read if size <= _KEPT else {},
        ". ".join(filter(None, (_told(problems), _told_joined(most, limit)))),
    )


def _bins(item: Item) -> int:
    return item.size // 8


def _limit(listed: Sequence[Item]) -> int:
    """Return how many bins of a step can be kept at once."""
    return max(_FEWEST_BINS, _MOST_WEIGHTS // max(1, len(listed)))


def _told_joined(bins: int, limit: int) -> str:
    if bins <= limit:
        return ""
    return f"Of {bins:,} bins a step {limit:,} are drawn over all steps; the histogram has each"


def _told(problems: Sequence[Step]) -> str:
    if not problems:
        return ""
    first = f"Step {problems[0].step:,} cannot be read: {_lower(problems[0].problem)}"
    others = len(problems) - 1
    if others < 2:
        return f"{first}; nor can 1 other step" if others else first
    return f"{first}; nor can {others:,} other steps"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _decoded(
    listed: Sequence[Item], known: Known, store: Store, cancel: Cancel
) -> dict[int, Histogram | str] | None:
    """Return what each item holds, or why it cannot be read, without reading again what is known."""
    found = {item.id: known[item.id] for item in listed if item.id in known}
    fresh = [item for item in listed if item.id not in found]
    limit = _limit(listed)
    for page in _pages(fresh):
        if cancel():
            return None
        for item, one in _read(store, page):
            found[item.id] = joined(one, limit) if isinstance(one, Histogram) else one
    return found


def _pages(wanted: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield items in pieces that memory has room for."""
    page: list[Item] = []
    size = 0
    for item in wanted:
        if page and (len(page) >= _PAGE or size + item.size > _PAGE_BYTES):
            yield page
            page, size = [], 0
        page.append(item)
        size += item.size
    if page:
        yield page


def _read(store: Store, wanted: Sequence[Item]) -> list[tuple[Item, Histogram | str]]:
    """Return what each item holds, or why it cannot be read; what is too large for one is not read at all."""
    fits = [item for item in wanted if _bins(item) <= MOST_BINS]
    known = dict(zip((item.id for item in fits), items.contents(store, fits), strict=True))
    found: list[tuple[Item, Histogram | str]] = []
    for item in wanted:
        try:
            if item.id not in known:
                raise DamagedError(f"It has {_bins(item):,} bins, more than {MOST_BINS:,}")
            found.append((item, decode(known[item.id], item.meta)))
        except DamagedError as error:
            found.append((item, str(error)))
    return found


def _by_step(listed: Sequence[Item], read: Known) -> list[Step]:
    """Return the items, which are in order, by step."""
    steps: list[Step] = []
    for item in listed:
        one = read[item.id]
        if not steps or steps[-1].step != item.step:
            steps.append(Step(item.step, ()))
        last = steps[-1]
        if isinstance(one, Histogram):
            steps[-1] = last._replace(parts=(*last.parts, one))
        else:
            steps[-1] = last._replace(problem=last.problem or one)
    return steps


def chosen(wish: Wish, step: int, store: Store, _cancel: Cancel) -> Chosen:
    """Return one step with its own bins; several distributions of a step are added up."""
    with store.read():
        listed = items.of_series(store, wish.series_id, steps=(step, step), indices=wish.indices)
        read = _read(store, listed)
    parts = [one for _, one in read if isinstance(one, Histogram)]
    problem = next((one for _, one in read if isinstance(one, str)), "")
    if not listed:
        problem = "Nothing was logged at this step"
    meta = listed[0].meta if len(listed) == 1 else {}
    epoch = listed[0].epoch if listed else None
    return Chosen(step, merged(parts) if parts else None, meta, epoch, len(parts), problem)


def write_csv(wish: Wish, path: Path, store: Store, cancel: Cancel) -> None:
    """Write every bin of every step as it was logged: step, index, epoch, bin_low, bin_high, weight."""
    listed = items.of_series(store, wish.series_id, steps=wish.steps, indices=wish.indices)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("step,index,epoch,bin_low,bin_high,weight\n")
        for page in _pages(listed):
            if cancel():
                return
            for item, one in _read(store, page):
                if isinstance(one, Histogram):
                    file.write(_lines(item, one))


def _lines(item: Item, one: Histogram) -> str:
    epoch = "" if item.epoch is None else repr(item.epoch)
    begin = f"{item.step},{item.index},{epoch}"
    rows = ((one.edges(place), weight) for place, weight in enumerate(one.weights.tolist()))
    return "".join(f"{begin},{low!r},{high!r},{weight!r}\n" for (low, high), weight in rows)
