"""What a tab of charts asks of the repository."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Unit
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.state import Curve, Listing
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.domain.run import RunInfo
from runyard.search.matching.matching import Matcher
from runyard.storage.metrics import series
from runyard.storage.organise import views
from runyard.storage.runs import runs
from runyard.storage.store import Store

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
    axes: Axes

    @property
    def end(self) -> float | None:
        """Where the x axis ends at least."""
        return self.axes.end

    @property
    def revision(self) -> int:
        """Of the newest curve."""
        return max((curve.revision for curve in self.curves), default=-1)


def listing(outline: Outline, run_id: int, store: Store, _cancel: Cancel) -> Listing | None:
    """Return the series of a run with pins and choices; None when the run is gone."""
    found = runs.infos(store, [run_id])
    if not found:
        return None
    pins = views.get(store, *outline.pins)
    names = [name for name in pins if isinstance(name, str)] if isinstance(pins, list) else []
    return Listing(
        found[0], series.of_run(store, run_id, outline.kind), names, views.get(store, *outline.choices)
    )


def matching(
    search: Matcher, words: Sequence[tuple[ChartKey, str]], _store: Store, cancel: Cancel
) -> tuple[Matcher, frozenset[ChartKey], str | None]:
    """Return the charts that a search finds, and what went wrong: every word typed fits, or the pattern."""
    parts = [search] if search.regex else [search._replace(text=part) for part in search.text.split()]
    finders = [part.finder() for part in parts]
    found = frozenset(
        key for key, text in words if not cancel() and all(finder.found(text) for finder in finders)
    )
    return search, found, next((finder.problem for finder in finders if finder.problem), None)


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
    unit: Unit = Unit.NONE,
) -> Wish:
    """Return what to load for a chart."""
    axes = Axes(
        options.x,
        options.log,
        options.ignore_outliers,
        _end(run, options.x, curves),
        options.x_log,
        options.x_metric,
        unit,
    )
    return Wish(key, curves, options, view, pixels, run.created, axes)


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
