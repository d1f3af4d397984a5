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
from runyard.desktop.parts.run_table.mark_cells import CURVE_WIDTH, CurveCell, MarkCell
from runyard.desktop.state.table_view import PLAIN, ColumnLook
from runyard.desktop.tables import Cell, TableColumn
from runyard.domain import context as contexts
from runyard.storage.table.cells import Missing, Row
from runyard.storage.table.columns import Column, is_curve, series_column

FIRST = ("name", "status", "tags", "experiment", "created", "duration")
_PARAMS = 4
_METRICS = 100
_LAST = "metric:last:"
_SHORT = 40


def params_to_sample(columns: Sequence[Column]) -> list[str]:
    """Return the params whose values a sample of runs is asked for, to see which differ."""
    return [column.id for column in columns if column.group == "param"][:200]


def choose(
    columns: Sequence[Column], sample: Sequence[Row], sampled: Sequence[str], kept: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Return the facts of a run, the params that differ most in the sample, the last values of metrics.

    Columns in `kept`, which are shown already, stay.
    """
    rows = [row.cells for row in sample]
    spread = {column_id: _values([cells[place] for cells in rows]) for place, column_id in enumerate(sampled)}
    telling = {column_id: len(values) for column_id, values in spread.items() if _tells(values, len(rows))}
    ranked = sorted(telling, key=lambda column_id: -telling[column_id])
    params = {column_id for column_id in kept if column_id in spread}
    params.update(ranked[: max(0, _PARAMS - len(params))])
    found = {column.id: column for column in columns}
    metrics = sorted([column for column in columns if column.id.startswith(_LAST)], key=_compared_first)
    chosen = [found[column_id] for column_id in FIRST if column_id in found]
    chosen += [column for column in columns if column.id in params]
    return (*chosen, *metrics[:_METRICS])


def _compared_first(column: Column) -> tuple[bool, bool]:
    """Order metrics: held-out data before the rest, whole ones before parts such as ``grad/layer1``."""
    series = series_column(column.id)
    return series is None or not contexts.held_out(series.context), "/" in column.title


def _values(values: Sequence[Any]) -> set[tuple[type, Any]]:
    """Return the different values of a param; none when some do not fit a cell."""
    present = [value for value in values if not isinstance(value, Missing)]
    if any(isinstance(value, list | dict | bytes) for value in present):
        return set()
    if any(isinstance(value, str) and len(value) > _SHORT for value in present):
        return set()
    return {(type(value), value) for value in values}


def _tells(values: set[tuple[type, Any]], runs: int) -> bool:
    """Whether a param tells runs apart and fits a cell. With one run there is nothing to compare with."""
    return bool(values) and (runs == 1 or len(values) > 1)


def table_column(
    column: Column, look: ColumnLook = PLAIN, scale: tuple[float, float] | None = None
) -> TableColumn:
    """Return how a column of the repository looks in the table."""
    least, most = _bounds(column)
    return TableColumn(
        column.id,
        column.title,
        _cell(column, look.digits),
        column.subtitle,
        least,
        most,
        upper=column.group != "run",
        scale=scale,
    )


def _cell(column: Column, digits: int | None) -> Cell:
    if column.group == "param":
        return ParamCell(right=column.numeric, digits=digits)
    if is_curve(column.id):
        return CurveCell()
    if column.group in ("metric", "system"):
        return MetricCell(digits)
    made = {
        "name": NameCell,
        "status": StatusCell,
        "tags": TagsCell,
        "created": CreatedCell,
        "duration": DurationCell,
        "marked": MarkCell,
    }.get(column.id)
    return made() if made is not None else FactCell(fixed=column.id == "hash")


def _bounds(column: Column) -> tuple[int, int]:
    """Return the narrowest and widest a column begins with."""
    if is_curve(column.id):
        return CURVE_WIDTH, CURVE_WIDTH + 80
    return {
        "status": (124, 200),
        "tags": (96, 160),
        "experiment": (80, 200),
        "created": (88, 160),
        "duration": (72, 140),
        "description": (120, 320),
    }.get(column.id, (56, 200))
