"""From a place on the x axis to the moment of the point there, and back.

Imports numpy: load it on a worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runyard.desktop.charts.options import XKind
from runyard.desktop.parts.run_charts.source import places_against
from runyard.desktop.parts.run_charts.state import Curve
from runyard.storage.metrics import series
from runyard.storage.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays


def time_at(store: Store, curve: Curve, kind: XKind, start: int, x: float) -> int | None:
    """Return the time, in µs UTC, of the point of a curve nearest to a place; None when it has none."""
    if kind is XKind.WALL:
        return round(x * 1e6)
    if kind is XKind.RELATIVE:
        return start + round(x * 1e6)
    found = series.read(store, curve.series.id)
    index = _nearest(_places(store, found, curve, kind), x)
    return None if index is None else int(found.times[index])


def place_at(store: Store, curve: Curve, kind: XKind, start: int, time: int) -> float | None:
    """Return the place on the x axis of the point of a curve that was logged nearest to a time."""
    if kind is XKind.WALL:
        return time / 1e6
    if kind is XKind.RELATIVE:
        return (time - start) / 1e6
    found = series.read(store, curve.series.id)
    places = _places(store, found, curve, kind)
    index = _nearest(np.where(np.isnan(places), np.nan, (found.times - time).astype(np.float64)), 0.0)
    return None if index is None else float(places[index])


def _places(store: Store, found: Arrays, curve: Curve, kind: XKind) -> NDArray[np.float64]:
    if kind is XKind.STEP:
        return found.steps.astype(np.float64)
    if kind is XKind.METRIC and curve.x is not None:
        return places_against(found, series.read(store, curve.x.id))
    none = np.full(len(found.steps), np.nan)
    return none if kind is XKind.METRIC or found.epochs is None else found.epochs


def _nearest(places: NDArray[np.float64], x: float) -> int | None:
    away = np.abs(places - x)
    return None if np.isnan(away).all() else int(np.nanargmin(away))
