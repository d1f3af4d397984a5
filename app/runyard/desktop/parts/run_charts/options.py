"""How charts are shown: what the control bar sets and the repository keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from runyard.desktop.charts.options import Smoothing, XKind

SIZES = (160, 196, 236, 300, 400)


@dataclass(frozen=True)
class Options:
    """One set of choices.

    `amount` of smoothing 0 is off, `size` is the width of a small chart, `x_metric` the name of the metric
    that the x axis counts where `x` says METRIC.
    """

    smoothing: Smoothing = Smoothing.EMA_STEP
    amount: float = 0.6
    x: XKind = XKind.STEP
    log: bool = False
    apart: bool = False
    ignore_outliers: bool = False
    size: int = 236
    x_log: bool = False
    x_metric: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the choices as JSON-like values."""
        return {key: str(v) if isinstance(v, Smoothing | XKind) else v for key, v in asdict(self).items()}

    @classmethod
    def read(cls, found: Any, default: Options | None = None) -> Options:
        """Return choices from what was kept; what has no meaning (any more) falls back to the default."""
        default = default or cls()
        if not isinstance(found, dict):
            return default
        amount = found.get("amount")
        size = found.get("size")
        x_metric = found.get("x_metric")
        x = _one_of(XKind, found.get("x"), default.x)
        named = isinstance(x_metric, str) and bool(x_metric)
        return cls(
            smoothing=_one_of(Smoothing, found.get("smoothing"), default.smoothing),
            amount=_share(amount, default.amount),
            x=x if named or x is not XKind.METRIC else default.x,
            log=found.get("log") is True,
            apart=found.get("apart") is True,
            ignore_outliers=found.get("ignore_outliers") is True,
            size=size if size in SIZES else default.size,
            x_log=found.get("x_log") is True,
            x_metric=x_metric if isinstance(x_metric, str) else "",
        )


def _share(value: Any, default: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value < 1 else default


def _one_of(kind: Any, value: Any, default: Any) -> Any:
    return kind(value) if value in list(kind) else default
