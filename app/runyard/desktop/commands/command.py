"""`Command`: one thing a person can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def always() -> bool:
    """Return True: the rule of a command that can always run."""
    return True


@dataclass(frozen=True)
class Command:
    """An action with its words, key and rule; menus, tool bars and the palette are made from it.

    `shortcut` is portable text such as ``"Ctrl+K"``, a single key, or empty. `context` is "app" or the key of
    the page where it applies. `enabled` is asked each time; it must be cheap.
    """

    id: str
    title: str
    tip: str
    icon: str
    shortcut: str
    context: str
    run: Callable[[], None]
    enabled: Callable[[], bool] = always

    @property
    def single_key(self) -> bool:
        """Whether the shortcut is a key that also types or edits, so that text fields keep it."""
        return bool(self.shortcut) and not any(held in self.shortcut for held in ("Ctrl+", "Alt+", "Meta+"))
