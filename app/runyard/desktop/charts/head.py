"""The head of a small chart: name and contexts at the left; legend with values and the tools at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from runyard.desktop.theme import pixmap, series_color, tokens, ui_font

TOOL = 24.0
_LONGEST = 400  # characters measured: a name may be a book
_LEFT = int(Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value)


class Entry(NamedTuple):
    """One line of the legend."""

    color: int
    label: str
    value: str


class Tool(NamedTuple):
    """A button of the head: its icon, what it is called, and whether it is on."""

    key: str
    icon: str
    tip: str
    on: bool


def tool_rects(width: float, height: float, tools: Sequence[Tool]) -> list[QRectF]:
    """Return the places of the tools, the last one at the right edge; 24 px each, to be hit easily."""
    top = (height - TOOL) / 2
    right = width - 8
    return [QRectF(right - TOOL * (len(tools) - i), top, TOOL, TOOL) for i in range(len(tools))]


def paint(
    painter: QPainter,
    width: float,
    height: float,
    title: str,
    contexts: str,
    entries: Sequence[Entry],
    tools: Sequence[Tool],
    pointed: str,
) -> None:
    """Draw the head into (0, 0, width, height); `pointed` is the key of the tool under the mouse."""
    active = tokens()
    title, contexts = title[:_LONGEST], contexts[:_LONGEST]
    right = width - 12.0
    rects = tool_rects(width, height, tools)
    for tool, rect in zip(tools, rects, strict=True):
        _tool(painter, tool, rect, tool.key == pointed)
    if rects:
        right = rects[0].left() - 6
    bold = ui_font(13, bold=True)
    title_width = QFontMetricsF(bold).horizontalAdvance(title)
    left = 12.0
    room = right - left
    needed = _legend(painter, QRectF(left, 0, room, height), entries, min(title_width, room * 0.5) + 12)
    room -= needed
    painter.setFont(bold)
    painter.setPen(active.text)
    shown = QFontMetricsF(bold).elidedText(title, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QRectF(left, 0, room + 2, height), _LEFT, shown)
    used = QFontMetricsF(bold).horizontalAdvance(shown) + 8
    small = ui_font(11)
    if contexts and room - used > 24:
        painter.setFont(small)
        painter.setPen(active.text_faint)
        words = QFontMetricsF(small).elidedText(contexts, Qt.TextElideMode.ElideRight, room - used)
        painter.drawText(QRectF(left + used, 1, room - used, height), _LEFT, words)


def _tool(painter: QPainter, tool: Tool, rect: QRectF, pointed: bool) -> None:
    active = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if pointed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(active.hover)
        painter.drawRoundedRect(rect, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    color: QColor = active.accent if tool.on else active.text_soft
    drawn = pixmap(tool.icon, color, 14, painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(rect.center().x() - 7, rect.center().y() - 7), drawn)


def _legend(painter: QPainter, area: QRectF, entries: Sequence[Entry], reserved: float) -> float:
    """Draw the legend against the right edge, return its width; labels go first when room is short."""
    font = ui_font(11)
    metrics = QFontMetricsF(font)
    room = area.width() - reserved
    labelled = len(entries) > 1
    if labelled and sum(_entry_width(metrics, entry, True) for entry in entries) > room:
        labelled = False
    shown = list(entries)
    while shown and sum(_entry_width(metrics, entry, labelled) for entry in shown) > max(room, 60):
        shown.pop()
    if len(shown) < len(entries):
        shown = shown[:-1] if len(shown) > 1 else shown
    more = f"+{len(entries) - len(shown)}" if len(shown) < len(entries) else ""
    total = sum(_entry_width(metrics, entry, labelled) for entry in shown)
    total += metrics.horizontalAdvance(more) + 8 if more else 0.0
    x = area.right() - total + 12
    painter.setFont(font)
    for entry in shown:
        painter.fillRect(QRectF(round(x), round(area.center().y()) - 1, 8, 2), series_color(entry.color))
        x += 12
        if labelled:
            painter.setPen(tokens().text_soft)
            painter.drawText(QRectF(x, 0, 400, area.height()), _LEFT, entry.label)
            x += metrics.horizontalAdvance(entry.label) + 4
        painter.setPen(tokens().text)
        painter.drawText(QRectF(x, 0, 400, area.height()), _LEFT, entry.value)
        x += metrics.horizontalAdvance(entry.value) + 12
    if more:
        painter.setPen(tokens().text_faint)
        painter.drawText(QRectF(x - 4, 0, 60, area.height()), _LEFT, more)
    return total


def _entry_width(metrics: QFontMetricsF, entry: Entry, labelled: bool) -> float:
    width = 12 + metrics.horizontalAdvance(entry.value) + 12
    return width + metrics.horizontalAdvance(entry.label) + 4 if labelled else width
