"""`ChartGrid`: any number of charts, of which only those in sight exist."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.crosshair import CrosshairState
from runyard.desktop.charts.lines import Line
from runyard.desktop.charts.small import SmallChart
from runyard.desktop.parts.chart_grid.layout import SMALL, Layout, Placed, Section, arrange
from runyard.desktop.parts.chart_grid.moving import Mover
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import SectionHead

#: Charts this far outside the view are kept ready, so that scrolling meets pictures.
_AHEAD = 200


class ChartGrid(QScrollArea):
    """Small charts in sections.

    Signals
    -------
    seen(object)
        The list of keys whose charts came into sight: bring their lines with `set_lines`.
    tool_used(object, str)
        Key, and "pin" or "expand".
    moved(object, object)
        A chart of an ordered section, and the key it is to stand before; None for the last place.
    menu_asked(object, object)
        Key of a chart, and the global place of a menu.
    view_changed(object)
        The user zoomed the chart of this key.
    folded_changed(object)
        The set of section keys that are folded, after the user folded or opened one.
    resized()
        Charts have another width: lines may be too coarse for it.
    """

    seen = Signal(object)
    tool_used = Signal(object, str)
    moved = Signal(object, object)
    menu_asked = Signal(object, object)
    view_changed = Signal(object)
    folded_changed = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crosshair = CrosshairState(self)
        self._sections: tuple[Section, ...] = ()
        self._folded: set[str] = set()
        self._pinned: frozenset[Hashable] = frozenset()
        self._size = SMALL
        self._layout = Layout([], [], 0)
        self._bottoms: list[int] = []
        self._heads: dict[str, SectionHead] = {}
        self._charts: dict[Hashable, SmallChart] = {}
        self._spare: list[SmallChart] = []
        self._lines: dict[Hashable, tuple[Sequence[Line], Axes]] = {}
        self._views: dict[Hashable, tuple[float, float]] = {}
        self._page = QWidget()
        self._mover = Mover(self._page)
        self._mover.moved.connect(self.moved)
        self.setWidget(self._page)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._show_visible)
        self.verticalScrollBar().setSingleStep(40)

    # What it shows

    def set_sections(self, sections: Sequence[Section], pinned: frozenset[Hashable] = frozenset()) -> None:
        """Show these sections; charts whose keys stay keep their lines."""
        if tuple(sections) == self._sections and pinned == self._pinned:
            return
        self._sections = tuple(sections)
        self._pinned = pinned
        keys = {cell.key for section in sections for cell in section.cells}
        self._lines = {key: found for key, found in self._lines.items() if key in keys}
        self._arrange(fresh=True)

    def set_folded(self, folded: set[str]) -> None:
        """Fold these sections and open the others."""
        if folded != self._folded:
            self._folded = set(folded)
            self._arrange(fresh=True)

    def set_size(self, small: int) -> None:
        """Make small charts about this wide; how many stand across follows."""
        if small != self._size:
            self._size = small
            self._arrange(fresh=False)

    def set_lines(self, key: Hashable, lines: Sequence[Line], axes: Axes) -> None:
        """Give a chart its lines, now or when it comes into sight."""
        self._lines[key] = (lines, axes)
        chart = self._charts.get(key)
        if chart is not None:
            chart.set_lines(lines, axes)

    def fail(self, key: Hashable, sentence: str) -> None:
        """Say in a chart why it has no lines."""
        chart = self._charts.get(key)
        if chart is not None:
            chart.fail(sentence)

    def forget_lines(self) -> None:
        """Drop the lines kept for charts out of sight: they are asked for again when they come back."""
        self._lines = {key: found for key, found in self._lines.items() if key in self._charts}

    def forget_views(self) -> None:
        """Show every chart whole again."""
        self._views.clear()
        for chart in self._charts.values():
            chart.set_view(None)

    def clear(self) -> None:
        """Forget everything, as before the first sections."""
        self._views.clear()
        self._lines.clear()
        self.crosshair.move(None)
        self.set_sections(())
        self.verticalScrollBar().setValue(0)

    def shift(self, key: Hashable, by: int) -> None:
        """Move a chart of an ordered section one place on, or back."""
        self._mover.shift(key, by)

    def visible_keys(self) -> list[Hashable]:
        """Return the keys of the charts that exist now, from the top down."""
        return [placed.cell.key for placed in self._in_sight() if placed.cell.key in self._charts]

    def chart(self, key: Hashable) -> SmallChart | None:
        """Return the chart of a key while it is in sight."""
        return self._charts.get(key)

    def current(self) -> Hashable | None:
        """Return the key of the chart with the focus, or else of the one under the mouse."""
        focused = (key for key, chart in self._charts.items() if chart.hasFocus())
        under = (key for key, chart in self._charts.items() if chart.underMouse())
        return next(focused, next(under, None))

    def plot_width(self, key: Hashable) -> int:
        """Return the width in pixels to thin the lines of a chart for."""
        chart = self._charts.get(key)
        if chart is None:
            return self._size
        return max(16, round(chart.plot_rect().width() * chart.devicePixelRatioF()))

    # Layout

    def _arrange(self, *, fresh: bool) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        width = max(200, self.viewport().width() - 2 * sizes.MARGIN + bar)
        self._layout = arrange(self._sections, self._folded, sizes.MARGIN, width, self._size)
        self._bottoms = [placed.rect.bottom() for placed in self._layout.cells]
        self._mover.set_cells([placed for placed in self._layout.cells if placed.ordered])
        self._page.resize(self.viewport().width(), self._layout.height)
        self._place_heads()
        self._update_charts(fresh)

    def _place_heads(self) -> None:
        stale = set(self._heads) - {section.key for section in self._sections}
        for key in stale:
            self._heads.pop(key).deleteLater()
        for section, rect in zip(self._sections, self._layout.heads, strict=True):
            head = self._heads.get(section.key)
            if head is None:
                head = SectionHead(section.title, len(section.cells), parent=self._page)
                head.setProperty("section", section.key)
                head.toggled.connect(self._head_toggled)
                self._heads[section.key] = head
            head.set_count(len(section.cells))
            head.blockSignals(True)
            head.setChecked(section.key not in self._folded)
            head.blockSignals(False)
            head.setGeometry(rect)
            head.show()

    @Slot(bool)
    def _head_toggled(self, opened: bool) -> None:
        head = self.sender()
        if isinstance(head, SectionHead):
            key = str(head.property("section"))
            if opened:
                self._folded.discard(key)
            else:
                self._folded.add(key)
            self._arrange(fresh=False)
            self.folded_changed.emit(set(self._folded))

    def _in_sight(self) -> list[Placed]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        cells = self._layout.cells
        found = []
        for placed in cells[bisect_left(self._bottoms, top - _AHEAD) :]:
            if placed.rect.top() > bottom + _AHEAD:
                break
            found.append(placed)
        return found

    @Slot()
    def _show_visible(self) -> None:
        self._update_charts(fresh=False)

    def _update_charts(self, fresh: bool) -> None:
        wanted = self._in_sight()
        keys = {placed.cell.key for placed in wanted}
        for gone in [key for key in self._charts if key not in keys]:
            self._charts[gone].hide()
            self._spare.append(self._charts.pop(gone))
        new: list[Hashable] = []
        for placed in wanted:
            key = placed.cell.key
            chart = self._charts.get(key)
            if chart is None:
                chart = self._charts[key] = self._spare.pop() if self._spare else self._make()
                self._put(chart, placed)
                new.append(key)
            elif fresh:
                self._dress(chart, placed)
            if chart.geometry() != placed.rect:
                chart.setGeometry(placed.rect)
            chart.show()
        if new:
            self._order()
            self.seen.emit(new)

    def _put(self, chart: SmallChart, placed: Placed) -> None:
        chart.setGeometry(placed.rect)
        self._dress(chart, placed)
        view = self._views.get(placed.cell.key)
        if view is not None:
            chart.set_view(view)
        known = self._lines.get(placed.cell.key)
        if known is not None:
            chart.set_lines(*known)

    def _dress(self, chart: SmallChart, placed: Placed) -> None:
        cell = placed.cell
        chart.set_head(
            cell.key, cell.title, cell.contexts, large=placed.large, pinned=cell.key in self._pinned
        )

    def _make(self) -> SmallChart:
        chart = SmallChart(self.crosshair, self._page)
        chart.tool_used.connect(self.tool_used)
        chart.view_changed.connect(self._chart_moved)
        chart.carried.connect(self._mover.carry)
        chart.shifted.connect(self._mover.shift)
        chart.menu_asked.connect(self.menu_asked)
        return chart

    @Slot(object)
    def _chart_moved(self, key: Hashable) -> None:
        chart = self._charts.get(key)
        if chart is None:
            return
        view = chart.view()
        if view is None:
            self._views.pop(key, None)
        else:
            self._views[key] = view
        self.view_changed.emit(key)

    def _order(self) -> None:
        """Let Tab visit heads and charts from the top down."""
        places: list[tuple[QRect, QWidget]] = [(head.geometry(), head) for head in self._heads.values()]
        places += [(chart.geometry(), chart) for chart in self._charts.values()]
        places.sort(key=lambda place: (place[0].top(), place[0].left()))
        for (_, before), (_, after) in pairwise(places):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(fresh=False)
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self._sections:
            self._arrange(fresh=False)
