"""How long the interface thread was away from its event loop, and the memory of this process."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_EVERY_MS = 2


class Stalls(QObject):
    """Ticks as often as the event loop lets it; each gap with the CPU time the thread spent in it.

    A gap longer than its CPU time was spent waiting: for another process, or for the interpreter's lock.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps: list[tuple[float, float]] = []
        self._last = (0.0, 0.0)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Forget the gaps so far."""
        self._gaps.clear()
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def longest(self) -> tuple[float, float]:
        """Return the longest gap and the most CPU time in a gap, in milliseconds."""
        self._tick()
        return max(gap for gap, _ in self._gaps) * 1000, max(cpu for _, cpu in self._gaps) * 1000

    @Slot()
    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self._gaps.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


def memory() -> float:
    """Return the resident memory in MB, where the system says."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024
