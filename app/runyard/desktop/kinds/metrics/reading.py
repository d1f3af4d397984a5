"""What the metrics tab asks of the repository."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from runyard.desktop.charts.options import XKind
from runyard.desktop.kinds.metrics.options import Options
from runyard.desktop.kinds.metrics.state import ChartKey, Curve, Listing
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.domain.kinds import DataKind
from runyard.domain.run import RunInfo
from runyard.storage import runs, series, views
from runyard.storage.store import Store

PINS = ("pins", "metrics")
OPTIONS = ("charts", "metrics")
#: A series that is not this far along counts something else, such as epochs where progress counts steps.
_SAME_COUNT = 0.5


class Wish(NamedTuple):
    """What a chart needs: its visible x range (None: all), and the µs at which relative time begins."""

    key: Hashable
    curves: tuple[Curve, ...]
    options: Options
    view: tuple[float, float] | None
    pixels: int
    start: int
    end: float | None


def listing(run_id: int, store: Store, _cancel: Cancel) -> Listing | None:
    """Return the metrics of a run with pins and choices; None when the run is gone."""
    found = runs.infos(store, [run_id])
    if not found:
        return None
    pins = views.get(store, *PINS)
    names = [name for name in pins if isinstance(name, str)] if isinstance(pins, list) else []
    return Listing(found[0], series.of_run(store, run_id, DataKind.METRIC), names, views.get(store, *OPTIONS))


def keep(place: tuple[str, str], data: Any, store: Store) -> Changes:
    """Keep pins or choices in the repository."""
    return views.put(store, *place, data)


def wish(
    key: ChartKey,
    curves: tuple[Curve, ...],
    options: Options,
    view: tuple[float, float] | None,
    pixels: int,
    run: RunInfo,
) -> Wish:
    """Return what to load for a chart."""
    return Wish(key, curves, options, view, pixels, run.created, _end(run, options.x, curves))


def _end(run: RunInfo, kind: XKind, curves: tuple[Curve, ...]) -> float | None:
    return planned(run, kind, max((curve.series.last_step for curve in curves), default=0))


def planned(run: RunInfo, kind: XKind, reached: int) -> float | None:
    """Return where the x axis of a live run ends, if the run said how long it will be in this unit."""
    progress = run.progress
    if progress is None or not progress.total or not run.status.active:
        return None
    if progress.unit.rstrip("s") != kind.value or kind not in (XKind.STEP, XKind.EPOCH):
        return None
    if kind is XKind.STEP and reached < progress.done * _SAME_COUNT:
        return None
    return float(progress.total)
