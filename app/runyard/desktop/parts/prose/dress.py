"""How Markdown is set: room around paragraphs, sizes of the type scale, code on its own ground."""

from __future__ import annotations

from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from runyard.desktop.theme import mono_font, sizes, tokens, ui_font

_HEADINGS = {1: sizes.TEXT_LARGE, 2: sizes.TEXT_TITLE}
_INDENT = 20.0
#: An address is shown up to here: one with data in it is as long as the data.
_LONGEST = 120
_FENCE = QTextFormat.Property.BlockCodeFence
_QUOTE = QTextFormat.Property.BlockQuoteLevel
_ALT = QTextFormat.Property.ImageAltText
_PIXELS = QTextFormat.Property.FontPixelSize


def dress(document: QTextDocument) -> None:
    """Set a document that Markdown was read into; pictures in it become their names."""
    document.setIndentWidth(_INDENT)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    _name_pictures(document, cursor)
    block = document.begin()
    while block.isValid():
        _dress_block(block, cursor)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)
    cursor.endEditBlock()


def _name_pictures(document: QTextDocument, cursor: QTextCursor) -> None:
    """Pictures are not loaded, so their words stand in their place."""
    found = []
    block = document.begin()
    while block.isValid():
        found += [
            (block.position() + part.start, part.length, _words_of(part.format.toImageFormat()))
            for part in block.textFormats()
            if part.format.isImageFormat()
        ]
        block = block.next()
    for position, length, words in reversed(found):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        shape = QTextCharFormat()
        shape.setForeground(tokens().text_soft)
        shape.setFontItalic(True)
        cursor.insertText(words, shape)


def _words_of(picture: QTextImageFormat) -> str:
    words, address = str(picture.property(_ALT) or "Picture"), picture.name()
    return f"{words} ({_short(address)}, not loaded)"


def _short(address: str) -> str:
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"


def _dress_block(block: QTextBlock, cursor: QTextCursor) -> None:
    shape = QTextBlockFormat(block.blockFormat())
    level, fenced = shape.headingLevel(), shape.hasProperty(_FENCE)
    listed, quoted = block.textList() is not None, shape.hasProperty(_QUOTE)
    following = block.next()
    goes_on = following.isValid() and (
        (fenced and following.blockFormat().hasProperty(_FENCE))
        or (listed and following.textList() is not None)
    )
    line = QFontMetrics(ui_font()).height()
    shape.setTopMargin(sizes.MARGIN if level and block.position() else 0)
    shape.setBottomMargin(2 if goes_on and listed else 0 if goes_on else line / 2)
    if fenced:
        shape.setBackground(tokens().hover)
        shape.setLeftMargin(0)
    elif quoted:
        shape.setLeftMargin(_INDENT)
    cursor.setPosition(block.position())
    cursor.setBlockFormat(shape)
    _dress_letters(block, cursor, level=level, quoted=quoted)


def _dress_letters(block: QTextBlock, cursor: QTextCursor, *, level: int, quoted: bool) -> None:
    """Letters are of the app's fonts, sizes and weights; quotes are soft, links in the accent."""
    for part in block.textFormats():
        shape = QTextCharFormat(part.format)
        shape.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        if shape.fontFixedPitch():
            shape.setFontFamilies(mono_font().families())
        if level:
            shape.setProperty(_PIXELS, ui_font(_HEADINGS.get(level, sizes.TEXT)).pixelSize())
        if level or shape.fontWeight() > QFont.Weight.DemiBold:
            shape.setFontWeight(QFont.Weight.DemiBold)
        if quoted:
            shape.setForeground(tokens().text_soft)
        if shape.isAnchor():
            shape.setForeground(tokens().accent)
        if shape != part.format:
            cursor.setPosition(block.position() + part.start)
            cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(shape)


def _dress_table(table: QTextTable) -> None:
    shape = QTextTableFormat(table.format())
    shape.setBorderCollapse(True)
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(tokens().line)
    shape.setCellPadding(4)
    shape.setCellSpacing(0)
    shape.setTopMargin(sizes.GAP)
    shape.setBottomMargin(sizes.GAP)
    shape.setWidth(QTextLength())
    table.setFormat(shape)
