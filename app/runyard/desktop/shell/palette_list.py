"""The lines of the palette as a model, and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from runyard.desktop.parts.status import paint_status
from runyard.desktop.shell.choices import Choice
from runyard.desktop.theme import mono_font, pixmap, series_color, sizes, tokens, ui_font

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CHOICE = int(Qt.ItemDataRole.UserRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
ROW = 32
MARGIN = 8
PADDING = 8


class Head:
    """The title of a group, with a count of what it leaves out."""

    def __init__(self, title: str, tail: str) -> None:
        self.title = title
        self.tail = tail


class PaletteListModel(QAbstractListModel):
    """Heads and choices in one list; heads cannot be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Head | Choice] = []

    def set_choices(self, choices: Sequence[Choice], tails: dict[str, str]) -> None:
        """Show choices; `tails` says what stands at the right of a group's head."""
        self.beginResetModel()
        self._lines = []
        group = ""
        for choice in choices:
            if choice.group != group:
                group = choice.group
                self._lines.append(Head(group, tails.get(group, "")))
            self._lines.append(choice)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        line = self.line(index.row()) if role in (CHOICE, DISPLAY) else None
        if line is None:
            return None
        return line if role == CHOICE else line.title

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not isinstance(self.line(index.row()), Choice):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def line(self, row: int) -> Head | Choice | None:
        """What stands in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def next_choice(self, row: int, step: int) -> int:
        """Return the next row that can be chosen, going round; -1 when there is none."""
        count = len(self._lines)
        for distance in range(1, count + 1):
            candidate = (row + step * distance) % count
            if isinstance(self._lines[candidate], Choice):
                return candidate
        return -1


class PaletteDelegate(QStyledItemDelegate):
    """Paints heads and choices."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(CHOICE)
        place = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if isinstance(line, Head):
                _paint_head(painter, place.adjusted(MARGIN + PADDING, 0, -MARGIN - PADDING, 0), line)
            elif isinstance(line, Choice):
                _paint_choice(painter, place.adjusted(MARGIN, 0, -MARGIN, 0), line, selected)
        finally:
            painter.restore()


def _paint_head(painter: QPainter, place: QRect, head: Head) -> None:
    colors = tokens()
    painter.setFont(ui_font(sizes.TEXT_SMALL, bold=True))
    painter.setPen(colors.text_soft)
    painter.drawText(place, _LEFT, head.title)
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    painter.setPen(colors.text_faint)
    painter.drawText(place, _RIGHT, head.tail)


def _paint_choice(painter: QPainter, place: QRect, choice: Choice, selected: bool) -> None:
    colors = tokens()
    if selected:
        painter.setPen(colors.accent)
        painter.setBrush(colors.wash)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), sizes.RADIUS, sizes.RADIUS)
    left = place.left() + PADDING
    left += _paint_mark(painter, QRect(left, place.top(), sizes.ICON, place.height()), choice, selected)
    right = place.right() + 1 - PADDING
    right -= _paint_right(painter, QRect(left, place.top(), right - left, place.height()), choice, selected)
    room = QRect(left, place.top(), max(0, right - left - sizes.GAP), place.height())
    used = paint_letters(painter, room, choice.title, choice.letters, colors.text)
    rest = room.adjusted(used + sizes.GAP, 0, 0, 0)
    if choice.detail and rest.width() > 24:
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft)
        text = painter.fontMetrics().elidedText(choice.detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, _LEFT, text)


def _paint_mark(painter: QPainter, place: QRect, choice: Choice, selected: bool) -> int:
    """Paint the icon, or a run's status and colour; return the room taken."""
    colors = tokens()
    middle = place.top() + place.height() / 2
    if choice.run is None:
        if choice.icon:
            picture = pixmap(choice.icon, colors.text_soft, sizes.ICON, painter.device().devicePixelRatioF())
            painter.drawPixmap(place.left(), round(middle - sizes.ICON / 2), picture)
        return sizes.ICON + sizes.GAP
    run = choice.run
    mark = QRectF(place.left() + 2, middle - sizes.STATUS_MARK / 2, sizes.STATUS_MARK, sizes.STATUS_MARK)
    share = run.progress.share if run.progress is not None else None
    paint_status(painter, mark, run.status, share, colors.wash if selected else colors.panel)
    swatch = QRectF(place.left() + 24, middle - sizes.SWATCH / 2, sizes.SWATCH, sizes.SWATCH)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(series_color(run.color))
    painter.drawRoundedRect(swatch, sizes.SWATCH_RADIUS, sizes.SWATCH_RADIUS)
    return 24 + sizes.SWATCH + sizes.GAP


def _paint_right(painter: QPainter, place: QRect, choice: Choice, selected: bool) -> int:
    """Paint the hash, the kind or the keys; return the room taken."""
    colors = tokens()
    if choice.hash:
        painter.setFont(mono_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft)
        painter.drawText(place, _RIGHT, choice.hash)
        return painter.fontMetrics().horizontalAdvance(choice.hash)
    if choice.kind:
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft)
        painter.drawText(place, _RIGHT, choice.kind)
        return painter.fontMetrics().horizontalAdvance(choice.kind)
    if choice.keys:
        return paint_keys(painter, place, choice.keys)
    return 0


def paint_keys(painter: QPainter, place: QRect, shortcut: str) -> int:
    """Paint a shortcut at the right end, one box a key; return the room taken."""
    colors = tokens()
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    metrics = painter.fontMetrics()
    right = place.right() + 1
    for key in reversed(key_words(shortcut)):
        width = max(sizes.KEY, metrics.horizontalAdvance(key) + 8)
        box = QRectF(right - width, place.top() + (place.height() - sizes.KEY) / 2, width, sizes.KEY)
        painter.setPen(colors.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colors.text_soft)
        painter.drawText(box, _CENTER, key)
        right -= width + 4
    return place.right() + 1 - right


def key_words(shortcut: str) -> list[str]:
    """Return the keys of a shortcut as this system writes them."""
    text = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    if len(text) > 1 and text.endswith("+"):
        return [*text[:-2].split("+"), "+"] if len(text) > 2 else ["+"]
    return [key for key in text.split("+") if key]


def paint_letters(painter: QPainter, place: QRect, text: str, letters: Sequence[int], color: QColor) -> int:
    """Paint a text with some of its letters at weight 600; return its width."""
    plain, strong = ui_font(), ui_font(bold=True)
    painter.setPen(color)
    marked = frozenset(letters)
    at = place.left()
    for piece, bold in _pieces(text, marked):
        font: QFont = strong if bold else plain
        metrics = QFontMetrics(font)
        room = place.right() + 1 - at
        if room <= 0:
            break
        shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.drawText(QRect(at, place.top(), room, place.height()), _LEFT, shown)
        at += metrics.horizontalAdvance(shown)
    return at - place.left()


def _pieces(text: str, marked: frozenset[int]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for position, letter in enumerate(text):
        bold = position in marked
        if pieces and pieces[-1][1] == bold:
            pieces[-1] = (pieces[-1][0] + letter, bold)
        else:
            pieces.append((letter, bold))
    return pieces
