"""`Distribution`: a histogram to track."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from runyard.domain.kinds import DataKind
from runyard.journal.batch import NewItem
from runyard.tracking.objects.tracked import Tracked, integer_of, told

MOST_BINS: Final = 512


class Distribution(Tracked):
    """How values are distributed: ``run.track(Distribution(weights), name="fc1", step=step)``.

    Parameters
    ----------
    samples : array, tensor or sequence of numbers
        The values, of any shape. Those that are NaN or infinite are left out and counted.
    bin_count : int
        Into how many bins of one width they go, 1 to 512.
    hist : sequence of numbers
        Instead of samples: the weight of each bin, not negative.
    bin_range : (low, high)
        Where the first bin begins and the last one ends; needed with `hist`. Samples outside are left out and
        counted; without it all are within.

    Raises
    ------
    TypeError, ValueError
        If there are neither samples nor a histogram, or they are not of numbers; the message says why.

    Attributes
    ----------
    weights : tuple of float
    range : (float, float)
    """

    data_kind: ClassVar[DataKind] = DataKind.DISTRIBUTION

    def __init__(
        self,
        samples: Any = None,
        bin_count: int = 64,
        *,
        hist: Any = None,
        bin_range: Sequence[float] | None = None,
    ) -> None:
        bounds = None if bin_range is None else _range(bin_range)
        if (samples is None) == (hist is None):
            raise ValueError("a distribution needs either samples or hist, the weights of its bins")
        if hist is not None:
            if bounds is None:
                raise ValueError("hist needs bin_range: where the first bin begins and the last one ends")
            self.weights, self.range = _weights(hist), bounds
            self._facts: dict[str, Any] = {"count": None}
            return
        from runyard.tracking.objects.histogram import histogram

        found = histogram(samples, _bins(bin_count), bounds)
        self.weights, self.range, self._facts = found

    @classmethod
    def from_samples(cls, samples: Any, bin_count: int = 64) -> Distribution:
        """Return the distribution of samples."""
        return cls(samples, bin_count)

    @classmethod
    def from_histogram(cls, hist: Any, bin_range: Sequence[float]) -> Distribution:
        """Return the distribution that the weights of bins are."""
        return cls(hist=hist, bin_range=bin_range)

    @property
    def bin_count(self) -> int:
        """How many bins there are."""
        return len(self.weights)

    def new_item(self) -> NewItem:
        """Return what goes into the journal."""
        low, high = self.range
        meta = {"low": low, "high": high, "bins": len(self.weights), **self._facts}
        return NewItem(meta, struct.pack(f"<{len(self.weights)}d", *self.weights))

    def __repr__(self) -> str:
        return f"Distribution({len(self.weights)} bins from {self.range[0]:g} to {self.range[1]:g})"


def _bins(value: Any) -> int:
    return integer_of("bin_count", value, most=MOST_BINS)


def _range(value: Any) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in value)
    except (TypeError, ValueError):
        raise TypeError(f"bin_range must be two numbers, not {told(value)}") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"bin_range must go from a lower to a higher number, not from {low} to {high}")
    return low, high


def _weights(hist: Any) -> tuple[float, ...]:
    try:
        found = tuple([float(weight) for weight in hist])
    except (TypeError, ValueError):
        raise TypeError(f"hist must be a sequence of numbers, not {told(hist)}") from None
    if not 1 <= len(found) <= MOST_BINS:
        raise ValueError(f"hist must have 1 to {MOST_BINS} bins, not {len(found)}")
    if not all(math.isfinite(weight) and weight >= 0 for weight in found):
        raise ValueError("the weights of hist must be finite and not negative")
    return found
