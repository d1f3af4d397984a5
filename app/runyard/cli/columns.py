"""Columns by the names people type: an id, a title, a param's path or last key, a metric's name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import click

from runyard.storage.store import Store
from runyard.storage.table import columns as stored
from runyard.storage.table.columns import FACT_COLUMNS, Column, series_column
from runyard.storage.table.listing import Sort

_BETWEEN = re.compile(r",(?![^{]*\}|[^\[]*\])")  # commas inside a context or a bracketed key do not part
_OTHER_WORDS = {"started": "created", "id": "hash", "run": "name", "time": "created", "mark": "marked"}
_GROUPS = ("run", "param", "metric", "system")


def every(store: Store) -> list[Column]:
    """Return every column there is."""
    known = stored.columns(store)
    runs = [column for column in known if column.group == "run"]
    return [*runs, *FACT_COLUMNS, *known[len(runs) :]]


def resolved(store: Store, text: str) -> list[Column]:
    """Return the columns that a list with commas names.

    Raises
    ------
    UsageError
        If there is no such column, or several.
    """
    known = every(store)
    return [_one(name, known) for name in _names(text)]


def order(store: Store, text: str) -> list[Sort]:
    """Return the order that a list of columns means; a minus before one turns it. Raises as `resolved`."""
    if not text:
        return []
    known = every(store)
    keys = []
    for name in _names(text):
        column = next((c for c in known if c.id == name), None) or _one(name.removeprefix("-"), known)
        keys.append(Sort(column.id, name.startswith("-")))
    return keys


def _names(text: str) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def _one(name: str, known: Sequence[Column]) -> Column:
    plain = name.removeprefix("run.")
    plain = _OTHER_WORDS.get(plain.lower(), plain)
    for column in known:
        if column.id in (plain, f"param:{plain}"):
            return column
    for group in _GROUPS:
        fits = [column for column in known if column.group == group and _fits(plain.lower(), column)]
        if len(fits) > 1:
            fits = [column for column in fits if column.id.endswith(":{}")] or fits
        if len(fits) == 1:
            return fits[0]
        if fits:
            ids = ", ".join(column.id for column in fits[:4])
            raise click.UsageError(f"Several columns are called {name}. Name one of them: {ids}")
    near = difflib.get_close_matches(plain, [_short(column) for column in known], n=1, cutoff=0.5)
    raise click.UsageError(
        f"There is no column {name}. {f'Did you mean {near[0]}?' if near else ''}".rstrip()
    )


def _fits(name: str, column: Column) -> bool:
    """Whether a name in lower case means a column: ``loss``, ``loss val`` or ``loss val min``."""
    title = column.title.lower()
    series = series_column(column.id)
    if series is None:
        return name == title
    words = column.subtitle.lower().replace(",", "").removesuffix(series.value).strip()
    names = {f"{title} {words} {series.value}".replace("  ", " ")}
    if series.value == "last":
        names |= {title, f"{title} {words}".strip()}
    return name in names


def _short(column: Column) -> str:
    return column.id.removeprefix("param:") if column.group in ("run", "param") else column.title
