"""Takes simple traces out of Plotly's JSON: enough to draw a sketch of a figure without a browser."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runyard.domain.errors import KnownProblem

Numbers = NDArray[np.float64]
_TYPES = {
    "i1": "i1",
    "u1": "u1",
    "i2": "<i2",
    "u2": "<u2",
    "i4": "<i4",
    "u4": "<u4",
    "f4": "<f4",
    "f8": "<f8",
}
_LINES = {"scatter", "scattergl", None}
_GRIDS = {"heatmap", "surface", "contour", "heatmapgl"}
_TRACES, _POINTS, _CELLS, _BINS = 50, 2_000_000, 4_000_000, 30


class Line(NamedTuple):
    """Points of a curve, or of bars. `mode` is how Plotly draws it: lines, markers, both, or bars."""

    name: str
    x: Numbers
    y: Numbers
    mode: str


class Grid(NamedTuple):
    """Values over a plane, rows from low to high y."""

    name: str
    z: Numbers


class Plot(NamedTuple):
    """What a sketch shows. `labels` names the places of a categorical x axis."""

    title: str
    x_title: str
    y_title: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    labels: tuple[str, ...]
    left_out: int


def plot_of(content: bytes) -> Plot:
    """Return the simple traces of a figure.

    Raises
    ------
    KnownProblem
        If it is no figure, or has no trace that is simple enough.
    """
    try:
        figure = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise KnownProblem("This figure is not valid JSON", str(error)[:120]) from error
    traces = figure.get("data") if isinstance(figure, dict) else figure
    if not isinstance(traces, list):
        raise KnownProblem("This figure has no traces", "It can still be saved to a file")
    lines: list[Line] = []
    grids: list[Grid] = []
    labels: dict[str, int] = {}
    for trace in traces[:_TRACES]:
        if isinstance(trace, dict):
            _take(trace, lines, grids, labels)
    if not lines and not grids:
        raise KnownProblem(
            "This figure has nothing that can be sketched", "It needs the interactive form, or a picture"
        )
    layout = figure.get("layout") if isinstance(figure, dict) else None
    found = layout if isinstance(layout, dict) else {}
    left_out = len(traces) - len(lines) - len(grids)
    titles = (_title(found), _title(found.get("xaxis")), _title(found.get("yaxis")))
    return Plot(*titles, tuple(lines), tuple(grids), tuple(labels), left_out)


def _take(trace: dict[str, Any], lines: list[Line], grids: list[Grid], labels: dict[str, int]) -> None:
    kind, name = trace.get("type"), _text(trace.get("name"))
    if kind in _GRIDS:
        z = _plane(trace.get("z"))
        if z is not None:
            grids.append(Grid(name, z))
    elif kind == "histogram":
        values = _numbers(trace.get("x"))
        values = values[np.isfinite(values)]
        if len(values):
            counts, edges = np.histogram(values, bins=_BINS)
            lines.append(Line(name, (edges[:-1] + edges[1:]) / 2, counts.astype(float), "bars"))
    elif kind in _LINES or kind == "bar":
        y = _numbers(trace.get("y"))
        x = _places(trace.get("x"), len(y), labels)
        many = min(len(x), len(y))
        if many:
            mode = trace.get("mode") if isinstance(trace.get("mode"), str) else "lines"
            lines.append(Line(name, x[:many], y[:many], "bars" if kind == "bar" else str(mode)))


def _places(value: Any, count: int, labels: dict[str, int]) -> Numbers:
    """Return where points stand on the x axis; words get places of their own, one after the other."""
    if value is None:
        return np.arange(count, dtype=np.float64)
    if isinstance(value, list) and any(isinstance(one, str) for one in value[:count]):
        words = [_text(one) for one in value[: min(count, 2000)]]
        return np.array([labels.setdefault(word, len(labels)) for word in words], dtype=np.float64)
    return _numbers(value)


def _numbers(value: Any) -> Numbers:
    """Return an array, given as a list or as Plotly packs it; what is no number becomes NaN."""
    if isinstance(value, dict):
        return _packed(value).ravel()[:_POINTS]
    if not isinstance(value, list):
        return np.empty(0)
    return np.array([_number(one) for one in value[:_POINTS]], dtype=np.float64)


def _plane(value: Any) -> Numbers | None:
    if isinstance(value, dict):
        found = _packed(value)
        return found if found.ndim == 2 and found.size else None
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        return None
    wide = max(len(row) for row in value)
    if not wide or wide * len(value) > _CELLS:
        return None
    rows = np.full((len(value), wide), np.nan)
    for at, row in enumerate(value):
        rows[at, : len(row)] = [_number(one) for one in row]
    return rows


def _packed(value: dict[str, Any]) -> Numbers:
    kind, data, shape = _TYPES.get(str(value.get("dtype"))), value.get("bdata"), value.get("shape")
    if kind is None or not isinstance(data, str):
        return np.empty(0)
    try:
        raw = base64.b64decode(data, validate=True)
        found = np.frombuffer(raw[: len(raw) // np.dtype(kind).itemsize * np.dtype(kind).itemsize], kind)
        flat = found.astype(np.float64)
        return flat.reshape([int(part) for part in str(shape).split(",")]) if shape else flat
    except (binascii.Error, ValueError):
        return np.empty(0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e300 else float("nan")


def _title(value: Any) -> str:
    title = value.get("title") if isinstance(value, dict) else None
    return _text(title.get("text") if isinstance(title, dict) else title)


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:120]
