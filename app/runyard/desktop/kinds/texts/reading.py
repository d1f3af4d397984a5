"""What the texts tab asks of the repository."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from runyard.desktop.kinds.texts.display import Preview, preview
from runyard.desktop.kinds.texts.document import MOST_BYTES, blob_head, decoded
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.search.matching.matching import Finder, Matcher
from runyard.storage.objects import items
from runyard.storage.store import Store

#: Bytes of a long text that its row in the table looks at, while nothing is searched.
_HEAD = 2000
#: And while something is: what stands further back is found, but not in sight in a row.
_SEARCHED_HEAD = 1_000_000
_PAGE = 256
#: Seconds that one piece of a search takes: then what was found is shown, and the next begins.
_PIECE = 0.12
MISSING = "Its file is missing"


class Wish(NamedTuple):
    """Which texts of a series to list; None as bounds is all of them."""

    series_id: int
    steps: tuple[int, int] | None = None
    indices: tuple[int, int] | None = None
    newest_first: bool = False


class Listed(NamedTuple):
    """The ids of the texts in order, and how many there are of each step and index."""

    wish: Wish
    ids: array[int]
    step_counts: list[tuple[int, int]]
    index_counts: list[tuple[int, int]]


class TextRow(NamedTuple):
    """A row of the table: the shown ones of step, index, epoch and preview."""

    cells: tuple[Any, ...]


class Searched(NamedTuple):
    """A piece of a search: what was found, and how many texts were looked at."""

    found: list[int]
    looked: int
    problem: str


def listed(wish: Wish, store: Store, _cancel: Cancel) -> Listed:
    """Return which texts there are."""
    with store.read():
        ids = items.ids(
            store,
            wish.series_id,
            steps=wish.steps,
            indices=wish.indices,
            newest_first=wish.newest_first,
        )
        steps = items.step_counts(store, wish.series_id)
        return Listed(wish, ids, steps, items.index_counts(store, wish.series_id))


def rows(
    ids: Sequence[int], places: Sequence[int], matcher: Matcher, store: Store, cancel: Cancel
) -> dict[int, TextRow]:
    """Return the rows of some texts, with the matches marked; `places` are the cells that are shown."""
    found = {}
    finder = matcher.finder()
    known = {item.id: item for item in items.many(store, ids)}
    for item_id, data in _contents(ids, store, cancel, _SEARCHED_HEAD if matcher else _HEAD):
        item = known.get(item_id)
        if item is None:
            continue
        if data is None:
            shown = Preview(MISSING)
        else:
            text = decoded(data, cancel) or ""
            shown = preview(text, finder.spans(text, 50) if matcher else [])
        cells = (item.step, item.index, item.epoch, shown)
        found[item_id] = TextRow(tuple(cells[place] for place in places))
    return found


def search(ids: Sequence[int], finder: Finder, store: Store, cancel: Cancel) -> Searched:
    """Look through the first of these texts for as long as a piece of a search may take."""
    until = time.monotonic() + _PIECE
    found: list[int] = []
    looked = 0
    for at in range(0, len(ids), _PAGE):
        page = ids[at : at + _PAGE]
        for item_id, data in _contents(page, store, cancel, None):
            text = None if data is None else decoded(data, cancel)
            if text is not None and finder.found(text):
                found.append(item_id)
        looked += len(page)
        if cancel() or time.monotonic() > until:
            break
    return Searched(found, looked, finder.problem or "")


def _contents(
    ids: Sequence[int], store: Store, cancel: Cancel, head: int | None
) -> Iterable[tuple[int, bytes | None]]:
    """Yield texts with their content, or its first `head` bytes: short ones at once, long ones one by one."""
    inline = items.inline(store, ids)
    for item_id in ids:
        if cancel():
            return
        data = inline.get(item_id)
        if isinstance(data, str):
            try:
                yield item_id, blob_head(store, data, MOST_BYTES if head is None else head)
            except FileNotFoundError:
                yield item_id, None
        else:
            yield item_id, data if data is None or head is None else data[:head]


def write_text(item: Item, path: Path, store: Store, _cancel: Cancel) -> None:
    """Write a text as it was logged, byte by byte."""
    try:
        data = items.content(store, item)
    except FileNotFoundError:
        raise KnownProblem("The file of this text is missing", "Nothing was written") from None
    path.write_bytes(data)
