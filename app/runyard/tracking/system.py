"""System metrics: how busy the machine is while a run goes on."""

from __future__ import annotations

import threading
from typing import Any

from runyard.tracking import report
from runyard.tracking.session import Session

SHORTEST, LONGEST = 0.1, 86_400.0
_FIRST_LOOK = 0.1  # seconds over which the very first load is measured


def valid_interval(seconds: object) -> float | None:
    """Return the interval to use; None, with a warning where it was not asked for, records nothing."""
    if seconds is None:
        return None
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and SHORTEST <= seconds <= LONGEST:
        return float(seconds)
    report.tell(
        f"system_tracking_interval must lie between {SHORTEST} and {LONGEST:.0f} seconds, not {seconds!r};"
        " system metrics are not recorded"
    )
    return None


class SystemMetrics:
    """A thread that samples the machine for one run."""

    def __init__(self, session: Session, interval: float) -> None:
        self._session = session
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="runyard-system", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Sample no more."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=1)

    def _work(self) -> None:
        try:
            sampler = _Sampler()
            wait = min(_FIRST_LOOK, self._interval)
            while not self._stop.wait(wait):
                for values, context in sampler.sample():
                    if not self._stop.is_set():
                        self._session.system(values, context)
                wait = self._interval
        except Exception as error:
            report.tell(f"system metrics are no longer recorded ({error})")


class _Sampler:
    def __init__(self) -> None:
        import psutil

        self._psutil = psutil
        self._process = psutil.Process()
        psutil.cpu_percent()  # the load is measured from one call to the next
        self._gpus = _gpus()

    def sample(self) -> list[tuple[dict[str, float], dict[str, Any]]]:
        """Return metrics with their context: the machine's, then one set for each GPU."""
        psutil = self._psutil
        machine = {
            "__system__cpu": psutil.cpu_percent(),
            "__system__memory_percent": psutil.virtual_memory().percent,
            "__system__p_memory_percent": self._process.memory_percent(),
            "__system__disk_percent": psutil.disk_usage("/").percent,
        }
        found: list[tuple[dict[str, float], dict[str, Any]]] = [(machine, {})]
        for index, (nvml, handle) in enumerate(self._gpus):
            try:
                memory = nvml.nvmlDeviceGetMemoryInfo(handle)
                values = {
                    "__system__gpu": float(nvml.nvmlDeviceGetUtilizationRates(handle).gpu),
                    "__system__gpu_memory_percent": 100.0 * memory.used / memory.total,
                    "__system__gpu_temp": float(nvml.nvmlDeviceGetTemperature(handle, 0)),
                    "__system__gpu_power_watts": nvml.nvmlDeviceGetPowerUsage(handle) / 1000.0,
                }
            except nvml.NVMLError:  # a GPU may be lost, or not tell its power
                continue
            found.append((values, {"gpu": index}))
        return found


def _gpus() -> list[tuple[Any, Any]]:
    try:
        import pynvml
    except ImportError:
        return []
    try:
        pynvml.nvmlInit()
        return [
            (pynvml, pynvml.nvmlDeviceGetHandleByIndex(index)) for index in range(pynvml.nvmlDeviceGetCount())
        ]
    except pynvml.NVMLError:  # no driver
        return []
