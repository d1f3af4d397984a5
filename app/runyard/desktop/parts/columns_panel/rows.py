"""What the column manager lists: sections, and the columns in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from runyard.desktop.parts.columns_panel import edits
from runyard.desktop.state.table_view import TableView
from runyard.storage.table.columns import Column, is_curve, param_of, series_column

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


class Catalogue:
    """All columns, those of one metric together. Made once for the columns there are."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.titles = {column.id: column.title for column in columns}
        entries: dict[object, list[Column]] = {}
        for column in columns:
            series = series_column(column.id)
            metric = column.id if series is None else (series.kind, series.name, series.context)
            entries.setdefault(metric, []).append(column)
        self.entries = tuple(tuple(entry) for entry in entries.values())


class Asked(NamedTuple):
    """What the lines are made of: all columns, the table's own choice, those on screen, and the view."""

    catalogue: Catalogue
    own: Sequence[str]
    on_screen: Collection[str]
    view: TableView


def lines(asked: Asked) -> list[Line]:
    """Return a line for every column; a metric has one for each of its values that is shown, or one."""
    view, titles = asked.view, asked.catalogue.titles
    order = edits.order(view, asked.own)
    shown = set(order)
    wanted = common_value(shown) or _NEW_VALUE
    found: list[Line] = []
    for entry in asked.catalogue.entries:
        if len(entry) == 1:
            chosen: Sequence[Column] = entry
        else:
            chosen = [column for column in entry if column.id in shown] or [_one(entry, wanted)]
        found += [_line(column, asked, column.id in shown) for column in chosen]
    if view.groups:
        grouped = " × ".join(titles.get(group, group) for group in view.groups)
        first = Line(edits.NAME, "Group", grouped, "Pinned left", True, "left", True)
        found = [first if line.column == edits.NAME else line for line in found]
    return _as_shown(found, order)


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
        numeric=column.numeric and not is_curve(column.id),
        scaled=view.look(column.id).scaled,
    )


def _section(column: Column, side: str) -> str:
    if side:
        return f"Pinned {side}"
    if column.group == "param":
        return column.subtitle.partition(".")[0].partition("[")[0] or "Params"
    return {"metric": "Metrics", "system": SYSTEM}.get(column.group, "Run")


def _one(entry: Sequence[Column], value: str) -> Column:
    """Return the column that stands for a metric of which no value is shown."""
    return next((column for column in entry if edits.value_of(column.id) == value), entry[0])


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
