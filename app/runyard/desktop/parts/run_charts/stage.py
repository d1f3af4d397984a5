"""`Stage`: one chart on all the room there is; pyqtgraph is loaded at its first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.charts.small import SmallChart
from runyard.desktop.parts.run_charts.outline import ChartKey

if TYPE_CHECKING:
    from runyard.desktop.charts.big import BigChart


class Stage(QWidget):
    """Holds the big chart.

    Signals
    -------
    closed(object)
        The key of the chart that was shown.
    tool_used(object, str)
        Key, and what its head was asked for.
    menu_asked(object, object)
        Key, and the global place of a menu.
    view_changed(object)
        The visible x range of the chart of this key is another one.
    """

    closed = Signal(object)
    tool_used = Signal(object, str)
    menu_asked = Signal(object, object)
    view_changed = Signal(object)
    crosshair_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key: ChartKey | None = None
        self.chart: BigChart | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def open(self, key: ChartKey, small: SmallChart | None) -> None:
        """Show a chart, with the lines of the small one until finer ones come."""
        from runyard.desktop.charts.big import BigChart

        if self.chart is None:
            self.chart = BigChart()
            self.chart.closed.connect(self.close_chart)
            self.chart.tool_used.connect(self._use_tool)
            self.chart.view_changed.connect(self._moved)
            self.chart.crosshair_moved.connect(self.crosshair_moved)
            self.chart.menu_asked.connect(self._ask_menu)
            self._column.addWidget(self.chart)
        self.key = key
        if small is not None:
            self.chart.set_lines(small.lines, small.axes)

    def set_head(self, title: str, words: str, *, pinned: bool) -> None:
        """Say which chart this is."""
        if self.chart is not None:
            self.chart.set_head(title, words, pinned=pinned)

    def begin(self) -> None:
        """Take the focus and show everything."""
        if self.chart is not None:
            self.chart.setFocus()
            self.chart.reset()

    @Slot()
    def close_chart(self) -> None:
        """Give the room back."""
        key, self.key = self.key, None
        if key is not None:
            self.closed.emit(key)

    @Slot(str)
    def _use_tool(self, tool: str) -> None:
        if self.key is not None:
            self.tool_used.emit(self.key, tool)

    @Slot(object)
    def _ask_menu(self, at: object) -> None:
        if self.key is not None:
            self.menu_asked.emit(self.key, at)

    @Slot()
    def _moved(self) -> None:
        if self.key is not None:
            self.view_changed.emit(self.key)
