"""Draws every page and every tab into PNG files: for review, and where there is no display."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint
from PySide6.QtGui import QCursor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from runyard.desktop.frame import Route
from runyard.desktop.shell.window import HEIGHT, RUN, WIDTH, MainWindow
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import apply
from runyard.domain.errors import KnownProblem
from runyard.domain.run import RunInfo
from runyard.search.parse import parse
from runyard.storage import listing, runs
from runyard.storage.store import Store

#: Charts read, think and paint one after the other: calm is when nothing has happened for this long.
CALM = 0.25
PATIENCE = 30.0
PAUSE = 0.005


def render_pages(
    build: Callable[[Path], MainWindow],
    folder: Path,
    out: Path,
    kinds: Sequence[str],
    themes: Sequence[str],
    scale: float,
) -> list[Path]:
    """Return the files drawn: the runs page, and each kind of the newest run, in each theme."""
    app = QApplication.instance() or QApplication(["runyard", "-platform", "offscreen"])
    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    QCursor.setPos(QPoint(-1, -1))  # nothing is hovered in a picture
    window = build(folder)
    made: list[Path] = []
    try:
        window.resize(WIDTH, HEIGHT)
        window.show()
        shown = _newest(window)
        for theme in themes:
            apply(app, theme)
            window.go(Route("runs"))
            made.append(_draw(window, out / f"runs-{theme}.png", scale))
            for kind in kinds if shown is not None else ():
                assert shown is not None
                window.go(Route(RUN, shown.hash, kind))
                made.append(_draw(window, out / f"run-{kind}-{theme}.png", scale))
    finally:
        window.close()
        window.deleteLater()
    return made


def settle(window: MainWindow) -> None:
    """Let the window read and paint until nothing more is to do."""
    end = time.monotonic() + PATIENCE
    calm = time.monotonic()
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(PAUSE)
        if window.workspace is not None and not window.workspace.tasks.idle():
            calm = time.monotonic()
        elif time.monotonic() - calm > CALM:
            return


def draw(window: MainWindow, path: Path, scale: float = 1.0) -> None:
    """Write the window as it is now, `scale` times as fine as on its screen."""
    scale *= window.devicePixelRatioF()
    image = QImage(window.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    try:
        window.render(painter, QPoint(0, 0))
    finally:
        painter.end()
    if not image.save(str(path)):
        raise KnownProblem(f"The picture {path} cannot be written", "Choose a folder you can write to")


def _draw(window: MainWindow, path: Path, scale: float) -> Path:
    settle(window)
    draw(window, path, scale)
    return path


def _newest(window: MainWindow) -> RunInfo | None:
    """Return the newest run that is not archived, read on this thread: there is nobody to keep waiting."""
    if window.workspace is None:
        return None
    with Store.open(window.workspace.folder, read_only=True) as store:
        found = listing.find(store, parse(""), cancelled=Cancel())
        return runs.info(store, found.ids[0]) if len(found.ids) else None
