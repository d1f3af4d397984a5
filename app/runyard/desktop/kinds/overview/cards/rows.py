"""The rows of the cards, made from what was logged."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from typing import Any

from runyard.desktop.kinds.overview.table.card_model import FIT, CardRow, Cell, Column
from runyard.desktop.parts import words
from runyard.desktop.parts.context_color import context_colors
from runyard.desktop.parts.param_value import copy_text, value_text, value_tone
from runyard.desktop.parts.sparkline import Spark
from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo

PARAM_COLUMNS = (Column("Param", FIT), Column("Value"))
METRIC_COLUMNS = (
    Column("Name"),
    Column("Last", 84, right=True),
    Column("Min", 80, right=True, spare=True),
    Column("Max", 80, right=True, spare=True),
    Column("Curve", 86, spare=True),
)
SYSTEM_COLUMNS = (
    Column("Device"),
    Column("", 170, spare=True),
    Column("Last", 84, right=True),
    Column("Max", 84, right=True),
)


#: The filter of what is different from the run compared with.
CHANGED = "Changed"


def param_rows(leaves: Mapping[str, Any], changed: Container[str] = ()) -> list[CardRow]:
    """Return a row a param: its path and its value; `changed` are those that another run has otherwise."""
    return [
        CardRow(
            path,
            (
                Cell(path, "text_soft", mono=True, path=True),
                Cell(value_text(value), value_tone(value), mono=True),
            ),
            f"{path} {_searched(value)}",
            f"{path} = {copy_text(value)}",
            copy_text(value),
            (path, _order(value)),
            tuple([CHANGED] * (path in changed) + _section(path)),
        )
        for path, value in leaves.items()
    ]


def _section(path: str) -> list[str]:
    before, dot, _ = path.partition(".")
    return [before] if dot else []


def _searched(value: Any) -> str:
    """Return what a search looks through, as it is shown."""
    if isinstance(value, str):
        return value
    return "" if isinstance(value, dict | bytes) else value_text(value)


def _order(value: Any) -> float | str | None:
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return value if isinstance(value, str) else None


def metric_rows(found: Sequence[SeriesInfo], curves: Mapping[tuple[int, int], Spark]) -> list[CardRow]:
    """Return a row a metric; `curves` are by (id, revision), and a metric without one shows none yet."""
    colors = context_colors(found)
    rows = []
    for one in found:
        note = contexts.words(one.key.context)
        lowest, highest = one.low, one.high
        cells = (
            Cell(one.key.name, note=note, path=True),
            _number(one.last, strong=True),
            _number(lowest),
            _number(highest),
            Cell(spark=curves.get((one.id, one.revision), ()), color=colors[one.key.context]),
        )
        values = "\t".join(words.NONE if v is None else repr(v) for v in (one.last, lowest, highest))
        rows.append(
            CardRow(
                one.id,
                cells,
                f"{one.key.name} {note}",
                f"{one.key.name}{f' {note}' if note else ''}\t{values}",
                repr(one.last),
                (f"{one.key.name} {note}", one.last, lowest, highest),
                (note,) if note else (),
            )
        )
    return rows


def system_rows(found: Sequence[SeriesInfo]) -> list[CardRow]:
    """Return a row a device: what it is, how busy, and its highest."""
    rows = []
    for one in found:
        key = one.key.name.removeprefix(_PREFIX)
        name = device(key, one.key.context)
        last, high = amount(key, one.last), amount(key, one.high)
        rows.append(
            CardRow(
                one.id,
                (
                    Cell(name),
                    Cell(share=busy(key, one)),
                    Cell(last),
                    Cell(high, "text_soft"),
                ),
                f"{name} {key}",
                f"{name}\t{last}\t{high}",
                last,
                (name, None, one.last, one.high),
                (name.split()[0],),
            )
        )
    return rows


_PREFIX = "__system__"


def device(name: str, context: str) -> str:
    """Return what a system metric measures, in words: ``GPU 0 memory``."""
    number = "".join(f" {value}" for value in contexts.parse(context).values())
    known = _DEVICES.get(name)
    if known is not None:
        first, rest = known
        return f"{first}{number}{f' {rest}' if rest else ''}"
    return f"{name.replace('_', ' ').capitalize()}{number}"


_DEVICES = {
    "cpu": ("CPU", ""),
    "memory": ("Memory", ""),
    "memory_percent": ("Memory", ""),
    "disk": ("Disk", ""),
    "disk_percent": ("Disk", ""),
    "p_memory_percent": ("Process", "memory"),
    "p_cpu": ("Process", "CPU"),
    "disk_read_bytes_per_second": ("Disk", "read"),
    "disk_write_bytes_per_second": ("Disk", "written"),
    "network_sent_bytes_per_second": ("Network", "sent"),
    "network_received_bytes_per_second": ("Network", "received"),
    "gpu": ("GPU", ""),
    "gpu_memory": ("GPU", "memory"),
    "gpu_memory_percent": ("GPU", "memory"),
    "memory_bytes": ("Memory", ""),
    "gpu_memory_bytes": ("GPU", "memory"),
    "gpu_temp": ("GPU", "temperature"),
    "gpu_power_watts": ("GPU", "power"),
}


def amount(name: str, value: float | None) -> str:
    """Return a system value with its unit, as far as the name tells it."""
    if value is None or math.isnan(value):
        return words.NONE
    if name.endswith("bytes"):
        return words.size(int(value))
    if name.endswith("bytes_per_second"):
        return f"{words.size(int(value))}/s"
    if name.endswith("watts"):
        return f"{value:.0f} W"
    if name.endswith("temp"):
        return f"{value:.0f} °C"
    if _is_percent(name):
        return f"{value:.1f} %" if 0 < value < 10 else f"{value:.0f} %"
    return words.number(value, 4)


def busy(name: str, one: SeriesInfo) -> float:
    """Return how full the bar of a device is: of 100 % where that is its scale, else of its highest."""
    if math.isnan(one.last) or one.last <= 0:
        return 0.0
    top = 100.0 if _is_percent(name) else (one.high or one.last)
    return min(1.0, one.last / top) if top else 0.0


def _is_percent(name: str) -> bool:
    return name.endswith("percent") or name in ("cpu", "p_cpu", "gpu", "memory", "disk", "gpu_memory")


def _number(value: float | None, *, strong: bool = False) -> Cell:
    if value is None:
        return Cell(words.NONE, "text_faint")
    if not math.isfinite(value):
        return Cell(words.number(value), "warn")
    return Cell(short_number(value), "text" if strong else "text_soft")


def short_number(value: float) -> str:
    """Return a number that fits a column: ``0.0519``, ``9.91e-4``, because half a number is a wrong one."""
    if value == 0 or 0.01 <= abs(value) < 1e7:
        return words.number(value, 4)
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}e{int(exponent)}"
