"""`RunTable`: lists the runs that a query finds, and keeps the list true while runs go on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.parts.run_table import reading
from runyard.desktop.parts.run_table.cells import MetricCell
from runyard.desktop.parts.run_table.choice import table_column
from runyard.desktop.parts.run_table.copying import cells_as_text
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.search.tree import Query
from runyard.storage.cells import Row
from runyard.storage.columns import Column
from runyard.storage.listing import Sort
from runyard.storage.store import Store

NEWEST_FIRST = (Sort("created", descending=True),)
_TICK_MS = 1000
#: After a refresh the table rests so many times as long as it took: a busy repository leaves room to scroll.
_REST = 3


class RunTable(QWidget):
    """The table and what feeds it.

    `found` carries the `Listing` of a search or refresh, `troubled` the known problem that kept it from being
    read, `opened` the hash of a run, `menu_asked` an id (or None) and the place on the screen.
    """

    found = Signal(object)
    troubled = Signal(object)
    opened = Signal(object)
    menu_asked = Signal(object, object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = workspace.tasks
        self.model = PagedTableModel(self)
        self.table = Table(self.model, self)
        self._query: Query | None = None
        self._sort: tuple[Sort, ...] = NEWEST_FIRST
        self._columns: tuple[Column, ...] = ()
        self._shown: tuple[Column, ...] = ()
        self._awake = True
        self._busy = False
        self._dirty = False
        self._began = 0.0
        self._rests_until = 0.0
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._refresh)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._repaint_running)
        self._tick.start()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort_by)
        self.table.copy_asked.connect(self.copy)
        self.table.menu_asked.connect(self.menu_asked)
        self.model.wanted.connect(self._fetch)
        self._tasks.changed.connect(self._changed)

    @property
    def sort(self) -> tuple[Sort, ...]:
        """The order of the rows."""
        return self._sort

    def search(self, query: Query | None) -> None:
        """List what a query finds, from the top; None lists all."""
        self._query = query
        self._start(first_page=True)

    def refresh(self) -> None:
        """Read everything anew, and keep the place."""
        self.model.spoil()
        self._start(first_page=False)

    def sort_by(self, sort: Sequence[Sort]) -> None:
        """Order the rows; no key at all is newest first."""
        self._sort = tuple(sort) or NEWEST_FIRST
        self._start(first_page=True)

    @Slot()
    def copy(self) -> None:
        """Put the cells of the selected rows, or else of the current one, on the clipboard."""
        ids = self.chosen()
        if ids:
            columns = self.model.columns
            self._tasks.read(partial(_copied, ids, columns), owner=self, key="copy", then=self._put)

    def chosen(self) -> list[int]:
        """Return the selected runs in their order, or else the current one."""
        ids = self.model.selection.ordered(self.model.ids)
        current = self.table.choosing.current_id
        return ids or ([] if current is None else [current])

    def set_awake(self, awake: bool) -> None:
        """Follow what changes or wait: whether the page is in front, whichever of its faces it shows."""
        self._awake = awake
        if awake:
            self._tick.start()
            self._refresh()
        else:
            self._tick.stop()

    def _start(self, *, first_page: bool) -> None:
        asked = reading.Asked(self._query, self._sort, self._columns, self._shown, first_page)
        self._busy, self._dirty, self._began = True, False, time.monotonic()
        self._again.stop()
        self._tasks.read(
            partial(_searched, asked), owner=self, key="search", then=self._take, failed=self._fail
        )

    def _take(self, answer: tuple[reading.Asked, reading.Answer]) -> None:
        asked, found = answer
        self._columns = found.columns
        if found.shown != self._shown:
            self._shown = found.shown
            self.model.set_columns([table_column(column) for column in found.shown])
        if asked.first_page:
            self._fit_numbers(found.rows)
        self.table.show_ids(found.listing.ids, keep_place=not asked.first_page)
        self.model.prime(found.rows)
        self._show_order()
        self._finish()
        self.found.emit(found.listing)

    def _fail(self, problem: Exception) -> None:
        self._finish()
        self.troubled.emit(problem)

    def _finish(self) -> None:
        now = time.monotonic()
        self._busy, self._rests_until = False, now + (now - self._began) * _REST
        if self._dirty:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        """Refresh at once, or when the rest after the last one is over."""
        wait = self._rests_until - time.monotonic()
        if wait <= 0:
            self._refresh()
        elif not self._again.isActive():
            self._again.start(max(1, int(wait * 1000)))

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        everywhere = changes.tags or changes.experiments
        if not (changes.runs or changes.gone or everywhere):
            return
        self.model.spoil(None if everywhere else changes.runs)
        self._dirty = True
        if not self._busy:
            self._refresh_soon()

    @Slot()
    def _refresh(self) -> None:
        """Search again if anything changed; while nobody looks it waits for the next look."""
        if self._dirty and not self._busy and self._awake:
            self._start(first_page=not self._columns)

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        wanted = [column.id for column in self._shown]
        self._tasks.read(
            partial(_fetched, request, wanted), owner=self, key="rows", then=self._receive, failed=self._lost
        )

    def _receive(self, answer: tuple[Request, dict[int, Row]]) -> None:
        request, rows = answer
        self.model.receive(request, rows)

    def _lost(self, problem: Exception) -> None:
        self.model.give_up()
        self.troubled.emit(problem)

    def _put(self, text: str) -> None:
        copy_to_clipboard(text)
        lines = text.count("\n") + 1
        self._workspace.notice(f"Copied {lines:,} {'row' if lines == 1 else 'rows'}")

    @Slot(object)
    def _open(self, run_id: int) -> None:
        place = self.model.find(run_id)
        row = self.model.row(place) if place >= 0 else None
        if row is not None:
            self.opened.emit(row.info.hash)

    @Slot(object, object)
    def _sort_by(self, column_id: str, adds: bool) -> None:
        """A click sorts by a column, again turns its order; with Shift it comes after the others."""
        known = {key.column: key for key in self._sort}
        old = known.get(column_id)
        if old is None:
            new = Sort(column_id, descending=column_id == "created")
        else:
            new = Sort(column_id, not old.descending)
        if not adds:
            self.sort_by([new])
        elif old is None:
            self.sort_by([*self._sort, new])
        else:
            self.sort_by([new if key is old else key for key in self._sort])

    def _show_order(self) -> None:
        several = len(self._sort) > 1
        self.table.set_orders(
            {key.column: (place if several else 0, key.descending) for place, key in enumerate(self._sort, 1)}
        )

    def _fit_numbers(self, rows: dict[int, Row]) -> None:
        """Give each metric the decimals that its first page needs."""
        for place, column in enumerate(self.model.columns):
            if isinstance(column.cell, MetricCell):
                column.cell.fit([row.cells[place] for row in rows.values()])

    @Slot()
    def _repaint_running(self) -> None:
        """A second has passed: durations of active runs read otherwise."""
        self.table.update_rows(_is_active)


def _is_active(row: Any) -> bool:
    return bool(row.info.status.active)


def _searched(asked: reading.Asked, store: Store, cancel: Cancel) -> tuple[reading.Asked, reading.Answer]:
    return asked, reading.search(store, cancel, asked)


def _fetched(
    request: Request, columns: list[str], store: Store, _cancel: Cancel
) -> tuple[Request, dict[int, Row]]:
    return request, reading.page(store, request.ids, columns)


def _copied(ids: list[int], columns: Any, store: Store, _cancel: Cancel) -> str:
    return cells_as_text(store, ids, columns)
