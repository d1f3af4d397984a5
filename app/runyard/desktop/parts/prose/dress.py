"""How Markdown is set: room around paragraphs, sizes of the type scale, marks left to `marks`."""

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
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from runyard.desktop.parts.prose import marks
from runyard.desktop.parts.prose.address import OPENED
from runyard.desktop.theme import mono_font, sizes, tokens, ui_font

_HEADINGS = {1: sizes.TEXT_LARGE, 2: sizes.TEXT_TITLE}
#: An address is shown up to here: one with data in it is as long as the data.
_LONGEST = 120
#: Deeper lists stand under each other: a list a thousand deep is a joke of somebody's.
_DEEPEST = 8
_ALT = QTextFormat.Property.ImageAltText
_WEB = tuple(f"{scheme}://" for scheme in OPENED)
_PIXELS = QTextFormat.Property.FontPixelSize
_RULER = QTextFormat.Property.BlockTrailingHorizontalRulerWidth


def dress(document: QTextDocument) -> None:
    """Set a document that Markdown was read into; pictures in it become their names."""
    document.setIndentWidth(marks.LIST)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    _name_pictures(document, cursor)
    _dress_lists(document)
    block = document.begin()
    while block.isValid():
        _dress_block(block, cursor)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)
    cursor.endEditBlock()


def join(block: QTextBlock) -> None:
    """Set a block and the one behind it anew, which were set without knowing of each other."""
    cursor = QTextCursor(block)
    cursor.beginEditBlock()
    for each in (block, block.next()):
        if each.isValid():
            _dress_block(each, cursor)
    cursor.endEditBlock()


def nothing() -> QTextBlockFormat:
    """Return the format of a block that takes no room."""
    shape = QTextBlockFormat()
    shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return shape


def _name_pictures(document: QTextDocument, cursor: QTextCursor) -> None:
    """Pictures are not loaded, and only the web is opened: words and the address stand in their place."""
    found: list[tuple[int, int, str]] = []
    block = document.begin()
    while block.isValid():
        for part in block.textFormats():
            at, shape = block.position() + part.start, part.format
            if shape.isImageFormat():
                found.append((at, part.length, _words_of(shape.toImageFormat())))
            elif shape.isAnchor() and not shape.anchorHref().lower().startswith(_WEB):
                words = block.text()[part.start : part.start + part.length]
                found.append((at, part.length, f"{words} ({_short(shape.anchorHref())})"))
        block = block.next()
    for position, length, words in reversed(found):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        plain = QTextCharFormat()
        plain.setForeground(tokens().text_soft)
        cursor.insertText(words, plain)


def _words_of(picture: QTextImageFormat) -> str:
    words, address = str(picture.property(_ALT) or "Picture"), picture.name()
    return f"{words} ({_short(address)}, not loaded)"


def _short(address: str) -> str:
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"


def _dress_lists(document: QTextDocument) -> None:
    """Take the marks from Qt, and keep which they were."""
    seen = set()
    block = document.begin()
    while block.isValid():
        listed = block.textList()
        if listed is not None and listed.objectIndex() not in seen:
            seen.add(listed.objectIndex())
            shape = QTextListFormat(listed.format())
            shape.setProperty(marks.STYLE, shape.style().value)
            shape.setStyle(QTextListFormat.Style.ListStyleUndefined)
            shape.setIndent(min(shape.indent(), _DEEPEST))
            listed.setFormat(shape)
        block = block.next()


def _dress_block(block: QTextBlock, cursor: QTextCursor) -> None:
    shape = QTextBlockFormat(block.blockFormat())
    level, fenced = shape.headingLevel(), shape.hasProperty(marks.FENCE)
    quoted = shape.intProperty(marks.LEVEL)
    following = block.next()
    goes_on = following.isValid() and marks.same_code(shape, following.blockFormat())
    tight = following.isValid() and block.textList() is not None and following.textList() is not None
    line = QFontMetrics(ui_font()).height()
    before = block.previous().blockFormat()
    starts = fenced and not marks.same_code(shape, before)
    between = round(line * 0.6)
    grounds = 2 if before.hasProperty(marks.FENCE) else 1
    above = between + marks.ABOVE * grounds if starts else 0
    shape.setTopMargin(sizes.MARGIN if level and block.position() else above)
    shape.setBottomMargin(3 if tight else 0 if goes_on else between + (marks.ABOVE if fenced else 0))
    ruled = shape.hasProperty(_RULER) or shape.hasProperty(marks.RULE)
    if block.length() == 1 and not (fenced or ruled or block.textList()) and not _in_table(block):
        # Qt puts an empty line behind a table.
        shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setBottomMargin(0)
    shape.setIndent(min(shape.indent(), _DEEPEST))
    if fenced or quoted:
        shape.setLeftMargin(marks.QUOTE * min(quoted, 4) + (marks.CODE if fenced else 0))
        shape.setRightMargin(marks.CODE if fenced else 0)
    if ruled:
        shape.clearProperty(_RULER)
        shape.setProperty(marks.RULE, True)
    cursor.setPosition(block.position())
    cursor.setBlockFormat(shape)
    _dress_letters(block, cursor, level=level, quoted=bool(quoted), fenced=fenced)


def _in_table(block: QTextBlock) -> bool:
    return QTextCursor(block).currentTable() is not None


def _dress_letters(block: QTextBlock, cursor: QTextCursor, *, level: int, quoted: bool, fenced: bool) -> None:
    """Letters are of the app's fonts, sizes and weights; quotes are soft, links in the accent."""
    for part in block.textFormats():
        shape = QTextCharFormat(part.format)
        shape.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        if fenced or shape.fontFixedPitch():
            shape.setFontFamilies(mono_font().families())
            if not fenced:
                shape.setBackground(tokens().line)
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
    shape.setCellPadding(5)
    shape.setCellSpacing(0)
    shape.setTopMargin(sizes.GAP)
    shape.setBottomMargin(sizes.GAP_CARDS)
    shape.setWidth(QTextLength())
    table.setFormat(shape)
