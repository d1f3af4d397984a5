"""The name of the run in the header, renamed in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets import Button, ElidedLabel

_NARROWEST = 240


class NameField(QWidget):
    """The name with a pencil; while renaming a text field, where Enter takes the name and Esc leaves it."""

    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.label = ElidedLabel("", Qt.TextElideMode.ElideMiddle, size=sizes.TEXT_TITLE, bold=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.pencil = Button("", "pencil", "icon", dense=True, tip="Rename run")
        self.pencil.clicked.connect(self.edit)
        self.field = _Field()
        self.field.hide()
        self.field.taken.connect(self._take)
        self.field.left.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.label, self.field, self.pencil):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show another name; what is being typed stays."""
        self.label.set_text(name)

    @Slot()
    def edit(self) -> None:
        """Begin to rename."""
        self.field.setText(self.label.text())
        self.field.setMinimumWidth(max(_NARROWEST, min(480, self.label.sizeHint().width() + 24)))
        self.label.hide()
        self.pencil.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    @Slot()
    def _take(self) -> None:
        name = self.field.text().strip()
        self._leave()
        if name and name != self.label.text():
            self.label.set_text(name)
            self.renamed.emit(name)

    @Slot()
    def _leave(self) -> None:
        self.label.show()
        self.pencil.show()
        if self.field.hasFocus():
            self.pencil.setFocus()  # else the button after the field would have it, which is another run
        self.field.hide()


class _Field(QLineEdit):
    """Tells when the name is taken and when it is left alone."""

    taken = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Run name")
        self.setMaxLength(500)
        self._dress()
        watcher().changed.connect(self._dress)
        self.returnPressed.connect(self.taken)

    def event(self, event: QEvent) -> bool:
        # Without this Esc would leave the page before it leaves the field.
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isVisible():
            self.left.emit()

    @Slot()
    def _dress(self) -> None:
        self.setFont(ui_font(sizes.TEXT_TITLE, bold=True))
