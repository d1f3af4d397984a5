"""What is drawn around the words of a text: grounds of code, bars of quotes, marks of lists, rules."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextBlockFormat,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
)

from runyard.desktop.theme import sizes, tokens, ui_font
from runyard.desktop.widgets import box, paint_check

#: Room around code inside its ground, between the bars of nested quotes, and for the mark of a list.
CODE, ABOVE, QUOTE, LIST = 12, 8, 14, 22
FENCE = QTextFormat.Property.BlockCodeFence
LANGUAGE = QTextFormat.Property.BlockCodeLanguage
LEVEL = QTextFormat.Property.BlockQuoteLevel
#: A block that was a rule: Qt would draw it in its own colour.
RULE = int(QTextFormat.Property.UserProperty) + 10
#: The style of a list, which is taken from Qt for the same reason.
STYLE = RULE + 1
_BOX = 14
_BAR = 3
_DOT = 4.5
_CHECK = {
    QTextBlockFormat.MarkerType.Checked: Qt.CheckState.Checked,
    QTextBlockFormat.MarkerType.Unchecked: Qt.CheckState.Unchecked,
}


def same_code(shape: QTextBlockFormat, other: QTextBlockFormat) -> bool:
    """Return whether two lines that follow each other are of one piece of code."""
    ours, theirs = shape.hasProperty(FENCE), other.hasProperty(FENCE)
    return ours and theirs and shape.stringProperty(LANGUAGE) == other.stringProperty(LANGUAGE)


def paint(painter: QPainter, document: QTextDocument, visible: QRectF, ratio: float) -> None:
    """Draw the marks of what lies in a part of the document."""
    layout = document.documentLayout()
    at = layout.hitTest(QPointF(visible.left(), visible.top()), Qt.HitTestAccuracy.FuzzyHit)
    block = document.findBlock(max(0, at))
    code: QRectF | None = None
    if block.previous().isValid():
        block = block.previous()
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > visible.bottom() + sizes.MARGIN:
            break
        shape, listed = block.blockFormat(), block.textList()
        steps = shape.indent() + (listed.format().indent() if listed is not None else 0)
        rect = rect.translated(shape.leftMargin() + steps * LIST, 0)
        if not same_code(shape, block.previous().blockFormat()):
            _paint_code(painter, code)
            code = None
        if shape.hasProperty(FENCE):
            code = rect if code is None else code.united(rect)
        _paint_quote(painter, block, shape, rect)
        _paint_item(painter, block, shape, rect, ratio)
        if shape.hasProperty(RULE):
            painter.fillRect(QRectF(rect.left(), round(rect.center().y()), rect.width(), 1), tokens().line)
        block = block.next()
    _paint_code(painter, code)


def _paint_code(painter: QPainter, rect: QRectF | None) -> None:
    if rect is not None:
        ground = rect.adjusted(-CODE, -ABOVE, CODE, ABOVE)
        box(painter, ground, sizes.RADIUS, tokens().field, tokens().line)


def _paint_quote(painter: QPainter, block: QTextBlock, shape: QTextBlockFormat, rect: QRectF) -> None:
    level = min(shape.intProperty(LEVEL), 4)
    if not level:
        return
    goes_on = block.next().blockFormat().intProperty(LEVEL)
    inside, above = (CODE, ABOVE) if shape.hasProperty(FENCE) else (0, 0)
    rect = rect.adjusted(0, -above, 0, above)
    for depth in range(level):
        low = rect.bottom() + (shape.bottomMargin() if depth < goes_on else 0)
        left = rect.left() - QUOTE * (level - depth) - inside
        painter.fillRect(QRectF(left, rect.top(), _BAR, low - rect.top()), tokens().line_strong)


def _paint_item(
    painter: QPainter, block: QTextBlock, shape: QTextBlockFormat, rect: QRectF, ratio: float
) -> None:
    listed = block.textList()
    if listed is None or shape.hasProperty(RULE):
        return
    line = block.layout().lineAt(0)
    middle = rect.top() + (line.ascent() - QFontMetricsF(ui_font()).xHeight() / 2 if line.isValid() else 8)
    state = _CHECK.get(shape.marker())
    style = listed.format().intProperty(STYLE)
    if state is not None:
        ground = QRectF(rect.left() - LIST + 2, round(middle - _BOX / 2), _BOX, _BOX)
        paint_check(painter, ground, state, ratio=ratio)
    elif style == QTextListFormat.Style.ListDecimal.value:
        words = f"{listed.format().start() + listed.itemNumber(block)}."
        painter.setFont(ui_font())
        painter.setPen(tokens().text_soft)
        base = rect.top() + (line.ascent() if line.isValid() else 0)
        wide = QFontMetricsF(ui_font()).horizontalAdvance(words)
        painter.drawText(QPointF(rect.left() - wide - 6, base), words)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens().text_soft)
        painter.drawEllipse(QPointF(rect.left() - 11, middle), _DOT / 2, _DOT / 2)
