"""`ChartExport`: asks which charts are written, and how."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QWidget

from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Dialog, Label, Segmented

KINDS = {"csv": "CSV files (*.csv)", "png": "PNG pictures (*.png)", "svg": "SVG pictures (*.svg)"}
_HINTS = {
    "csv": "A line a point, with name, context, step, epoch, time and value; nothing smoothed or left out",
    "png": "As drawn on screen, twice as fine",
    "svg": "As drawn on screen, in lines that can be enlarged",
}


class ChartExport(Dialog):
    """Which charts, as what. `asked` tells "one" or "all", and a key of `KINDS`."""

    asked = Signal(str, str)

    def __init__(self, owner: QWidget, title: str, many: int) -> None:
        super().__init__("Export charts", owner, primary="Export…", width=440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choices = [("one", "This chart")] if title else []
        words = "The chart shown" if many == 1 else f"All {many:,} charts shown"
        self.what = Segmented([*choices, ("all", words)], name="Charts")
        self.format = Segmented([("csv", "CSV"), ("png", "PNG"), ("svg", "SVG")], name="Format")
        self.hint = Label(size=sizes.TEXT_SMALL, tone="text_soft", wrap=True)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(sizes.MARGIN)
        form.setVerticalSpacing(sizes.GAP_CARDS)
        for name, part in (("Charts", self.what), ("Format", self.format)):
            label = Label(name, tone="text_soft")
            label.setFixedHeight(sizes.CONTROL)
            label.setMinimumWidth(72)
            form.addRow(label, part)
        self.body.addLayout(form)
        self.body.addWidget(self.hint)
        self.format.changed.connect(self._explain)
        self.accepted.connect(self._ask)
        self._explain()

    @Slot()
    def _explain(self) -> None:
        self.hint.setText(_HINTS[self.format.key()])

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self.what.key(), self.format.key())
