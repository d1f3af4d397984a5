"""What the distributions tab asks of the repository. Runs on workers: imports numpy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from runyard.desktop.kinds.distributions.histogram import DamagedError, Histogram, decode, merged
from runyard.desktop.kinds.distributions.stack import Step, heat, ridge_rows, ridges
from runyard.desktop.kinds.distributions.wish import Chosen, Known, Listing, Loaded, Wish
from runyard.desktop.tasks import Cancel
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.storage import items, runs, series
from runyard.storage.store import Store

_PAGE = 500
#: How many ridges are drawn at most: more could not be told apart.
RIDGES = 24
#: Weights kept between two readings of a series that grows; 8 bytes each.
_KEPT = 6_000_000


def listing(run_id: int, store: Store, _cancel: Cancel) -> Listing | None:
    """Return the distributions of a run; None when the run is gone."""
    found = runs.infos(store, [run_id])
    if not found:
        return None
    return Listing(run_id, found[0].status.active, series.of_run(store, run_id, DataKind.DISTRIBUTION))


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
    size = sum(len(one.weights) for one in read.values() if isinstance(one, Histogram))
    return Loaded(
        wish,
        counts,
        places,
        [step.step for step in steps],
        max((len(step.parts) for step in steps), default=0),
        found,
        [step.step for step in shown],
        ridges(shown, edges),
        read if size <= _KEPT else {},
        _told(problems),
    )


def _told(problems: Sequence[Step]) -> str:
    if not problems:
        return ""
    first = f"Step {problems[0].step:,} cannot be read: {_lower(problems[0].problem)}"
    return first if len(problems) == 1 else f"{first}; nor can {len(problems) - 1:,} other steps"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _decoded(
    listed: Sequence[Item], known: Known, store: Store, cancel: Cancel
) -> dict[int, Histogram | str] | None:
    """Return what each item holds, or why it cannot be read, without reading again what is known."""
    found = {item.id: known[item.id] for item in listed if item.id in known}
    fresh = [item for item in listed if item.id not in found]
    for start in range(0, len(fresh), _PAGE):
        if cancel():
            return None
        page = fresh[start : start + _PAGE]
        for item, content in zip(page, items.contents(store, page), strict=True):
            try:
                found[item.id] = decode(content, item.meta)
            except DamagedError as error:
                found[item.id] = str(error)
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
        contents = items.contents(store, listed)
    parts, problem = [], ""
    for item, content in zip(listed, contents, strict=True):
        try:
            parts.append(decode(content, item.meta))
        except DamagedError as error:
            problem = problem or str(error)
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
        for start in range(0, len(listed), _PAGE):
            if cancel():
                return
            page = listed[start : start + _PAGE]
            for item, content in zip(page, items.contents(store, page), strict=True):
                file.write(_lines(item, content))


def _lines(item: Item, content: bytes | None) -> str:
    try:
        one = decode(content, item.meta)
    except DamagedError:
        return ""
    epoch = "" if item.epoch is None else repr(item.epoch)
    begin = f"{item.step},{item.index},{epoch}"
    rows = ((one.edges(place), weight) for place, weight in enumerate(one.weights.tolist()))
    return "".join(f"{begin},{low!r},{high!r},{weight!r}\n" for (low, high), weight in rows)
