"""matplotlib figures as SVG and PNG, and as Plotly's JSON where that can be had."""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import Any

from runyard.domain.plain import valid
from runyard.tracking.objects.plotly_figures import of_plotly
from runyard.tracking.objects.tracked import reason

DOTS_AN_INCH = 200
#: The same figure makes the same file, so that it is stored once; letters are drawn, not left to fonts.
_SETTINGS: Any = {"svg.hashsalt": "runyard", "svg.fonttype": "path"}


def figure_of(obj: Any) -> Any:
    """Return the matplotlib figure that something is or has, or None."""
    for found in (obj, getattr(obj, "figure", None), getattr(obj, "fig", None)):
        if callable(getattr(found, "savefig", None)) and hasattr(found, "get_size_inches"):
            return found
    if getattr(obj, "__name__", "") == "matplotlib.pyplot":
        return obj.gcf()
    return None


def of_matplotlib(figure: Any) -> tuple[bytes, bytes, bytes | None, dict[str, Any]]:
    """Return the SVG of a figure, a PNG, Plotly's JSON or None, and what is known of it.

    Raises
    ------
    ValueError
        If matplotlib cannot draw it.
    """
    import matplotlib as mpl

    try:
        with warnings.catch_warnings(), mpl.rc_context(_SETTINGS):
            warnings.simplefilter(
                "ignore"
            )  # of glyphs that a font lacks, and the like: it is not ours to tell
            width, height = (round(float(inches) * 96) for inches in figure.get_size_inches())
            vector = _saved(figure, format="svg", metadata={"Date": None})
            picture = _saved(figure, format="png", dpi=DOTS_AN_INCH)
    except Exception as error:  # whatever is wrong with what it shows
        raise ValueError(f"the figure cannot be drawn: {reason(error)}") from None
    meta = {"format": "svg", "title": _title(figure), "width": width, "height": height}
    return vector, picture, _converted(figure), meta


def _saved(figure: Any, **how: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, **how)
    return file.getvalue()


def _title(figure: Any) -> str:
    try:
        title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
        title = title or next((found for axes in figure.axes if (found := axes.get_title())), "")
    except Exception:  # a title is not worth a failure
        return ""
    return valid(str(title))[:1000]


def _converted(figure: Any) -> bytes | None:
    """Return Plotly's JSON of a figure; None without Plotly, or where that cannot say all of it."""
    if _left_out(figure) or not _installed():
        return None
    try:
        from plotly.matplotlylib import Exporter, PlotlyRenderer

        drawn = PlotlyRenderer()
        with warnings.catch_warnings(record=True) as left_out:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", UserWarning)
            Exporter(drawn, close_mpl=False).run(figure)  # else pyplot's figure is closed for the script too
        found, _ = of_plotly(drawn.plotly_fig)
    except Exception:  # it knows only some kinds of figures, and fails in many ways
        return None
    return found if not left_out and json.loads(found)["data"] else None


def _left_out(figure: Any) -> bool:
    """Whether it has what is dropped without a word: pictures, texts beside the axes, hexagons, arrows."""
    if figure.texts or any(axes.images for axes in figure.axes):
        return True
    shapes = [shape for axes in figure.axes for shape in axes.collections if hasattr(shape, "get_offsets")]
    repeated = [shape for shape in shapes if type(shape).__name__ != "PathCollection"]
    return any(
        type(shape).__name__ in ("Quiver", "Barbs") or len(shape.get_offsets()) > 1 for shape in repeated
    )


def _installed() -> bool:
    if "plotly" in sys.modules:
        return True
    from importlib.util import find_spec

    return find_spec("plotly") is not None
