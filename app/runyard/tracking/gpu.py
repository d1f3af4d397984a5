"""How busy the NVIDIA GPUs are, by nvidia-ml-py where it is installed; each value by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runyard.domain.importing import apart_from_forks

_CELSIUS = 0  # the only sensor there is


def _memory_percent(nvml: Any, device: Any) -> float:
    memory = nvml.nvmlDeviceGetMemoryInfo(device)
    return 100.0 * float(memory.used) / float(memory.total)


_VALUES: dict[str, Callable[[Any, Any], float]] = {
    "__system__gpu": lambda nvml, device: float(nvml.nvmlDeviceGetUtilizationRates(device).gpu),
    "__system__gpu_memory_percent": _memory_percent,
    "__system__gpu_temp": lambda nvml, device: float(nvml.nvmlDeviceGetTemperature(device, _CELSIUS)),
    "__system__gpu_power_watts": lambda nvml, device: float(nvml.nvmlDeviceGetPowerUsage(device)) / 1000,
}


class Gpus:
    """The GPUs that the driver knows, by their number there."""

    def __init__(self) -> None:
        self._nvml: Any = None
        self._devices: dict[int, Any] = {}
        try:
            with apart_from_forks:
                import pynvml

            pynvml.nvmlInit()
            count = pynvml.nvmlDeviceGetCount()
        except Exception:  # not installed, no driver, or a driver of another version
            return
        self._nvml = pynvml
        for index in range(count):
            try:
                self._devices[index] = pynvml.nvmlDeviceGetHandleByIndex(index)
            except Exception:  # lost, or not ours to look at
                continue

    def read(self) -> dict[int, dict[str, float]]:
        """Return what each GPU tells now; one that is split up tells no load, a lost one nothing."""
        found = {index: self._read(device) for index, device in self._devices.items()}
        return {index: values for index, values in found.items() if values}

    def _read(self, device: Any) -> dict[str, float]:
        values = {}
        for name, ask in _VALUES.items():
            try:
                values[name] = ask(self._nvml, device)
            except Exception:  # of this GPU this value is not to be had, now or ever
                continue
        return values
