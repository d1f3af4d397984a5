"""`AddressDialog`: shows where a link leads before anything is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from runyard.desktop.theme import mono_font
from runyard.desktop.widgets import CopyButton, Dialog, Label

OPENED = ("http", "https")
_HEIGHT = 76


class AddressDialog(Dialog):
    """The whole address, to be copied or opened in the browser."""

    def __init__(self, parent: QWidget, address: QUrl) -> None:
        super().__init__("Open this address", parent, primary="Open in browser")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._address = address
        # As it is sent: letters that only look like others of another alphabet show as what they are.
        said = bytes(address.toEncoded().data()).decode()
        words = Label("It was written into the text, and leads out of this app", tone="text_soft", wrap=True)
        self.shown = QPlainTextEdit(said)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setFont(mono_font())
        self.shown.setFixedHeight(_HEIGHT)
        self.shown.setAccessibleName("Address")
        self.shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.copy = CopyButton(self.shown.toPlainText, "Copy address")
        self.body.addWidget(words)
        self.body.addWidget(self.shown)
        self.foot.insertWidget(0, self.copy)
        self.accepted.connect(self._open)

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(self._address)
