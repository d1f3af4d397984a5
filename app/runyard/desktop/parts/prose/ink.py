"""`Ink`: formulas within the lines of a document, sharp at every scale and in the colour of the text."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from runyard.desktop.parts.prose.formulas import HIDDEN, Formula
from runyard.desktop.parts.prose.latex import SIZE, Drawn, Refused, kept
from runyard.desktop.theme import mono_font, tokens, ui_font

FORMULA = int(QTextFormat.ObjectTypes.UserObject) + 1
_NUMBER = int(QTextFormat.Property.UserProperty) + 1
_PLACE = "\ufffc"
#: Letters of mathematics look smaller than those of the interface at the same size.
_LARGER = 1.18
_KEPT_BYTES = 24_000_000


class _Placed(NamedTuple):
    """A formula in its line: its size and how much of it stands above the line, in pixels."""

    formula: Formula
    drawn: Drawn
    width: float
    height: float
    above: float
    room: QSizeF
    base: float  # from the top of the room to the line
    color: QColor


class Ink(QPyTextObject):
    """Measures and draws the formulas that were placed, which it knows by number.

    All is reckoned when a formula is placed: Qt asks again and again, and while another thread is busy each
    question may wait.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._placed: list[_Placed] = []
        self._pictures: OrderedDict[tuple[Formula, float, float, int], QImage] = OrderedDict()

    def forget(self) -> None:
        """The document is set anew."""
        self._placed.clear()

    def add(self, formula: Formula, drawn: Drawn, shape: QTextCharFormat) -> None:
        """Make `shape` that of a formula among letters like it."""
        font = shape.font() if shape.font().pixelSize() > 0 else ui_font()
        metrics = QFontMetricsF(font)
        scale = font.pixelSize() * _LARGER / SIZE
        above, below = (drawn.height - drawn.below) * scale, drawn.below * scale
        room, base = QSizeF(drawn.width * scale, above), above
        if below > metrics.descent() + 1:
            # It needs room below the line, which Qt gives only to what stands in the middle of the letters.
            shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
            middle = metrics.xHeight() / 2
            room.setHeight(max(2 * above - middle, 2 * below + middle))
            base = (room.height() + middle) / 2
        ink = shape.foreground()
        color = ink.color() if ink.style() != Qt.BrushStyle.NoBrush else tokens().text
        shape.setObjectType(FORMULA)
        shape.setProperty(_NUMBER, len(self._placed))
        placed = _Placed(formula, drawn, room.width(), drawn.height * scale, above, room, base, color)
        self._placed.append(placed)

    def source(self, shape: QTextFormat) -> str:
        """Return the formula of a place in the document as it was written."""
        return self._placed[shape.intProperty(_NUMBER)].formula.source

    def intrinsicSize(self, document: QTextDocument, position: int, shape: QTextFormat) -> QSizeF:
        return self._placed[shape.intProperty(_NUMBER)].room

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        shape: QTextFormat,
    ) -> None:
        placed = self._placed[shape.intProperty(_NUMBER)]
        place = QRectF(rect.left(), rect.top() + placed.base - placed.above, placed.width, placed.height)
        ratio = painter.device().devicePixelRatioF()
        picture = self._picture(placed.formula, placed.drawn, place, ratio, placed.color)
        painter.drawImage(place, picture)

    def _picture(self, formula: Formula, drawn: Drawn, place: QRectF, ratio: float, color: QColor) -> QImage:
        key = (formula, place.width(), ratio, color.rgb())
        picture = self._pictures.get(key)
        if picture is None:
            width, height = max(1, round(place.width() * ratio)), max(1, round(place.height() * ratio))
            picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
            picture.fill(Qt.GlobalColor.transparent)
            brush = QPainter(picture)
            try:
                QSvgRenderer(QByteArray(drawn.svg)).render(brush)
                brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
                brush.fillRect(picture.rect(), color)
            finally:
                brush.end()
            self._pictures[key] = picture
            held = sum(each.sizeInBytes() for each in self._pictures.values())
            while held > _KEPT_BYTES and len(self._pictures) > 1:
                held -= self._pictures.popitem(last=False)[1].sizeInBytes()
        self._pictures.move_to_end(key)
        return picture


def place(document: QTextDocument, formulas: list[Formula], ink: Ink, *, late: bool) -> None:
    """Put formulas where their marks stand; what is not drawn shows its source, and why.

    A `late` one, which nobody waits for any more, is one of those.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # or the text would be laid out anew for each
    block = document.begin()
    while block.isValid():
        text = block.text()
        marks = list(HIDDEN.finditer(text))
        for mark in reversed(marks):
            cursor.setPosition(block.position() + mark.start())
            cursor.setPosition(block.position() + mark.end(), QTextCursor.MoveMode.KeepAnchor)
            formula = formulas[int(mark[1])]
            answer = kept(formula) or (Refused("the others took too long") if late else None)
            _place(cursor, formula, answer, ink, alone=formula.display and mark[0] == text.strip())
        block = block.next()
    cursor.endEditBlock()


def with_sources(selected: QTextCursor, ink: Ink) -> str:
    """Return the selected text, formulas as they were written."""
    text = selected.selectedText().replace("\u2029", "\n").replace("\u2028", "\n")
    if _PLACE not in text:
        return text
    parts, cursor, at = [], QTextCursor(selected.document()), selected.selectionStart()
    for sign in text:
        at += 1 if sign <= "\uffff" else 2  # as Qt counts
        if sign == _PLACE:
            cursor.setPosition(at)
            shape = cursor.charFormat()
            sign = ink.source(shape) if shape.objectType() == FORMULA else sign  # noqa: PLW2901
        parts.append(sign)
    return "".join(parts)


def _place(
    cursor: QTextCursor, formula: Formula, answer: Drawn | Refused | None, ink: Ink, *, alone: bool
) -> None:
    shape = cursor.charFormat()
    if not isinstance(answer, Drawn):
        source = QTextCharFormat(shape)
        source.setFontFamilies(mono_font().families())
        if answer is None:
            source.setForeground(tokens().text_faint)
        cursor.insertText(formula.source, source)
        if isinstance(answer, Refused):
            shape.setForeground(tokens().text_soft)
            cursor.insertText(f" (not drawn: {answer.reason})", shape)
        return
    ink.add(formula, answer, shape)
    cursor.insertText(_PLACE, shape)
    if alone:
        block = cursor.blockFormat()
        block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cursor.setBlockFormat(block)
