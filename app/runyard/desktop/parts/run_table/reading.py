"""What the table reads of the repository, off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from runyard.desktop.parts.run_table.arranging import Arranged, arrange
from runyard.desktop.parts.run_table.choice import choose, params_to_sample
from runyard.desktop.parts.run_table.grouping import Grouped, Numbers, grouped, heads, read_column
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.domain.statistics import describe
from runyard.search.tree import Query
from runyard.storage.store import Store
from runyard.storage.table import listing, sparks
from runyard.storage.table.cells import Row
from runyard.storage.table.column_values import values
from runyard.storage.table.columns import Column, is_curve
from runyard.storage.table.differing import differing
from runyard.storage.table.listing import Listing

_FIRST_PAGE = 64
_SAMPLE = 128


class Asked(NamedTuple):
    """A search: what it looks for, how it is looked at, and what the table knows already.

    `first_page` brings the first rows with the ids; else those of `around` come, the ids on screen, where the
    columns are others than before.
    """

    query: Query | None
    view: TableView
    columns: tuple[Column, ...]
    chosen: tuple[Column, ...]
    shown: Arranged
    numbers: Numbers
    first_page: bool
    around: tuple[int, ...] = ()


class Answer(NamedTuple):
    """The ids in order, all columns, the table's own choice of them, those to show, and some rows by id.

    `scales` holds the lowest and the highest value of each column that is coloured by value, `grouped` the
    groups where the view asks for them.
    """

    listing: Listing
    columns: tuple[Column, ...]
    chosen: tuple[Column, ...]
    shown: Arranged
    rows: dict[int, Any]
    scales: dict[str, tuple[float, float]]
    grouped: Grouped | None


def search(store: Store, cancel: Cancel, asked: Asked) -> Answer:
    """Run a query and read what the screen needs, in one go."""
    view = asked.view
    found = listing.find(store, asked.query, view.sort, cancelled=cancel)
    columns = tuple(listing.columns(store, curves=True))
    chosen = asked.chosen
    if columns == asked.columns:
        columns = asked.columns  # the same object tells everybody at once that nothing is new
    else:
        chosen = _choose(store, columns, asked.chosen)
    shown = arrange(view, columns, chosen)
    if view.differing and found.ids:
        ids = [column.id for column in shown.columns]
        differ = differing(store, found.ids, ids, cancelled=cancel)
        shown = arrange(view, columns, chosen, hidden=set(ids) - set(differ))
    in_groups = grouped(store, cancel, view, found.ids, shown, asked.numbers) if view.groups else None
    if in_groups is not None:
        shown = in_groups.shown
    wanted = [read_column(column) for column in shown.columns]
    rows: dict[int, Any] = {}
    around = asked.around or found.ids[:_FIRST_PAGE]
    if in_groups is not None:
        seen = {*in_groups.ids[:_FIRST_PAGE], *(() if asked.first_page else asked.around)}
        rows.update(heads(store, cancel, in_groups, seen))
        if shown != asked.shown:
            rows.update(page(store, [row_id for row_id in asked.around if row_id >= 0], wanted))
    elif asked.first_page or shown != asked.shown:
        rows.update(page(store, found.ids[:_FIRST_PAGE] if asked.first_page else around, wanted))
    scales = _scales(store, found.ids, view, wanted, cancel)
    return Answer(found, columns, chosen, shown, rows, scales, in_groups)


def page(store: Store, ids: Sequence[int], columns: Sequence[str]) -> dict[int, Row]:
    """Return rows by id, with their curves; runs that are gone are left out."""
    found = {row.info.id: row for row in listing.rows(store, ids, columns)}
    for place, column in enumerate(columns):
        if is_curve(column):
            for run_id, spark in sparks.read(store, ids, column).items():
                if run_id in found:
                    row = found[run_id]
                    found[run_id] = row._replace(cells=(*row.cells[:place], spark, *row.cells[place + 1 :]))
    return found


def _scales(
    store: Store, ids: Sequence[int], view: TableView, shown: Sequence[str], cancel: Cancel
) -> dict[str, tuple[float, float]]:
    found = {}
    for column in shown:
        if view.look(column).scaled and not cancel():
            statistic = describe(
                value
                for value in values(store, ids, column).values()
                if isinstance(value, int | float) and not isinstance(value, bool)
            )
            if statistic.n:
                found[column] = (statistic.low, statistic.high)
    return found


def _choose(store: Store, columns: tuple[Column, ...], kept: Sequence[Column]) -> tuple[Column, ...]:
    """Choose columns by the newest runs, whatever is searched for, so that a search moves no column."""
    newest = listing.find(store, None).ids[:_SAMPLE]
    sampled = params_to_sample(columns)
    sample = listing.rows(store, newest, sampled)
    return choose(columns, sample, sampled, [column.id for column in kept])
