"""`Outline`: how the series of one kind become charts in sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Unit
from runyard.desktop.parts.context_color import context_colors
from runyard.desktop.parts.natural_order import natural_order
from runyard.desktop.parts.run_charts.options import Options
from runyard.domain import context as contexts
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo

_PLAIN = Options()
Natural = list[tuple[int, int, str]]


class ChartKey(NamedTuple):
    """A metric, and the one context (canonical text) it shows; None shows all in one chart."""

    name: str
    context: str | None


@dataclass(frozen=True)
class Outline:
    """Sections by what stands before the first slash, and choices for metrics. Other kinds say it otherwise.

    Attributes
    ----------
    place : str
        Under which pins and choices are kept, and what commands begin with.
    one, many : str
        What a series is called.
    axes : tuple of XKind
        What the x axis may count.
    overlays : bool
        Whether contexts can be drawn over each other; else each has its chart.
    """

    kind: DataKind = DataKind.METRIC
    place: str = "metrics"
    one: str = "metric"
    many: str = "metrics"
    axes: tuple[XKind, ...] = tuple(XKind)
    overlays: bool = True
    default: Options = _PLAIN

    @property
    def pins(self) -> tuple[str, str]:
        """Where pins are kept."""
        return "pins", self.place

    @property
    def choices(self) -> tuple[str, str]:
        """Where choices are kept."""
        return "charts", self.place

    def section(self, key: ChartKey) -> str:
        """Return the section of a chart; empty for those that stand in none."""
        before, slash, _ = key.name.partition("/")
        return before if slash else ""

    def section_title(self, section: str) -> str:
        """Return how a section is called."""
        return section or self.many.capitalize()

    def section_order(self, section: str) -> tuple[int, Natural]:
        """Return what sections are sorted by."""
        return 0, natural_order(section)

    def title(self, key: ChartKey, *, pinned: bool) -> str:
        """Return how a chart is called in its section, or among those pinned."""
        rest = key.name.partition("/")[2]
        return rest if rest and not pinned else key.name

    def order(self, key: ChartKey) -> tuple[Natural, Natural]:
        """Return what charts are sorted by within a section."""
        return natural_order(key.name), natural_order(contexts.words(key.context or contexts.EMPTY))

    def unit(self, _name: str) -> Unit:
        """Return what the values of a series are measured in."""
        return Unit.NONE

    def note(self, _key: ChartKey, labels: list[str]) -> str:
        """Return what stands beside the title of a chart: the contexts of its lines."""
        return ", ".join(label for label in labels if label)

    def colors(self, series: Iterable[SeriesInfo]) -> dict[str, int]:
        """Return the colour index of each context."""
        return context_colors(series)

    def words(self, name: str, labels: list[str]) -> str:
        """Return what a search looks through for a chart."""
        return f"{name} {', '.join(labels)}"
