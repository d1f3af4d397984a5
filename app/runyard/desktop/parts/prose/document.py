"""`ClosedDocument`: a text document that reads neither files nor the network; Markdown is read into it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor, QTextDocument, QTextDocumentFragment

from runyard.desktop.parts.prose.dress import dress, join, nothing
from runyard.desktop.parts.prose.formulas import Formula
from runyard.desktop.parts.prose.ink import Ink, place
from runyard.desktop.theme import ui_font

#: HTML is shown as it was typed.
_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class ClosedDocument(QTextDocument):
    """Every picture in it is one empty point.

    Without a point Qt would go round this, and read a file that the text names by itself.
    """

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        point = QImage(1, 1, QImage.Format.Format_ARGB32)
        point.fill(Qt.GlobalColor.transparent)
        return point


def read_markdown(
    document: QTextDocument, text: str, formulas: list[Formula], ink: Ink, *, late: bool
) -> None:
    """Fill a document with Markdown in which formulas are hidden; `late` ones are no longer waited for."""
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(ui_font())
    document.setMarkdown(text, _DIALECT)
    dress(document)
    if formulas:
        place(document, formulas, ink, late=late)


def append_markdown(
    document: QTextDocument, text: str, formulas: list[Formula], ink: Ink, *, late: bool
) -> None:
    """Put Markdown behind what is in a document."""
    part = ClosedDocument()
    read_markdown(part, text, formulas, ink, late=late)
    # Qt melts the first block into the one before it, so that is an empty one.
    start = QTextCursor(part)
    start.insertBlock()
    start.setPosition(0)
    start.setBlockFormat(nothing())
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    before = cursor.block()
    cursor.insertFragment(QTextDocumentFragment(part))
    join(before)
