"""Paints the rows of the audio list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.places import ROW, Places, places
from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.reading import Drawn
from runyard.desktop.kinds.audios.words import caption, clock, epoch, facts, heading, seconds
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import box, focus_ring
from runyard.domain.item import Item

_BAR, _GAP = 2, 1
_Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED = QStyle.StateFlag.State_Selected
_OVER = QStyle.StateFlag.State_MouseOver
_FOCUS = QStyle.StateFlag.State_HasFocus


class AudioCells(QStyledItemDelegate):
    """Step, play button, caption and facts, waveform, time, and the button that saves."""

    def __init__(self, model: AudioListModel, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._player = player
        #: Where the pointer is, in the viewport; None outside of it.
        self.pointer: QPoint | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        item = self._model.item(index.row())
        colors = tokens()
        selected = bool(state & _SELECTED)
        painter.save()
        try:
            ground = QRectF(row.adjusted(8, 2, -8, -2))
            if selected:
                box(painter, ground, sizes.RADIUS, colors.wash, None)
            elif state & _OVER:
                box(painter, ground, sizes.RADIUS, colors.hover, None)
            at = places(row)
            if item is None:
                box(
                    painter,
                    QRectF(at.wave.center().x() - 80, row.center().y() - 6, 160, 12),
                    4,
                    colors.hover,
                    None,
                )
                return
            if index.row() and self._model.begins_step(index.row()):
                painter.setPen(colors.line)
                painter.drawLine(row.left() + sizes.MARGIN, row.top(), row.right() - sizes.MARGIN, row.top())
            self._paint_words(painter, at, item, index.row(), selected)
            self._paint_play(painter, at.play, item)
            self._paint_wave(painter, at.wave, item)
            self._paint_save(painter, at.save)
            if state & _FOCUS:
                focus_ring(painter, ground, sizes.RADIUS)
        finally:
            painter.restore()

    def _paint_words(self, painter: QPainter, at: Places, item: Item, row: int, selected: bool) -> None:
        colors = tokens()
        faint = colors.text_soft if selected else colors.text_faint
        if self._model.begins_step(row):
            _two_lines(painter, at.step, heading(item), epoch(item), bold=True, faint=faint)
        _two_lines(painter, at.text, caption(item), facts(item), bold=False, faint=faint)
        drawn = self._model.drawn(item.id)
        length = drawn.waveform.seconds if drawn is not None and drawn.waveform is not None else seconds(item)
        current = self._player.item_id == item.id
        if current and self._player.duration > 0:
            length = self._player.duration / 1000
        words = clock(length) if length else "–"
        if current:
            words = f"{clock(self._player.position / 1000)} / {words}"
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text if current else colors.text_soft)
        painter.drawText(at.time, _RIGHT, words)

    def _paint_play(self, painter: QPainter, place: QRect, item: Item) -> None:
        colors = tokens()
        over = self.pointer is not None and place.contains(self.pointer)
        fill = colors.hover if over else colors.raised
        box(painter, QRectF(place), place.width() / 2, fill, colors.line_strong if over else colors.line)
        current = self._player.item_id == item.id
        name = "pause" if current and self._player.playing else "play"
        drawn = self._model.drawn(item.id)
        dim = drawn is not None and bool(drawn.problem)
        _icon(painter, place, name, colors.accent if current else colors.text_faint if dim else colors.text)

    def _paint_save(self, painter: QPainter, place: QRect) -> None:
        colors = tokens()
        if self.pointer is not None and place.contains(self.pointer):
            box(painter, QRectF(place), sizes.RADIUS, colors.raised, colors.line)
        _icon(painter, place, "download", colors.text_soft)

    def _paint_wave(self, painter: QPainter, place: QRect, item: Item) -> None:
        colors = tokens()
        drawn = self._model.drawn(item.id)
        if drawn is not None and drawn.problem:
            _problem(painter, place, drawn.problem)
            return
        middle = place.center().y() + 0.5
        share = self._share(item)
        if drawn is None or drawn.waveform is None:
            painter.fillRect(QRectF(place.left(), middle - 0.5, place.width(), 1), colors.line_strong)
        else:
            _bars(painter, place, drawn, share)
        if self._player.item_id == item.id:
            x = place.left() + share * place.width()
            painter.fillRect(QRectF(x - 0.5, place.top(), 1, place.height()), colors.text)
        if self.pointer is not None and place.contains(self.pointer):
            painter.setPen(QPen(colors.text_soft, 1))
            painter.drawLine(self.pointer.x(), place.top(), self.pointer.x(), place.bottom())

    def _share(self, item: Item) -> float:
        """Return how much of a sound has been played."""
        if self._player.item_id != item.id or self._player.duration <= 0:
            return 0.0
        return min(1.0, self._player.position / self._player.duration)


def _problem(painter: QPainter, place: QRect, sentence: str) -> None:
    side = sizes.ICON_DENSE
    mark = QRect(place.left(), place.top(), side, place.height())
    _icon(painter, mark, "triangle-alert", tokens().warn, side)
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    painter.setPen(tokens().text_soft)
    words = place.adjusted(side + sizes.GAP, 0, 0, 0)
    metrics = QFontMetrics(painter.font())
    painter.drawText(words, _LEFT, metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, words.width()))


def _bars(painter: QPainter, place: QRect, drawn: Drawn, share: float) -> None:
    if drawn.waveform is None:
        return
    colors = tokens()
    middle, half = place.center().y() + 0.5, place.height() / 2 - 1
    found = drawn.waveform.bars(place.width() // (_BAR + _GAP))
    wide = place.width() / max(1, len(found))
    for at, (low, high) in enumerate(found):
        left = place.left() + at * wide
        top, bottom = middle - max(0.0, high) * half, middle - min(0.0, low) * half
        played = at + 1 <= share * len(found)
        fill = colors.accent if played else colors.line_strong
        painter.fillRect(QRectF(left, top - 0.5, max(1.0, wide - _GAP), max(1.0, bottom - top + 1)), fill)


def _two_lines(
    painter: QPainter, place: QRect, first: str, second: str, *, bold: bool, faint: QColor
) -> None:
    font, small = ui_font(bold=bold), ui_font(sizes.TEXT_SMALL)
    one, two = QFontMetrics(font), QFontMetrics(small)
    whole = one.height() + (two.height() if second else 0)
    top = place.center().y() - whole // 2
    painter.setFont(font)
    painter.setPen(tokens().text)
    line = QRect(place.left(), top, place.width(), one.height())
    painter.drawText(
        line, _LEFT, one.elidedText(first.replace("\n", " "), Qt.TextElideMode.ElideRight, place.width())
    )
    if second:
        painter.setFont(small)
        painter.setPen(faint)
        line = QRect(place.left(), top + one.height(), place.width(), two.height())
        painter.drawText(line, _LEFT, two.elidedText(second, Qt.TextElideMode.ElideRight, place.width()))


def _icon(painter: QPainter, place: QRect, name: str, color: QColor, side: int = sizes.ICON) -> None:
    ratio = painter.device().devicePixelRatioF()
    found = pixmap(name, color, side, ratio)
    painter.drawPixmap(place.center().x() - side // 2 + 1, place.center().y() - side // 2 + 1, found)
