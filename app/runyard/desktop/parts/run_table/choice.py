"""Which columns are shown before anybody has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runyard.desktop.parts.run_table.cells import (
    CreatedCell,
    DurationCell,
    FactCell,
    MetricCell,
    NameCell,
    ParamCell,
    StatusCell,
    TagsCell,
)
from runyard.desktop.tables import Cell, TableColumn
from runyard.storage.cells import Missing, Row
from runyard.storage.columns import Column

FIRST = ("name", "status", "tags", "experiment", "created", "duration")
_PARAMS = 6
_METRICS = 100
_LAST = "metric:last:"
_SHORT = 40


def params_to_sample(columns: Sequence[Column]) -> list[str]:
    """Return the params whose values a sample of runs is asked for, to see which differ."""
    return [column.id for column in columns if column.group == "param"][:200]


def choose(
    columns: Sequence[Column], sample: Sequence[Row], sampled: Sequence[str], kept: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Return the facts of a run, params that differ among the sample, and the last value of each metric.

    Columns in `kept`, which are shown already, stay.
    """
    rows = [row.cells for row in sample]
    telling = [column_id for place, column_id in enumerate(sampled) if _tells([r[place] for r in rows])]
    params = {column_id for column_id in kept if column_id in sampled}
    for column_id in telling:
        if len(params) >= _PARAMS:
            break
        params.add(column_id)
    found = {column.id: column for column in columns}
    metrics = [column for column in columns if column.id.startswith(_LAST)][:_METRICS]
    chosen = [found[column_id] for column_id in FIRST if column_id in found]
    chosen += [column for column in columns if column.id in params]
    return (*chosen, *metrics)


def _tells(values: Sequence[Any]) -> bool:
    """Whether a param tells runs apart and fits a cell. With one run there is nothing to compare with."""
    present = [value for value in values if not isinstance(value, Missing)]
    if any(isinstance(value, list | dict | bytes) for value in present):
        return False
    if any(isinstance(value, str) and len(value) > _SHORT for value in present):
        return False
    return len(values) == 1 or len({(type(value), value) for value in values}) > 1


def table_column(column: Column) -> TableColumn:
    """Return how a column of the repository looks in the table."""
    upper = column.group != "run"
    return TableColumn(column.id, column.title, _cell(column), column.subtitle, *_bounds(column), upper=upper)


def _cell(column: Column) -> Cell:
    if column.group == "param":
        return ParamCell(right=column.numeric)
    if column.group in ("metric", "system"):
        return MetricCell()
    made = {
        "name": NameCell,
        "status": StatusCell,
        "tags": TagsCell,
        "created": CreatedCell,
        "duration": DurationCell,
    }.get(column.id)
    return made() if made is not None else FactCell(fixed=column.id == "hash")


def _bounds(column: Column) -> tuple[int, int]:
    """Return the narrowest and widest a column begins with."""
    return {
        "status": (124, 200),
        "tags": (96, 160),
        "experiment": (80, 200),
        "created": (88, 160),
        "duration": (72, 140),
    }.get(column.id, (56, 200))
