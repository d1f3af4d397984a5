"""One metric of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runyard.domain import params as trees
from runyard.reading.frames import frame
from runyard.reading.one_series import OneSeries
from runyard.reading.values import Column, Data, Source, Values, epochs_of, times_of
from runyard.storage.metrics import points, series

if TYPE_CHECKING:
    import pandas as pd

    from runyard.storage.metrics.decode import Arrays


class Metric(OneSeries):
    """A metric of a run, told apart from others of the same name by its context.

    Attributes
    ----------
    run : RunView
        The run that logged it.
    """

    _called = "The metric "

    @property
    def values(self) -> Values:
        """Its values by step."""
        return Values(self._source())

    @property
    def epochs(self) -> Column:
        """Its epochs by step, NaN where none was given."""
        return Column(self._source(), epochs_of)

    @property
    def timestamps(self) -> Column:
        """When each value was logged, by step: seconds since 1970, UTC."""
        return Column(self._source(), times_of)

    @property
    def data(self) -> Data:
        """Its values with epochs and times."""
        return Data(self._between, self._steps)

    def dataframe(
        self,
        include_name: bool = False,
        include_context: bool = False,
        include_run: bool = False,
        only_last: bool = False,
    ) -> pd.DataFrame:
        """Return a row a step: idx, step, value, epoch and time (seconds since 1970, UTC).

        Parameters
        ----------
        include_name, include_context, include_run : bool
            Add ``metric.name``, ``metric.context.<key>``, or ``run.hash`` with ``run.<param>`` to every row.
        only_last : bool
            Only the row of the highest step.

        Raises
        ------
        KnownProblem
            If pandas is not installed.
        MissingRunError
            If the run was purged meanwhile.
        """
        last = self.last_step()
        data = self.data.range(last) if only_last else self.data
        steps, (values, epochs, times) = data.numpy()
        first = self._steps() - len(steps) if only_last else 0
        columns: dict[str, Any] = {
            "idx": range(first, first + len(steps)),
            "step": steps,
            "value": values,
            "epoch": epochs,
            "time": times,
        }
        same: dict[str, Any] = {}
        if include_run:
            same["run.hash"] = self.run.hash
            same |= {f"run.{trees.dotted(path)}": value for path, value in trees.leaves(self.run[...])}
        if include_name:
            same["metric.name"] = self.name
        if include_context:
            same |= {f"metric.context.{key}": value for key, value in self.context.items()}
        return frame({**{name: [value] * len(steps) for name, value in same.items()}, **columns})

    def _source(self) -> Source:
        return Source(self._every, self._between, self._steps, self._end)

    def _every(self, all_points: bool) -> Arrays:
        return series.read(self.run.repo.store, self._now().id, all_points=all_points)

    def _between(self, low: int, high: int) -> Arrays:
        return points.between(self.run.repo.store, self._now().id, low, high)

    def _steps(self) -> int:
        return points.distinct(self.run.repo.store, self._now().id)

    def _end(self, place: int) -> float:
        """Return the first value (0) or the last one (-1) from the summary, which loses a zero's sign."""
        info = self._now()
        value, step = ((info.first, info.first_step), (info.last, info.last_step))[place]
        return value or float(points.between(self.run.repo.store, info.id, step, step).values[-1])

    def __repr__(self) -> str:
        context = f", {self.context}" if self.context else ""
        return f"Metric({self.name!r}{context}, run={self.run.hash[:8]})"
