"""Draws every page and every tab into PNG files: for review, and where there is no display."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint
from PySide6.QtGui import QCursor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from runyard.desktop.frame import KindEntry, PageEntry, Route
from runyard.desktop.shell.overlay import Overlay
from runyard.desktop.shell.window import HEIGHT, NEEDS_MORE, RUN, WIDTH, MainWindow
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import apply
from runyard.desktop.widgets import Drawer, Faces
from runyard.domain.errors import KnownProblem
from runyard.domain.run import RunInfo
from runyard.search.grammar.parse import parse
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing

#: Charts read, think and paint one after the other: calm is when nothing has happened for this long.
CALM = 0.15
PATIENCE = 30.0
PAUSE = 0.005


class Scene(NamedTuple):
    """One picture: a place, and the commands that bring it into its state and back."""

    name: str
    route: Route
    commands: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


#: What pages show on request. A scene with a command that has nothing to act on is left out.
STATES = (
    Scene(
        "runs-grouped",
        Route("runs"),
        ("runs.collapse_seeds", "runs.expand_all", "runs.columns"),
        ("runs.columns", "runs.ungroup"),
    ),
    Scene("runs-selected", Route("runs"), ("runs.down", "runs.select"), ("runs.select",)),
    Scene("tags-used-in", Route("tags"), ("tags.down", "tags.used_in")),
    Scene("tags-create", Route("tags"), ("tags.create",)),
    Scene("palette", Route("runs"), ("app.palette",)),
)


def render_pages(
    build: Callable[[Path, Path], MainWindow],
    folder: Path,
    out: Path,
    pages: Sequence[PageEntry],
    kinds: Sequence[KindEntry],
    themes: Sequence[str],
    scale: float,
) -> list[Path]:
    """Return the files drawn: each page, the newest run's kinds, and what is shown on request, in each theme.

    `build` makes a window from a repository and a file of settings; nobody's own settings are touched.
    """
    app = QApplication.instance() or QApplication(["runyard", "-platform", "offscreen"])
    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    QCursor.setPos(QPoint(-1, -1))  # nothing is hovered in a picture
    made: list[Path] = []
    with TemporaryDirectory() as scratch:
        window = build(folder, Path(scratch) / "settings.ini")
        try:
            window.resize(WIDTH, HEIGHT)
            window.show()
            scenes = list(_scenes(window, pages, kinds))
            for theme in themes:
                apply(app, theme)
                drawn = (_draw(window, scene, out / f"{scene.name}-{theme}.png", scale) for scene in scenes)
                made += [path for path in drawn if path is not None]
        finally:
            window.close()
            window.deleteLater()
    return made


def settle(window: MainWindow) -> None:
    """Let the window read and paint until nothing more is to do, and nothing more is awaited."""
    end = time.monotonic() + PATIENCE
    calm = time.monotonic()
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(PAUSE)
        if _awaits(window) or (window.workspace is not None and not window.workspace.tasks.idle()):
            calm = time.monotonic()
        elif time.monotonic() - calm > CALM:
            return


def _awaits(window: MainWindow) -> bool:
    """Whether something in sight still says that it is coming: a figure is drawn by another process."""
    return any(faces.face == "loading" and faces.isVisible() for faces in window.findChildren(Faces))


def draw(window: MainWindow, path: Path, scale: float = 1.0) -> None:
    """Write the window and its open dialogs as they are now, `scale` times as fine as on their screen."""
    scale *= window.devicePixelRatioF()
    image = QImage(window.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    try:
        window.render(painter, QPoint(0, 0))
        for dialog in _dialogs(window):
            dialog.render(painter, window.mapFromGlobal(dialog.pos()))
    finally:
        painter.end()
    if not image.save(str(path)):
        raise KnownProblem(f"The picture {path} cannot be written", "Choose a folder you can write to")


def _scenes(window: MainWindow, pages: Sequence[PageEntry], kinds: Sequence[KindEntry]) -> Iterator[Scene]:
    """Give the scenes of this repository: pages about one thing show the newest there is."""
    shown = _newest(window)
    for page in pages:
        if page.key not in NEEDS_MORE:
            yield Scene(page.key, Route(page.key))
        elif shown is not None and page.key == RUN:
            yield from (Scene(f"{RUN}-{kind.key}", Route(RUN, shown.hash, kind.key)) for kind in kinds)
        elif shown is not None:
            yield Scene(page.key, Route(page.key, experiment=shown.experiment_id))
    yield from STATES


def _draw(window: MainWindow, scene: Scene, path: Path, scale: float) -> Path | None:
    """Bring a scene about and draw it; None when one of its commands has nothing to act on."""
    window.go(scene.route)
    settle(window)
    able = True
    for command in scene.commands:
        able = able and window.commands.run(command)
        settle(window)
    if able:
        draw(window, path, scale)
    for dialog in _dialogs(window):
        dialog.reject()
    for drawer in window.findChildren(Drawer):
        drawer.dismiss()
    for over in window.findChildren(Overlay):
        over.dismiss()
    for command in scene.back if able else ():
        window.commands.run(command)
    return path if able else None


def _dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def _newest(window: MainWindow) -> RunInfo | None:
    """Return the newest run that is not archived, read on this thread: there is nobody to keep waiting."""
    if window.workspace is None:
        return None
    with Store.open(window.workspace.folder, read_only=True) as store:
        found = listing.find(store, parse(""), cancelled=Cancel())
        return runs.info(store, found.ids[0]) if len(found.ids) else None
