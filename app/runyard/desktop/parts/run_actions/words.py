"""How the actions on runs say how many they are about."""

from __future__ import annotations

from collections.abc import Sequence

from runyard.storage.runs.brief import Brief, Process

_NAMED = 2


def counted(number: int, noun: str = "run") -> str:
    """Return a number with its noun: ``1 run``, ``10,240 runs``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def where(processes: Sequence[Process]) -> str:
    """Return where the processes of a run are: ``pid 4711 on gpu-3 and 3 more``."""
    shown = [f"pid {pid} on {host}" if host else f"pid {pid}" for host, pid in processes[:_NAMED]]
    rest = len(processes) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def common(briefs: Sequence[Brief], field: str) -> str:
    """Return what all the runs have in a field, or nothing where they differ."""
    found = {getattr(brief, field) for brief in briefs}
    return str(found.pop()) if len(found) == 1 else ""
