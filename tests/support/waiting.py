"""Waiting for a condition instead of sleeping."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], what: str = "", timeout: float = 60.0) -> None:
    """Return once `condition()` is true; fail after `timeout` seconds, naming `what` was waited for."""
    until = time.monotonic() + timeout
    pause = 0.001
    while not condition():
        if time.monotonic() > until:
            name = what or getattr(condition, "__name__", "the condition")
            raise AssertionError(f"waited {timeout:.0f} s for {name}")
        time.sleep(pause)
        pause = min(0.05, pause * 1.5)
