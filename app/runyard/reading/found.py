"""What a query found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from runyard.reading.frames import frame, joined
from runyard.reading.metric import Metric
from runyard.reading.view import RunView

if TYPE_CHECKING:
    import pandas as pd

Item = TypeVar("Item")


class Found(Sequence[Item], Generic[Item]):
    """What a query found, in order, newest run first. Can be gone through more than once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._items[index]

    def __repr__(self) -> str:
        return f"<{len(self)} found>"


class FoundRuns(Found[RunView]):
    """Runs that a query found."""

    def iter_runs(self) -> Iterator[RunView]:
        """Yield each run, which is also its own ``.run``, as what `FoundMetrics.iter_runs` yields has one."""
        return iter(self)

    def dataframe(self, include_props: bool = True, include_params: bool = True) -> pd.DataFrame:
        """Return a row a run; see `RunView.dataframe`."""
        return frame([run._row(include_props, include_params) for run in self])


class FoundMetrics(Found[Metric]):
    """Metrics that a query found."""

    def iter_runs(self) -> Iterator[RunMetrics]:
        """Yield, for each run that has some of the metrics, those of them that are its own."""
        for run, metrics in groupby(self, key=lambda metric: metric.run):
            yield RunMetrics(run, list(metrics))

    def dataframe(self, only_last: bool = False) -> pd.DataFrame:
        """Return the rows of every metric, with name, context and run; see `Metric.dataframe`."""
        return joined(
            metric.dataframe(include_name=True, include_context=True, include_run=True, only_last=only_last)
            for metric in self
        )


class RunMetrics(FoundMetrics):
    """Those of the metrics found that belong to one run.

    Attributes
    ----------
    run : RunView
        The run.
    """

    def __init__(self, run: RunView, metrics: Sequence[Metric]) -> None:
        super().__init__(metrics)
        self.run = run
