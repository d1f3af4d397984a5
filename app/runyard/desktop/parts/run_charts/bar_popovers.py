"""What the control bar opens: size and axes, and the metric that the x axis counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.run_charts.options import SIZES, Options
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import CheckBox, Label, Option, OptionList, Popover, Slider


class LookPopover(Popover):
    """The size of charts and what else is chosen rarely, or has no room in a narrow bar.

    `chosen` tells changed options.
    """

    chosen = Signal(object)

    def __init__(self, owner: QWidget, *, overlays: bool) -> None:
        super().__init__(owner, width=240, name="Chart size and axes")
        self._slider = Slider(0, len(SIZES) - 1, name="Chart size")
        self._slider.valueChanged.connect(self._sized)
        self._x_log = CheckBox("Logarithmic x axis")
        self._x_log.setToolTip("Places at 0 and below have none on it")
        self._outliers = CheckBox("Ignore outliers")
        self._apart = CheckBox("Contexts apart")
        for box, key in ((self._x_log, "x_log"), (self._outliers, "ignore_outliers"), (self._apart, "apart")):
            box.toggled.connect(partial(self._toggled, key))
        label = Label("Chart size", tone="text_soft")
        label.setBuddy(self._slider)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(sizes.GAP)
        for part in (label, self._slider, self._x_log, self._outliers, self._apart):
            self.body.addWidget(part)
        self._apart.setVisible(overlays)

    def open_for(self, anchor: QWidget, options: Options) -> None:
        """Open below a button, showing these choices."""
        parts = (self._slider, self._x_log, self._outliers, self._apart)
        for part in parts:
            part.blockSignals(True)
        self._slider.setValue(SIZES.index(options.size))
        self._x_log.setChecked(options.x_log)
        self._outliers.setChecked(options.ignore_outliers)
        self._apart.setChecked(options.apart)
        for part in parts:
            part.blockSignals(False)
        self.toggle_at(anchor)
        if self.isVisible():
            self._slider.setFocus()

    @Slot(int)
    def _sized(self, place: int) -> None:
        self.chosen.emit({"size": SIZES[place]})

    def _toggled(self, key: str, on: bool) -> None:
        self.chosen.emit({key: on})


class MetricPopover(Popover):
    """The metrics of a run, to choose the one that the x axis counts."""

    chosen = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, width=320, name="Metric of the x axis")
        self._list = OptionList("Find a metric", rows=10, none="No metric has this name")
        self._list.chosen.connect(self._take)
        self.body.addWidget(self._list)

    def open_for(self, anchor: QWidget, names: Sequence[str], current: str) -> None:
        """Open below a control; the current one is where the keys begin."""
        self._list.set_options([Option(name, name) for name in names])
        self._list.begin(current)
        self.open_at(anchor)
        self._list.setFocus()

    @Slot(object)
    def _take(self, name: str) -> None:
        self.dismiss()
        self.chosen.emit(name)
