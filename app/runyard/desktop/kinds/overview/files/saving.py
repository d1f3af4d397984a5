"""Saving a copy of a file that a run attached: its name proposes, the person decides where it goes."""

from __future__ import annotations

import os
import re
import shutil
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.saving import ask_file, save
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.storage.objects import blobs
from runyard.storage.objects.attachments import Attachment
from runyard.storage.store import Store

_LONGEST = 120
#: Control characters, what some file systems forbid, and marks that turn the direction of writing.
_ODD = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]')
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE
)


def safe_name(logged: str) -> str:
    """Return the last part of a logged name as a file name that is harmless on every system."""
    last = re.split(r"[/\\]", logged.strip())[-1]
    name = _ODD.sub("_", last).strip(" .")
    if len(name) > _LONGEST:
        stem, dot, ending = name.rpartition(".")
        keeps = dot and len(ending) <= 10
        name = f"{stem[: _LONGEST - 11]}.{ending}" if keeps else name[:_LONGEST]
    if not name.strip("_"):
        return "file"
    return f"_{name}" if _DEVICE.match(name) else name


def save_copy(owner: QWidget, workspace: Workspace, file: Attachment) -> None:
    """Ask where to, and write the file there on a worker."""
    target = ask_file(owner, "Save a copy", safe_name(file.name), "")
    if target is not None:
        write_copy(owner, workspace, file, target)


def write_copy(owner: QWidget, workspace: Workspace, file: Attachment, target: Path) -> None:
    """Write a file to a place that a person chose, and tell how it went."""
    save(owner, workspace, target, partial(_copy, file.sha256))


def open_folder(workspace: Workspace, file: Attachment) -> None:
    """Show the folder in which the repository keeps a file."""
    try:
        place = blobs.place(workspace.folder / "blobs", file.sha256)
    except FileNotFoundError:
        place = None
    if place is None or not place.exists():
        workspace.notice("This file is missing from the repository", bad=True)
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place.parent)))


def _copy(digest: str, target: Path, store: Store, _cancel: Cancel) -> None:
    """Copy beside the target and rename, so that a file cut short never stands under its name."""
    try:
        source = blobs.place(store.blobs, digest).open("rb")
    except FileNotFoundError as error:
        raise KnownProblem("This file is missing from the repository", "Nothing was written") from error
    fresh = target.with_name(f".{target.name[:60]}.{os.urandom(4).hex()}")
    with source:
        try:
            with fresh.open("xb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
