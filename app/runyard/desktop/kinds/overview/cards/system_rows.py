"""The rows of the system card: what each device is, how busy, and its highest."""

from __future__ import annotations

import math
from collections.abc import Sequence

from runyard.desktop.kinds.overview.table.card_model import CardRow, Cell, Column
from runyard.desktop.parts import words
from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo

SYSTEM_COLUMNS = (
    Column("Device"),
    Column("", 170, spare=True),
    Column("Last", 84, right=True),
    Column("Max", 84, right=True),
)
_PREFIX = "__system__"
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


def device(name: str, context: str) -> str:
    """Return what a system metric measures, in words: ``GPU 0 memory``."""
    number = "".join(f" {value}" for value in contexts.parse(context).values())
    known = _DEVICES.get(name)
    if known is not None:
        first, rest = known
        return f"{first}{number}{f' {rest}' if rest else ''}"
    return f"{name.replace('_', ' ').capitalize()}{number}"


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
