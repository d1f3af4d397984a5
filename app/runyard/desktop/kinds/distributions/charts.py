"""`DistributionCharts`: heat map or ridgeline over all steps, and below it the histogram of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.kinds.distributions import words
from runyard.desktop.kinds.distributions.bins_table import BinsTable
from runyard.desktop.kinds.distributions.facts_row import FactsRow
from runyard.desktop.kinds.distributions.heat_view import HeatView
from runyard.desktop.kinds.distributions.histogram_view import HistogramView
from runyard.desktop.kinds.distributions.ridge_view import RidgeView
from runyard.desktop.kinds.distributions.wish import Chosen, Loaded
from runyard.desktop.theme import sizes, tokens

if TYPE_CHECKING:
    from runyard.desktop.kinds.distributions.histogram import Histogram


class DistributionCharts(QWidget):
    """The three views of one series; they show the same bins, scale and step.

    `chosen` tells a step that was clicked, `stepped` -1 or +1.
    """

    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heat = HeatView()
        self.ridges = RidgeView()
        self.histogram = HistogramView()
        self.bins = BinsTable()
        self.bins.hide()
        self.facts = FactsRow()
        self.over = QStackedWidget()
        self.over.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP_CARDS)
        column.addWidget(self.over, 5)
        column.addWidget(self.histogram, 4)
        column.addWidget(self.bins, 4)
        column.addWidget(self.facts)
        for view in (self.heat, self.ridges):
            self.over.addWidget(view)
        for chart in (self.heat, self.ridges, self.histogram):
            chart.chosen.connect(self.chosen)
            chart.stepped.connect(self.stepped)
        self._loaded: Loaded | None = None
        self._chosen: Chosen | None = None
        self._log = False

    def show_view(self, *, ridges: bool) -> None:
        """Show the ridgeline, or the heat map."""
        self.over.setCurrentWidget(self.ridges if ridges else self.heat)

    def show_table(self, on: bool) -> None:
        """Show the bins of the step as a table in the place of its histogram."""
        self.bins.setVisible(on)
        self.histogram.setVisible(not on)
        if on and self._chosen is not None:
            self.bins.show_histogram(self._chosen.histogram)

    def show_scale(self, *, log: bool) -> None:
        """Show weights on a logarithmic scale, or on a linear one."""
        if log != self._log:
            self._log = log
            self._show_steps()
            self._show_step()

    def show_loaded(self, loaded: Loaded) -> None:
        """Show other steps."""
        self._loaded = loaded
        self.over.setVisible(len(loaded.steps) > 1)
        self._show_steps()
        self._show_step()

    def show_chosen(self, chosen: Chosen | None) -> None:
        """Show another step."""
        self._chosen = chosen
        self._show_step()

    def picture(self) -> QImage:
        """Return the charts below each other, as they would be printed."""
        over = self.ridges if self.over.currentWidget() is self.ridges else self.heat
        several = self.over.isVisibleTo(self)
        pictures = [chart.picture() for chart in ((over, self.histogram) if several else (self.histogram,))]
        ratio = pictures[0].devicePixelRatio()
        gap = round(sizes.GAP_CARDS * ratio)
        high = sum(picture.height() for picture in pictures) + gap * (len(pictures) - 1)
        image = QImage(QSize(max(p.width() for p in pictures), high), QImage.Format.Format_RGB32)
        image.fill(tokens().panel)
        painter = QPainter(image)
        try:
            top = 0
            for one in pictures:
                one.setDevicePixelRatio(1.0)
                painter.drawImage(QPoint(0, top), one)
                top += one.height() + gap
        finally:
            painter.end()
        return image

    def _show_steps(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        self.heat.show_heat(loaded.heat, log=self._log)
        self.ridges.show_ridges(loaded.heat, loaded.ridge_steps, loaded.ridge_weights, log=self._log)

    def _show_step(self) -> None:
        found = self._chosen
        self.heat.show_step(None if found is None else found.step)
        if found is None:
            self.ridges.show_step(None)
            self.histogram.title, self.histogram.note = "Histogram", ""
            self.histogram.show_histogram(None, log=self._log, span=None)
            self.facts.show_facts(None)
            return
        self.ridges.show_step(found.step, found.histogram)
        self.histogram.title = f"Step {found.step:,}"
        epoch = [] if found.epoch is None else [f"epoch {found.epoch:g}"]
        parts = [f"{found.parts:,} distributions added up"] if found.parts > 1 else []
        bins = [] if found.histogram is None else [f"{len(found.histogram.weights):,} bins"]
        span = self._span(found)
        outside = [] if span is None or found.histogram is None else _outside(found.histogram, span)
        self.histogram.note = ", ".join(epoch + bins + parts + outside)
        if self.bins.isVisibleTo(self):
            self.bins.show_histogram(found.histogram)
        self.histogram.show_histogram(found.histogram, log=self._log, span=span, sentence=found.problem)
        if found.histogram is None:
            self.facts.show_facts(None)
        else:
            from runyard.desktop.kinds.distributions.histogram import facts

            self.facts.show_facts(facts(found.histogram, found.meta))

    def _span(self, found: Chosen) -> tuple[float, float] | None:
        """Return the values that the histogram shows: those of the views above it, while they are shown."""
        heat = None if self._loaded is None else self._loaded.heat
        if heat is None or found.histogram is None or len(self._loaded.steps if self._loaded else ()) < 2:
            return None
        return float(heat.edges[0]), float(heat.edges[-1])


def _outside(histogram: Histogram, span: tuple[float, float]) -> list[str]:
    """Say which share of a histogram lies out of the range that is shown, if any does."""
    import numpy as np

    from runyard.desktop.kinds.distributions.histogram import spread

    total = float(histogram.weights.sum())
    if not total or (span[0] <= histogram.low and histogram.high <= span[1]):
        return []
    inside = float(spread([histogram], np.array(span)).sum())
    return [f"{words.share(max(0.0, 1 - inside / total))} outside"] if inside < total else []
