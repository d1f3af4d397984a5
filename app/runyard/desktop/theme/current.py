"""Which theme is active, and the signal that it changed."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Signal

from runyard.desktop.theme.tokens import Tokens, load


class ThemeWatcher(QObject):
    """Tells that the colours or the text scale changed; `tokens()` is already new then."""

    changed = Signal()


class _Current:
    tokens: Tokens | None = None
    watcher: ThemeWatcher | None = None


@cache
def loaded(name: str) -> Tokens:
    """Return a theme, read once in the process."""
    return load(name)


def tokens() -> Tokens:
    """Return the colours of the active theme."""
    if _Current.tokens is None:
        _Current.tokens = loaded("light")
    return _Current.tokens


def activate(name: str) -> None:
    """Make a theme the active one. `apply` calls this; everybody else only reads."""
    _Current.tokens = loaded(name)


def watcher() -> ThemeWatcher:
    """Return the one object that announces theme changes."""
    if _Current.watcher is None:
        _Current.watcher = ThemeWatcher()
    return _Current.watcher
