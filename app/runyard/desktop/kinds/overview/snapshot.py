"""What the Overview tab reads, on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runyard.desktop.tasks.cancel import Cancel
from runyard.domain import params as values
from runyard.domain.kinds import DataKind
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.series import SeriesInfo
from runyard.storage import params, runs, series
from runyard.storage.store import Store

#: A sparkline: pieces of a line, each point as shares (x, y) of the box with y upwards.
Spark = tuple[tuple[tuple[float, float], ...], ...]
_SPARK_PIXELS = 64


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a run at one moment."""

    info: RunInfo
    attempts: list[Attempt]
    params: list[tuple[str, Any]]
    metrics: list[SeriesInfo]
    system: list[SeriesInfo]


def read(store: Store, _cancel: Cancel, run_id: int) -> Overview:
    """Read the facts and summaries of a run; MissingRunError if it is gone."""
    tree = params.tree(store, run_id)
    found = series.of_run(store, run_id)
    return Overview(
        info=runs.info(store, run_id),
        attempts=runs.attempts(store, run_id),
        params=[(values.dotted(path), value) for path, value in values.leaves(tree)],
        metrics=[one for one in found if one.key.kind == DataKind.METRIC],
        system=[one for one in found if one.key.kind == DataKind.SYSTEM],
    )


def sparks(store: Store, cancel: Cancel, wanted: Sequence[SeriesInfo]) -> dict[tuple[int, int], Spark]:
    """Return the sparklines of series, by (id, revision)."""
    found: dict[tuple[int, int], Spark] = {}
    for one in wanted:
        if cancel():
            break
        found[one.id, one.revision] = _spark(store, one)
    return found


def _spark(store: Store, one: SeriesInfo) -> Spark:
    import numpy as np

    from runyard.desktop.charts.thinning import Samples, thin
    from runyard.storage.curves import curve

    whole = curve(store, one.id, "step", one.first_step, one.last_step, _SPARK_PIXELS)
    seen = thin(
        Samples(whole.x, whole.first, whole.low, whole.high, whole.last),
        one.first_step,
        one.last_step,
        _SPARK_PIXELS,
    )
    # One line through first, low, high and last of each entry keeps every spike.
    values = np.stack([seen.first, seen.low, seen.high, seen.last], axis=1).ravel()
    x = np.repeat(seen.x, 4)
    finite = np.isfinite(values)
    if not finite.any():
        return ()
    low, high = float(values[finite].min()), float(values[finite].max())
    across = (x - x[0]) / ((x[-1] - x[0]) or 1.0)
    up = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    pieces: list[tuple[tuple[float, float], ...]] = []
    piece: list[tuple[float, float]] = []
    for is_number, at, share in zip(finite.tolist(), across.tolist(), up.tolist(), strict=True):
        if is_number:
            if not piece or piece[-1] != (at, share):
                piece.append((at, share))
        elif piece:
            pieces.append(tuple(piece))
            piece = []
    if piece:
        pieces.append(tuple(piece))
    return tuple(pieces)
