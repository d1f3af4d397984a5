"""Settings of this person on this machine: each declared once, kept in one INI file."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A setting: where it is kept, what it is when unset, and which values are good."""

    key: str
    default: T
    good: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


THEMES = ("system", "dark", "light")
SCALES = (85, 100, 115, 140)

THEME: Entry[str] = Entry("theme", "system", THEMES.__contains__)
TEXT_SCALE: Entry[int] = Entry("text_scale", 100, SCALES.__contains__)
SIDE_BAR_COLLAPSED: Entry[bool] = Entry("side_bar_collapsed", False, _is_flag)
#: Geometry as Qt encodes it, in hexadecimal.
GEOMETRY: Entry[str] = Entry("window/geometry", "", _is_text)


def open_runs(folder: Path) -> Entry[list[str]]:
    """Return the entry of the runs that were open in a repository."""
    return Entry(f"{_group(folder)}/open_runs", [], _is_texts)


def last_route(folder: Path) -> Entry[list[str]]:
    """Return the entry of the place last shown in a repository: page, run, tab."""
    return Entry(f"{_group(folder)}/route", [], _is_texts)


def _group(folder: Path) -> str:
    """QSettings takes a slash for a group, so a path is written in hexadecimal."""
    return "repository/" + str(folder).encode("utf-8", "surrogateescape").hex()


class Settings(QObject):
    """Typed entries over an INI file; a bad value falls back to the default and is logged."""

    changed = Signal(object)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = QSettings(str(path or _default_path()), QSettings.Format.IniFormat)

    def get(self, entry: Entry[T]) -> T:
        """Return the value kept for an entry."""
        text = self._file.value(entry.key)
        if text is None:
            return entry.default
        try:
            value = json.loads(str(text))
        except ValueError:
            value = None
        if not entry.good(value):
            log.warning("the setting %s has no meaning: %.80r", entry.key, text)
            return entry.default
        return value  # type: ignore[no-any-return]  # `good` has just said that it is a T

    def set(self, entry: Entry[T], value: T) -> None:
        """Keep a value, and tell who listens."""
        if value == self.get(entry):
            return
        self._file.setValue(entry.key, json.dumps(value))
        self.changed.emit(entry)

    def save(self) -> None:
        """Write the file now."""
        self._file.sync()


def _default_path() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "runyard" / "desktop.ini"
