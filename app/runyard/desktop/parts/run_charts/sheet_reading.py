"""The points of charts as a table: steps from the top down, a column a series.

Imports numpy: load it on a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runyard.desktop.parts.run_charts.state import Curve
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.storage.metrics import series
from runyard.storage.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays

#: So many are held in memory and looked through at once; each takes 24 bytes.
MOST_POINTS = 20_000_000
_UNKNOWN = np.iinfo(np.int64).min


class Column(NamedTuple):
    """One series: its steps, rising, and its values."""

    name: str
    context: str
    steps: NDArray[np.int64]
    values: NDArray[np.float64]

    def at(self, step: int) -> float | None:
        """Return the value at a step."""
        place = int(np.searchsorted(self.steps, step))
        found = place < len(self.steps) and int(self.steps[place]) == step
        return float(self.values[place]) if found else None


class Sheet(NamedTuple):
    """Every step that any series has, its time in µs UTC, its epoch where one was logged, and the series."""

    steps: NDArray[np.int64]
    times: NDArray[np.int64]
    epochs: NDArray[np.float64] | None
    columns: tuple[Column, ...]


def sheet(curves: Sequence[Curve], store: Store, cancel: Cancel) -> Sheet:
    """Read series whole and put them side by side; of a step written twice the latest value counts.

    Raises
    ------
    KnownProblem
        If that is more than memory should be filled with.
    """
    points = sum(curve.series.count for curve in curves)
    if points > MOST_POINTS:
        raise KnownProblem(
            f"These charts hold {points:,} points, more than a table shows",
            "Search for fewer, or export them",
        )
    found: list[Arrays] = []
    for curve in curves:
        if cancel():
            raise KnownProblem("The table was not read to its end")
        found.append(series.read(store, curve.series.id))
    if not found:
        none = np.zeros(0, np.int64)
        return Sheet(none, none, None, ())
    steps = found[0].steps
    for arrays in found[1:]:
        if not np.array_equal(arrays.steps, steps):
            steps = np.union1d(steps, arrays.steps)
    times = np.full(len(steps), _UNKNOWN, np.int64)
    epochs = np.full(len(steps), np.nan) if any(arrays.epochs is not None for arrays in found) else None
    for arrays in found:
        at = np.searchsorted(steps, arrays.steps)
        fresh = times[at] == _UNKNOWN
        times[at[fresh]] = arrays.times[fresh]
        if epochs is not None and arrays.epochs is not None:
            unset = np.isnan(epochs[at])
            epochs[at[unset]] = arrays.epochs[unset]
    columns = tuple(
        Column(curve.series.key.name, curve.label, arrays.steps, arrays.values)
        for curve, arrays in zip(curves, found, strict=True)
    )
    return Sheet(steps, times, epochs, columns)
