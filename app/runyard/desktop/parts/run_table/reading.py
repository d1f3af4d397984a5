"""What the table reads of the repository, off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runyard.desktop.parts.run_table.choice import choose, params_to_sample
from runyard.desktop.tasks import Cancel
from runyard.search.tree import Query
from runyard.storage import listing
from runyard.storage.cells import Row
from runyard.storage.columns import Column
from runyard.storage.listing import Listing, Sort
from runyard.storage.store import Store

_FIRST_PAGE = 64
_SAMPLE = 128


class Asked(NamedTuple):
    """A search: what it looks for, in which order, and what the table knows already.

    `first_page` brings the first rows with the ids; a refresh leaves them to what is visible.
    """

    query: Query | None
    sort: tuple[Sort, ...]
    columns: tuple[Column, ...]
    shown: tuple[Column, ...]
    first_page: bool


class Answer(NamedTuple):
    """The ids in order, all columns, those to show, and the first rows by id."""

    listing: Listing
    columns: tuple[Column, ...]
    shown: tuple[Column, ...]
    rows: dict[int, Row]


def search(store: Store, cancel: Cancel, asked: Asked) -> Answer:
    """Run a query and read what the first screen needs, in one go."""
    found = listing.find(store, asked.query, asked.sort, cancelled=cancel)
    columns = tuple(listing.columns(store))
    shown = asked.shown
    if columns != asked.columns:
        shown = _choose(store, columns, asked.shown)
    rows: dict[int, Row] = {}
    if asked.first_page or shown != asked.shown:
        rows = page(store, found.ids[:_FIRST_PAGE], [column.id for column in shown])
    return Answer(found, columns, shown, rows)


def page(store: Store, ids: Sequence[int], columns: Sequence[str]) -> dict[int, Row]:
    """Return rows by id; runs that are gone are left out."""
    return {row.info.id: row for row in listing.rows(store, ids, columns)}


def _choose(store: Store, columns: tuple[Column, ...], kept: Sequence[Column]) -> tuple[Column, ...]:
    """Choose columns by the newest runs, whatever is searched for, so that a search moves no column."""
    newest = listing.find(store, None).ids[:_SAMPLE]
    sampled = params_to_sample(columns)
    sample = listing.rows(store, newest, sampled)
    return choose(columns, sample, sampled, [column.id for column in kept])
