"""`Setting`: a field that saves itself when it is left, and takes back what was typed on Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent

from runyard.desktop.widgets import AreaField, Field

_SHOWN_MS = 2_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Setting(QObject):
    """Watches a field: `saved` carries the new text; what somebody else wrote never replaces what is typed.

    `needed` is what to say where it may not be empty.
    """

    saved = Signal(str)

    def __init__(self, field: Field | AreaField, *, needed: str = "") -> None:
        super().__init__(field)
        self.field = field
        self._needed = needed
        self._stored = ""
        self._rest = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._rest.timeout.connect(self._say_nothing)
        field.edit.installEventFilter(self)
        field.changed.connect(self._judge)

    @property
    def typed(self) -> bool:
        """Whether something stands in the field that is not saved."""
        return self.field.text().strip() != self._stored

    def show(self, text: str, *, fresh: bool) -> None:
        """Show what is stored; with `fresh` it is another run's, and what was typed is gone."""
        keeps = self.typed and not fresh
        self._stored = text.strip()
        if not keeps and self.typed:
            self.field.set_text(text)
        self._judge()

    @Slot()
    def save(self) -> None:
        """Save what is typed; a field that may not be empty keeps what it had."""
        if not self.typed:
            return
        text = self.field.text().strip()
        if self._needed and not text:
            self.reset()
            return
        self._stored = text
        self.field.count.set_tone("ok")
        self.field.count.setText("Saved")
        self._rest.start()
        self.saved.emit(text)

    @Slot()
    def reset(self) -> None:
        """Take back what is typed."""
        self.field.set_text(self._stored)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QFocusEvent) and kind == QEvent.Type.FocusOut:
            if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu
                self.save()
        elif isinstance(event, QKeyEvent) and kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            takes = event.key() in _ENTER and (held or isinstance(self.field, Field))
            if takes or (event.key() == Qt.Key.Key_Escape and self.typed):
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    (self.save if takes else self.reset)()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _judge(self) -> None:
        if isinstance(self.field, Field):
            self.field.set_problem(self._needed if not self.field.text().strip() else "")

    @Slot()
    def _say_nothing(self) -> None:
        self.field.count.setText("")
