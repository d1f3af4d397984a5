"""`RunTable`: lists the runs that a query finds, and keeps the list true while runs go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.parts.run_table import reading
from runyard.desktop.parts.run_table.copying import cells_as_text
from runyard.desktop.parts.run_table.folding import Folding
from runyard.desktop.parts.run_table.grouping import Grouped, Numbers, heads, read_column
from runyard.desktop.parts.run_table.pace import Pace, Spoilt
from runyard.desktop.parts.run_table.screen import Screen
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import NEWEST_FIRST, TableView
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.search.tree import Query
from runyard.storage.store import Store
from runyard.storage.table.cells import Row
from runyard.storage.table.columns import Column
from runyard.storage.table.listing import Sort

_TICK_MS = 1000
_AROUND = 64
_HEIGHTS = {"dense": sizes.ROW_DENSE, "normal": sizes.ROW, "roomy": sizes.ROW_ROOMY}


class RunTable(QWidget):
    """The table and what feeds it.

    `found` carries the `Listing` of a search or refresh, `troubled` the known problem that kept it from being
    read, `opened` the hash of a run, `menu_asked` an id (or None) and the place on the screen,
    `head_menu_asked` a column id and the place, `view_changed` the view after somebody sorted, dragged or
    resized a column, `searching` whether a search is under way, `waiting` how many runs have changed while
    the table is not live, `edited` the id of a run and the text that was typed over its name.
    """

    found = Signal(object)
    troubled = Signal(object)
    opened = Signal(object)
    menu_asked = Signal(object, object)
    head_menu_asked = Signal(object, object)
    view_changed = Signal(object)
    waiting = Signal(object)
    searching = Signal(object)
    edited = Signal(object, object)

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, *, limit: int | None = None
    ) -> None:
        """List what is found, or with a `limit` so many of the first."""
        super().__init__(parent)
        self._limit = limit
        self._workspace = workspace
        self._tasks = workspace.tasks
        self.model = PagedTableModel(self)
        self.table = Table(self.model, self)
        self.table.set_name("Runs")
        self._query: Query | None = None
        self._view = TableView()
        self._columns: tuple[Column, ...] = ()
        self._chosen: tuple[Column, ...] = ()
        self._screen = Screen(self.table)
        self._numbers = Numbers()
        self._awake = True
        self._pace = Pace(self)
        self._pace.due.connect(self._read_again)
        self._pace.waiting.connect(self.waiting)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._repaint_running)
        self._tick.start()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort_by)
        self.table.order_asked.connect(self._order_columns)
        self.table.width_chosen.connect(self._keep_width)
        self.table.fold_asked.connect(self._fold)
        self.table.head_menu_asked.connect(self.head_menu_asked)
        self.table.copy_asked.connect(self.copy)
        self.table.menu_asked.connect(self.menu_asked)
        self.table.edited.connect(self.edited)
        self.model.wanted.connect(self._fetch)
        self._tasks.wrote.connect(self._pace.wrote)
        self._tasks.changed.connect(self._changed)

    @property
    def view(self) -> TableView:
        """How the runs are looked at."""
        return self._view

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column there is."""
        return self._columns

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns on screen, in order."""
        return self._screen.shown.columns

    @property
    def own_choice(self) -> tuple[str, ...]:
        """The ids of the columns that a view shows which does not say any."""
        return tuple(column.id for column in self._chosen)

    @property
    def folding(self) -> Folding:
        """Which groups there are, and which of them are open."""
        return self._screen.folding

    def set_view(self, view: TableView) -> None:
        """Look at the runs in another way. The query is not asked: it comes by `search`."""
        before, self._view = self._view, view
        if view.groups != before.groups:
            self._numbers = Numbers()
        self.table.set_row_height(_HEIGHTS[view.density])
        self.table.set_widths({key: look.width for key, look in view.looks.items() if look.width is not None})
        if view.sort != before.sort:
            self._start(first_page=True)
        elif _what_is_read(view) != _what_is_read(before):
            self._start(first_page=False)
        elif (view.looks, view.spread) != (before.looks, before.spread):
            self._screen.show_columns(view)

    def search(self, query: Query | None) -> None:
        """List what a query finds, from the top; None lists all."""
        self._query = query
        self._start(first_page=True)

    def stop(self) -> None:
        """Search no longer; what is listed stays."""
        self._tasks.cancel(self, "search")
        self._end()

    def refresh(self) -> None:
        """Read everything anew, and keep the place."""
        self.model.spoil()
        self._start(first_page=False)

    def sort_by(self, sort: Sequence[Sort]) -> None:
        """Order the rows; no key at all is newest first."""
        self._change(replace(self._view, sort=tuple(sort) or NEWEST_FIRST))

    @Slot(object)
    def copy(self, titled: bool = False) -> None:
        """Put the raw values of the selected rows, or else of the current one, on the clipboard."""
        ids = self.chosen()
        if ids:
            read = partial(_copied, ids, self.shown, titled)
            self._tasks.read(read, owner=self, key="copy", then=partial(self._put, len(ids)))

    def selected(self) -> list[int]:
        """Return the selected runs in their order; a selected group stands for its members."""
        return self.folding.runs(self.model.selection.ordered(self.model.ids))

    def chosen(self) -> list[int]:
        """Return the selected runs in their order, or else the current one or those of the current group."""
        current = self.table.choosing.current_id
        return self.selected() or ([] if current is None else self.folding.runs([current]))

    def fold_all(self, *, opened: bool) -> None:
        """Open every group, or close all."""
        if self.folding.fold_all(opened=opened):
            self._screen.list_groups(keep_place=True)

    def set_awake(self, awake: bool) -> None:
        """Follow what changes or wait: whether the page is in front, whichever of its faces it shows."""
        self._awake = awake
        self._pace.set_awake(awake)
        self._tick_while_followed()

    def set_live(self, live: bool) -> None:
        """Follow what changes, or leave everything as it is; what one changes oneself is followed always."""
        self._pace.set_live(live)
        self._tick_while_followed()

    def _tick_while_followed(self) -> None:
        if self._awake and self._pace.live:
            self._tick.start()
        else:
            self._tick.stop()

    def _start(self, *, first_page: bool) -> None:
        first, last = self.model.visible
        around = tuple(self.model.ids[max(0, first - _AROUND) : last + _AROUND])
        asked = reading.Asked(
            self._query,
            self._view,
            self._columns,
            self._chosen,
            self._screen.shown,
            self._numbers,
            first_page,
            around,
        )
        self._spoil(self._pace.begin())
        self.searching.emit(True)
        self._tasks.read(
            partial(_searched, asked), owner=self, key="search", then=self._take, failed=self._fail
        )

    def _take(self, answer: tuple[reading.Asked, reading.Answer]) -> None:
        asked, found = answer
        if self._limit is not None:
            found = found._replace(listing=found.listing._replace(ids=found.listing.ids[: self._limit]))
        self._columns, self._chosen = found.columns, found.chosen
        self._screen.take(self._view, found, keep_place=not asked.first_page)
        self._end()
        self.found.emit(found.listing)

    @Slot(object)
    def _fold(self, row_id: int) -> None:
        if self.folding.fold(row_id):
            self._screen.list_groups(keep_place=True)

    def _end(self) -> None:
        self._pace.end()
        self.searching.emit(False)

    def _fail(self, problem: Exception) -> None:
        self._end()
        self.troubled.emit(problem)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        spoilt = self._pace.note(changes)
        if spoilt is not None:
            self._spoil(spoilt)

    def _spoil(self, spoilt: Spoilt) -> None:
        if spoilt != Spoilt():
            self.model.spoil(None if spoilt.everything else spoilt.runs)

    @Slot()
    def _read_again(self) -> None:
        self._start(first_page=not self._columns)

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        wanted = [read_column(column) for column in self._screen.shown.columns]
        self._tasks.read(
            partial(_fetched, request, wanted, self._screen.grouped),
            owner=self,
            key="rows",
            then=self._receive,
            failed=self._lost,
        )

    def _receive(self, answer: tuple[Request, dict[int, Any]]) -> None:
        self.model.receive(*answer)

    def _lost(self, problem: Exception) -> None:
        self.model.give_up()
        self.troubled.emit(problem)

    def _put(self, rows: int, text: str) -> None:
        copy_to_clipboard(text)
        self._workspace.notice(f"Copied {rows:,} {'row' if rows == 1 else 'rows'}")

    @Slot(object)
    def _open(self, run_id: int) -> None:
        place = self.model.find(run_id)
        row = self.model.row(place) if place >= 0 else None
        if run_id < 0:
            self._fold(run_id)
        elif row is not None:
            self.opened.emit(row.info.hash)

    @Slot(object, object)
    def _sort_by(self, column_id: str, adds: bool) -> None:
        """A click sorts by a column, again turns its order; with Shift it comes after the others."""
        sort = self._view.sort
        known = {key.column: key for key in sort}
        old = known.get(column_id)
        if old is None:
            new = Sort(column_id, descending=column_id == "created")
        else:
            new = Sort(column_id, not old.descending)
        if not adds:
            self.sort_by([new])
        elif old is None:
            self.sort_by([*sort, new])
        else:
            self.sort_by([new if key is old else key for key in sort])

    @Slot(object)
    def _order_columns(self, ids: list[str]) -> None:
        self._change(replace(self._view, shown=tuple(ids)))

    @Slot(object, object)
    def _keep_width(self, column_id: str, wide: int) -> None:
        self._change(self._view.with_look(column_id, width=wide))

    def _change(self, view: TableView) -> None:
        """Somebody has changed the view in the table itself."""
        self.set_view(view)
        self.view_changed.emit(view)

    @Slot()
    def _repaint_running(self) -> None:
        """A second has passed: durations of active runs read otherwise."""
        self.table.update_rows(_is_active)


def _what_is_read(view: TableView) -> tuple[object, ...]:
    """Return the parts of a view that decide what is read from the repository."""
    scaled = frozenset(column for column, look in view.looks.items() if look.scaled)
    return view.shown, view.left, view.right, view.differing, scaled, view.groups


def _is_active(row: Any) -> bool:
    return isinstance(row, Row) and row.info.status.active


def _searched(asked: reading.Asked, store: Store, cancel: Cancel) -> tuple[reading.Asked, reading.Answer]:
    return asked, reading.search(store, cancel, asked)


def _fetched(
    request: Request, columns: list[str], grouped: Grouped | None, store: Store, cancel: Cancel
) -> tuple[Request, dict[int, Any]]:
    rows: dict[int, Any] = {}
    rows.update(reading.page(store, [row_id for row_id in request.ids if row_id >= 0], columns))
    if grouped is not None:
        rows.update(heads(store, cancel, grouped, request.ids))
    return request, rows


def _copied(ids: list[int], columns: Sequence[Column], titled: bool, store: Store, _cancel: Cancel) -> str:
    return cells_as_text(store, ids, columns, titled=titled)
