"""How a cell of the grid is painted: the picture, or why there is none, the caption and what is chosen."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPixmap

from runyard.desktop.parts.pictures import Picture
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import box, focus_ring, paint_check
from runyard.domain.errors import KnownProblem

_RADIUS = sizes.RADIUS_SMALL
_BOX, _TOOL = 14, sizes.HIT
#: Colours that differ by less than this in each part look alike.
_LIKE = 12
_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform
_LINE = int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignVCenter)
_LEFT, _RIGHT = _LINE | int(Qt.AlignmentFlag.AlignLeft), _LINE | int(Qt.AlignmentFlag.AlignRight)
#: Words and, set apart from them, a number: a score that is shown at the right.
_SCORE = re.compile(r"(.+?)(?:\s*[,;:|]\s*([-+]?\d[\d.]*(?:e[-+]?\d+)?\s?%?)|\s+([-+]?\d*\.\d+\s?%?))$")


class Cell(NamedTuple):
    """What is known of a cell when it is painted; `left` and `right` are the two ends of its caption."""

    rect: QRect
    made: Picture | KnownProblem | None
    left: str
    right: str
    caption: int
    current: bool = False
    selected: bool = False
    hovered: bool = False
    boxed: bool = False


def split_score(caption: str) -> tuple[str, str]:
    """Return a caption in two, where it ends in a number that is set apart: ``9 as 4, 0.43``."""
    found = _SCORE.fullmatch(caption)
    return (found[1], found[2] or found[3]) if found else (caption, "")


def caption_height() -> int:
    """Return the room of a caption below a picture."""
    return QFontMetrics(ui_font(sizes.TEXT_SMALL)).height() + 5


def check_rect(cell: QRect) -> QRect:
    """Return where a click selects: the check box, and some room around it."""
    return QRect(cell.left(), cell.top(), _TOOL, _TOOL)


def open_rect(cell: QRect) -> QRect:
    """Return where a click opens the image."""
    return QRect(cell.right() + 1 - _TOOL - 2, cell.top() + 2, _TOOL, _TOOL)


class CellPainter:
    """Paints cells; holds what is the same for all of them while one event lasts."""

    def __init__(self, painter: QPainter, ratio: float, ground: QBrush) -> None:
        self._painter = painter
        self._ratio = ratio
        self._ground = ground
        self._colors = tokens()
        self._font = ui_font(sizes.TEXT_SMALL)
        self._metrics = QFontMetrics(self._font)

    def paint(self, cell: Cell) -> None:
        """Paint a cell."""
        painter, rect = self._painter, cell.rect
        if cell.selected:
            around = QRectF(rect).adjusted(-4, -4, 4, 4 + cell.caption)
            box(painter, around, sizes.RADIUS, self._colors.wash, None)
        shown = self._picture(cell)
        if cell.caption:
            self._caption(cell)
        if cell.current:
            focus_ring(painter, QRectF(shown).adjusted(-3, -3, 3, 3), _RADIUS + 3)
        elif cell.hovered:
            box(painter, QRectF(shown).adjusted(-1, -1, 1, 1), _RADIUS + 1, None, self._colors.line_strong)
        if cell.hovered or cell.selected or cell.boxed:
            self._tools(cell)

    def head(self, rect: QRect, name: str, beside: str) -> None:
        """Paint the head of a group: its name, fainter words, a rule to the right edge."""
        painter, colors = self._painter, self._colors
        font = ui_font(bold=True)
        painter.setFont(font)
        painter.setPen(colors.text)
        painter.drawText(rect, _LEFT, name)
        left = rect.left() + QFontMetrics(font).horizontalAdvance(name) + sizes.GAP
        painter.setFont(self._font)
        painter.setPen(colors.text_faint)
        painter.drawText(rect.adjusted(left - rect.left(), 1, 0, 1), _LEFT, beside)
        left += self._metrics.horizontalAdvance(beside) + sizes.GAP_CARDS
        if left < rect.right():
            painter.fillRect(left, rect.center().y() + 1, rect.right() - left, 1, colors.line)

    def _picture(self, cell: Cell) -> QRect:
        """Paint the picture, or what stands in its place; return where it is."""
        if not isinstance(cell.made, Picture):
            self._instead(cell)
            return cell.rect
        image = cell.made.image
        shown = self._fitted(cell.rect, image.width(), image.height())
        painter = self._painter
        if image.hasAlphaChannel():
            painter.setBrushOrigin(shown.topLeft())
            painter.fillRect(shown, self._ground)
        exact = shown.width() == round(image.width() / self._ratio)
        painter.setRenderHint(_SMOOTH, not exact)
        painter.drawImage(shown, image)
        ground = self._colors.wash if cell.selected else self._colors.panel
        self._round(shown, ground)
        if _fades(image, ground):
            box(painter, QRectF(shown), _RADIUS, None, self._colors.line)
        if cell.made.cut:
            at = QPoint(shown.left() + 4, shown.bottom() - 4 - sizes.ICON_DENSE)
            back = QRectF(at.x() - 2, at.y() - 2, sizes.ICON_DENSE + 4, sizes.ICON_DENSE + 4)
            box(painter, back, _RADIUS, self._colors.panel, None)
            painter.drawPixmap(at, pixmap("triangle-alert", self._colors.warn, sizes.ICON_DENSE, self._ratio))
        elif cell.made.animated:
            self._badge(shown, cell.made.format.upper())
        return shown

    def _fitted(self, rect: QRect, width: int, height: int) -> QRect:
        scale = min(rect.width() / width, rect.height() / height)
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        return QRect(
            rect.left() + (rect.width() - wide) // 2, rect.top() + (rect.height() - high) // 2, wide, high
        )

    def _round(self, rect: QRect, ground: QColor) -> None:
        """Round the corners by painting over them what lies around."""
        if min(rect.width(), rect.height()) < 4 * _RADIUS:
            return
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(_corners(rect.width(), rect.height()).translated(rect.topLeft()), ground)

    def _instead(self, cell: Cell) -> None:
        painter, rect, colors = self._painter, cell.rect, self._colors
        refused = isinstance(cell.made, KnownProblem)
        box(painter, QRectF(rect), _RADIUS, colors.hover, colors.line if refused else None)
        if not isinstance(cell.made, KnownProblem):
            return
        side, words = sizes.ICON, cell.made.sentence
        room = rect.adjusted(8, 8, -8, -8)
        lines = QRect()
        if room.width() >= 64:
            wrapped = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
            lines = self._metrics.boundingRect(room, wrapped, words)
        told = not lines.isEmpty() and lines.height() + side + 8 <= room.height()
        high = side + (4 + lines.height() if told else 0)
        top = rect.center().y() - high // 2
        icon = pixmap("triangle-alert", colors.warn, side, self._ratio)
        painter.drawPixmap(rect.center().x() - side // 2, top, icon)
        if told:
            painter.setFont(self._font)
            painter.setPen(colors.text_soft)
            wrapped = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
            painter.drawText(QRect(room.left(), top + side + 4, room.width(), lines.height()), wrapped, words)

    def _badge(self, rect: QRect, words: str) -> None:
        wide = self._metrics.horizontalAdvance(words) + 8
        place = QRect(rect.left() + 4, rect.bottom() - 19, wide, 16)
        box(self._painter, QRectF(place), _RADIUS, self._colors.panel, None)
        self._painter.setFont(self._font)
        self._painter.setPen(self._colors.text_soft)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def _caption(self, cell: Cell) -> None:
        painter, rect = self._painter, cell.rect
        place = QRect(rect.left(), rect.bottom() + 2, rect.width(), cell.caption)
        painter.setFont(self._font)
        room = place.width()
        if cell.right:
            wide = self._metrics.horizontalAdvance(cell.right)
            if wide <= 0.6 * room or not cell.left:
                painter.setPen(self._colors.text_soft if cell.selected else self._colors.text_faint)
                painter.drawText(place, _RIGHT, cell.right)
                room -= wide + sizes.GAP
        painter.setPen(self._colors.text)
        painter.drawText(place, _LEFT, self._metrics.elidedText(cell.left, Qt.TextElideMode.ElideRight, room))

    def _tools(self, cell: Cell) -> None:
        painter, colors = self._painter, self._colors
        spot = check_rect(cell.rect)
        mark = QRectF(spot.left() + 5, spot.top() + 5, _BOX, _BOX)
        box(painter, mark.adjusted(-2, -2, 2, 2), _RADIUS + 2, colors.panel, None)
        state = Qt.CheckState.Checked if cell.selected else Qt.CheckState.Unchecked
        paint_check(painter, mark, state, True, self._ratio)
        if cell.hovered and cell.rect.width() >= 2 * _TOOL + 12:
            place = open_rect(cell.rect)
            box(painter, QRectF(place), _RADIUS, colors.panel, None)
            side = sizes.ICON_DENSE
            at = QPoint(place.center().x() - side // 2 + 1, place.center().y() - side // 2 + 1)
            painter.drawPixmap(at, pixmap("maximize-2", colors.text_soft, side, self._ratio))


def _fades(image: QImage, ground: QColor) -> bool:
    """Whether nobody could see where a picture ends: a corner looks like what lies around it."""
    right, bottom = image.width() - 1, image.height() - 1
    return not image.hasAlphaChannel() and any(
        _near(image.pixel(x, y), ground) for x in (0, right) for y in (0, bottom)
    )


def _near(rgb: int, ground: QColor) -> bool:
    return (
        abs((rgb >> 16 & 255) - ground.red()) < _LIKE
        and abs((rgb >> 8 & 255) - ground.green()) < _LIKE
        and abs((rgb & 255) - ground.blue()) < _LIKE
    )


def checks(first: QColor, second: QColor) -> QBrush:
    """Return the pattern that shows through where a picture is transparent."""
    tile = QPixmap(16, 16)
    tile.fill(first)
    painter = QPainter(tile)
    try:
        painter.fillRect(0, 0, 8, 8, second)
        painter.fillRect(8, 8, 8, 8, second)
    finally:
        painter.end()
    return QBrush(tile)


_corner_paths: dict[tuple[int, int], QPainterPath] = {}


def _corners(width: int, height: int) -> QPainterPath:
    """Return what lies between a rectangle and its rounded form."""
    found = _corner_paths.get((width, height))
    if found is None:
        found = QPainterPath()
        found.addRect(QRectF(0, 0, width, height))
        found.addRoundedRect(QRectF(0, 0, width, height), _RADIUS, _RADIUS)
        found.setFillRule(Qt.FillRule.OddEvenFill)
        if len(_corner_paths) > 256:
            _corner_paths.clear()
        _corner_paths[(width, height)] = found
    return found
