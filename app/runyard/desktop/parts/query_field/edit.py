"""`QueryEdit`: one line of query text in the fixed font."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPalette, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from runyard.desktop.parts.query_field.colours import QueryColours
from runyard.desktop.theme import mono_font, tokens, watcher

_Key = Qt.Key
#: Keys that steer the list of completions while it is open.
_STEERING = (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown, _Key.Key_Tab)
_OWN = (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Escape)


class QueryEdit(QPlainTextEdit):
    """Enter, Esc, Ctrl+Space and, while `steering`, the keys of a list are signals instead of text."""

    entered = Signal()
    escaped = Signal()
    list_asked = Signal()
    steered = Signal(object)
    focus_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steering = False
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setAccessibleName("Search runs")
        self.viewport().setAutoFillBackground(False)
        self.colours = QueryColours(self.document())
        self._dress()
        watcher().changed.connect(self._dress)

    def text(self) -> str:
        """Return the query as typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace the text, so that Ctrl+Z brings the old one back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(_one_line(text))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def caret(self) -> int:
        """Return the place of the cursor in characters, which Qt counts in UTF-16 units."""
        units = self.textCursor().position()
        return len(self.text().encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))

    def select(self, start: int, end: int) -> None:
        """Select the characters from `start` to `end`."""
        whole = self.text()
        cursor = self.textCursor()
        cursor.setPosition(_units(whole[:start]))
        cursor.setPosition(_units(whole[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of the characters from `start` to `end`, the cursor behind it."""
        whole = self.text()
        cursor = self.textCursor()
        cursor.setPosition(_units(whole[:start]))
        cursor.setPosition(_units(whole[:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        # Without this, Enter and Esc would run a command of the page before they reach the field.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = _OWN + _STEERING if self.steering else _OWN
            if event.key() in own:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.steering and key in _STEERING:
            self.steered.emit(key)
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self.entered.emit()
        elif key == _Key.Key_Escape:
            self.escaped.emit()
        elif key == _Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.list_asked.emit()
        elif key in (_Key.Key_Up, _Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        # The editor would hand Tab on before it is a key press.
        return False if self.steering else super().focusNextPrevChild(next)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.textCursor().insertText(_one_line(source.text()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    @Slot()
    def _dress(self) -> None:
        self.setFont(mono_font())
        hint = self.placeholderText()
        self.setPlaceholderText("")  # Qt keeps it laid out in the font it was set with
        self.setPlaceholderText(hint)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, tokens().text_faint)
        self.setPalette(palette)
        metrics = QFontMetrics(mono_font())
        self.setFixedHeight(metrics.lineSpacing())
        self.setCursorWidth(1)
        self.colours.rehighlight()


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "").replace("\u2029", " ").replace("\u2028", " ")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
