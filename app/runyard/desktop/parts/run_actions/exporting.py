"""`ExportDialog`: which runs and columns are written to which kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFormLayout, QWidget
from shiboken6 import isValid

from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Dialog, Label, ProgressLine, Segmented
from runyard.domain.errors import KnownProblem
from runyard.reading import export as writing
from runyard.storage.store import Store
from runyard.storage.table.columns import FACT_COLUMNS, Column, columns

_WRITERS = {"csv": writing.write_csv, "json": writing.write_json, "parquet": writing.write_parquet}
_NO_PARQUET = "Parquet files need pyarrow, which is not installed (pip install pyarrow)"
_KINDS = {"csv": "CSV files (*.csv)", "json": "JSON files (*.json)", "parquet": "Parquet files (*.parquet)"}


def export_dialog(
    owner: QWidget,
    workspace: Workspace,
    ids: Sequence[int],
    columns: Sequence[Column],
    *,
    selected: Sequence[int] = (),
) -> ExportDialog:
    """Ask how to write runs to a file.

    Parameters
    ----------
    ids : sequence of int
        All runs that are listed, in their order.
    columns : sequence of Column
        Those on screen, in their order; without any, all there are.
    selected : sequence of int
        The selected ones among them.
    """
    dialog = ExportDialog(owner, workspace, ids, columns, selected)
    dialog.open()
    return dialog


class ExportDialog(Dialog):
    """Asks for runs, columns and format, then for the file; shows how far it is, and can be cancelled."""

    def __init__(
        self,
        owner: QWidget,
        workspace: Workspace,
        ids: Sequence[int],
        columns: Sequence[Column],
        selected: Sequence[int],
    ) -> None:
        super().__init__("Export runs", owner, primary="Export", width=480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._ids = {"selected": list(selected), "listed": list(ids)}
        self._columns = tuple(columns)
        self._writing: _Writing | None = None
        runs = [("selected", f"{len(selected):,} selected")] if selected else []
        runs.append(("listed", f"All {len(ids):,} listed"))
        self.runs = Segmented(runs, name="Runs")
        shown = [("shown", f"{len(columns):,} visible")] if columns else []
        self.columns = Segmented([*shown, ("all", "All")], name="Columns")
        self.format = Segmented([("csv", "CSV"), ("json", "JSON"), ("parquet", "Parquet")], name="Format")
        self.hint = Label(size=sizes.TEXT_SMALL, tone="text_soft", wrap=True)
        self.problem = Label(tone="bad", wrap=True)
        self.bar = ProgressLine(name="Runs written")
        self.progress = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        if find_spec("pyarrow") is None:
            self.format.set_enabled("parquet", False, _NO_PARQUET)
        self._arrange()
        self.runs.changed.connect(self._count)
        self.format.changed.connect(self._explain)
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(self.ask_file)
        self._count()
        self._explain()

    def ids(self) -> list[int]:
        """Return the runs to write."""
        return self._ids[self.runs.key()]

    @Slot()
    def ask_file(self) -> None:
        """Ask for the file, then write it."""
        kind = self.format.key()
        start = Path.home() / f"{self._workspace.name}-runs.{kind}"
        name, _ = QFileDialog.getSaveFileName(self, "Export runs", str(start), _KINDS[kind])
        if name:
            path = Path(name)
            self.write(path if path.suffix else path.with_name(f"{path.name}.{kind}"))

    def write(self, path: Path) -> None:
        """Write the file on a reading thread."""
        ids = self.ids()
        task = self._writing = _Writing(self)
        task.stepped.connect(self._step)
        columns = self._columns if self.columns.key() == "shown" else None
        self._show_progress(True)
        self._step(0, len(ids))
        self._workspace.tasks.read(
            partial(_written, self.format.key(), ids, columns, path, task.step),
            owner=self,
            key="export",
            then=self._finish,
            failed=self._fail,
        )

    def reject(self) -> None:
        """Break off what is being written, or close."""
        if self._writing is None:
            super().reject()
            return
        self._workspace.tasks.cancel(self, "export")
        self._end()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(sizes.MARGIN)
        form.setVerticalSpacing(sizes.GAP_CARDS)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for name, part in (("Runs", self.runs), ("Columns", self.columns), ("Format", self.format)):
            label = Label(name, tone="text_soft")
            label.setFixedHeight(sizes.CONTROL)
            label.setMinimumWidth(72)
            form.addRow(label, part)
        self.body.addLayout(form)
        for below in (self.hint, self.problem, self.bar, self.progress):
            self.body.addWidget(below)
        for hidden in (self.problem, self.bar, self.progress):
            hidden.hide()

    @Slot()
    def _count(self) -> None:
        many = len(self.ids())
        self.primary.setText(f"Export {counted(many)}…")
        self.primary.setEnabled(many > 0 and self._writing is None)

    @Slot()
    def _explain(self) -> None:
        self.hint.setText(
            {
                "csv": "Raw values, a line a run; tags parted by commas, lists as JSON",
                "json": "Raw values, an object a run; what a run does not have is left out",
                "parquet": "Raw values in typed columns, for data frames",
            }[self.format.key()]
        )

    @Slot(object, object)
    def _step(self, done: int, total: int) -> None:
        self.bar.set_share(done / total if total else 1.0)
        self.progress.setText(f"{done:,} of {counted(total)} written")

    def _show_progress(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.progress.setVisible(busy)
        for choice in (self.runs, self.columns, self.format):
            choice.setEnabled(not busy)
        if busy:
            self.problem.hide()
        self._count()

    def _finish(self, path: Path) -> None:
        many = len(self.ids())
        self._writing = None
        shows = ("Show in folder", partial(_show_folder, path))
        self._workspace.notice(f"Exported {counted(many)} to {path.name}", act=shows)
        self.accept()

    def _fail(self, problem: Exception) -> None:
        self._end()
        known = isinstance(problem, KnownProblem)
        self.problem.setText(str(problem) if known else "The file could not be written")
        self.problem.show()
        self.adjustSize()

    def _end(self) -> None:
        self._writing = None
        self._show_progress(False)


class _Writing(QObject):
    """Brings the steps of a reading thread to the dialog, as long as that is there."""

    stepped = Signal(object, object)

    def step(self, done: int, total: int) -> None:
        """Tell how far the writing is; any thread."""
        if isValid(self):
            self.stepped.emit(done, total)


def _written(
    kind: str,
    ids: list[int],
    shown: tuple[Column, ...] | None,
    path: Path,
    step: Callable[[int, int], None],
    store: Store,
    cancel: Cancel,
) -> Path:
    def stepped(done: int, total: int) -> None:
        if cancel():
            raise KnownProblem("The export was cancelled", "Nothing was kept")
        step(done, total)

    _WRITERS[kind](store, ids, shown if shown is not None else _every(store), path, step=stepped)
    return path


def _every(store: Store) -> list[Column]:
    known = columns(store)
    runs = [column for column in known if column.group == "run"]
    facts = [column for column in FACT_COLUMNS if column not in runs]
    return [*runs, *facts, *known[len(runs) :]]


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
