"""The line over the charts: which distribution it is, and the ways to its neighbours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts.series_list import context_text
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, CheckBox, ElidedLabel, Label
from runyard.domain.context import EMPTY
from runyard.domain.series import SeriesInfo


class DistributionHead(QWidget):
    """Previous and next, name and context, "3 of 16"; at the right the range and what saves."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = Button("", "chevron-up", "icon", dense=True, tip="Previous distribution (K)")
        self.after = Button("", "chevron-down", "icon", dense=True, tip="Next distribution (J)")
        self.name = ElidedLabel(bold=True)
        self.context = ElidedLabel(tone="text_soft")
        self.place = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.trim = CheckBox("Ignore outliers")
        self.trim.setToolTip("Leave out of the range what holds less than half a percent at each end")
        self.table = Button("", "table", "icon", tip="Show bins as a table")
        self.table.setCheckable(True)
        self.save = Button("", "download", "icon", tip="Save")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.name)
        row.addWidget(self.context)
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self.trim)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        tools.addWidget(self.table)
        tools.addWidget(self.save)
        row.addLayout(tools)
        self.before.clicked.connect(self._go_back)
        self.after.clicked.connect(self._go_on)

    def show_series(self, info: SeriesInfo, place: int, of: int) -> None:
        """Say which distribution is shown, and where it stands among all, from zero."""
        self.name.set_text(info.key.name)
        context = info.key.context
        self.context.set_text("" if context == EMPTY else context_text(context))
        self.context.setVisible(context != EMPTY)
        self.place.setText(f"{place + 1:,} of {of:,}" if of > 1 else "")
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place < of - 1)

    def _go_back(self) -> None:
        self.stepped.emit(-1)

    def _go_on(self) -> None:
        self.stepped.emit(1)
