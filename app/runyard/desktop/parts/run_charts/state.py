"""`ChartsState`: which charts there are, in which order, and what each draws. QtCore only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from runyard.desktop.charts.options import XKind
from runyard.desktop.parts.natural_order import natural_order
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.domain import context as contexts
from runyard.domain.run import RunInfo
from runyard.domain.series import SeriesInfo
from runyard.search.matching.matching import Matcher

PINNED = "pinned:"


class Curve(NamedTuple):
    """A series as one line of a chart; `x` is the series that the x axis counts, where it counts one."""

    series: SeriesInfo
    label: str
    color: int
    x: SeriesInfo | None = None

    @property
    def revision(self) -> int:
        """Rises when what is drawn may look different."""
        return max(self.series.revision, self.x.revision) if self.x is not None else self.series.revision


class Listing(NamedTuple):
    """What the repository says: the run, its metrics, the names pinned, the choices kept."""

    run: RunInfo
    series: Sequence[SeriesInfo]
    pins: Sequence[str]
    options: Any


@dataclass(frozen=True)
class Group:
    """A section: key, title, and the charts in it."""

    key: str
    title: str
    charts: tuple[ChartKey, ...]


class ChartsState(QObject):
    """The charts of one run under the present choices and search."""

    changed = Signal()

    def __init__(self, outline: Outline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outline = outline
        self.run: RunInfo | None = None
        self.options = outline.default
        self.pins: list[str] = []
        self.search = Matcher()
        self._found: frozenset[ChartKey] | None = None
        self._series: Sequence[SeriesInfo] = ()
        self._curves: dict[ChartKey, tuple[Curve, ...]] = {}
        self._groups: list[Group] | None = None  # sorting thousands of names takes its time

    def take(self, listing: Listing, *, with_options: bool) -> None:
        """Take in what was read; `with_options` also the choices."""
        self.run = listing.run
        self._series = listing.series
        if self.pins != list(listing.pins):
            self.pins, self._groups = list(listing.pins), None
        if with_options:
            self.options = Options.read(listing.options, self.outline.default)
            if self.options.x not in self.outline.axes:
                self.options = replace(self.options, x=self.outline.default.x)
        self._build()

    def set_options(self, **choices: Any) -> None:
        """Change some choices."""
        self.options = replace(self.options, **choices)
        self._build()

    def set_search(self, search: Matcher) -> None:
        """Look for something else; what fits is told by `set_found`."""
        self.search = search
        if not search:
            self.set_found(None)

    def set_found(self, found: Collection[ChartKey] | None) -> None:
        """Show only these charts; None shows all."""
        kept = None if found is None else frozenset(found)
        if kept != self._found:
            self._found, self._groups = kept, None
            self.changed.emit()

    def toggle_pin(self, name: str) -> None:
        """Pin a metric after those pinned, or unpin it."""
        if name in self.pins:
            self.pins.remove(name)
        else:
            self.pins.append(name)
        self._groups = None
        self.changed.emit()

    def move_pin(self, name: str, before: str | None) -> bool:
        """Put a pinned metric before another one, or last; return whether anything moved."""
        if name not in self.pins or name == before:
            return False
        rest = [pin for pin in self.pins if pin != name]
        at = rest.index(before) if before in rest else len(rest)
        moved = [*rest[:at], name, *rest[at:]]
        if moved == self.pins:
            return False
        self.pins, self._groups = moved, None
        self.changed.emit()
        return True

    @property
    def empty(self) -> bool:
        """Whether the run has logged none."""
        return not self._series

    def curves(self, key: ChartKey) -> tuple[Curve, ...]:
        """Return the lines of a chart, in the order of their contexts."""
        return self._curves.get(key, ())

    def charts(self) -> list[ChartKey]:
        """Return the charts that are shown, in their order."""
        return [key for group in self.groups() for key in group.charts]

    def names(self) -> list[str]:
        """Return every metric by name."""
        return sorted({series.key.name for series in self._series}, key=natural_order)

    def words(self) -> list[tuple[ChartKey, str]]:
        """Return what a search looks through, for every chart."""
        return [
            (key, self.outline.words(key.name, [curve.label for curve in curves]))
            for key, curves in self._curves.items()
        ]

    def groups(self) -> list[Group]:
        """Return the sections to show: pinned first, then the others in their order."""
        if self._groups is None:
            self._groups = self._grouped()
        return self._groups

    def _grouped(self) -> list[Group]:
        outline = self.outline
        found = [key for key in self._curves if self._found is None or key in self._found]
        found.sort(key=outline.order)
        rank = {name: place for place, name in enumerate(self.pins)}
        pinned = sorted((key for key in found if key.name in rank), key=lambda key: rank[key.name])
        sections: dict[str, list[ChartKey]] = {}
        for key in found:
            if key.name not in rank:
                sections.setdefault(outline.section(key), []).append(key)
        groups = [Group(PINNED, "Pinned", tuple(pinned))] if pinned else []
        return groups + [
            Group(f"in:{section}", outline.section_title(section), tuple(sections[section]))
            for section in sorted(sections, key=outline.section_order)
        ]

    def _build(self) -> None:
        color = self.outline.colors(self._series)
        apart = self.options.apart or not self.outline.overlays
        against = self._against() if self.options.x is XKind.METRIC else {}
        charts: dict[ChartKey, list[Curve]] = {}
        for series in sorted(self._series, key=_series_order):
            name, text = series.key.name, series.key.context
            x = against.get(text) or against.get(contexts.EMPTY) or next(iter(against.values()), None)
            key = ChartKey(name, text if apart else None)
            charts.setdefault(key, []).append(Curve(series, contexts.words(text), color[text], x))
        if charts.keys() != self._curves.keys():
            self._groups = None
        self._curves = {key: tuple(curves) for key, curves in charts.items()}
        self.changed.emit()

    def _against(self) -> dict[str, SeriesInfo]:
        """The series that the x axis counts, by context: a curve takes that of its own, if there is one."""
        named = [series for series in self._series if series.key.name == self.options.x_metric]
        return {series.key.context: series for series in sorted(named, key=_series_order)}


def _series_order(series: SeriesInfo) -> tuple[str, str, str]:
    return series.key.name, contexts.words(series.key.context), series.key.context
