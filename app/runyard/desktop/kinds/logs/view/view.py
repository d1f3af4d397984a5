"""`LogView`: the lines on screen. Only what is in sight is laid out, and only what is near it is read."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from runyard.desktop.kinds.logs.lines.lines import ShownLine
from runyard.desktop.kinds.logs.state import LogState
from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.kinds.logs.view.keys import target
from runyard.desktop.kinds.logs.view.painting import Chip
from runyard.desktop.kinds.logs.view.pointing import Pointing
from runyard.desktop.kinds.logs.view.ruler import Ruler
from runyard.desktop.kinds.logs.view.scene import Scene
from runyard.desktop.theme import sizes, tokens, watcher

_SIDEWAYS = 24


class LogView(QAbstractScrollArea):
    """Shows the rows of a `LogState`.

    `caret_moved` tells that the caret stands elsewhere, `follow_changed` that the end is followed or not any
    more, `whole_asked` carries the line to be seen whole, `menu_asked` a place on the screen.
    """

    caret_moved = Signal()
    follow_changed = Signal(bool)
    whole_asked = Signal(object)
    menu_asked = Signal(object)

    def __init__(self, state: LogState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.scene = Scene(state)
        self.follow = True
        self.choice = Choice(Place(0, 0), Place(0, 0))
        self.tip_of: Callable[[ShownLine], str] | None = None
        self._own = False  # whether it is us who moves the scroll bar
        self._widest = 0
        self._top_line = 0
        self.ruler = Ruler(self)
        self.setVerticalScrollBar(self.ruler)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Printed lines")
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._pointing = Pointing(self)
        self.ruler.valueChanged.connect(self._scrolled)
        self.ruler.resized.connect(state.set_pixels)
        self.horizontalScrollBar().valueChanged.connect(self._shifted)
        state.rows_changed.connect(self._rows_changed)
        state.arrived.connect(self._arrived)
        state.ruled.connect(self._ruled)
        state.search.moved.connect(self.viewport().update)
        watcher().changed.connect(self._dress)
        self._dress()

    # What is shown

    def set_wraps(self, wraps: bool) -> None:
        """Break lines that are longer than the view, or let them be scrolled sideways."""
        self.scene.wraps = wraps
        self._relay()

    def set_times(self, shown: bool) -> None:
        """Show when lines were written."""
        self.scene.columns.with_times = shown
        self._relay()

    def set_follow(self, follow: bool) -> None:
        """Keep the end in sight as lines come, or not."""
        if follow:
            self.to_end()
        if follow != self.follow:
            self.follow = follow
            self.follow_changed.emit(follow)

    def to_end(self) -> None:
        """Show the last rows."""
        self._set_value(self.scene.scrolling.most())

    def reset(self) -> None:
        """Begin again, with another run."""
        self.scene.forget()
        self.choice = Choice(Place(0, 0), Place(0, 0))
        self._widest = 0
        self.horizontalScrollBar().setValue(0)
        self.set_follow(True)

    @property
    def top_line(self) -> int:
        """The line at the top of the view."""
        return self._top_line

    def is_seen(self, line: int) -> bool:
        """Whether a line is wholly in sight."""
        room = self.viewport().height()
        return any(
            self.state.rows.line(one.row) == line and one.top >= 0 and one.top + one.height <= room
            for one in self.scene.seen()
        )

    def show_place(self, place: Place, *, extend: bool = False, middle: bool = False) -> None:
        """Put the caret at a place and bring it into sight; following ends where that is not the end."""
        self.set_caret(place, extend=extend)
        row = self.state.rows.row(place.line)
        if row < 0:
            return
        if middle and not self.is_seen(place.line):
            rows = max(1, self.scene.scrolling.room // self.scene.scrolling.unit)
            value = min(self.scene.scrolling.value_at_top(row - rows // 3), self.scene.scrolling.most())
        else:
            value = self.scene.scrolling.value_showing(row, self.ruler.value())
        self._set_value(value)
        self._judge()
        self._show_sideways(place)

    def set_caret(self, place: Place, *, extend: bool = False) -> None:
        """Put the caret at a place without moving what is in sight."""
        self.set_choice(self.choice.moved(place, extend=extend))

    def set_choice(self, choice: Choice) -> None:
        """Select something else."""
        if choice != self.choice:
            self.choice = choice
            self._describe()
            self.caret_moved.emit()
            self.viewport().update()

    def press_chip(self, row: int, chip: Chip) -> None:
        """Do what a chip is for."""
        if chip.does == "whole":
            self.whole_asked.emit(self.state.rows.line(row))
        else:
            self.state.toggle_fold(row)

    def scroll_by(self, rows: int) -> None:
        """Scroll as a person does, by rows."""
        self.ruler.setValue(self.ruler.value() + rows * self.scene.scrolling.unit)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moved = target(self, event)
        if moved is None:
            super().keyPressEvent(event)
        else:
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.show_place(moved, extend=extend)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointing.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointing.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointing.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointing.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not any(self.state.rows.line(one.row) == self.choice.caret.line for one in self.scene.seen()):
            self.set_caret(Place(self._top_line, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relay()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), tokens().field)
            ratio = self.devicePixelRatioF()
            self.scene.paint(painter, self.choice, focused=self.hasFocus(), ratio=ratio)
        except Exception:  # Qt dies of what leaves a paint; the hook reports it as any other fault
            sys.excepthook(*sys.exc_info())
        finally:
            painter.end()

    # Inside

    @Slot()
    def _dress(self) -> None:
        self.scene.dress()
        self._relay()

    def _relay(self) -> None:
        """Lay everything out anew and keep the line at the top, or the end."""
        self.scene.width = self.viewport().width()
        self.scene.measure()
        self._shifted()
        self._fit(self._top_line)

    @Slot()
    def _shifted(self) -> None:
        self.scene.shift = 0 if self.scene.wraps else self.horizontalScrollBar().value()
        self.viewport().update()

    @Slot()
    def _rows_changed(self) -> None:
        columns = self.scene.columns
        if columns.number_end < columns.pitch * len(f"{self.state.count:,}") + sizes.MARGIN:
            self._relay()
        else:
            self._fit(self._top_line)

    def _fit(self, top_line: int | None) -> None:
        """Take in how many rows there are and how much room; a line given stays at the top."""
        rows, scrolling = self.state.rows, self.scene.scrolling
        scrolling.count = len(rows)
        scrolling.room = self.viewport().height()
        self._own = True
        try:
            self.ruler.setPageStep(scrolling.room)
            self.ruler.setSingleStep(scrolling.unit)
            self.ruler.setRange(0, scrolling.most())
        finally:
            self._own = False
        if self.follow:
            self._set_value(scrolling.most())
        elif top_line is not None:
            inside = self.ruler.value() % scrolling.unit if rows.shows(top_line) else 0
            self._set_value(max(0, rows.row(top_line)) * scrolling.unit + inside)
        self._look()
        self.viewport().update()

    @Slot()
    def _arrived(self) -> None:
        if self.scene.wraps:
            self._fit(self._top_line)
        self._measure_sideways()
        self.viewport().update()

    @Slot()
    def _ruled(self) -> None:
        self.ruler.set_marks(self.state.ruler)

    def _set_value(self, value: int) -> None:
        self._own = True
        try:
            self.ruler.setValue(value)
        finally:
            self._own = False
        self._look()

    @Slot()
    def _scrolled(self) -> None:
        self._look()
        if not self._own:
            self._judge()
        self.viewport().update()

    def _judge(self) -> None:
        """Somebody scrolled: the end is followed from when it is in sight until it is not."""
        follow = self.ruler.value() >= self.ruler.maximum()
        if follow != self.follow:
            self.follow = follow
            self.follow_changed.emit(follow)

    def _look(self) -> None:
        self.scene.value = self.ruler.value()
        seen = self.scene.seen()
        if seen:
            self._top_line = self.state.rows.line(seen[0].row)
            self.state.look(seen[0].row, seen[-1].row)
            self._measure_sideways()

    def _measure_sideways(self) -> None:
        """Let the horizontal bar reach the end of the longest line seen so far."""
        bar = self.horizontalScrollBar()
        room = self.viewport().width() - self.scene.columns.text_start
        if not self.scene.wraps:
            self._widest = max(self._widest, self.scene.widest() + _SIDEWAYS)
        bar.setPageStep(max(1, room))
        bar.setSingleStep(_SIDEWAYS)
        bar.setRange(0, 0 if self.scene.wraps else max(0, self._widest - room))

    def _show_sideways(self, place: Place) -> None:
        layout = self.scene.layout_of(max(0, self.state.rows.row(place.line)))
        if layout is None or self.scene.wraps:
            return
        bar = self.horizontalScrollBar()
        x = round(layout.spot(min(place.column, len(layout.text))).x())
        room = self.viewport().width() - self.scene.columns.text_start
        if x < bar.value():
            bar.setValue(max(0, x - _SIDEWAYS))
        elif x > bar.value() + room - _SIDEWAYS:
            bar.setValue(x - room + 2 * _SIDEWAYS)

    def _describe(self) -> None:
        """Say the line of the caret to screen readers."""
        number = self.choice.caret.line
        line = self.state.cache.get(number)
        text = "" if line is None else f", {'stderr' if line.stream == 2 else 'stdout'}: {line.text[:400]}"
        self.setAccessibleDescription(f"Line {number + 1:,} of {self.state.count:,}{text}")

    def _show_tip(self, event: QHelpEvent) -> None:
        line = self.scene.line_at(event.pos().y())
        words = ""
        if line is not None and self.tip_of is not None:
            words = self.tip_of(line) if event.pos().x() < self.scene.columns.stream_start else ""
        QToolTip.showText(event.globalPos(), words, self.viewport())
