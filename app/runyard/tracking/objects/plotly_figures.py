"""Plotly figures as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from runyard.domain.plain import valid
from runyard.tracking.objects.tracked import reason

_LONGEST_SIDE = 100_000


def of_plotly(obj: Any) -> tuple[bytes, dict[str, Any]]:
    """Return the JSON of a Plotly figure, or of the dictionary that one is, and what is known of it.

    Raises
    ------
    ValueError
        If it is no figure, or holds what JSON cannot say.
    """
    try:
        text = str(obj.to_json()) if callable(getattr(obj, "to_json", None)) else _text(obj)
        tree = json.loads(text)
    except RecursionError:
        raise ValueError("the figure is nested too deep to be kept") from None
    except Exception as error:  # Plotly's own, or of whatever objects it holds
        raise ValueError(f"the figure cannot be written as JSON: {reason(error)}") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("data"), list):
        raise ValueError('a dictionary is a Plotly figure if it has a list of traces as "data"')
    return valid(text).encode("utf-8"), meta_of(tree)


def meta_of(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return format, title and size of a figure, None for a size that it does not have."""
    layout = tree.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    title = layout.get("title")
    title = title.get("text") if isinstance(title, dict) else title
    return {
        "format": "plotly",
        "title": valid(title)[:1000] if isinstance(title, str) else "",
        "width": _side(layout.get("width")),
        "height": _side(layout.get("height")),
    }


def _side(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(value) if 0 < value <= _LONGEST_SIDE else None


def _text(tree: Mapping[str, Any]) -> str:
    """Return a dictionary as JSON; what is not finite is null, as in Plotly's own."""
    return json.dumps(_finite(tree), allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str | int | float) or value is None:
        return value
    if callable(getattr(value, "to_plotly_json", None)):
        return _finite(value.to_plotly_json())
    if callable(getattr(value, "tolist", None)):  # arrays and scalars of numpy
        return _finite(value.tolist())
    if callable(getattr(value, "isoformat", None)):
        return value.isoformat()
    raise TypeError(f"it holds something of type {type(value).__name__}")
