"""Saving images to files and putting one on the clipboard: the bytes as they were logged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from runyard.desktop.kinds.images import reading
from runyard.desktop.parts.pictures import Picture, picture
from runyard.desktop.parts.saving import ask_file, file_name, save
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage.objects import items
from runyard.storage.store import Store

_ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "gif": "gif", "bmp": "bmp"}


def image_name(name: str, item: Item) -> str:
    """Return what a saved image is called: ``misclassified-step1860-3.png``."""
    form = item.meta.get("format")
    ending = _ENDINGS.get(form, "img") if isinstance(form, str) else "img"
    return file_name(name[:60], f"step{item.step}", str(item.index), ending=ending)


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
            known = first is not None and first.id == ids[0]
            called = image_name(name, first) if first is not None and known else file_name(name, ending="png")
            path = ask_file(self._owner, "Save image", called, "")
            if path is not None:
                save(self._owner, self._workspace, path, partial(_write_one, ids[0]))
            return
        title = f"Save {len(ids):,} images into a folder"
        chosen = QFileDialog.getExistingDirectory(self._owner, title, str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self.write(name, ids, self._folder)

    def write(self, name: str, ids: Sequence[int], folder: Path) -> None:
        """Write several images into a folder."""
        self._workspace.tasks.read(
            partial(_write_all, name, list(ids), folder),
            owner=self,
            key=("save", str(folder)),
            then=self._saved,
            failed=self._failed,
        )

    def copy(self, item: Item) -> None:
        """Put an image on the clipboard, in its own size."""
        self._workspace.tasks.read(
            partial(_whole, item), owner=self, key="copy", then=self._copied, failed=self._failed
        )

    def _saved(self, done: tuple[Path, int, int]) -> None:
        folder, saved, lacking = done
        words = f"Saved {saved:,} images to {folder.name}"
        if lacking:
            words = f"{words}, {lacking:,} are missing from the repository"
        self._workspace.notice(words, bad=bool(lacking), act=("Show folder", partial(_show_folder, folder)))

    def _copied(self, found: Picture) -> None:
        QGuiApplication.clipboard().setImage(found.image)
        self._workspace.notice("Image copied")

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(str(problem), bad=True)


def _whole(item: Item, store: Store, _cancel: Cancel) -> Picture:
    return picture(reading.source(store, item))


def _write_one(item_id: int, path: Path, store: Store, _cancel: Cancel) -> None:
    found = items.one(store, item_id)
    data = None if found is None else items.contents(store, [found])[0]
    if data is None:
        raise KnownProblem("Nothing was saved: the content is missing from the repository")
    path.write_bytes(data)


def _write_all(
    name: str, ids: Sequence[int], folder: Path, store: Store, cancel: Cancel
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
            _put(folder / image_name(name, item), data)
            saved += 1
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KnownProblem(
            f"{folder.name} could not be written to: {why}", "Choose another folder"
        ) from error
    if lacking and not saved:
        raise KnownProblem("Nothing was saved: the content is missing from the repository")
    return folder, saved, lacking


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
