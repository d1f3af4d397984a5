"""`MetricsState`: which charts there are, in which order, and what each draws. QtCore only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.metrics.options import Options
from runyard.desktop.parts.context_color import context_colors
from runyard.domain import context as contexts
from runyard.domain.run import RunInfo
from runyard.domain.series import SeriesInfo

PINNED = "pinned:"
_MATCH_SECONDS = 0.05


class ChartKey(NamedTuple):
    """A metric, and the one context (canonical text) it shows; None shows all in one chart."""

    name: str
    context: str | None


class Curve(NamedTuple):
    """A series as one line of a chart."""

    series: SeriesInfo
    label: str
    color: int


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


class MetricsState(QObject):
    """The charts of one run under the present choices and search."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: RunInfo | None = None
        self.options = Options()
        self.pins: list[str] = []
        self.search = ""
        self.is_regex = False
        self.problem = ""
        self._series: Sequence[SeriesInfo] = ()
        self._curves: dict[ChartKey, tuple[Curve, ...]] = {}

    def take(self, listing: Listing, *, with_options: bool) -> None:
        """Take in what was read; `with_options` also the choices."""
        self.run = listing.run
        self._series = listing.series
        self.pins = list(listing.pins)
        if with_options:
            self.options = Options.read(listing.options)
        self._build()

    def set_options(self, **choices: Any) -> None:
        """Change some choices."""
        self.options = replace(self.options, **choices)
        self._build()

    def set_search(self, text: str, *, is_regex: bool) -> None:
        """Show only metrics whose name or context holds this text."""
        self.search, self.is_regex = text.strip(), is_regex
        self.problem = ""
        self.changed.emit()

    def toggle_pin(self, name: str) -> None:
        """Pin a metric after those pinned, or unpin it."""
        if name in self.pins:
            self.pins.remove(name)
        else:
            self.pins.append(name)
        self.changed.emit()

    @property
    def empty(self) -> bool:
        """Whether the run has logged no metric."""
        return not self._series

    def curves(self, key: ChartKey) -> tuple[Curve, ...]:
        """Return the lines of a chart, in the order of their contexts."""
        return self._curves.get(key, ())

    def names(self) -> list[str]:
        """Return every metric by name."""
        return sorted({series.key.name for series in self._series}, key=_natural)

    def groups(self) -> list[Group]:
        """Return the sections to show: pinned first, then by what stands before the first slash."""
        found = [key for key in self._curves if self._matches(key)]
        found.sort(key=_chart_order)
        rank = {name: place for place, name in enumerate(self.pins)}
        pinned = sorted((key for key in found if key.name in rank), key=lambda key: rank[key.name])
        sections: dict[str, list[ChartKey]] = {}
        for key in found:
            if key.name not in rank:
                sections.setdefault(section_of(key.name), []).append(key)
        groups = [Group(PINNED, "Pinned", tuple(pinned))] if pinned else []
        return groups + [
            Group(f"in:{title}", title or "Metrics", tuple(sections[title]))
            for title in sorted(sections, key=_natural)
        ]

    def _build(self) -> None:
        color = context_colors(self._series)
        charts: dict[ChartKey, list[Curve]] = {}
        for series in sorted(self._series, key=_series_order):
            name, text = series.key.name, series.key.context
            key = ChartKey(name, text if self.options.apart else None)
            charts.setdefault(key, []).append(Curve(series, contexts.words(text), color[text]))
        self._curves = {key: tuple(curves) for key, curves in charts.items()}
        self.changed.emit()

    def _matches(self, key: ChartKey) -> bool:
        if not self.search:
            return True
        words = f"{key.name} {', '.join(curve.label for curve in self._curves[key])}"
        if not self.is_regex:
            return all(part in words.lower() for part in self.search.lower().split())
        import regex  # for its time limit; loaded when first needed, as it is slow to load

        try:
            return (
                regex.search(self.search, words, flags=regex.IGNORECASE, timeout=_MATCH_SECONDS) is not None
            )
        except regex.error as error:
            self.problem = f"Not a regular expression: {error}"
        except TimeoutError:
            self.problem = "This regular expression takes too long"
        return False


def section_of(name: str) -> str:
    """Return the section of a metric: the text before the first slash; empty without one."""
    before, slash, _ = name.partition("/")
    return before if slash else ""


def title_of(name: str, *, pinned: bool) -> str:
    """Return how a metric is called in its section."""
    rest = name.partition("/")[2]
    return rest if rest and not pinned else name


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Order layer2 before layer10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]


def _context_order(text: str) -> tuple[str, str]:
    return contexts.words(text), text


def _series_order(series: SeriesInfo) -> tuple[str, tuple[str, str]]:
    return series.key.name, _context_order(series.key.context)


def _chart_order(key: ChartKey) -> tuple[list[tuple[int, int, str]], str]:
    return _natural(key.name), contexts.words(key.context or "{}")
