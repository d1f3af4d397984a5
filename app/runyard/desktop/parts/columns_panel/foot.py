"""`Foot`: what holds for all columns at once: value, row height, digits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from runyard.desktop.parts.columns_panel import edits
from runyard.desktop.parts.columns_panel.rows import common_value
from runyard.desktop.state.table_view import TableView
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label, NumberField, Segmented, Select

_MIXED = ""
#: Values of a metric in the order they are offered.
VALUES = ("first", "last", "min", "max", "mean")
_OPTIONS = [(value, value.capitalize()) for value in VALUES]
#: Significant digits that a table writes by itself, and the most a number has.
_DIGITS, _MOST_DIGITS = 4, 17


class Foot(QWidget):
    """`value_chosen` carries first, last and so on, `density_chosen` the row height, `digits_chosen` how many
    significant digits."""

    value_chosen = Signal(object)
    density_chosen = Signal(object)
    digits_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.value = Select(_OPTIONS, name="Value of metrics")
        self.density = Segmented(
            [("dense", "Dense"), ("normal", "Normal"), ("roomy", "Roomy")], name="Row height"
        )
        self.digits = NumberField(1, _MOST_DIGITS, name="Significant digits of metrics")
        self.digits.setFixedWidth(72)
        self.reset = Button("Reset", "rotate-ccw", "ghost", tip="Columns as the table chooses them")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, sizes.GAP, 12, sizes.GAP)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        left = Qt.AlignmentFlag.AlignLeft
        for row, (title, control) in enumerate(
            (("Value", self.value), ("Row height", self.density), ("Digits", self.digits))
        ):
            grid.addWidget(Label(title, tone="text_soft"), row, 0)
            if control is self.digits:
                grid.addWidget(control, row, 1, left)
            else:
                grid.addWidget(control, row, 1, 1, 2)
        grid.addWidget(self.reset, 2, 2)
        self.value.chosen.connect(self._choose_value)
        self.density.changed.connect(self.density_chosen)
        self.digits.valueChanged.connect(self._choose_digits)

    def show_view(self, view: TableView, shown: Sequence[str]) -> None:
        """Show what the columns on screen have in common."""
        metrics = [column for column in shown if edits.value_of(column)]
        common = common_value(metrics)
        # That columns differ is something to see and nothing to choose.
        self.value.set_options(_OPTIONS if common or not metrics else [(_MIXED, "Per column"), *_OPTIONS])
        self.value.set_key(common or (_MIXED if metrics else _OPTIONS[0][0]))
        self.value.setEnabled(bool(metrics))
        self.density.set_key(view.density)
        self.digits.blockSignals(True)
        several = {view.look(column).digits or _DIGITS for column in metrics}
        self.digits.setValue(several.pop() if len(several) == 1 else _DIGITS)
        if several:
            self.digits.clear()
        self.digits.blockSignals(False)
        self.digits.setEnabled(bool(metrics))

    @Slot(object)
    def _choose_value(self, value: str) -> None:
        if value != _MIXED:
            self.value_chosen.emit(value)

    @Slot(int)
    def _choose_digits(self, digits: int) -> None:
        self.digits_chosen.emit(digits)
