"""What the column manager lists: sections, and the columns in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from runyard.desktop.parts.columns_panel import edits
from runyard.desktop.state.table_view import TableView
from runyard.storage.columns import Column, param_of, series_column

SYSTEM = "System"
_NEW_VALUE = "last"


class Head(NamedTuple):
    """The head of a section: how many of its columns are shown, and whether it is open."""

    title: str
    shown: int
    total: int
    open: bool

    @property
    def key(self) -> str:
        return f"head:{self.title}"


class Line(NamedTuple):
    """A column; `side` is where it stands still, and a `fixed` one cannot be hidden or shown."""

    column: str
    title: str
    detail: str
    section: str
    shown: bool
    side: edits.Side = ""
    fixed: bool = False
    numeric: bool = False
    scaled: bool = False

    @property
    def key(self) -> str:
        return self.column


Row = Head | Line


class Asked(NamedTuple):
    """What the rows are made of: all columns, the table's own choice, those on screen, and the view."""

    columns: Sequence[Column]
    own: Sequence[str]
    on_screen: Collection[str]
    view: TableView


def lines(asked: Asked) -> list[Line]:
    """Return a line for every column; a metric has one for each of its values that is shown, or one."""
    view = asked.view
    shown = edits.order(view, asked.own)
    titles = {column.id: column.title for column in asked.columns}
    found = []
    for column in _one_of_each_metric(asked.columns, set(shown)):
        if column.id == edits.NAME and view.groups:
            grouped = " × ".join(titles.get(group, group) for group in view.groups)
            found.append(Line(column.id, "Group", grouped, "Pinned left", True, "left", True))
        else:
            found.append(_line(column, asked, column.id in shown))
    return _as_shown(found, shown)


def listed(found: Iterable[Line], typed: str, closed: Collection[str]) -> list[Row]:
    """Return sections and the lines in them that fit what is typed; a search opens every section."""
    words = typed.lower().split()
    sections: dict[str, list[Line]] = {"Pinned left": [], "Pinned right": [], "Run": []}
    for line in found:
        sections.setdefault(line.section, []).append(line)
    rows: list[Row] = []
    for title, inside in sections.items():
        fitting = [line for line in inside if _fits(line, words)]
        if fitting:
            is_open = bool(words) or title not in closed
            rows.append(Head(title, sum(line.shown for line in inside), len(inside), is_open))
            rows += fitting if is_open else []
    return rows


def common_value(columns: Iterable[str]) -> str:
    """Return the value that all metrics among these columns show; "" where they differ or there is none."""
    values = {value for column in columns if (value := edits.value_of(column))}
    return values.pop() if len(values) == 1 else ""


def _line(column: Column, asked: Asked, shown: bool) -> Line:
    view = asked.view
    grouped = column.id in view.groups
    alike = shown and view.differing and column.id not in asked.on_screen and column.id != edits.NAME
    if grouped or alike:
        detail = "grouped" if grouped else "the same in all"
    elif param_of(column.id) is not None:
        detail = column.subtitle.partition(".")[2]
    else:
        detail = column.subtitle
    return Line(
        column.id,
        column.title,
        detail,
        _section(column, edits.side(view, column.id) if shown else ""),
        shown and not grouped,
        edits.side(view, column.id) if shown else "",
        fixed=grouped or column.id == edits.NAME,
        numeric=column.numeric,
        scaled=view.look(column.id).scaled,
    )


def _section(column: Column, side: str) -> str:
    if side:
        return f"Pinned {side}"
    if column.group == "param":
        return column.subtitle.partition(".")[0].partition("[")[0] or "Params"
    return {"metric": "Metrics", "system": SYSTEM}.get(column.group, "Run")


def _one_of_each_metric(columns: Sequence[Column], shown: Collection[str]) -> list[Column]:
    """Leave out the values of a metric that are not shown; where none is, one stands for all."""
    wanted = common_value(shown) or _NEW_VALUE
    there = {_metric(column) for column in shown}
    found: dict[object, Column] = {}
    for column in columns:
        metric = _metric(column.id)
        if metric is None or column.id in shown:
            found[column.id] = column
        elif metric not in there and (metric not in found or edits.value_of(column.id) == wanted):
            found[metric] = column
    return list(found.values())


@lru_cache(maxsize=1 << 16)
def _metric(column: str) -> tuple[object, ...] | None:
    series = series_column(column)
    return None if series is None else (series.kind, series.name, series.context)


def _as_shown(found: list[Line], shown: Sequence[str]) -> list[Line]:
    """Put the lines that are shown in the order of the table, and leave the others where they are."""
    place = {column: number for number, column in enumerate(shown)}
    sections: dict[str, list[Line]] = {}
    for line in found:
        if line.column in place:
            sections.setdefault(line.section, []).append(line)
    waiting = {
        title: iter(sorted(inside, key=lambda line: place[line.column])) for title, inside in sections.items()
    }
    return [next(waiting[line.section]) if line.column in place else line for line in found]


def _fits(line: Line, words: Iterable[str]) -> bool:
    text = f"{line.title} {line.detail} {line.section}".lower()
    return all(word in text for word in words)
