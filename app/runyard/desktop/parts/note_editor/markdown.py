"""`MarkdownView`: Markdown that people wrote, shown without loading anything it names."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontMetrics, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from runyard.desktop.theme import mono_font, sizes, ui_font, watcher

_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_OPENED = ("http", "https")


class ClosedDocument(QTextDocument):
    """A document that reads neither files nor the network: pictures in it stay empty."""

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        return None


class MarkdownView(QTextBrowser):
    """Words, lists, tables and code; HTML is shown as it was typed. A link opens outside when clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setDocument(ClosedDocument(self))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setAccessibleName("Note")
        self.document().setDocumentMargin(sizes.MARGIN)
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._open)
        self.highlighted.connect(self._tell)
        watcher().changed.connect(self._dress)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self._dress()

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        return None

    @Slot()
    def _dress(self) -> None:
        place = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultFont(ui_font())
        document.setMarkdown(self._text, _DIALECT)
        self._use_fixed_font()
        self.setTabStopDistance(4 * QFontMetrics(mono_font()).horizontalAdvance(" "))
        self.verticalScrollBar().setValue(place)

    def _use_fixed_font(self) -> None:
        """Code is in the app's fixed font, not in the one that the system has for it."""
        cursor = QTextCursor(self.document())
        fixed: list[tuple[int, int]] = []
        block = self.document().begin()
        while block.isValid():
            fixed += [
                (block.position() + part.start, part.length)
                for part in block.textFormats()
                if part.format.fontFixedPitch()
            ]
            block = block.next()
        for position, length in fixed:
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            shape = cursor.charFormat()
            shape.setFontFamilies(mono_font().families())
            cursor.mergeCharFormat(shape)

    @Slot(QUrl)
    def _open(self, address: QUrl) -> None:
        if address.scheme().lower() in _OPENED:
            QDesktopServices.openUrl(address)

    @Slot(QUrl)
    def _tell(self, address: QUrl) -> None:
        """Say where a link leads before it is clicked."""
        self.setToolTip(address.toDisplayString() if address.scheme().lower() in _OPENED else "")
