"""The description of a run, edited in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets import Button, Label

_HIGH = 120


class Description(QWidget):
    """Words, a pencil, and while editing a text field with Save and Cancel. `saved` tells the new text."""

    saved = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._words = Label(tone="text_soft", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pencil = Button("", "pencil", "icon", dense=True, tip="Edit description")
        self.pencil.clicked.connect(self.edit)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("Description")
        self.field.setPlaceholderText("What this run is for")
        self.field.setFixedHeight(_HIGH)
        self.field.setTabChangesFocus(True)
        self.field.installEventFilter(self)
        self._save = Button("Save", role="primary", dense=True)
        self._cancel = Button("Cancel", dense=True)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.cancel)
        head = QHBoxLayout()
        head.addWidget(Label("Description", bold=True))
        head.addStretch(1)
        head.addWidget(self.pencil)
        self._buttons = QWidget()
        foot = QHBoxLayout(self._buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(sizes.GAP)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        for part in (self._words, self.field, self._buttons):
            column.addWidget(part)
        watcher().changed.connect(self._dress)
        self._dress()
        self._show(False)

    @property
    def editing(self) -> bool:
        """Whether the text field is open."""
        return not self.field.isHidden()

    def set_text(self, text: str) -> None:
        """Show another description; what is being typed stays."""
        self._text = text
        self._words.setText(text or "None yet")
        self._words.set_tone("text_soft" if text else "text_faint")

    @Slot()
    def edit(self) -> None:
        """Open the text field."""
        self.field.setPlainText(self._text)
        self._show(True)
        self.field.setFocus()
        self.field.selectAll()

    @Slot()
    def save(self) -> None:
        """Take the typed text."""
        text = self.field.toPlainText().strip()
        self._show(False)
        if text != self._text:
            self.set_text(text)
            self.saved.emit(text)

    @Slot()
    def cancel(self) -> None:
        """Leave the text as it was."""
        self._show(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ends = event.key() == Qt.Key.Key_Escape
            takes = held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if ends or takes:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    (self.cancel if ends else self.save)()
                return True
        return super().eventFilter(watched, event)

    def _show(self, editing: bool) -> None:
        self._words.setVisible(not editing)
        self.pencil.setVisible(not editing)
        self.field.setVisible(editing)
        self._buttons.setVisible(editing)

    @Slot()
    def _dress(self) -> None:
        self.field.setFont(ui_font())
