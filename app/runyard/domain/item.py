"""One image, sound, text, distribution or figure that a run has logged."""

from __future__ import annotations

from typing import Any, NamedTuple


class Item(NamedTuple):
    """What is known of an item beside its content.

    Attributes
    ----------
    step, index : int
        Where it stands in its series: `index` is the place in the list it was logged in, 0 when it was alone.
    time : int
        µs UTC.
    epoch : float or None
    meta : dict
        What its kind says of it: caption, format, size in pixels and the like; see `storage/README.md`.
    size : int
        Bytes of the content.
    sha256 : str or None
        The blob that holds the content; None when it lies in the row.
    picture : str or None
        The blob of a PNG of it, which figures may have.
    plotly : str or None
        The blob of a figure's Plotly JSON, beside the content that is drawn by another library.
    """

    id: int
    series_id: int
    step: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks an item
    time: int
    epoch: float | None
    meta: dict[str, Any]
    size: int
    sha256: str | None = None
    picture: str | None = None
    plotly: str | None = None
