"""`FactsRow`: mean, deviation and the like of the chosen step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from runyard.desktop.kinds.distributions import words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import ElidedLabel, Label

if TYPE_CHECKING:
    from runyard.desktop.kinds.distributions.histogram import Facts

_NAMES = ("Mean", "Std", "Min", "Max", "Count", "Mode")
_KEYS = ("mean", "std", "min", "max", "count", "mode")
_GUESSED = "Computed from the bins; the samples were not logged"


class FactsRow(QWidget):
    """Six facts side by side; what had to be computed from the bins says "about"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values = {key: ElidedLabel(words.NONE) for key in _KEYS}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Facts of the step")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 12, 0)
        grid.setHorizontalSpacing(sizes.GAP_GROUPS)
        grid.setVerticalSpacing(0)
        for column, (key, name) in enumerate(zip(_KEYS, _NAMES, strict=True)):
            grid.addWidget(Label(name, size=sizes.TEXT_SMALL, tone="text_soft"), 0, column)
            grid.addWidget(self.values[key], 1, column)

    def show_facts(self, facts: Facts | None) -> None:
        """Show the facts of another step; None shows dashes."""
        for key, label in self.values.items():
            text, exact = (words.NONE, True) if facts is None else _said(facts, key)
            label.set_text(text if exact or text == words.NONE else f"about {text}")
            label.setToolTip("" if exact or text == words.NONE else _GUESSED)


def _said(facts: Facts, key: str) -> tuple[str, bool]:
    if key == "mode":
        return (words.NONE if facts.mode is None else words.between(*facts.mode)), True
    if key == "count":
        return words.amount(facts.total), True
    value = {"mean": facts.mean, "std": facts.std, "min": facts.least, "max": facts.most}[key]
    return words.number(value), key in facts.exact
