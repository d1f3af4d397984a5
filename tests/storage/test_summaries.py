"""Summaries against a plain oracle, however the points are split over batches."""

from __future__ import annotations

import math
from array import array
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.journal.batch import Points
from runyard.storage.ingest.ingest import Ingest
from support import seeding
from support.batches import LOSS, START, Feed

VALUES = st.one_of(
    st.sampled_from([math.nan, math.inf, -math.inf, 0.0, -0.0, 0.1, 1e300]), st.integers(-50, 50).map(float)
)
POINT = st.tuples(st.integers(-5, 5), VALUES, st.integers(0, 100))
COLUMNS = (
    "count first_step last_step first last low low_step high high_step total nan_count first_nan_step"
    " first_time last_time ordered"
)


def oracle(points: list[tuple[int, float, int]]) -> dict[str, Any]:
    """What the summary of these points is, said plainly."""
    steps = [step for step, _, _ in points]
    numbers = [(value, step) for step, value, _ in points if not math.isnan(value)]
    nan_steps = [step for step, value, _ in points if math.isnan(value)]
    low = min((value for value, _ in numbers), default=None)
    high = max((value for value, _ in numbers), default=None)
    return {
        "count": len(points),
        "first_step": min(steps),
        "last_step": max(steps),
        "first": [value for step, value, _ in points if step == min(steps)][-1],
        "last": [value for step, value, _ in points if step == max(steps)][-1],
        "low": low,
        "low_step": next((step for value, step in numbers if value == low), None),
        "high": high,
        "high_step": next((step for value, step in numbers if value == high), None),
        "total": sum(value for value, _ in numbers),
        "nan_count": len(nan_steps),
        "first_nan_step": min(nan_steps, default=None),
        "first_time": min(time for _, _, time in points) + START,
        "last_time": max(time for _, _, time in points) + START,
        "ordered": int(steps == sorted(steps)),
    }


def alike(name: str, found: Any, wanted: Any) -> bool:
    """Equal; NULL is how a stored value says NaN."""
    if name in ("first", "last", "total") and math.isnan(wanted):
        return found is None
    if name == "total":
        return math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-9)
    return bool(found == wanted)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.lists(POINT, min_size=1, max_size=12), min_size=1, max_size=5), st.booleans())
def test_summaries_combine_to_the_summary_of_all(
    tmp_path_factory: Any, batches: list[list[tuple[int, float, int]]], two_writers: bool
) -> None:
    folder: Path = tmp_path_factory.mktemp("r")
    with seeding.empty(folder) as store:
        feed = Feed(Ingest(store))
        for points in batches:
            columns = list(zip(*points, strict=True))
            times = array("q", [START + time for time in columns[2]])
            if two_writers:  # nothing may come from memory
                feed.ingest = Ingest(store)
            feed({LOSS: Points(array("q", columns[0]), times, array("d", columns[1]))})
        row = store.connection.execute(f"SELECT {', '.join(COLUMNS.split())} FROM series").fetchone()
    found = dict(zip(COLUMNS.split(), row, strict=True))
    wanted = oracle([point for points in batches for point in points])
    assert {n: (found[n], wanted[n]) for n in wanted if not alike(n, found[n], wanted[n])} == {}
