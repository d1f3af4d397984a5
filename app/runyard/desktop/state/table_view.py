"""`TableView`: how a table of runs is looked at, as it is kept in the repository under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from runyard.storage.table.listing import Sort

DENSITIES = ("dense", "normal", "roomy")
SPREADS = ("interval", "deviation", "range")
NEWEST_FIRST = (Sort("created", descending=True),)


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """How one column is shown; None leaves it to the table.

    `width` in pixels at 100 %, `digits` significant ones, `scaled` colours its cells by their value.
    """

    width: int | None = None
    digits: int | None = None
    scaled: bool = False


PLAIN = ColumnLook()


@dataclass(frozen=True, slots=True)
class TableView:
    """Query, order, groups and columns of a table of runs.

    Attributes
    ----------
    query : str
        As typed.
    sort : tuple of Sort
        Most important first; never empty.
    groups : tuple of str
        Ids of the columns that runs are grouped by; empty lists runs.
    spread : str
        What a group shows beside a mean, one of `SPREADS`.
    shown : tuple of str, or None
        Ids of the columns in order, the fixed ones at the left and right too; None lets the table choose.
    left, right : tuple of str
        Which of them stand still at the left, after the name, and at the right.
    differing : bool
        Hide the columns in which all matching runs agree.
    looks : mapping of str to ColumnLook
        By column id; columns without a look of their own are not in it.
    density : str
        One of `DENSITIES`.
    """

    query: str = ""
    sort: tuple[Sort, ...] = NEWEST_FIRST
    groups: tuple[str, ...] = ()
    spread: str = "interval"
    shown: tuple[str, ...] | None = None
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    differing: bool = False
    looks: Mapping[str, ColumnLook] = field(default_factory=dict)
    density: str = "normal"

    def look(self, column: str) -> ColumnLook:
        """Return how a column is shown."""
        return self.looks.get(column, PLAIN)

    def with_look(self, column: str, **changes: Any) -> TableView:
        """Return this view with another look of one column."""
        looks = {**self.looks, column: replace(self.look(column), **changes)}
        return replace(self, looks={key: look for key, look in looks.items() if look != PLAIN})


def encode(view: TableView) -> dict[str, Any]:
    """Return a view as JSON values."""
    return {
        "query": view.query,
        "sort": [[key.column, key.descending] for key in view.sort],
        "groups": list(view.groups),
        "spread": view.spread,
        "shown": None if view.shown is None else list(view.shown),
        "left": list(view.left),
        "right": list(view.right),
        "differing": view.differing,
        "looks": {key: [look.width, look.digits, look.scaled] for key, look in view.looks.items()},
        "density": view.density,
    }


def decode(data: Any) -> TableView:
    """Return the view that JSON values say; what has no meaning is as in a view nobody has changed.

    Another version of Runyard may have written them.
    """
    if not isinstance(data, dict):
        return TableView()
    plain = TableView()
    shown = data.get("shown")
    looks = data.get("looks")
    return TableView(
        query=_text(data.get("query"), plain.query),
        sort=_sort(data.get("sort")) or plain.sort,
        groups=_texts(data.get("groups")),
        spread=_one_of(data.get("spread"), SPREADS, plain.spread),
        shown=_texts(shown) if isinstance(shown, list) else None,
        left=_texts(data.get("left")),
        right=_texts(data.get("right")),
        differing=data.get("differing") is True,
        looks={str(key): _look(value) for key, value in looks.items()} if isinstance(looks, dict) else {},
        density=_one_of(data.get("density"), DENSITIES, plain.density),
    )


def _text(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) else otherwise


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _one_of(value: Any, known: tuple[str, ...], otherwise: str) -> str:
    return value if value in known else otherwise


def _sort(value: Any) -> tuple[Sort, ...]:
    pairs = value if isinstance(value, list) else []
    good = [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)]
    return tuple(Sort(column, descending is True) for column, descending in good)


def _look(value: Any) -> ColumnLook:
    if not isinstance(value, list) or len(value) != 3:
        return PLAIN
    width, digits, scaled = value
    return ColumnLook(_whole(width, 24, 4000), _whole(digits, 1, 17), scaled is True)


def _whole(value: Any, least: int, most: int) -> int | None:
    good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return value if good else None
