"""`UsedIn`: the runs that carry a tag, at the right of the page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.pages.tags.run_cells import COLUMNS, RunRow, run_row
from runyard.desktop.parts import queries, words
from runyard.desktop.parts.tag_badge import TagBadges
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Drawer, Faces, Label, SearchField, Select
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import Tag
from runyard.storage.organise import tag_uses
from runyard.storage.organise.tag_uses import TaggedRuns
from runyard.storage.runs import runs
from runyard.storage.store import Store

_ORDERS = (("newest", "Newest first"), ("oldest", "Oldest first"), ("name", "By name"))


class UsedIn(Drawer):
    """Badge and counts, what the tag is for, its runs, and what can be done with them.

    `edit_asked` carries the tag's id.
    """

    edit_asked = Signal(object)

    def __init__(self, page: QWidget, workspace: Workspace) -> None:
        super().__init__(page, "Used in")
        self._workspace = workspace
        self._tag: Tag | None = None
        self._found: TaggedRuns | None = None
        self.badge = TagBadges()
        self.counts = Label(tone="text_soft")
        self.comment = Label(tone="text_soft", wrap=True)
        self.search = SearchField("Find a run")
        self.order = Select(_ORDERS, name="Order of the runs")
        self.model = PagedTableModel(self)
        self.model.selection.single = True
        self.table = Table(self.model)
        self.table.body.setAccessibleName("Runs with this tag")
        self.table.pinned.set_edge("")
        self.faces = Faces(self.table)
        self.show_in_runs = Button("Show in runs", "list")
        self.edit = Button("Edit tag…", "pencil")
        self.edit.setEnabled(not workspace.tasks.read_only)
        self._fill()
        self.setFocusProxy(self.table)
        self._connect()

    @property
    def tag(self) -> Tag | None:
        """The tag whose runs are shown."""
        return self._tag

    def show_tag(self, tag: Tag) -> None:
        """Come in with the runs of a tag."""
        if self._tag is None or tag.id != self._tag.id:
            self._found = None
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
            self.counts.setText("")
        self._tag = tag
        self.badge.set_tags([tag._replace(hidden=False)])
        self.comment.setText(" ".join(tag.comment.split()))
        self.comment.setVisible(bool(tag.comment))
        if self.isVisible():
            self.load()
        else:
            self.open()

    def load(self) -> None:
        """Read the runs anew."""
        if self._tag is None:
            return
        if self._found is None:
            self.faces.show_loading()
        job = partial(_find, tag_id=self._tag.id, text=self.search.text().strip(), order=self.order.key())
        self._workspace.tasks.read(job, owner=self, key="runs", then=self._take, failed=self._fail)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()

    def _fill(self) -> None:
        self.head.setSpacing(sizes.GAP)
        self.head.addWidget(self.badge)
        self.head.addWidget(self.counts)
        above = QVBoxLayout()
        above.setContentsMargins(sizes.MARGIN, 12, sizes.MARGIN, sizes.GAP)
        above.setSpacing(12)
        above.addWidget(self.comment)
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        row.addWidget(self.search, 1)
        row.addWidget(self.order)
        above.addLayout(row)
        self.body.addLayout(above)
        self.body.addWidget(self.faces, 1)
        self.foot.addWidget(self.show_in_runs)
        self.foot.addStretch(1)
        self.foot.addWidget(self.edit)
        self.table.show_columns(COLUMNS)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.order.chosen.connect(self._reorder)
        self.model.wanted.connect(self._fetch)
        self.table.clicked.connect(self._open)
        self.table.opened.connect(self._open)
        self.show_in_runs.clicked.connect(self._show_in_runs)
        self.edit.clicked.connect(self._edit)
        self._workspace.tasks.changed.connect(self._changed)

    def _take(self, found: TaggedRuns) -> None:
        first = self._found is None
        self._found = found
        total = f"{words.count(found.total)} {'run' if found.total == 1 else 'runs'}"
        kinds = "experiment" if found.experiments == 1 else "experiments"
        several = f" in {words.count(found.experiments)} {kinds}" if found.total else ""
        self.counts.setText(total + several)
        self.table.show_ids(found.ids, keep_place=not first)
        self.show_in_runs.setEnabled(found.total > 0)
        if found.ids:
            self.faces.show_content()
        elif found.total:
            self.faces.show_no_match(self.search.clear)
        else:
            self.faces.show_empty("On no run yet", "Press T in the list of runs to put it on some")

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self.load)

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        self._workspace.tasks.read(
            partial(_rows, request), owner=self, key="rows", then=self._receive, failed=self._lost
        )

    def _receive(self, answer: tuple[Request, dict[int, RunRow]]) -> None:
        self.model.receive(*answer)

    def _lost(self, problem: Exception) -> None:
        self.model.give_up()
        self._fail(problem)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.runs or changes.gone or changes.tags or changes.experiments:
            self.model.spoil(None if changes.experiments else changes.runs)
            if self.isVisible():
                self.load()

    @Slot()
    def _search(self) -> None:
        self.load()

    @Slot(object)
    def _reorder(self, _key: str) -> None:
        self._found = None
        self.load()

    @Slot(object)
    def _open(self, run_id: int) -> None:
        place = self.model.find(run_id)
        row = self.model.row(place) if place >= 0 else None
        self.model.selection.clear()
        if row is not None:
            self._workspace.open_run(row.info.hash)

    @Slot()
    def _show_in_runs(self) -> None:
        if self._tag is not None and self._found is not None:
            archived = queries.ARCHIVED_OR_NOT if self._found.archived else ""
            query = queries.both(queries.of_tag(self._tag.name), archived)
            self._workspace.go.emit(Route("runs", query=query))

    @Slot()
    def _edit(self) -> None:
        if self._tag is not None:
            self.edit_asked.emit(self._tag.id)


def _find(store: Store, _cancel: Cancel, *, tag_id: int, text: str, order: tag_uses.Order) -> TaggedRuns:
    return tag_uses.tagged_runs(store, tag_id, text, order)


def _rows(request: Request, store: Store, _cancel: Cancel) -> tuple[Request, dict[int, RunRow]]:
    return request, {info.id: run_row(info) for info in runs.infos(store, request.ids)}
