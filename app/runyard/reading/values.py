"""The points of a metric."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.storage.decode import Arrays


class Values:
    """The values of a metric by step, read when asked for.

    Of points logged with the same step the latest counts, unless `all_points` asks for all of them.
    """

    def __init__(self, read: Callable[[bool], Arrays]) -> None:
        self._read = read

    def sparse_numpy(self, *, all_points: bool = False) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
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
        points = self._read(all_points)
        return points.steps, points.values

    def sparse_list(self, *, all_points: bool = False) -> tuple[list[int], list[float]]:
        """Return what `sparse_numpy` does, as lists."""
        steps, values = self.sparse_numpy(all_points=all_points)
        return steps.tolist(), values.tolist()

    def values_numpy(self) -> NDArray[np.float64]:
        """Return the values in the order of steps, float64[n]."""
        return self._read(False).values

    def values_list(self) -> list[float]:
        """Return the values in the order of steps."""
        return list(self._read(False).values.tolist())

    def first_value(self) -> float:
        """Return the value at the lowest step."""
        return float(self._read(False).values[0])

    def last_value(self) -> float:
        """Return the value at the highest step; may be NaN."""
        return float(self._read(False).values[-1])

    def __len__(self) -> int:
        return len(self._read(False).steps)

    def __iter__(self) -> Iterator[float]:
        return iter(self.values_list())


class Data:
    """The points of a metric with everything logged beside the value."""

    def __init__(self, read: Callable[[bool], Arrays]) -> None:
        self._read = read

    def numpy(
        self,
    ) -> tuple[NDArray[np.int64], tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
        """Return steps, and values, epochs and times in the order of steps.

        Returns
        -------
        steps : int64[n]
        columns : (values, epochs, times), float64[n] each
            Epochs are NaN where none was given; times are seconds since 1970, UTC.
        """
        import numpy as np

        points = self._read(False)
        epochs = np.full(len(points.steps), np.nan) if points.epochs is None else points.epochs
        return points.steps, (points.values, epochs, points.times / 1_000_000)

    def items_list(self) -> tuple[list[int], list[list[float]]]:
        """Return what `numpy` does, as lists."""
        steps, columns = self.numpy()
        return steps.tolist(), [column.tolist() for column in columns]

    def __len__(self) -> int:
        return len(self._read(False).steps)
