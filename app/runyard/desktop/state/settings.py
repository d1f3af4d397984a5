"""Settings of this person on this machine: each declared once, kept in one INI file."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal

from runyard.desktop.state.table_view import DENSITIES

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


def _is_recent(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("folder"), str) and isinstance(item.get("runs"), int)
        for item in value
    )


def _is_tabs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(tab, str) for tab in value.values())


THEMES = ("system", "dark", "light")
SCALES = (85, 100, 115, 140)
#: Seconds between two looks for what other processes wrote; 0 looks as soon as something is written.
PACES = (0, 1, 5, 30)
#: Days a run stays in the trash before it is purged; 0 keeps it.
TRASH_AGES = (0, 30, 90)
#: Seconds a notice stays; 0 keeps it until it is closed.
STAYS = (4, 10, 0)

THEME: Entry[str] = Entry("theme", "system", THEMES.__contains__)
TEXT_SCALE: Entry[int] = Entry("text_scale", 100, SCALES.__contains__)
#: What a view without a density of its own begins with.
DENSITY: Entry[str] = Entry("density", "normal", DENSITIES.__contains__)
#: Whether lists of runs follow changes by themselves.
LIVE: Entry[bool] = Entry("runs/live", True, _is_flag)
PACE: Entry[int] = Entry("look_every", 0, PACES.__contains__)
TRASH_AGE: Entry[int] = Entry("trash_days", 0, TRASH_AGES.__contains__)
#: The page a start begins with; an empty text continues where the repository was left.
START_PAGE: Entry[str] = Entry("start_page", "", _is_text)
NOTICE_STAYS: Entry[int] = Entry("notice_seconds", 4, STAYS.__contains__)
NOTE_MODES = ("write", "both", "preview")
#: How a note is edited: its text, its text with the preview, or the preview alone.
NOTE_MODE: Entry[str] = Entry("notes/mode", "write", NOTE_MODES.__contains__)
SIDE_BAR_COLLAPSED: Entry[bool] = Entry("side_bar_collapsed", False, _is_flag)
#: Geometry as Qt encodes it, in hexadecimal.
GEOMETRY: Entry[str] = Entry("window/geometry", "", _is_text)
#: Repositories that were open, newest first, each with its folder and how many runs it had.
RECENT: Entry[list[dict[str, Any]]] = Entry("recent", [], _is_recent)


def open_runs(folder: Path) -> Entry[list[str]]:
    """Return the entry of the runs that were open in a repository."""
    return Entry(f"{_group(folder)}/open_runs", [], _is_texts)


def open_tabs(folder: Path) -> Entry[dict[str, str]]:
    """Return the entry of the tab at which each open run of a repository was left, by its hash."""
    return Entry(f"{_group(folder)}/open_tabs", {}, _is_tabs)


def last_route(folder: Path) -> Entry[list[str]]:
    """Return the entry of the place last shown in a repository: page, run, tab, experiment."""
    return Entry(f"{_group(folder)}/route", [], _is_texts)


def geometry(folder: Path) -> Entry[str]:
    """Return the entry of the window's geometry over a repository, as `GEOMETRY` has it."""
    return Entry(f"{_group(folder)}/geometry", "", _is_text)


def side_bar(folder: Path) -> Entry[bool | None]:
    """Return the entry of whether the side bar is collapsed over a repository; None is as it was last."""
    return Entry(f"{_group(folder)}/side_bar_collapsed", None, _is_flag)


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
