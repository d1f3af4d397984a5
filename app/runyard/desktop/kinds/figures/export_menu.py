"""`Exporter`: the menu of files a figure can be written to, and the writing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu

from runyard.desktop.kinds.figures import exporting
from runyard.desktop.kinds.figures.exporting import Format
from runyard.desktop.kinds.figures.pane import FigurePane
from runyard.desktop.state import Workspace
from runyard.desktop.tasks.cancel import Cancel
from runyard.storage.store import Store


class Exporter(QObject):
    """Writes what a pane shows. `name` is what its file is called at first."""

    def __init__(self, workspace: Workspace, pane: FigurePane) -> None:
        super().__init__(pane)
        self.name = "figure"
        self._workspace = workspace
        self._pane = pane
        self._path: Path | None = None
        pane.head.export.clicked.connect(self._show)

    def formats(self) -> list[Format]:
        """Return what the figure shown can be written as."""
        item = self._pane.item
        if item is None:
            return []
        return exporting.formats(
            item, interactive=self._pane.interactive, still=self._pane.drawing is not None
        )

    def menu(self) -> QMenu:
        """Return the menu."""
        menu = QMenu(self._pane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form in self.formats():
            action = QAction(f"{form.title}, {form.ending.upper()}…", menu)
            action.triggered.connect(partial(self._ask_file, form))
            menu.addAction(action)
        return menu

    def export(self, form: Format, path: Path) -> None:
        """Write the figure to a file."""
        item, view = self._pane.item, self._pane.door.view
        if item is None:
            return
        of_plotly = item.meta.get("format") != "svg"
        if of_plotly and self._pane.interactive and view is not None and form.drawn:
            self._path = path
            view.saved.connect(self._take, Qt.ConnectionType.SingleShotConnection)
            view.save(form.ending)
            return
        drawing, title = self._pane.drawing, self._pane.head.title.text()
        self._write(partial(exporting.write, item=item, form=form, path=path, drawing=drawing, title=title))

    @Slot()
    def _show(self) -> None:
        button = self._pane.head.export
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _ask_file(self, form: Format, _checked: bool = False) -> None:
        plain = "".join(sign if sign.isalnum() or sign in "-_ ." else "-" for sign in self.name).strip(". ")
        start = Path.home() / f"{plain[:80] or 'figure'}.{form.ending}"
        chosen, _ = QFileDialog.getSaveFileName(self._pane, "Export figure", str(start), form.filter)
        if chosen:
            path = Path(chosen)
            self.export(form, path if path.suffix else path.with_name(f"{path.name}.{form.ending}"))

    @Slot(object)
    def _take(self, data: bytes | None) -> None:
        path, self._path = self._path, None
        if path is not None and data is not None:
            self._write(partial(_put, path, data))
        elif path is not None:
            self._workspace.notice("Plotly made no picture of the figure, nothing was written", bad=True)

    def _write(self, job: Callable[[Store, Cancel], Path]) -> None:
        self._workspace.tasks.read(
            job, owner=self, key="export", then=self._written, failed=self._not_written
        )

    def _written(self, path: Path) -> None:
        self._workspace.notice(
            f"Figure written to {path.name}", act=("Show in folder", partial(_show_folder, path))
        )

    def _not_written(self, problem: Exception) -> None:
        self._workspace.notice(str(problem), bad=True)


def _put(path: Path, data: bytes, _store: Store, _cancel: Cancel) -> Path:
    return exporting.put(path, data)


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
