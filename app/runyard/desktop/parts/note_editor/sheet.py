"""`NoteSheet`: one note, read or edited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.note_editor.entries import Entry
from runyard.desktop.parts.prose import Prose
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import mono_font, sizes, watcher
from runyard.desktop.widgets import Button, ElidedLabel, Segmented

_DRAFT_MS = 600
_WRITE, _PREVIEW = "write", "preview"


class NoteSheet(QWidget):
    """The note rendered, with Edit and Delete; or its text, with a preview, Save and Discard.

    `saved` carries the text, `drafted` the text typed so far whenever typing pauses, `discarded` and
    `delete_asked` nothing.
    """

    saved = Signal(str)
    drafted = Signal(str)
    discarded = Signal()
    delete_asked = Signal()
    finished = Signal()

    def __init__(self, tasks: Tasks, *, writes: bool = True) -> None:
        """Show notes, which can be changed where the repository `writes`."""
        super().__init__()
        self._writes = writes
        self._entry: Entry | None = None
        self.facts = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.change = Button("Edit", "pencil")
        self.delete = Button("", "trash-2", "icon", tip="Delete note")
        self.mode = Segmented([(_WRITE, "Write"), (_PREVIEW, "Preview")], name="How the note is shown")
        self.hint = ElidedLabel("Markdown. Ctrl+Enter saves", size=sizes.TEXT_SMALL, tone="text_faint")
        self.discard = Button("Discard")
        self.save = Button("Save", role="primary", tip="Ctrl+Enter")
        self.view = Prose(tasks, name="Note")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Text of the note, in Markdown")
        self.text.setPlaceholderText("# What was tried\n\nWhat came of it, in Markdown")
        self.text.setTabChangesFocus(True)
        self.text.installEventFilter(self)
        self._body = QStackedWidget()
        self._soon = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._arrange()
        self._connect()
        self._show(False)

    @property
    def editing(self) -> bool:
        """Whether the text is being edited."""
        return not self.mode.isHidden()

    def show_entry(self, entry: Entry | None, *, edit: bool = False) -> None:
        """Show a note; what is being typed into the same one stays."""
        same = self._entry is not None and entry is not None and self._entry.id == entry.id
        self._entry = entry
        if entry is None:
            self._show(False)
            return
        note = entry.note
        if note is not None:
            both = f"Created {words.moment(note.created)}  ·  Edited {words.moment(note.edited)}"
            self.facts.set_text(both.replace("d Today", "d today"))
        if same and self.editing:
            return
        self.view.set_markdown(entry.text)
        self._show(False)
        if edit or note is None:
            self.edit()

    @Slot()
    def edit(self) -> None:
        """Open the text."""
        if self._entry is None or not self._writes:
            return
        self.text.setPlainText(self._entry.text)
        self._soon.stop()
        self.mode.set_key(_WRITE)
        self._show(True)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    @Slot()
    def keep(self) -> None:
        """Hand on what is typed and has not been handed on yet."""
        if self._soon.isActive():
            self._soon.stop()
            self.drafted.emit(self.text.toPlainText())

    def stop(self) -> None:
        """Leave the text; it stays as a draft."""
        self.keep()
        self._show(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ends = event.key() == Qt.Key.Key_Escape
            if ends or (held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    (self._leave if ends else self._save)()
                return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        head = QWidget()
        head.setMinimumHeight(sizes.TOOLBAR)
        row = QHBoxLayout(head)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.facts, 1)
        row.addWidget(self.mode)
        row.addWidget(self.hint, 1)
        for button in (self.change, self.delete, self.discard, self.save):
            row.addWidget(button)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, sizes.MARGIN)
        around.addWidget(self.text)
        self._body.addWidget(self.view)
        self._body.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._body, 1)
        self._holder = holder
        for before, after in ((self.mode, self.text), (self.text, self.discard), (self.discard, self.save)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.change.clicked.connect(self.edit)
        self.delete.clicked.connect(self.delete_asked)
        self.discard.clicked.connect(self._discard)
        self.save.clicked.connect(self._save)
        self.mode.changed.connect(self._switch)
        self.text.textChanged.connect(self._typed)
        self._soon.timeout.connect(self._draft)
        watcher().changed.connect(self._dress)
        self._dress()

    def _show(self, editing: bool) -> None:
        note = self._entry is not None and self._entry.note is not None
        for part in (self.mode, self.hint, self.discard, self.save):
            part.setVisible(editing)
        self.facts.setVisible(not editing and note)
        for part in (self.change, self.delete):
            part.setVisible(not editing and note and self._writes)
        self._body.setCurrentWidget(self._holder if editing else self.view)

    @Slot(object)
    def _switch(self, mode: str) -> None:
        if mode == _PREVIEW:
            self.view.set_markdown(self.text.toPlainText())
            self._body.setCurrentWidget(self.view)
        else:
            self._body.setCurrentWidget(self._holder)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _typed(self) -> None:
        self.save.setEnabled(bool(self.text.toPlainText().strip()))
        if self.editing:
            self._soon.start()

    @Slot()
    def _draft(self) -> None:
        self.drafted.emit(self.text.toPlainText())

    @Slot()
    def _save(self) -> None:
        text = self.text.toPlainText()
        if text.strip():
            self._soon.stop()
            self._show(False)
            self.view.set_markdown(text)
            self.saved.emit(text)

    @Slot()
    def _discard(self) -> None:
        self._soon.stop()
        self._show(False)
        self.discarded.emit()

    @Slot()
    def _leave(self) -> None:
        """Esc: the text stays as a draft, and is shown."""
        text = self.text.toPlainText()
        self.stop()
        self.view.set_markdown(text)
        self.finished.emit()

    @Slot()
    def _dress(self) -> None:
        self.text.setFont(mono_font())
