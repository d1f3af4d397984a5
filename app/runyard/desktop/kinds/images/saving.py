"""Saving images to files and putting one on the clipboard: the bytes as they were logged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from runyard.desktop.kinds.images import reading
from runyard.desktop.parts.pictures import Picture, picture
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage import items
from runyard.storage.store import Store

_ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "gif": "gif", "bmp": "bmp"}
_ODD = re.compile(r"[^\w.-]+")


def file_name(name: str, item: Item) -> str:
    """Return what a saved image is called: ``misclassified-step1860-3.png``."""
    stem = _ODD.sub("-", name).strip("-.")[:80] or "image"
    form = item.meta.get("format")
    ending = _ENDINGS.get(form, "img") if isinstance(form, str) else "img"
    return f"{stem}-step{item.step}-{item.index}.{ending}"


class Saver(QObject):
    """Asks where to, writes on a worker, tells what became of it."""

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._owner = owner
        self._folder = Path.home()

    def save(self, name: str, ids: Sequence[int], first: Item | None) -> None:
        """Ask for a file, or for a folder where there are several images, and save them."""
        if len(ids) == 1:
            called = file_name(name, first) if first is not None and first.id == ids[0] else f"{name}.png"
            start = str(self._folder / called)
            chosen, _ = QFileDialog.getSaveFileName(self._owner, "Save image", start)
            if chosen:
                self.write(name, ids, Path(chosen))
            return
        chosen = QFileDialog.getExistingDirectory(
            self._owner, f"Save {len(ids):,} images into a folder", str(self._folder)
        )
        if chosen:
            self.write(name, ids, Path(chosen))

    def write(self, name: str, ids: Sequence[int], path: Path) -> None:
        """Write one image to a file, or several into a folder."""
        self._folder = path.parent if len(ids) == 1 else path
        self._workspace.tasks.read(
            partial(_written, name, list(ids), path),
            owner=self,
            key=("save", str(path)),
            then=self._saved,
            failed=self._failed,
        )

    def copy(self, item: Item) -> None:
        """Put an image on the clipboard, in its own size."""
        self._workspace.tasks.read(
            partial(_whole, item), owner=self, key="copy", then=self._copied, failed=self._failed
        )

    def _saved(self, done: tuple[Path, int, int]) -> None:
        path, saved, lacking = done
        shows = ("Show in folder", partial(_show_folder, path if path.is_dir() else path.parent))
        what = path.name if not path.is_dir() else f"{saved:,} images saved to {path.name}"
        words = what if path.is_dir() else f"Saved {what}"
        if lacking:
            words = f"{words}, {lacking:,} missing from the repository"
        self._workspace.notice(words, bad=bool(lacking), act=shows)

    def _copied(self, found: Picture) -> None:
        QGuiApplication.clipboard().setImage(found.image)
        self._workspace.notice("Image copied")

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(str(problem), bad=True)


def _whole(item: Item, store: Store, _cancel: Cancel) -> Picture:
    return picture(reading.source(store, item))


def _written(
    name: str, ids: Sequence[int], path: Path, store: Store, cancel: Cancel
) -> tuple[Path, int, int]:
    """Write the images; return where to, how many, and of how many the content is missing."""
    saved = lacking = 0
    try:
        for item_id in ids:
            if cancel():
                break
            item = items.one(store, item_id)
            data = None if item is None else items.contents(store, [item])[0]
            if item is None or data is None:
                lacking += 1
                continue
            if len(ids) == 1:
                path.write_bytes(data)
            else:
                _put(path / file_name(name, item), data)
            saved += 1
    except OSError as error:
        raise KnownProblem(
            f"The images cannot be saved to {path.name}: {error.strerror or error}", "Choose another folder"
        ) from None
    if lacking and not saved:
        raise KnownProblem("Nothing was saved: the content is missing from the repository")
    return path, saved, lacking


def _put(path: Path, data: bytes) -> None:
    """Write a file beside those that are there; none is written over."""
    for number in range(1, 10_000):
        free = path if number == 1 else path.with_stem(f"{path.stem} ({number})")
        try:
            with free.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return
    raise KnownProblem(f"There are too many files called {path.name}")


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
