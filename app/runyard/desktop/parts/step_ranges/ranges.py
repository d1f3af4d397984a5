"""`StepRanges`: the ranges of steps and of places in a list that a tab shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.parts.step_ranges.range_slider import SIDE, RangeSlider
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import ElidedLabel, Label

_STEPS, _INDEX = 312 + 2 * SIDE, 184 + 2 * SIDE


class StepRanges(QWidget):
    """Two range sliders with their densities. Where there is nothing to choose, a sentence says so.

    `changed` tells a person's choice. A range that reaches the end grows with what is logged; `steps` and
    `indices` are to be asked after `set_steps` and `set_indices`. The edge of the sliders stands 6 px left of
    what they show, so that a handle at the end is seen whole.
    """

    changed = Signal()

    def __init__(self, noun: str = "item", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self._steps = _Part("Steps", RangeSlider("Steps", "range"), _STEPS)
        self._indices = _Part("Index", RangeSlider("Index", "places"), _INDEX)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP_GROUPS - 2 * SIDE)
        row.addWidget(self._steps, 17)
        row.addWidget(self._indices, 10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_STEPS + _INDEX + row.spacing())
        self._steps.slider.changed.connect(self.changed)
        self._indices.slider.changed.connect(self.changed)

    @property
    def steps(self) -> tuple[int, int] | None:
        """Return the first and last step to show; None shows all."""
        return self._steps.slider.span.bounds

    @property
    def indices(self) -> tuple[int, int] | None:
        """Return the first and last place of a list to show; None shows all."""
        return self._indices.slider.span.bounds

    def set_steps(self, counts: Sequence[tuple[int, int]]) -> None:
        """Offer these steps, each with how many items it has."""
        words = (f"One step, {counts[0][0]:,}", f"Only {counts[0][0]:,}") if len(counts) == 1 else ("", "")
        self._steps.show_counts(counts, *words)
        self._share()

    def set_indices(self, counts: Sequence[tuple[int, int]]) -> None:
        """Offer these places of a list, each with how many items it has."""
        words = ("", "")
        if len(counts) == 1:
            place = counts[0][0]
            alone = (f"One {self._noun} a step", "One a step")
            words = alone if place == 0 else (f"One index, {place:,}", f"Only {place:,}")
        self._indices.show_counts(counts, *words)
        self._share()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as it must: then titles give way."""
        least = sum(part.minimumSizeHint().width() for part in (self._steps, self._indices))
        return QSize(least + self._row.spacing(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Give both the room for their titles, where there is as much."""
        parts = (self._steps, self._indices)
        comfort = [part.comfort for part in parts]
        roomy = sum(comfort) + self._row.spacing() <= self.width()
        for part, wide in zip(parts, comfort, strict=True):
            part.setMinimumWidth(wide if roomy else 0)

    def forget(self) -> None:
        """Choose all, without telling: another series is shown."""
        for part in (self._steps, self._indices):
            part.slider.span.forget()
            part.slider.show_span()


class _Part(QWidget):
    """A slider, or the sentence in its place; where there is little room, the sentence is a short one."""

    def __init__(self, title: str, slider: RangeSlider, widest: int) -> None:
        super().__init__()
        self.slider = slider
        self.setMaximumWidth(widest)
        self._title = Label(title, size=sizes.TEXT_SMALL, tone="text_soft")
        self._sentence = ElidedLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)  # the titles of both stand on one line
        for label in (self._title, self._sentence):
            label.setContentsMargins(SIDE, 0, 0, 0)
            column.addWidget(label)
        column.addWidget(slider)
        self._whole = self._short = ""
        self.show_counts((), "", "")

    def show_counts(self, counts: Sequence[tuple[int, int]], sentence: str, short: str) -> None:
        """Show the slider, or the sentence if there is one, or nothing where there is nothing to show."""
        if self.slider.span.set_counts(counts):
            self.slider.show_span()
        self.slider.setVisible(len(counts) > 1)
        self._whole, self._short = sentence, short
        self._word()
        for label in (self._title, self._sentence):
            label.setVisible(bool(sentence))

    @property
    def comfort(self) -> int:
        """The width in which nothing gives way."""
        least = self.minimumSizeHint().width()
        return max(least, self.slider.comfort) if self.slider.isVisibleTo(self) else least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word()

    def _word(self) -> None:
        """Say as much as there is room for, and have room for the short sentence."""
        self._sentence.set_text(self._short)
        self._sentence.setMinimumWidth(self._sentence.sizeHint().width() if self._short else 0)
        self._sentence.set_text(self._whole)
        if self._sentence.sizeHint().width() > max(self.width(), self._sentence.minimumWidth()):
            self._sentence.set_text(self._short)
        self._sentence.setAccessibleName(self._whole)
