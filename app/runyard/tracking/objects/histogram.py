"""Samples into bins."""

from __future__ import annotations

import math
from typing import Any

from runyard.tracking.objects.arrays import array_of, is_array
from runyard.tracking.objects.tracked import told

Bounds = tuple[float, float]
_SQUARED = 1e100
_LEAST = 1e-300


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
    low, high = _wide(*(bounds or (least, most)), bins, np)
    # Beyond, squares overflow. Else samples stay as they are: divided, whole numbers fall beside their edges.
    scale = max(abs(least), abs(most)) if max(abs(least), abs(most)) > _SQUARED else 1.0
    scaled = values.astype("f8") / scale
    mean = float(scaled.mean()) * scale
    facts |= {"mean": mean, "std": float(scaled.std()) * scale, "min": least, "max": most}
    weights = np.histogram(scaled, bins, _wide(low / scale, high / scale, bins, np))[0]
    left = int(values.size - weights.sum())
    if left and bounds:
        facts["outside"] = left
    facts = {key: value for key, value in facts.items() if math.isfinite(value)}
    return tuple(weights.astype("f8").tolist()), (low, high), facts


def _wide(low: float, high: float, bins: int, np: Any) -> Bounds:
    """Return a range around this one whose bins have edges that differ."""
    edges = np.linspace(low, high, bins + 1)
    if high - low > bins * _LEAST and (not np.isfinite(edges).all() or (edges[1:] > edges[:-1]).all()):
        return low, high
    middle = low / 2 + high / 2
    wide = max(0.5, abs(middle) * 1e-9) if low == high else max(abs(middle) * 1e-12, bins * _LEAST)
    return middle - wide, middle + wide
