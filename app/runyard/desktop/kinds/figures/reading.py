"""What the figures tab reads, on workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from runyard.desktop.kinds.figures import svg_safety
from runyard.desktop.kinds.figures.drawing import (
    Drawing,
    PaintedDrawing,
    PictureDrawing,
    VectorDrawing,
)
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage.objects import items
from runyard.storage.store import Store

Form = Literal["interactive", "vector", "picture", "sketch"]
#: Above this, a figure is loaded only when asked for.
LARGE, SKETCHED = 16 * 1024 * 1024, 4 * 1024 * 1024
#: Traces that are drawn by regl, which compiles code for its shaders.
_COMPILED = (b'"scattergl"', b'"scatterpolargl"', b'"splom"', b'"parcoords"', b'"heatmapgl"')


class Steps(NamedTuple):
    """Where a series has figures."""

    series_id: int
    steps: list[tuple[int, int]]
    indices: list[tuple[int, int]]


@dataclass(frozen=True)
class Content:
    """One figure, ready to be shown in one form."""

    item: Item
    form: Form
    data: bytes = field(repr=False)
    compiling: bool = False
    drawing: Drawing | None = None


def steps(store: Store, _cancel: Cancel, series_id: int) -> Steps:
    """Read at which steps, and at which places of a list, a series has figures."""
    return Steps(series_id, items.step_counts(store, series_id), items.index_counts(store, series_id))


def at_step(
    store: Store, _cancel: Cancel, series_id: int, step: int, indices: tuple[int, int] | None
) -> list[Item]:
    """Read the figures of one step, by index."""
    return items.of_series(store, series_id, steps=(step, step), indices=indices, limit=10_000)


def any_interactive(store: Store, cancel: Cancel, series: tuple[int, ...]) -> bool:
    """Return whether the first figure of any of these series was logged as an interactive one."""
    for each in series:
        first = items.of_series(store, each, limit=1)
        if cancel() or (first and forms(first[0])[0] == "interactive"):
            return not cancel()
    return False


def forms(item: Item) -> list[Form]:
    """Return in which forms a figure can be shown, the best one first."""
    found: list[Form] = []
    if item.meta.get("format") == "svg":
        found.append("vector")
        if item.plotly is not None:
            found.append("interactive")
    else:
        found.append("interactive")
    if item.picture is not None:
        found.append("picture")
    return found


def content(store: Store, _cancel: Cancel, item: Item, form: Form) -> Content:
    """Read a figure in one form; a vector is checked, the traces of a sketch are taken out of their JSON."""
    try:
        if form == "picture" and item.picture is not None:
            data = items.blob(store, item.picture)
            return Content(item, form, data, drawing=PictureDrawing(data, _said_size(item)))
        if form == "vector":
            data = items.content(store, item)
            vector = svg_safety.checked(data)
            return Content(item, form, data, drawing=VectorDrawing(vector))
        data = _json(store, item)
    except FileNotFoundError as error:
        raise KnownProblem(
            "The file of this figure is missing from the repository", "The other steps are kept"
        ) from error
    if not data.strip():
        raise KnownProblem("This figure is empty", "Nothing was logged into it")
    if form == "sketch":
        from runyard.desktop.kinds.figures.sketch import Sketch
        from runyard.desktop.kinds.figures.traces import plot_of

        sketch = Sketch(plot_of(data))
        return Content(item, form, b"", drawing=PaintedDrawing(sketch.size, sketch.paint))
    return Content(item, form, data, compiling=any(word in data for word in _COMPILED))


def raw(store: Store, _cancel: Cancel, item: Item, what: Literal["content", "picture", "json"]) -> bytes:
    """Read a part of a figure as it lies in the repository."""
    try:
        if what == "picture" and item.picture is not None:
            return items.blob(store, item.picture)
        return _json(store, item) if what == "json" else items.content(store, item)
    except FileNotFoundError as error:
        raise KnownProblem("The file of this figure is missing from the repository") from error


def weight(item: Item, form: Form) -> int:
    """Return how many bytes a form of a figure has, as far as the item says."""
    return item.size if form == "vector" or item.meta.get("format") != "svg" else 0


def limit(form: Form) -> int:
    """Return the bytes above which a form is loaded only when asked for; we read a sketch ourselves."""
    return SKETCHED if form == "sketch" else LARGE


def _said_size(item: Item) -> tuple[float, float] | None:
    """Return the size in pixels that was logged with a figure."""
    width, height = item.meta.get("width"), item.meta.get("height")
    if isinstance(width, int | float) and isinstance(height, int | float) and min(width, height) >= 1:
        return (width, height) if max(width, height) <= 20_000 else None
    return None


def _json(store: Store, item: Item) -> bytes:
    if item.meta.get("format") == "svg":
        return b"" if item.plotly is None else items.blob(store, item.plotly)
    return items.content(store, item)
