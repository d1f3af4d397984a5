"""From values to pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.desktop.charts.thinning import Samples

#: A line is cut this many pixels outside the plot: infinite values, and what a deep zoom throws far away.
_FAR = 20000.0


@dataclass(frozen=True)
class Scale:
    """The plotting area and the ranges it shows."""

    plot: QRectF
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    log: bool = False
    x_log: bool = False

    def along(self, x: float) -> float:
        """Return an x value as it is measured off along the axis: its logarithm on a logarithmic one."""
        return x if not self.x_log else math.log10(x) if x > 0 else -math.inf

    def back(self, along: float) -> float:
        """Return the x value that is measured off as `along`."""
        return along if not self.x_log else float(10.0 ** min(308.0, max(-307.0, along)))

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of the x axis, as measured off along it."""
        return self.along(self.x_low), self.along(self.x_high)

    def x_at(self, pixel: float) -> float:
        """Return the value under a horizontal pixel."""
        low, high = self.ends
        share = (pixel - self.plot.left()) / max(1.0, self.plot.width())
        return self.back(low + share * (high - low))

    def px(self, x: float) -> float:
        """Return the pixel of an x value."""
        low, high = self.ends
        return self.plot.left() + max(-_FAR, (self.along(x) - low) / (high - low) * self.plot.width())

    def py(self, y: float) -> float | None:
        """Return the pixel of a y value; None where the axis has no place for it."""
        low, high = self.y_low, self.y_high
        if self.log:
            if not y > 0:
                return None
            y, low, high = math.log10(y), math.log10(low), math.log10(high)
        if math.isnan(y):
            return None
        if math.isinf(y):
            return self.plot.top() if y > 0 else self.plot.bottom()
        return self.plot.bottom() - (y - low) / (high - low) * self.plot.height()

    def heights(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels of y values; NaN where the axis has no place for one."""
        import numpy as np

        low, high = self.y_low, self.y_high
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.log:
                y = np.log10(np.where(y > 0, y, np.nan))
                low, high = math.log10(low), math.log10(high)
            found: NDArray[np.float64] = self.plot.bottom() - (y - low) * (self.plot.height() / (high - low))
        return np.clip(found, -_FAR, _FAR, out=found)

    def polygons(self, samples: Samples) -> list[QPolygonF]:
        """Return the line through samples in pixels, broken where it has no value."""
        import numpy as np

        from runyard.desktop.charts.thinning import polyline

        x, y = polyline(samples)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            left, right = self.ends
            if self.x_log:
                x = np.log10(x)
            px = self.plot.left() + (x - left) * (self.plot.width() / (right - left))
        np.clip(px, -_FAR, _FAR, out=px)
        py = self.heights(y)
        missing = np.isnan(py)
        if not missing.any():
            return [polygon(px, py)] if len(px) else []
        edges = np.flatnonzero(np.diff(np.concatenate([[True], missing, [True]]).astype(np.int8)))
        return [polygon(px[a:b], py[a:b]) for a, b in edges.reshape(-1, 2)]


def polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """Return arrays of pixels as a polygon, copied in one go."""
    import numpy as np

    shape = QPolygonF()
    shape.resize(len(x))
    if len(x):
        target = np.frombuffer(_memory(shape), dtype=np.float64)
        target[0::2] = x
        target[1::2] = y
    return shape


def _memory(shape: QPolygonF) -> memoryview:
    """The points of a polygon as writable bytes; the stubs do not know that `data` gives an address."""
    address: Any = shape.data()
    pointer: Any = VoidPtr
    return memoryview(pointer(address, shape.size() * 16, True))
