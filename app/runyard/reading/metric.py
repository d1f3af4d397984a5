"""One metric of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runyard.domain import context as contexts
from runyard.domain import params as trees
from runyard.domain.series import SeriesInfo
from runyard.reading.frames import frame
from runyard.reading.values import Data, Values
from runyard.storage import series

if TYPE_CHECKING:
    import pandas as pd

    from runyard.reading.view import RunView
    from runyard.storage.decode import Arrays


class Metric:
    """A metric of a run, told apart from others of the same name by its context.

    Attributes
    ----------
    run : RunView
        The run that logged it.
    """

    def __init__(self, run: RunView, info: SeriesInfo) -> None:
        self.run = run
        self._info = info

    @property
    def name(self) -> str:
        """The name given to `track`."""
        return self._info.key.name

    @property
    def context(self) -> dict[str, Any]:
        """The context given to `track`; empty when none was."""
        return contexts.parse(self._info.key.context)

    @property
    def values(self) -> Values:
        """Its values by step."""
        return Values(self._read)

    @property
    def data(self) -> Data:
        """Its values with epochs and times."""
        return Data(self._read)

    def first_step(self) -> int:
        """Return the lowest step."""
        return self._now().first_step

    def last_step(self) -> int:
        """Return the highest step."""
        return self._now().last_step

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
        """
        steps, (values, epochs, times) = self.data.numpy()
        columns: dict[str, Any] = {
            "idx": range(len(steps)),
            "step": steps,
            "value": values,
            "epoch": epochs,
            "time": times,
        }
        if only_last:
            columns = {name: column[-1:] for name, column in columns.items()}
        same: dict[str, Any] = {}
        if include_run:
            same["run.hash"] = self.run.hash
            same |= {f"run.{trees.dotted(path)}": value for path, value in trees.leaves(self.run[...])}
        if include_name:
            same["metric.name"] = self.name
        if include_context:
            same |= {f"metric.context.{key}": value for key, value in self.context.items()}
        count = len(columns["step"])
        return frame({**{name: [value] * count for name, value in same.items()}, **columns})

    def _read(self, all_points: bool) -> Arrays:
        self.run._fresh()
        return series.read(self.run.repo.store, self._info.id, all_points=all_points)

    def _now(self) -> SeriesInfo:
        self.run._fresh()
        found = series.find(self.run.repo.store, self._info.run_id, self._info.key)
        return found or self._info

    def __repr__(self) -> str:
        context = f", {self.context}" if self.context else ""
        return f"Metric({self.name!r}{context}, run={self.run.hash[:8]})"
