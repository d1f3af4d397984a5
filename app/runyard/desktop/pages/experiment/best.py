"""By which metric the best runs of an experiment are found, and in which columns they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from runyard.desktop.parts.less_is_better import less_is_better
from runyard.desktop.state.table_view import TableView
from runyard.domain import context as contexts
from runyard.domain.kinds import DataKind
from runyard.storage.table.columns import SeriesColumn, series_id
from runyard.storage.table.listing import Sort

ROWS = 11
_PARAMS = 3
_LOSS = re.compile(r"loss", re.I)
#: Parts of a metric, such as ``grad/layer1``, are asked for less often.
_PART = "/"


class Best(NamedTuple):
    """An order of runs: by the last value of a metric, the lowest or the highest first."""

    name: str
    context: str
    highest: bool

    @property
    def column(self) -> str:
        """The column of its last value."""
        return _column(self.name, self.context, "last")

    @property
    def words(self) -> str:
        """How it is chosen: ``loss val, lowest``."""
        context = contexts.words(self.context)
        about = f"{self.name} {context}" if context else self.name
        return f"{about}, {'highest' if self.highest else 'lowest'}"


def choices(metrics: Iterable[tuple[str, str]]) -> list[Best]:
    """Return every way to order runs, the likeliest first; of each metric its better end comes first."""
    ranked = sorted(metrics, key=_rank)
    found = []
    for name, context in ranked:
        highest = not less_is_better(name)
        found += [Best(name, context, highest), Best(name, context, not highest)]
    return found


def view(best: Best | None, params: Sequence[str], metrics: Sequence[tuple[str, str]]) -> TableView:
    """Return how the best runs are shown: what tells them apart, the metric, another one, and the curve."""
    shown = ["name", "status", *params[:_PARAMS]]
    if best is None:
        return TableView(shown=(*shown, "created", "duration"))
    other = next(
        (pair for pair in sorted(metrics, key=_rank) if pair[0] != best.name and _alike(pair, best)), None
    )
    shown.append(best.column)
    if other is not None:
        highest = not less_is_better(other[0])
        shown.append(_column(*other, "max" if highest else "min"))
    shown.append(_column(best.name, best.context, "curve"))
    return TableView(sort=(Sort(best.column, descending=best.highest),), shown=tuple(shown))


def _alike(pair: tuple[str, str], best: Best) -> bool:
    return pair[1] == best.context and _PART not in pair[0]


def _rank(pair: tuple[str, str]) -> tuple[bool, bool, bool, str, str]:
    name, context = pair
    return _PART in name, not contexts.held_out(context), _LOSS.search(name) is None, name, context


def _column(name: str, context: str, value: str) -> str:
    return series_id(SeriesColumn(DataKind.METRIC, value, name, context))
