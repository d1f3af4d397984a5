"""How a sound is described."""

from __future__ import annotations

from runyard.desktop.parts import words
from runyard.domain.item import Item

_CHANNELS = {1: "mono", 2: "stereo"}


def caption(item: Item) -> str:
    """Return what a sound is called: its caption, or its place in the list."""
    said = item.meta.get("caption")
    if isinstance(said, str) and said.strip():
        return said.strip()
    return f"Index {item.index:,}"


def heading(item: Item) -> str:
    """Return the step of a sound."""
    return f"Step {item.step:,}"


def epoch(item: Item) -> str:
    """Return the epoch of a sound, empty without one."""
    return "" if item.epoch is None else f"epoch {item.epoch:g}"


def facts(item: Item) -> str:
    """Return what a sound is made of."""
    meta = item.meta
    parts = [str(meta.get("format") or "").upper()[:8]]
    rate, channels = meta.get("rate"), meta.get("channels")
    if isinstance(rate, int | float) and rate > 0:
        parts.append(f"{rate / 1000:g} kHz")
    if isinstance(channels, int) and channels > 0:
        parts.append(_CHANNELS.get(channels, f"{channels:,} channels"))
    parts.append(words.size(item.size))
    return ", ".join(part for part in parts if part)


def seconds(item: Item) -> float:
    """Return the length that was logged, 0 when none was."""
    said = item.meta.get("seconds")
    return float(said) if isinstance(said, int | float) and 0 < said < 1e7 else 0.0


def clock(seconds: float) -> str:
    """Return a time as players show it: ``0:07``, ``12:05``, ``1:02:03``; tenths below ten seconds."""
    if seconds < 10:
        return f"0:{seconds:04.1f}"
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
