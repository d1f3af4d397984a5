"""`Ink`: formulas within the lines of a document, sharp at every scale and in the colour of the text."""

from __future__ import annotations

from collections import OrderedDict

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
TEX = int(QTextFormat.Property.UserProperty) + 1
DISPLAY = TEX + 1
_PLACE = "\ufffc"
#: Letters of mathematics look smaller than those of the interface at the same size.
_LARGER = 1.18
_KEPT_BYTES = 24_000_000


class Ink(QPyTextObject):
    """Measures and draws what `place` put into a document."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[tuple[Formula, float, float, int], QImage] = OrderedDict()

    def intrinsicSize(self, document: QTextDocument, position: int, shape: QTextFormat) -> QSizeF:
        drawn, scale = _drawn(shape), _scale(document, shape)
        if drawn is None:
            return QSizeF(0, 0)
        above, below = (drawn.height - drawn.below) * scale, drawn.below * scale
        if shape.toCharFormat().verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignMiddle:
            middle = _middle(shape)
            return QSizeF(drawn.width * scale, max(2 * above - middle, 2 * below + middle))
        return QSizeF(drawn.width * scale, above)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        shape: QTextFormat,
    ) -> None:
        drawn, scale = _drawn(shape), _scale(document, shape)
        if drawn is None:
            return
        height, above = drawn.height * scale, (drawn.height - drawn.below) * scale
        rect = QRectF(rect)
        base = rect.bottom()
        if shape.toCharFormat().verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignMiddle:
            base = rect.top() + (rect.height() + _middle(shape)) / 2
        place = QRectF(rect.left(), base - above, drawn.width * scale, height)
        ink = shape.foreground()
        color = ink.color() if ink.style() != Qt.BrushStyle.NoBrush else tokens().text
        ratio = painter.device().devicePixelRatioF()
        painter.drawImage(place, self._picture(formula_of(shape), drawn, place, ratio, color))

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


def formula_of(shape: QTextFormat) -> Formula:
    """Return the formula that a place in the document stands for."""
    return Formula(shape.stringProperty(TEX), shape.boolProperty(DISPLAY))


def place(document: QTextDocument, formulas: list[Formula], *, late: bool) -> None:
    """Put formulas where their marks stand; what is not drawn shows its source, and why.

    A `late` one, which nobody waits for any more, is one of those.
    """
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        text = block.text()
        marks = list(HIDDEN.finditer(text))
        for mark in reversed(marks):
            cursor.setPosition(block.position() + mark.start())
            cursor.setPosition(block.position() + mark.end(), QTextCursor.MoveMode.KeepAnchor)
            formula = formulas[int(mark[1])]
            answer = kept(formula) or (Refused("the others took too long") if late else None)
            _place(cursor, formula, answer, alone=formula.display and mark[0] == text.strip())
        block = block.next()


def with_sources(selected: QTextCursor) -> str:
    """Return the selected text, formulas as they were written."""
    text = selected.selectedText().replace("\u2029", "\n").replace("\u2028", "\n")
    if _PLACE not in text:
        return text
    parts, cursor = [], QTextCursor(selected.document())
    for at, sign in enumerate(text, selected.selectionStart()):
        cursor.setPosition(at + 1)
        shape = cursor.charFormat()
        parts.append(formula_of(shape).source if sign == _PLACE and shape.objectType() == FORMULA else sign)
    return "".join(parts)


def _place(cursor: QTextCursor, formula: Formula, answer: Drawn | Refused | None, *, alone: bool) -> None:
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
    shape.setObjectType(FORMULA)
    shape.setProperty(TEX, formula.tex)
    shape.setProperty(DISPLAY, formula.display)
    below = answer.below * ui_font().pixelSize() * _LARGER / SIZE
    if below > QFontMetricsF(ui_font()).descent() + 1:
        shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    cursor.insertText(_PLACE, shape)
    if alone:
        block = cursor.blockFormat()
        block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cursor.setBlockFormat(block)


def _drawn(shape: QTextFormat) -> Drawn | None:
    answer = kept(formula_of(shape))
    return answer if isinstance(answer, Drawn) else None


def _scale(document: QTextDocument, shape: QTextFormat) -> float:
    pixels = shape.toCharFormat().font().pixelSize()
    return (pixels if pixels > 0 else document.defaultFont().pixelSize()) * _LARGER / SIZE


def _middle(shape: QTextFormat) -> float:
    """Half the height of an x, about which Qt puts what stands in the middle of a line."""
    return QFontMetricsF(shape.toCharFormat().font()).xHeight() / 2
