"""`SideBar`: a scroll bar that lies over the rows, so that they reach the edge of the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollBar, QWidget


class SideBar(QScrollBar):
    """Stands for a hidden vertical scroll bar."""

    def __init__(self, served: QScrollBar, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._served = served
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        served.rangeChanged.connect(self._follow)
        served.valueChanged.connect(self.setValue)
        self.valueChanged.connect(served.setValue)
        self.hide()

    @Slot(int, int)
    def _follow(self, low: int, high: int) -> None:
        self.setPageStep(self._served.pageStep())
        self.setSingleStep(self._served.singleStep())
        self.setRange(low, high)
        self.setVisible(high > low)
