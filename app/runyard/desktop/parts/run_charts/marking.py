"""Where a series holds what a curve cannot show. Imports numpy: load it on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from runyard.desktop.charts.lines import Mark, MarkKind
from runyard.domain.series import SeriesInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST = 1000


def of_points(info: SeriesInfo, x: Floats, y: Floats) -> tuple[Mark, ...]:
    """Return the marks of points; the summary tells which need no look."""
    found = [_mark(MarkKind.NAN, x, np.isnan(y))] if info.nan_count else []
    if info.low is not None and info.low <= 0:
        found += [
            _mark(MarkKind.LOW, x, np.isneginf(y)),
            _mark(MarkKind.BELOW, x, (y <= 0) & ~np.isneginf(y)),
        ]
    if info.high is not None and np.isposinf(info.high):
        found.append(_mark(MarkKind.HIGH, x, np.isposinf(y)))
    return tuple(mark for mark in found if mark is not None)


def of_extremes(x: Floats, low: Floats, high: Floats, nans: Floats) -> tuple[Mark, ...]:
    """Return the marks of entries that may stand for several points each."""
    found = [_mark(MarkKind.NAN, nans, np.ones(len(nans), bool))]
    found.append(_mark(MarkKind.HIGH, x, np.isposinf(high)))
    found.append(_mark(MarkKind.LOW, x, np.isneginf(low)))
    found.append(_mark(MarkKind.BELOW, x, (low <= 0) & ~np.isneginf(low)))
    return tuple(mark for mark in found if mark is not None)


def joined(before: Sequence[Mark], after: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks of a curve and of what came after it."""
    known = {mark.kind: mark for mark in before}
    for mark in after:
        old = known.get(mark.kind, Mark(mark.kind, ()))
        places = (*old.places, *mark.places)
        known[mark.kind] = Mark(mark.kind, places[:_MOST], old.more or mark.more or len(places) > _MOST)
    return tuple(known.values())


def _mark(kind: MarkKind, x: Floats, held: NDArray[np.bool_]) -> Mark | None:
    places = x[held]
    return Mark(kind, tuple(places[:_MOST].tolist()), len(places) > _MOST) if len(places) else None
