"""The rows of the cards, made from what was logged."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from typing import Any

from runyard.desktop.kinds.overview.table.card_model import FIT, CardRow, Cell, Column
from runyard.desktop.parts import words
from runyard.desktop.parts.context_color import context_colors
from runyard.desktop.parts.param_value import copy_text, value_text, value_tone
from runyard.desktop.parts.sparkline import Spark
from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo

PARAM_COLUMNS = (Column("Param", FIT), Column("Value"))
METRIC_COLUMNS = (
    Column("Name"),
    Column("Last", 84, right=True),
    Column("Min", 80, right=True, spare=True),
    Column("Max", 80, right=True, spare=True),
    Column("Curve", 86, spare=True),
)

#: The filter of what is different from the run compared with.
CHANGED = "Changed"


def param_rows(leaves: Mapping[str, Any], changed: Container[str] = ()) -> list[CardRow]:
    """Return a row a param: its path and its value; `changed` are those that another run has otherwise."""
    return [
        CardRow(
            path,
            (
                Cell(path, "text_soft", mono=True, path=True),
                Cell(value_text(value), value_tone(value), mono=True),
            ),
            f"{path} {_searched(value)}",
            f"{path} = {copy_text(value)}",
            copy_text(value),
            (path, _order(value)),
            tuple([CHANGED] * (path in changed) + _section(path)),
        )
        for path, value in leaves.items()
    ]


def _section(path: str) -> list[str]:
    before, dot, _ = path.partition(".")
    return [before] if dot else []


def _searched(value: Any) -> str:
    """Return what a search looks through, as it is shown."""
    if isinstance(value, str):
        return value
    return "" if isinstance(value, dict | bytes) else value_text(value)


def _order(value: Any) -> float | str | None:
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return value if isinstance(value, str) else None


def metric_rows(found: Sequence[SeriesInfo], curves: Mapping[tuple[int, int], Spark]) -> list[CardRow]:
    """Return a row a metric; `curves` are by (id, revision), and a metric without one shows none yet."""
    colors = context_colors(found)
    rows = []
    for one in found:
        note = contexts.words(one.key.context)
        lowest, highest = one.low, one.high
        cells = (
            Cell(one.key.name, note=note, path=True),
            _number(one.last, strong=True),
            _number(lowest),
            _number(highest),
            Cell(spark=curves.get((one.id, one.revision), ()), color=colors[one.key.context]),
        )
        values = "\t".join(words.NONE if v is None else repr(v) for v in (one.last, lowest, highest))
        rows.append(
            CardRow(
                one.id,
                cells,
                f"{one.key.name} {note}",
                f"{one.key.name}{f' {note}' if note else ''}\t{values}",
                repr(one.last),
                (f"{one.key.name} {note}", one.last, lowest, highest),
                (note,) if note else (),
            )
        )
    return rows


def _number(value: float | None, *, strong: bool = False) -> Cell:
    if value is None:
        return Cell(words.NONE, "text_faint")
    if not math.isfinite(value):
        return Cell(words.number(value), "warn")
    return Cell(short_number(value), "text" if strong else "text_soft")


def short_number(value: float) -> str:
    """Return a number that fits a column: ``0.0519``, ``9.91e-4``, because half a number is a wrong one."""
    if value == 0 or 0.01 <= abs(value) < 1e7:
        return words.number(value, 4)
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}e{int(exponent)}"
