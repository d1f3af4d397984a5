"""Starts the demo's training in a process of its own, which the window does not end."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOOK_EVERY = 250
_DETACHED_ON_WINDOWS = 0x00000208  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP


def can_train() -> bool:
    """Whether the library that brings the demo's data is installed beside this Python."""
    return not getattr(sys, "frozen", False) and importlib.util.find_spec("sklearn") is not None


class DemoTraining(QObject):
    """One training of the demo. `failed` tells its last words; runs that begin are seen in the repository."""

    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` is the one that holds the repository."""
        super().__init__(parent)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether the training has been started and has not ended."""
        return self._process is not None

    def start(self) -> None:
        """Begin; nothing happens while one runs already."""
        if self._process is not None:
            return
        # A pipe would break once the window is closed, and the training with it.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - the process writes to it meanwhile
        self._process = subprocess.Popen(
            [sys.executable, "-m", "runyard", "demo", str(self._folder), "--no-window"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            cwd=self._folder,
            start_new_session=sys.platform != "win32",
            creationflags=_DETACHED_ON_WINDOWS if sys.platform == "win32" else 0,
        )
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._process is None or self._said is None:
            return
        code = self._process.poll()
        if code is None:
            return
        self._timer.stop()
        self._process = None
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        self._said.close()
        self._said = None
        if code:
            self.failed.emit(lines[-1] if lines else f"it ended with the code {code}")
