"""What the system metrics of a run are about: the device, what is measured of it, and in which unit."""

from __future__ import annotations

from typing import NamedTuple

from runyard.desktop.charts.units import Unit
from runyard.domain import context as contexts

_PREFIX = "__system__"
#: The order in which devices are listed; others follow.
DEVICES = ("CPU", "Memory", "Disk", "Network", "GPU")


class SystemName(NamedTuple):
    """A series of the system in words: ``SystemName("GPU", " 0", "memory", Unit.PERCENT)``."""

    device: str
    number: str
    measured: str
    unit: Unit
    note: str = ""

    @property
    def of(self) -> str:
        """The one device."""
        return f"{self.device}{self.number}"


_KNOWN = {
    "cpu": ("CPU", "All cores", Unit.PERCENT),
    "p_cpu": ("CPU", "This process", Unit.PERCENT),
    "memory": ("Memory", "In use", Unit.PERCENT),
    "memory_percent": ("Memory", "In use", Unit.PERCENT),
    "memory_bytes": ("Memory", "In use", Unit.BYTES),
    "p_memory_percent": ("Memory", "This process", Unit.PERCENT),
    "disk": ("Disk", "Full", Unit.PERCENT),
    "disk_percent": ("Disk", "Full", Unit.PERCENT),
    "disk_read_bytes_per_second": ("Disk", "Read", Unit.RATE),
    "disk_write_bytes_per_second": ("Disk", "Written", Unit.RATE),
    "network_sent_bytes_per_second": ("Network", "Sent", Unit.RATE),
    "network_received_bytes_per_second": ("Network", "Received", Unit.RATE),
    "gpu": ("GPU", "Busy", Unit.PERCENT),
    "gpu_memory": ("GPU", "Memory", Unit.PERCENT),
    "gpu_memory_percent": ("GPU", "Memory", Unit.PERCENT),
    "gpu_memory_bytes": ("GPU", "Memory", Unit.BYTES),
    "gpu_temp": ("GPU", "Temperature", Unit.CELSIUS),
    "gpu_power_watts": ("GPU", "Power", Unit.WATTS),
}
_NOTES = {"p_cpu": "of one core"}
_ENDINGS = (
    ("_bytes_per_second", Unit.RATE),
    ("_bytes", Unit.BYTES),
    ("_percent", Unit.PERCENT),
    ("_watts", Unit.WATTS),
    ("_temp", Unit.CELSIUS),
)


def system_name(name: str, context: str) -> SystemName:
    """Return what a series is about; one that is not known as far as its name tells."""
    key = name.removeprefix(_PREFIX)
    number = "".join(f" {value}" for value in contexts.parse(context).values())
    if key in _KNOWN:
        device, measured, unit = _KNOWN[key]
        return SystemName(device, number, measured, unit, _NOTES.get(key, ""))
    ending, unit = next((pair for pair in _ENDINGS if key.endswith(pair[0])), ("", Unit.NONE))
    said = key.removesuffix(ending).replace("_", " ").strip() or key
    for device in DEVICES:
        if said.casefold().startswith(f"{device.casefold()} "):
            return SystemName(device, number, said[len(device) + 1 :].capitalize(), unit)
    return SystemName("Other", number, said[:1].upper() + said[1:], unit)
