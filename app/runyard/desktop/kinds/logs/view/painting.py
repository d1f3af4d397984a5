"""`RowPainter`: paints one row of the log: its number, time, stream, text, marks and chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat

from runyard.desktop.kinds.logs.lines.lines import ShownLine
from runyard.desktop.kinds.logs.view.columns import Columns, clock_words
from runyard.desktop.kinds.logs.view.layouts import LineLayout, marked
from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import box

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BAR = 2
#: Marks of a line that Qt draws as text of their own, which takes long.
_FORMATTED = 24
_CHIP_HIGH, _CHIP_GAP, _CHIP_ICON = 18, 12, 12


class Chip(NamedTuple):
    """A small control at the end of a line: what it does, its words, and where it is in the view."""

    does: str
    words: str
    rect: QRect


class Row(NamedTuple):
    """What is to be painted.

    `chosen` are the characters selected, `whole` says whether the end of the line is, too; `matches` are
    those that a search found, `match` is the place of the current one among them or -1, `beyond` says whether
    that lies in the part that is cut off. `caret` is the place of the caret when the row has it and the view
    has the focus.
    """

    number: int
    rect: QRect
    line: ShownLine | None
    layout: LineLayout | None
    chips: Sequence[Chip] = ()
    matches: Sequence[tuple[int, int]] = ()
    match: int = -1
    beyond: bool = False
    current: bool = False
    chosen: tuple[int, int] | None = None
    whole: bool = False
    caret: int | None = None


class RowPainter:
    """Formats and pens of a theme, made once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme."""
        colors = tokens()
        self._found = marked(colors.text, colors.warn_wash)
        self._current = marked(colors.canvas, colors.warn)
        self._chosen = marked(colors.text, colors.wash)

    def paint(self, painter: QPainter, row: Row, shift: int, ratio: float) -> None:
        """Paint a row whose text is scrolled sideways by `shift`."""
        colors, columns, rect = tokens(), self._columns, row.rect
        on_stderr = row.line is not None and row.line.stream == 2
        if on_stderr:
            painter.fillRect(rect, colors.bad_wash)
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), colors.bad)
        elif row.current:
            painter.fillRect(rect, colors.hover)
        if row.caret is not None:
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), colors.accent)
        head = QRect(rect.left(), rect.top(), columns.number_end, columns.row)
        lit = on_stderr or row.current
        soft = colors.text_soft if lit else colors.text_faint
        painter.setFont(mono_font())
        painter.setPen(colors.text if row.caret is not None else soft)
        painter.drawText(head, _RIGHT, f"{row.number + 1:,}")
        if row.line is None or row.layout is None:
            return
        if columns.with_times:
            painter.setPen(soft)
            head.setLeft(columns.number)
            head.setWidth(columns.time)
            painter.drawText(head, _LEFT, clock_words(row.line.time))
        head.setLeft(columns.stream_start)
        head.setWidth(columns.stream)
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.bad if on_stderr else soft)
        painter.drawText(head, _LEFT, "stderr" if on_stderr else "stdout")
        self._paint_text(painter, row, shift)
        if row.chips:  # they may stand over the text
            ground = colors.bad_wash if on_stderr else colors.hover if row.current else colors.field
            first = row.chips[0].rect
            painter.fillRect(first.adjusted(-_CHIP_GAP // 2, -1, rect.width(), 1), ground)
        for chip in row.chips:
            self._paint_chip(painter, chip, row.beyond, ratio)

    def _paint_text(self, painter: QPainter, row: Row, shift: int) -> None:
        assert row.layout is not None
        columns, rect = self._columns, row.rect
        clip = rect.adjusted(columns.text_start, 0, 0, 0)
        at = text_corner(columns, rect, shift)
        painter.save()
        painter.setClipRect(clip)  # signs may be piled up as high as somebody likes
        painter.setPen(tokens().text)
        if row.chosen is not None:
            self._paint_chosen(painter, row, row.layout, at)
        row.layout.draw(painter, at, QRectF(clip), self._marks(painter, row, row.layout, at, clip))
        if row.caret is not None:
            spot = row.layout.spot(row.caret).translated(at)
            painter.fillRect(QRectF(spot.x(), spot.y(), 1.5, spot.height()), tokens().accent)
        painter.restore()

    def _paint_chosen(self, painter: QPainter, row: Row, layout: LineLayout, at: QPointF) -> None:
        """Fill behind what is selected, so that nothing shows between rows, and behind a line's end."""
        assert row.chosen is not None
        low, high = (layout.spot(place).translated(at) for place in row.chosen)
        if row.rect.height() <= self._columns.row:
            for spot in (low, high):
                spot.setTop(row.rect.top())
                spot.setHeight(row.rect.height())
            low.setRight(high.x())
            painter.fillRect(low, tokens().wash)
        if row.whole:
            high.setWidth(self._columns.pitch / 2)
            painter.fillRect(high, tokens().wash)

    def _marks(
        self, painter: QPainter, row: Row, layout: LineLayout, at: QPointF, clip: QRect
    ) -> list[tuple[int, int, QTextCharFormat]]:
        """Return how marked characters are drawn; where there are very many, fill behind them instead."""
        inside = clip.intersected(painter.viewport())
        first = layout.place_at(inside.left() - at.x(), inside.top() - at.y())
        last = layout.place_at(inside.right() - at.x(), inside.bottom() - at.y())
        found = joined([(low, high) for low, high in row.matches if high > first and low <= last])
        if len(found) > _FORMATTED:
            for low, high in found:
                start, end = layout.spot(low).translated(at), layout.spot(high).translated(at)
                start.setRight(end.x() if end.y() == start.y() else clip.right())
                painter.fillRect(start, tokens().warn_wash)
            found = []
        marks = [(low, high, self._found) for low, high in found]
        if 0 <= row.match < len(row.matches):
            marks.append((*row.matches[row.match], self._current))
        if row.chosen is not None and row.chosen[0] < row.chosen[1]:
            marks.append((*row.chosen, self._chosen))
        return marks

    def _paint_chip(self, painter: QPainter, chip: Chip, beyond: bool, ratio: float) -> None:
        colors = tokens()
        lit = beyond and chip.does == "whole"
        painter.save()
        box(
            painter,
            QRectF(chip.rect),
            sizes.RADIUS_SMALL,
            colors.warn if lit else colors.raised,
            colors.warn if lit else colors.line,
        )
        words = chip.rect.adjusted(6, 0, -6, 0)
        color = colors.canvas if lit else colors.text_soft
        if chip.does in _ICONS:
            top = chip.rect.top() + (chip.rect.height() - _CHIP_ICON) // 2
            painter.drawPixmap(words.left(), top, pixmap(_ICONS[chip.does], color, _CHIP_ICON, ratio))
            words.setLeft(words.left() + sizes.ICON)
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(color)
        painter.drawText(words, _LEFT, chip.words)
        painter.restore()


