"""`Figure`: a chart to track."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from runyard.domain.kinds import DataKind
from runyard.journal.batch import NewItem, Part
from runyard.tracking.objects.tracked import LARGEST, Tracked, told


class Figure(Tracked):
    """A chart: ``run.track(Figure(figure), name="confusion", step=step)``.

    Parameters
    ----------
    obj : Plotly or matplotlib figure, or dict
        A Plotly figure, or the dictionary that one is, is kept as its JSON and stays interactive. Of a
        matplotlib figure (or axes, or whatever has it as ``figure``) are kept a faithful SVG and a PNG of 200
        dots an inch, and Plotly's JSON beside them where Plotly is installed and can make it. It is drawn
        now, which takes as long as saving it does.

    Raises
    ------
    TypeError, ValueError
        If it is no figure, or cannot be drawn; the message says why.
    """

    data_kind: ClassVar[DataKind] = DataKind.FIGURE

    def __init__(self, obj: Any) -> None:
        self._picture: bytes | None = None
        self._plotly: bytes | None = None
        if _is_plotly(obj) or isinstance(obj, Mapping):
            from runyard.tracking.objects.plotly_figures import of_plotly

            self._content, self._meta = of_plotly(obj)
        else:
            from runyard.tracking.objects.matplotlib_figures import figure_of, of_matplotlib

            figure = figure_of(obj)
            if figure is None:
                raise TypeError(f"a figure is one of Plotly or of matplotlib, not {told(obj)}")
            self._content, self._picture, self._plotly, self._meta = of_matplotlib(figure)
        if len(self._content) > LARGEST:
            raise ValueError(
                f"a figure has at most {LARGEST >> 20:,} MB, this one {len(self._content) >> 20:,}"
            )

    @property
    def format(self) -> str:
        """``"plotly"`` or ``"svg"``."""
        return str(self._meta["format"])

    @property
    def title(self) -> str:
        """The figure's own title; empty when it has none."""
        return str(self._meta["title"])

    def new_item(self) -> NewItem:
        """Return what goes into the journal."""
        return NewItem(
            self._meta,
            blob=Part.of(self._content),
            picture=None if self._picture is None else Part.of(self._picture),
            plotly=None if self._plotly is None else Part.of(self._plotly),
        )

    def __repr__(self) -> str:
        return f"Figure({self.title!r}, {self.format})"


def _is_plotly(obj: Any) -> bool:
    return callable(getattr(obj, "to_plotly_json", None)) and hasattr(obj, "layout")
