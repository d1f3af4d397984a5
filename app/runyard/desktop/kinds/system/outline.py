"""`SystemOutline`: the system metrics of a run, grouped by device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Unit
from runyard.desktop.parts.natural_order import natural_order
from runyard.desktop.parts.run_charts import ChartKey, Options, Outline
from runyard.desktop.parts.system_names import DEVICES, SystemName, system_name
from runyard.domain.context import EMPTY
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo

_DEFAULT = Options(amount=0.0, x=XKind.RELATIVE)


@dataclass(frozen=True)
class SystemOutline(Outline):
    """A section a device, such as GPU 0, and a chart for each thing measured of it, over time."""

    kind: DataKind = DataKind.SYSTEM
    place: str = "system"
    one: str = "metric"
    many: str = "system metrics"
    axes: tuple[XKind, ...] = (XKind.RELATIVE, XKind.WALL)
    overlays: bool = False
    default: Options = _DEFAULT

    def section(self, key: ChartKey) -> str:
        return _named(key).of

    def section_title(self, section: str) -> str:
        return section

    def section_order(self, section: str) -> tuple[int, list[tuple[int, int, str]]]:
        place = next((at for at, device in enumerate(DEVICES) if section.startswith(device)), len(DEVICES))
        return place, natural_order(section)

    def title(self, key: ChartKey, *, pinned: bool) -> str:
        named = _named(key)
        return f"{named.of} {named.measured[:1].lower()}{named.measured[1:]}" if pinned else named.measured

    def unit(self, name: str) -> Unit:
        return system_name(name, EMPTY).unit

    def note(self, key: ChartKey, _labels: list[str]) -> str:
        return _named(key).note

    def colors(self, series: Iterable[SeriesInfo]) -> dict[str, int]:
        """One colour for the machine, and one for each of several devices."""
        several = sorted({one.key.context for one in series} - {EMPTY}, key=natural_order)
        return {EMPTY: 0} | {context: place for place, context in enumerate(several)}

    def words(self, name: str, labels: list[str]) -> str:
        named = system_name(name, EMPTY)
        return f"{named.device} {named.measured} {' '.join(labels)} {name}"


def _named(key: ChartKey) -> SystemName:
    return system_name(key.name, key.context or EMPTY)
