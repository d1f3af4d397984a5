"""`MarkdownView`: Markdown that people wrote, shown without loading anything it names."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontMetrics, QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from runyard.desktop.parts.note_editor.prose import dress
from runyard.desktop.theme import mono_font, scaled, sizes, ui_font, watcher

_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_OPENED = ("http", "https")
_WIDEST = 760


class ClosedDocument(QTextDocument):
    """A document that reads neither files nor the network: every picture in it is one empty point.

    Without a point Qt would go round this, and read a file that the text names by itself.
    """

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        point = QImage(1, 1, QImage.Format.Format_ARGB32)
        point.fill(Qt.GlobalColor.transparent)
        return point


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

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Lines longer than this are hard to read.
        self.setViewportMargins(0, 0, max(0, self.width() - scaled(_WIDEST) - sizes.SCROLL_BAR), 0)
        super().resizeEvent(event)

    @Slot()
    def _dress(self) -> None:
        place = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultFont(ui_font())
        document.setMarkdown(self._text, _DIALECT)
        dress(document)
        self.setTabStopDistance(4 * QFontMetrics(mono_font()).horizontalAdvance(" "))
        self.verticalScrollBar().setValue(place)

    @Slot(QUrl)
    def _open(self, address: QUrl) -> None:
        if address.scheme().lower() in _OPENED:
            QDesktopServices.openUrl(address)

    @Slot(QUrl)
    def _tell(self, address: QUrl) -> None:
        """Say where a link leads before it is clicked."""
        self.setToolTip(address.toDisplayString() if address.scheme().lower() in _OPENED else "")
