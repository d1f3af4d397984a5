"""How busy this machine and this process are: counters at a moment, and what changed between two."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import psutil

from runyard.tracking.limits import MemoryLimit

T = TypeVar("T")
_DISK = ("__system__disk_read_bytes_per_second", "__system__disk_write_bytes_per_second")
_NETWORK = ("__system__network_sent_bytes_per_second", "__system__network_received_bytes_per_second")


class Reading(NamedTuple):
    """One look at the counters; None where the system does not tell.

    `time` and `process` (CPU time of all threads) in seconds, `cores` as (busy, all) seconds of every core
    together, `disk` as bytes (read, written), `network` as bytes (sent, received); `levels` are values that
    need no second look, in percent.
    """

    time: float
    process: float
    cores: tuple[float, float] | None
    disk: tuple[int, int] | None
    network: tuple[int, int] | None
    levels: dict[str, float]


class Machine:
    """Reads the counters."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._limit = MemoryLimit.find()

    def read(self) -> Reading:
        """Look now."""
        memory = _had(self._memory)
        levels = {} if memory is None else dict(memory)
        disk = _had(lambda: psutil.disk_usage("/").percent)
        if disk is not None:
            levels["__system__disk_percent"] = disk
        return Reading(
            time.monotonic(), time.process_time(), _had(_cores), _had(_disk), _had(_network), levels
        )

    def _memory(self) -> dict[str, float]:
        """Of what the process may use: of a container's share where there is one."""
        machine = psutil.virtual_memory()
        share = None if self._limit is None else self._limit.used()
        if self._limit is None or share is None or self._limit.bytes >= machine.total:
            total, percent = machine.total, machine.percent
        else:
            total, percent = self._limit.bytes, 100 * share / self._limit.bytes
        own = 100 * self._process.memory_info().rss / total
        return {"__system__memory_percent": percent, "__system__p_memory_percent": own}


def values(before: Reading, now: Reading) -> dict[str, float]:
    """Return the metrics of the time between two readings."""
    seconds = now.time - before.time
    found = dict(now.levels)
    if seconds <= 0:
        return found
    found["__system__p_cpu"] = 100 * (now.process - before.process) / seconds
    if before.cores and now.cores:
        busy, whole = (late - early for early, late in zip(before.cores, now.cores, strict=True))
        if whole > 0:
            found["__system__cpu"] = min(100.0, max(0.0, 100 * busy / whole))
    for names, early, late in ((_DISK, before.disk, now.disk), (_NETWORK, before.network, now.network)):
        if early and late:
            for name, first, last in zip(names, early, late, strict=True):
                if last >= first:  # a disk or a network card that was taken out takes its count along
                    found[name] = (last - first) / seconds
    return found


def _had(ask: Callable[[], T]) -> T | None:
    """Return a value, or None where this system does not give it."""
    try:
        return ask()
    except Exception:
        return None


def _cores() -> tuple[float, float]:
    times = psutil.cpu_times()
    # Linux counts the time of guests as the user's as well.
    whole = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return whole - times.idle - getattr(times, "iowait", 0.0), whole


def _disk() -> tuple[int, int] | None:
    counted = psutil.disk_io_counters()
    return None if counted is None else (counted.read_bytes, counted.write_bytes)


def _network() -> tuple[int, int] | None:
    counted = psutil.net_io_counters()
    return None if counted is None else (counted.bytes_sent, counted.bytes_recv)
