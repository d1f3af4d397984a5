"""Saving what is shown to a file somebody chooses: the question, the writing aside, and the notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store

#: Letters that some file system refuses or that lead elsewhere.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST = 80


def file_name(*parts: str, ending: str) -> str:
    """Return a harmless name for a file, from names that a run logged."""
    words = "-".join(filter(None, (_UNSAFE.sub("-", part).strip(" .-") for part in parts)))
    return f"{words[:_LONGEST] or 'saved'}.{ending}"


def ask_file(owner: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask for the file to write; `kinds` is a filter as Qt has it. None when nobody chose one."""
    chosen, _ = QFileDialog.getSaveFileName(owner, title, str(Path.home() / name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_name(path.name + Path(name).suffix)


def save(
    owner: QWidget, workspace: Workspace, path: Path, write: Callable[[Path, Store, Cancel], None]
) -> None:
    """Write a file on a worker, and tell when it is there, or why it is not."""
    workspace.tasks.read(
        partial(_written, path, write),
        owner=owner,
        key=("save", str(path)),
        then=partial(_tell, workspace),
        failed=partial(_sorry, workspace),
    )


def write_picture(image: QImage, path: Path, _store: Store, _cancel: Cancel) -> None:
    """Write a picture in the format its name ends with."""
    if not image.save(str(path)):
        raise KnownProblem(
            f"{path.name} could not be written", "Choose another place, or a name ending in .png"
        )


def _written(path: Path, write: Callable[[Path, Store, Cancel], None], store: Store, cancel: Cancel) -> Path:
    try:
        write(path, store, cancel)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KnownProblem(f"{path.name} could not be written: {why}", "Choose another place") from error
    return path


def _tell(workspace: Workspace, path: Path) -> None:
    workspace.notice(f"Saved {path.name}", act=("Show in folder", partial(_show_folder, path)))


def _sorry(workspace: Workspace, problem: Exception) -> None:
    workspace.notice(str(problem), bad=True)


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
