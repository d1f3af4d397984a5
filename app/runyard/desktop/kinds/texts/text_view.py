"""`TextView`: a text of any length, of which only the rows in sight are laid out."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from runyard.desktop.kinds.texts.display import shown
from runyard.desktop.kinds.texts.document import Sheet
from runyard.desktop.kinds.texts.row_paint import Mark, RowLayouts
from runyard.desktop.theme import mono_font, sizes, tokens, watcher
from runyard.desktop.widgets import copy_to_clipboard, focus_ring

_SPACING = 1.3
_PAD = 12
_TAB = 4
_Key = Qt.Key


class TextView(QAbstractScrollArea):
    """Fixed font, line numbers at the left, matches marked; select with the mouse, copy with the keys.

    `resized` tells that another number of letters fits beside each other, `menu_asked` where a menu is
    wanted, on the screen.
    """

    resized = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.match = -1
        self._rows = RowLayouts()
        self._anchor = self._end = 0
        self._columns = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Text")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        watcher().changed.connect(self._dress)
        self._dress()

    # What it shows

    def show_sheet(self, sheet: Sheet | None, *, keep_place: bool) -> None:
        """Show another text, from its beginning, or the same one where one is."""
        before = self.sheet
        first = self._first_place() if keep_place else 0
        same = before is not None and sheet is not None and before.text is sheet.text
        self.sheet = sheet
        if not same:
            self._anchor = self._end = 0
        if before is None or sheet is None or before.spans != sheet.spans:
            self.match = -1
        self._rows.set(sheet, mono_font(), self._tab)
        self.setAccessibleDescription("" if sheet is None else shown(sheet.text[:1000]))
        self._fit_bars()
        self.verticalScrollBar().setValue(0 if sheet is None else sheet.rows.row_at(first) * self._high)
        if not keep_place:
            self.horizontalScrollBar().setValue(0)
        self.viewport().update()

    def columns(self) -> int:
        """Return how many letters fit beside each other."""
        room = self.viewport().width() - self._gutter() - 2 * _PAD
        return max(8, int(room / self._wide))

    @property
    def matches(self) -> int:
        """How many matches are marked."""
        return 0 if self.sheet is None else len(self.sheet.spans)

    def go_to_match(self, number: int) -> None:
        """Go to one of the matches."""
        if self.sheet is None or not 0 <= number < len(self.sheet.spans):
            return
        self.match = number
        begin, end = self.sheet.spans[number]
        row = self.sheet.rows.row_at(begin)
        self._reveal(row)
        self._reveal_across(
            self._rows.x_of(row, begin), self._rows.x_of(row, min(end, self._rows.span(row)[1]))
        )
        self.viewport().update()

    def selected_text(self) -> str:
        """Return what is selected."""
        low, high = sorted((self._anchor, self._end))
        return "" if self.sheet is None else self.sheet.text[low:high]

    def select(self, begin: int, end: int) -> None:
        """Select a part of the text."""
        self._anchor, self._end = begin, end
        self.viewport().update()

    def select_all(self) -> None:
        """Select everything."""
        if self.sheet is not None:
            self.select(0, len(self.sheet.text))

    @Slot()
    def copy(self) -> None:
        """Copy what is selected."""
        text = self.selected_text()
        if text:
            copy_to_clipboard(text)

    # Sizes

    @Slot()
    def _dress(self) -> None:
        metrics = QFontMetricsF(mono_font())
        self._wide = max(1.0, metrics.horizontalAdvance("0" * 100) / 100)
        self._high = round(metrics.height() * _SPACING)
        self._lead = (self._high - metrics.height()) / 2
        self._tab = self._wide * _TAB
        self._rows.set(self.sheet, mono_font(), self._tab)
        self._fit_bars()
        self.viewport().update()

    def _gutter(self) -> float:
        digits = 2 if self.sheet is None else len(f"{self.sheet.rows.lines[-1]:,}")
        return _PAD + max(3, digits) * self._wide + _PAD

    def _fit_bars(self) -> None:
        sheet = self.sheet
        rows = 0 if sheet is None else len(sheet.rows.starts)
        high = self.viewport().height()
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setRange(0, max(0, rows * self._high + 2 * sizes.GAP - high))
        bar.setPageStep(high)
        bar.setSingleStep(self._high)
        wrapped = sheet is None or sheet.layout.columns is not None
        widest = 0.0 if wrapped or sheet is None else sheet.rows.widest * self._wide
        room = self.viewport().width() - self._gutter() - 2 * _PAD
        across.setRange(0, max(0, round(widest - room)))
        across.setPageStep(max(1, round(room)))
        across.setSingleStep(round(self._wide * _TAB))

    def _first_place(self) -> int:
        """Return the place in the text of the first row in sight."""
        if self.sheet is None:
            return 0
        row = min(self.verticalScrollBar().value() // self._high, len(self.sheet.rows.starts) - 1)
        return self.sheet.rows.starts[row]

    def _reveal(self, row: int) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = row * self._high
        if not bar.value() <= top <= bar.value() + room - 2 * self._high:
            bar.setValue(top - room // 3)

    def _reveal_across(self, left: float, right: float) -> None:
        bar = self.horizontalScrollBar()
        room = self.viewport().width() - self._gutter() - 2 * _PAD
        if left < bar.value() or right > bar.value() + room:
            bar.setValue(max(0, round(left - room / 3)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bars()
        if self.columns() != self._columns:
            self._columns = self.columns()
            self.resized.emit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            colors = tokens()
            painter.fillRect(event.rect(), colors.panel)
            sheet = self.sheet
            if sheet is not None:
                gutter = round(self._gutter())
                top = sizes.GAP - self.verticalScrollBar().value()
                first = max(0, -top // self._high)
                last = min(len(sheet.rows.starts), (self.viewport().height() - top) // self._high + 1)
                self._paint_numbers(painter, sheet, first, last, top)
                painter.setClipRect(
                    QRect(gutter, 0, self.viewport().width() - gutter, self.viewport().height())
                )
                for row in range(first, last):
                    self._paint_row(painter, sheet, row, QPointF(0, top + row * self._high))
                painter.setClipping(False)
            if self.hasFocus() and self.property("keyboard"):
                focus_ring(painter, self.viewport().rect().toRectF(), sizes.RADIUS_SMALL)
        finally:
            painter.end()

    def _paint_numbers(self, painter: QPainter, sheet: Sheet, first: int, last: int, top: int) -> None:
        painter.setFont(mono_font())
        painter.setPen(tokens().text_faint)
        wide = round(self._gutter() - _PAD)
        align = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for row in range(first, last):
            if row == 0 or sheet.rows.lines[row] != sheet.rows.lines[row - 1]:
                room = QRect(0, top + row * self._high, wide, self._high)
                painter.drawText(room, align, f"{sheet.rows.lines[row]:,}")

    def _paint_row(self, painter: QPainter, sheet: Sheet, row: int, corner: QPointF) -> None:
        begin, end = self._rows.span(row)
        left = self._gutter() - self.horizontalScrollBar().value()
        marks = self._marks(sheet, begin, end)
        low, high = sorted((self._anchor, self._end))
        selected = (max(low, begin), min(high, end)) if low < end and high > begin else None
        self._rows.paint(painter, row, QPointF(left, corner.y() + self._lead), marks, selected)

    def _marks(self, sheet: Sheet, begin: int, end: int) -> list[Mark]:
        """Return the matches that reach into a row."""
        found = []
        number = max(0, bisect_left(sheet.spans, (begin, 0)) - 1)
        while number < len(sheet.spans) and sheet.spans[number][0] < end:
            low, high = sheet.spans[number]
            if high > begin:
                found.append(Mark(max(low, begin), min(high, end), number == self.match))
            number += 1
        return found

    # Mouse and keys

    def place_at(self, at: QPointF) -> int:
        """Return the place of the text under a point of the viewport."""
        if self.sheet is None:
            return 0
        row = int((at.y() - sizes.GAP + self.verticalScrollBar().value()) // self._high)
        row = min(max(0, row), len(self.sheet.rows.starts) - 1)
        return self._rows.place_at(row, at.x() - self._gutter() + self.horizontalScrollBar().value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setProperty("keyboard", False)
        if event.button() == Qt.MouseButton.LeftButton:
            place = self.place_at(event.position())
            held = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.select(self._anchor if held else place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            bar, y = self.verticalScrollBar(), event.position().y()
            if y < 0 or y > self.viewport().height():
                bar.setValue(bar.value() + (-self._high if y < 0 else self._high))
            self.select(self._anchor, self.place_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.sheet is None or event.button() != Qt.MouseButton.LeftButton:
            return
        text, place = self.sheet.text, self.place_at(event.position())
        begin = end = min(place, len(text))
        while begin > max(0, place - 200) and _in_word(text[begin - 1]):
            begin -= 1
        while end < min(len(text), place + 200) and _in_word(text[end]):
            end += 1
        self.select(begin, end)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.setProperty("keyboard", True)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self._scroll(_Key(event.key())):
            super().keyPressEvent(event)

    def _scroll(self, key: Qt.Key) -> bool:
        bar = self.verticalScrollBar()
        target = {
            _Key.Key_Home: 0,
            _Key.Key_End: bar.maximum(),
            _Key.Key_Space: bar.value() + bar.pageStep() - self._high,
            _Key.Key_PageDown: bar.value() + bar.pageStep() - self._high,
            _Key.Key_PageUp: bar.value() - bar.pageStep() + self._high,
            _Key.Key_Down: bar.value() + self._high,
            _Key.Key_Up: bar.value() - self._high,
        }.get(key)
        if target is None:
            return False
        bar.setValue(target)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.setProperty("keyboard", event.reason() in tab)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