_ICONS = {"unfold": "unfold-vertical", "fold": "fold-vertical"}


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, those that touch as one."""
    found: list[tuple[int, int]] = []
    for low, high in spans:
        if found and found[-1][1] >= low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def text_corner(columns: Columns, rect: QRect, shift: int) -> QPointF:
    """Return where the layout of a row's text has its corner."""
    above = (columns.row - columns.fixed.height()) / 2
    return QPointF(columns.text_start - shift, rect.top() + above)


def chips_of(
    columns: Columns, rect: QRect, line: ShownLine, layout: LineLayout, fold: int, shift: int
) -> list[Chip]:
    """Return the chips of a row: what is cut off of its line, and what is folded."""
    wanted = []
    if line.cut:
        wanted.append(("whole", f"{line.cut:,} more characters"))
    if fold > 0:
        wanted.append(("unfold", f"{fold:,} repeats folded"))
    elif fold < 0:
        wanted.append(("fold", f"Fold {-fold:,} repeats"))
    if not wanted:
        return []
    widths = [columns.chip(words, icon=does in _ICONS) for does, words in wanted]
    end = layout.end()
    room = rect.right() - sizes.GAP - sum(widths) - _CHIP_GAP * (len(widths) - 1)
    left = min(round(columns.text_start - shift + end.x()) + _CHIP_GAP, room)
    left = max(left, columns.text_start)
    high = max(_CHIP_HIGH, round(columns.small.height()) + 2)
    top = round(text_corner(columns, rect, shift).y() + end.y() + (columns.fixed.height() - high) / 2)
    found = []
    for (does, words), wide in zip(wanted, widths, strict=True):
        found.append(Chip(does, words, QRect(left, top, wide, high)))
        left += wide + _CHIP_GAP
    return found
