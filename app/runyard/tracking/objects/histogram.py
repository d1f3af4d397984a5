"""Samples into bins."""

from __future__ import annotations

import math
from typing import Any

from runyard.tracking.objects.arrays import array_of, is_array
from runyard.tracking.objects.tracked import told

Bounds = tuple[float, float]


def histogram(
    samples: Any, bins: int, bounds: Bounds | None
) -> tuple[tuple[float, ...], Bounds, dict[str, Any]]:
    """Return the weight of each bin, the range, and what else is known of the samples.

    That is their ``count`` without NaN and infinities, how many were left out (``nan``, ``inf``, ``outside``,
    where there are some), and ``mean``, ``std``, ``min`` and ``max`` where there is a sample.
    """
    import numpy as np

    values = _flat(samples)
    facts: dict[str, Any] = {}
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        if not finite.all():
            facts |= {"nan": int(np.isnan(values).sum()), "inf": int(np.isinf(values).sum())}
            values = values[finite]
    facts["count"] = int(values.size)
    if not values.size:
        return (0.0,) * bins, bounds or (0.0, 1.0), facts
    with np.errstate(all="ignore"):
        return _counted(values, bins, bounds, facts, np)


def _flat(samples: Any) -> Any:
    """Return the samples as one row of floats or integers."""
    sequence = is_array(samples) or hasattr(samples, "__array__") or isinstance(samples, list | tuple)
    if not sequence and hasattr(samples, "__iter__") and not isinstance(samples, str | bytes | dict):
        samples = list(samples)
    elif not sequence:
        raise TypeError(f"samples must be numbers, an array or a tensor, not {told(samples)}")
    values = array_of(samples, "samples").ravel()
    if values.dtype.kind == "b" or (values.dtype.kind == "f" and values.dtype.itemsize not in (4, 8)):
        return values.astype("f8")
    return values


def _counted(
    values: Any, bins: int, bounds: Bounds | None, facts: dict[str, Any], np: Any
) -> tuple[tuple[float, ...], Bounds, dict[str, Any]]:
    least, most = float(values.min()), float(values.max())
    low, high = bounds or (least, most)
    if not low < high:  # all are one number: a bin around it, wide enough to differ from it
        wide = max(0.5, abs(low) * 1e-9)
        low, high = low - wide, high + wide
    scale = max(1.0, abs(least), abs(most))
    wide_values = values.astype("f8") / scale
    mean = float(wide_values.mean()) * scale
    facts |= {"mean": mean, "std": float(wide_values.std()) * scale, "min": least, "max": most}
    weights = np.histogram(wide_values, bins, (low / scale, high / scale))[0]
    left = int(values.size - weights.sum())
    if left and bounds:
        facts["outside"] = left
    facts = {key: value for key, value in facts.items() if math.isfinite(value)}
    return tuple(weights.astype("f8").tolist()), (low, high), facts
