"""A message to the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One short sentence without a full stop; `undo` takes back what it reports; `bad` marks trouble.

    `act` is what one may want to do next: its words, and what does it.
    """

    text: str
    undo: Callable[[], None] | None = None
    bad: bool = False
    act: tuple[str, Callable[[], None]] | None = None
