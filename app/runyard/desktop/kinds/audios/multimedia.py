"""QtMultimedia, loaded when it is first needed, and why it may not be there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject

from runyard.desktop.kinds.audios.reading import Source
from runyard.desktop.tasks.quiet import quiet

if TYPE_CHECKING:
    from types import ModuleType

_CATEGORIES = ("qt.multimedia.symbolsresolver*", "qt.multimedia.ffmpeg*")


def load() -> ModuleType | None:
    """Return the module; None where it, or a system library of it, is missing."""
    # Files may name other files and addresses to play: FFmpeg follows none.
    os.environ.setdefault("QT_FFMPEG_PROTOCOL_WHITELIST", "none")
    quiet(*_CATEGORIES)
    try:
        from PySide6 import QtMultimedia
    except ImportError:
        return None
    return QtMultimedia


def why_missing() -> str:
    """Return why there is no QtMultimedia, and what brings it."""
    try:
        from PySide6 import QtMultimedia  # noqa: F401
    except ModuleNotFoundError:
        return "Playing needs QtMultimedia, which is not here. Install the package PySide6-Addons"
    except ImportError as error:
        library = str(error).partition(":")[0]
        return f"Playing needs the system library {library}, which is not here"
    return ""


def device(source: Source, parent: QObject) -> QIODevice:
    """Return an open device over a sound, as a child of `parent`."""
    found: QIODevice
    if source.path is not None:
        found = QFile(str(source.path), parent)
    else:
        found = QBuffer(parent)
        found.setData(QByteArray(source.data))
    found.open(QIODevice.OpenModeFlag.ReadOnly)
    return found
