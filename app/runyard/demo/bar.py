"""A progress bar that redraws its line, as training scripts print them."""

from __future__ import annotations

import sys
import time

WIDTH = 24


class Bar:
    """Draws itself on stderr over its own last state."""

    def __init__(self, label: str, total: int) -> None:
        self._label = label
        self._total = total
        self._began = time.perf_counter()

    def show(self, done: int, note: str = "") -> None:
        """Redraw with `done` of the total; ends the line when all is done."""
        filled = WIDTH * done // self._total
        rate = done / max(1e-6, time.perf_counter() - self._began)
        blocks = "█" * filled + "·" * (WIDTH - filled)
        share = 100 * done // self._total
        line = f"{self._label} {share:3d}%|{blocks}| {done}/{self._total} {rate:.0f} it/s {note}"
        sys.stderr.write(f"\r{line}" + ("\n" if done == self._total else ""))
        sys.stderr.flush()
