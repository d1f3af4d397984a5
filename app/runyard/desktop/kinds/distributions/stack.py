"""`Heat`: the distributions of many steps over common bins, in as many columns as a screen may show.

Imports numpy: load it on a worker, or after one has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runyard.desktop.kinds.distributions.histogram import Histogram, common_edges, same_bins, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COLUMNS = 2048
_BLOCK = 256
#: The share of all weights that a range without outliers leaves out at each end.
_OUTSIDE = 0.005
_FINE = 1024
#: Weights that are this much smaller than the highest look the same.
_SPAN = 1e5


class Step(NamedTuple):
    """What was logged at one step: its distributions, or why there is none."""

    step: int
    parts: tuple[Histogram, ...]
    problem: str = ""


class Heat(NamedTuple):
    """Weights float32[columns, bins]; NaN where a column's steps have no bin.

    `edges` are those of the bins, `borders` where columns begin and end in steps, float64[columns + 1]; a
    column stands for the steps from `first[i]` to `last[i]` and holds the highest weight of them. `resampled`
    says whether weights were divided among common bins, `outside` which share of them lies out of the range.
    """

    edges: NDArray[np.float64]
    borders: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    matrix: NDArray[np.float32]
    steps: int
    resampled: bool
    outside: float
    least: float
    most: float
    damaged: tuple[int, ...]


def heat(
    steps: Sequence[Step],
    *,
    trim: bool = False,
    most_columns: int = MOST_COLUMNS,
    cancelled: Callable[[], bool] = bool,
) -> Heat | None:
    """Return the steps, which are in order, over common bins; None without a readable one, or if cancelled.

    `trim` leaves out of the range what only a few of the weights reach.
    """
    every = [one for step in steps for one in step.parts]
    if not every:
        return None
    alike = same_bins(every)
    low, high = min(one.low for one in every), max(one.high for one in every)
    bins = max(len(one.weights) for one in every)
    edges = (
        np.linspace(low, high, bins + 1)
        if alike
        else common_edges(low, high, min(one.width for one in every), bins)
    )
    if trim:
        inner = _without_outliers(every, edges)
        if inner is not None:
            finest = min(one.width for one in every)
            alike, edges = False, common_edges(*inner, finest, bins)
    owner = columns_of(np.array([step.step for step in steps], dtype=np.int64), most_columns)
    matrix = np.full((int(owner[-1]) + 1, len(edges) - 1), np.nan, dtype=np.float32)
    inside = total = 0.0
    for start in range(0, len(steps), _BLOCK):
        if cancelled():
            return None
        block = steps[start : start + _BLOCK]
        held, all_held = _add(block, edges, alike, owner[start : start + _BLOCK], matrix)
        inside, total = inside + held, total + all_held
    return _made(steps, edges, owner, matrix, not alike, 1.0 - inside / total if total else 0.0)


def _add(
    block: Sequence[Step],
    edges: NDArray[np.float64],
    alike: bool,
    owner: NDArray[np.intp],
    matrix: NDArray[np.float32],
) -> tuple[float, float]:
    """Put some steps into their columns; return the weight inside of the range, and all of it."""
    parts = [one for step in block for one in step.parts]
    if not parts:
        return 0.0, 0.0
    rows = np.repeat(np.arange(len(block)), [len(step.parts) for step in block])
    found = np.stack([one.weights for one in parts]) if alike else spread(parts, edges)
    summed = np.zeros((len(block), len(edges) - 1))
    np.add.at(summed, rows, found)
    covered = np.zeros(summed.shape, dtype=bool)
    lows = np.array([one.low for one in parts])[:, None]
    highs = np.array([one.high for one in parts])[:, None]
    np.logical_or.at(covered, rows, (edges[None, 1:] > lows) & (edges[None, :-1] < highs))
    shown = np.where(covered, summed, np.nan).astype(np.float32)
    np.fmax.at(matrix, owner, shown)
    return float(summed.sum()), float(sum(one.weights.sum() for one in parts))


def _made(
    steps: Sequence[Step],
    edges: NDArray[np.float64],
    owner: NDArray[np.intp],
    matrix: NDArray[np.float32],
    resampled: bool,
    outside: float,
) -> Heat:
    numbers = np.array([step.step for step in steps], dtype=np.int64)
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    first = numbers[begins]
    last = numbers[np.append(begins[1:], len(numbers)) - 1]
    held = matrix[matrix > 0]
    most = float(held.max()) if held.size else 0.0
    damaged = tuple(step.step for step in steps if step.problem)
    return Heat(
        edges, borders_of(first, last), first, last, matrix, len(steps), resampled, max(0.0, outside),
        max(float(held.min()), most / _SPAN) if held.size else 0.0, most, damaged,
    )  # fmt: skip


def columns_of(steps: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """Return the column of each step: one each while there is room, else neighbours share one."""
    if len(steps) <= most:
        return np.arange(len(steps), dtype=np.intp)
    span = float(steps[-1]) - float(steps[0])
    places = ((steps.astype(np.float64) - float(steps[0])) / span * most).astype(np.intp)
    _, owner = np.unique(np.minimum(places, most - 1), return_inverse=True)
    return owner.astype(np.intp)


def borders_of(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return where columns meet: half way between the steps beside, so that each place shows the nearest."""
    if len(first) == 1:
        return np.array([first[0] - 0.5, last[0] + 0.5], dtype=np.float64)
    middle = last[:-1] / 2.0 + first[1:] / 2.0
    left = first[0] - (middle[0] - last[0])
    right = last[-1] + (first[-1] - middle[-1])
    return np.concatenate([[left], middle, [right]])


def _without_outliers(every: Sequence[Histogram], edges: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the range that nearly all of the weights share, each distribution counting the same."""
    fine = np.linspace(edges[0], edges[-1], _FINE + 1)
    sums = np.zeros(_FINE)
    for start in range(0, len(every), _BLOCK):
        found = spread(every[start : start + _BLOCK], fine)
        totals = found.sum(axis=1, keepdims=True)
        sums += np.divide(found, totals, out=np.zeros_like(found), where=totals > 0).sum(axis=0)
    if not sums.sum():
        return None
    reached = np.cumsum(sums) / sums.sum()
    begin = int(np.searchsorted(reached, _OUTSIDE))
    end = int(np.searchsorted(reached, 1.0 - _OUTSIDE)) + 1
    low, high = float(fine[begin]), float(fine[min(end, _FINE)])
    return (low, high) if high > low else None


def ridge_rows(steps: Sequence[Step], most: int) -> list[int]:
    """Return which steps a ridgeline shows: readable ones, evenly chosen, with the first and the last."""
    readable = [place for place, step in enumerate(steps) if step.parts]
    if len(readable) <= most:
        return readable
    chosen = np.linspace(0, len(readable) - 1, most).round().astype(int)
    return [readable[place] for place in chosen]


def ridges(steps: Sequence[Step], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of steps over common bins, float64[n, bins]; the parts of a step are added up."""
    parts = [one for step in steps for one in step.parts]
    rows = np.repeat(np.arange(len(steps)), [len(step.parts) for step in steps])
    found = np.zeros((len(steps), len(edges) - 1))
    if parts:
        np.add.at(found, rows, spread(parts, edges))
    return found
