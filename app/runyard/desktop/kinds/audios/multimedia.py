"""QtMultimedia, loaded when it is first needed, and why it may not be there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from runyard.desktop.kinds.audios.reading import Source
from runyard.desktop.tasks.quiet import quiet

if TYPE_CHECKING:
    from types import ModuleType

_CATEGORIES = ("qt.multimedia.symbolsresolver*", "qt.multimedia.ffmpeg*")


def load() -> ModuleType | None:
    """Return the module; None where it, or a system library of it, is missing."""
    # A file may name addresses to play from: FFmpeg reads files and nothing else.
    os.environ.setdefault("QT_FFMPEG_PROTOCOL_WHITELIST", "file")
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


def address(source: Source) -> QUrl:
    """Return where Qt is to read a sound.

    It is given no device made in Python: a decoder's thread would need the interpreter for each read, while
    the interface, stopping that thread, waits for it with the interpreter in its hands.
    """
    return QUrl.fromLocalFile(str(source.path))
