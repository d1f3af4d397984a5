"""What the distributions tab asks for, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.desktop.kinds.distributions.histogram import Histogram
    from runyard.desktop.kinds.distributions.stack import Heat

#: What each item holds, or why it cannot be read.
Known = Mapping[int, "Histogram | str"]


class Wish(NamedTuple):
    """What to show of a series; None as bounds is all of it."""

    series_id: int
    steps: tuple[int, int] | None = None
    indices: tuple[int, int] | None = None
    trim: bool = False


class Loaded(NamedTuple):
    """The steps of a series as the views show them.

    `ridge_steps` and `ridge_weights` are the same steps over the bins of `heat`; `known` is what was read,
    by item, to be handed in again when the series has grown.
    """

    wish: Wish
    step_counts: list[tuple[int, int]]
    index_counts: list[tuple[int, int]]
    steps: list[int]
    heat: Heat | None
    ridge_steps: list[int]
    ridge_weights: NDArray[np.float64]
    known: Known
    problem: str


class Chosen(NamedTuple):
    """One step: its distribution, or why there is none; what was logged with it; its epoch."""

    step: int
    histogram: Histogram | None
    meta: Mapping[str, Any]
    epoch: float | None
    parts: int
    problem: str
