"""The way to the window. Imports neither click nor rich: they would cost a third of the start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NO_DESKTOP = (
    "The desktop app is not installed with this Runyard. "
    "Install it with: python -m pip install 'runyard[desktop]'"
)


def has_display() -> bool:
    """Whether a window can be opened; without a display Qt would abort the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_app(folder: Path | None) -> int:
    """Open the desktop app on the repository in `folder`, or say in one sentence why that cannot be."""
    try:
        from runyard.desktop.app import main
    except ImportError as error:
        problem = _explained(error)
        if problem is None:
            raise
        print(problem, file=sys.stderr)
        return 2
    return main(folder)


def _explained(error: ImportError) -> str | None:
    if (error.name or "").partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
        return NO_DESKTOP
    if "cannot open shared object file" in str(error):
        return f"Qt needs the system library {str(error).partition(':')[0]}, which is not here."
    return None
