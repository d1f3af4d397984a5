"""What a series amounts to: computed for new points, combined in SQL with what others have stored."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isnan
from typing import NamedTuple

from runyard.journal.batch import Points
from runyard.storage import bulk
from runyard.storage.bulk import Statement
from runyard.storage.metrics.codec import EncodedChunk


class Summary(NamedTuple):
    """A summary over some points in written order; see `domain.series.SeriesInfo` for the meaning of each."""

    points: int
    first_step: int
    last_step: int
    first: float
    last: float
    low: float | None
    low_step: int | None
    high: float | None
    high_step: int | None
    total: float
    nan_count: int
    first_nan_step: int | None
    first_time: int
    last_time: int
    ordered: bool
    has_epochs: bool


def summarize(points: Points, pieces: Sequence[EncodedChunk]) -> Summary:
    """Return the summary of points that were encoded as `pieces`, in this order."""
    steps, values = points.steps, points.values
    ordered = all(piece.ordered for piece in pieces) and all(
        before.max_step <= after.min_step for before, after in pairwise(pieces)
    )
    first_step, last_step = min(p.min_step for p in pieces), max(p.max_step for p in pieces)
    total = sum(values)
    low: float | None
    high: float | None
    if isnan(total):  # NaN among the values, or infinities of both signs
        nan_steps = [step for step, value in zip(steps, values, strict=True) if isnan(value)]
        numbers = [value for value in values if not isnan(value)]
        total = sum(numbers)
        low, high = min(numbers, default=None), max(numbers, default=None)
    else:
        nan_steps = []
        low, high = min(values), max(values)
    return Summary(
        points=len(steps),
        first_step=first_step,
        last_step=last_step,
        first=values[_latest(steps, first_step, ordered and _differs(steps, 0, 1))],
        last=values[len(steps) - 1 if ordered else _latest(steps, last_step, False)],
        low=low,
        low_step=None if low is None else steps[values.index(low)],
        high=high,
        high_step=None if high is None else steps[values.index(high)],
        total=total,
        nan_count=len(nan_steps),
        first_nan_step=min(nan_steps, default=None),
        first_time=min(p.min_time for p in pieces),
        last_time=max(p.max_time for p in pieces),
        ordered=ordered,
        has_epochs=points.epochs is not None,
    )


def _differs(steps: array[int], one: int, other: int) -> bool:
    return len(steps) <= other or steps[one] != steps[other]


def _latest(steps: array[int], step: int, at_start: bool) -> int:
    """Return the index of the last point written at `step`."""
    return 0 if at_start else len(steps) - 1 - steps[::-1].index(step)


_COMBINE = """
UPDATE series SET
  count = count + v.column2,
  first_step = coalesce(min(first_step, v.column3), v.column3),
  last_step = coalesce(max(last_step, v.column4), v.column4),
  first = CASE WHEN v.column3 > first_step THEN first ELSE v.column5 END,
  last = CASE WHEN v.column4 < last_step THEN last ELSE v.column6 END,
  low = CASE WHEN v.column7 IS NULL OR low <= v.column7 THEN low ELSE v.column7 END,
  low_step = CASE WHEN v.column7 IS NULL OR low <= v.column7 THEN low_step ELSE v.column8 END,
  high = CASE WHEN v.column9 IS NULL OR high >= v.column9 THEN high ELSE v.column9 END,
  high_step = CASE WHEN v.column9 IS NULL OR high >= v.column9 THEN high_step ELSE v.column10 END,
  total = total + v.column11,
  nan_count = nan_count + v.column12,
  first_nan_step = coalesce(min(first_nan_step, v.column13), first_nan_step, v.column13),
  first_time = coalesce(min(first_time, v.column14), v.column14),
  last_time = coalesce(max(last_time, v.column15), v.column15),
  ordered = ordered AND v.column16 AND (count = 0 OR v.column3 >= last_step),
  has_epochs = has_epochs OR v.column17,
  revision = (SELECT value FROM meta WHERE key = 'revision')
FROM ({values}) AS v WHERE series.id = v.column1
"""


def combine(found: Iterable[tuple[int, Summary]]) -> list[Statement]:
    """Return what adds summaries of new points, given as (series id, summary), to those of their series."""
    return bulk.statements(_COMBINE, [(series_id, *summary) for series_id, summary in found])
