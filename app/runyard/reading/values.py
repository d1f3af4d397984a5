"""The points of a metric."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, overload

from runyard.domain.errors import KnownProblem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays

    Floats = NDArray[np.float64]

_LEAST, _MOST = -(2**63), 2**63 - 1  # steps
_SECOND = 1_000_000


class Source(NamedTuple):
    """How the points of one metric are read; nothing is kept between two reads."""

    every: Callable[[bool], Arrays]
    between: Callable[[int, int], Arrays]
    steps: Callable[[], int]
    end: Callable[[int], float]


class Column:
    """One number for each step of a metric, read when asked for.

    Of points logged with the same step the latest counts, unless `all_points` asks for all of them. Also goes
    by position: ``values[0]``, ``values[-10:]`` (an array), ``for value in values``.
    """

    def __init__(self, source: Source, pick: Callable[[Arrays], Floats]) -> None:
        self._source = source
        self._pick = pick

    def sparse_numpy(self, *, all_points: bool = False) -> tuple[NDArray[np.int64], Floats]:
        """Return steps and values in the order of steps.

        Parameters
        ----------
        all_points : bool
            Keep every point of a step that was logged more than once, in written order.

        Returns
        -------
        steps : int64[n]
        values : float64[n]
        """
        points = self._source.every(all_points)
        return points.steps, self._pick(points)

    def sparse_list(self, *, all_points: bool = False) -> tuple[list[int], list[float]]:
        """Return what `sparse_numpy` does, as lists."""
        steps, values = self.sparse_numpy(all_points=all_points)
        return steps.tolist(), values.tolist()

    def values_numpy(self) -> Floats:
        """Return the values in the order of steps, float64[n]."""
        return self.sparse_numpy()[1]

    def values_list(self) -> list[float]:
        """Return the values in the order of steps."""
        return list(self.values_numpy().tolist())

    def first_value(self) -> float:
        """Return the value at the lowest step; may be NaN.

        Raises
        ------
        KnownProblem
            If there is none.
        """
        return self._end(0)

    def last_value(self) -> float:
        """Return the value at the highest step; may be NaN. Raises as `first_value` does."""
        return self._end(-1)

    def _end(self, place: int) -> float:
        values = self.values_numpy()
        if not len(values):
            raise KnownProblem("There are no values here", "Log some with run.track")
        return float(values[place])

    def __len__(self) -> int:
        """Return how many different steps there are."""
        return self._source.steps()

    def __iter__(self) -> Iterator[float]:
        return iter(self.values_list())

    @overload
    def __getitem__(self, index: int) -> float: ...
    @overload
    def __getitem__(self, index: slice) -> Floats: ...
    def __getitem__(self, index: int | slice) -> float | Floats:
        found = self.values_numpy()[index]
        return found if isinstance(index, slice) else float(found)


class Values(Column):
    """The values of a metric by step; the first, the last and their number are known without reading them."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, lambda points: points.values)

    def _end(self, place: int) -> float:
        return self._source.end(place)


class Data:
    """The points of a metric, or some of them, with all that is logged beside values; read when asked."""

    def __init__(self, between: Callable[[int, int], Arrays], steps: Callable[[], int] | None = None) -> None:
        self._between = between
        self._steps = steps

    def numpy(self) -> tuple[NDArray[np.int64], tuple[Floats, Floats, Floats]]:
        """Return steps, and values, epochs and times in the order of steps.

        Returns
        -------
        steps : int64[n]
        columns : (values, epochs, times), float64[n] each
            Epochs are NaN where none was given; times are seconds since 1970, UTC.
        """
        points = self._between(_LEAST, _MOST)
        return points.steps, (points.values, epochs_of(points), times_of(points))

    def items_list(self) -> tuple[list[int], list[list[float]]]:
        """Return what `numpy` does, as lists."""
        steps, columns = self.numpy()
        return steps.tolist(), [column.tolist() for column in columns]

    def range(self, start: int | None = None, stop: int | None = None) -> Data:
        """Return the points from step `start` up to, without, step `stop`; None means no bound.

        Only the parts of the metric that hold such steps are read.

        Raises
        ------
        TypeError
            If a bound is no whole number.
        """
        low = _LEAST if start is None else max(_LEAST, _step(start, "start"))
        high = _MOST if stop is None else min(_MOST, _step(stop, "stop") - 1)
        if low > _MOST or high < _LEAST:  # beyond all steps, which the database could not be asked for
            low, high = 1, 0
        return Data(lambda least, most: self._between(max(low, least), min(high, most)))

    def sample(self, count: int) -> Data:
        """Return `count` points that stand for all, or all when there are fewer; the same ones every time.

        They are spread evenly by position. The last is always among them, from two on also the first, from
        three on the highest, from four on the lowest.

        Raises
        ------
        TypeError, ValueError
            If `count` is no whole number, or less than 1.
        """
        if _step(count, "count") < 1:
            raise ValueError(f"count must be at least 1, not {count!r}")

        def between(least: int, most: int) -> Arrays:
            from runyard.storage.metrics.points import cut, sampled

            return cut(sampled(self._between(_LEAST, _MOST), count), least, most)

        return Data(between)

    def __len__(self) -> int:
        """Return how many different steps there are."""
        return len(self._between(_LEAST, _MOST).steps) if self._steps is None else self._steps()


def epochs_of(points: Arrays) -> Floats:
    """Return the epochs, NaN where none was given."""
    import numpy as np

    return np.full(len(points.steps), np.nan) if points.epochs is None else points.epochs


def times_of(points: Arrays) -> Floats:
    """Return the times in seconds since 1970, UTC."""
    seconds: Floats = points.times / _SECOND
    return seconds


def _step(number: int, name: str) -> int:
    try:
        return operator.index(number)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {number!r}") from None
