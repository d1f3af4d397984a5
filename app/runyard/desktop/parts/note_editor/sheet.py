"""`NoteSheet`: one note, read or edited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.note_editor.desk import BOTH, PREVIEW, WRITE, Desk
from runyard.desktop.parts.note_editor.entries import Entry
from runyard.desktop.parts.prose import Prose
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, ElidedLabel, Segmented

_PAUSE_MS = 500


class NoteSheet(QWidget):
    """The note rendered, with Edit and Delete; or its text, with a preview and Done.

    `typed` carries the text whenever typing pauses, `ended` comes when a person is done, `begun` when one
    begins; `mode_chosen` carries how the text is edited.
    """

    begun = Signal()
    typed = Signal(str)
    ended = Signal()
    delete_asked = Signal()
    mode_chosen = Signal(str)

    def __init__(self, tasks: Tasks, *, mode: str = WRITE, writes: bool = True) -> None:
        """Show notes, which can be changed where the repository `writes`."""
        super().__init__()
        self._writes = writes
        self._entry: Entry | None = None
        self._begun_with = ""
        self.facts = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.change = Button("Edit", "pencil")
        self.delete = Button("", "trash-2", "icon", tip="Delete note")
        self.mode = Segmented(
            [(WRITE, "Write"), (BOTH, "Side by side"), (PREVIEW, "Preview")], name="How the note is edited"
        )
        self.mode.set_key(mode)
        self.state = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.revert = Button("", "undo-2", "icon", tip="Undo all changes since you began")
        self.done = Button("Done", role="primary", tip="Ctrl+Enter")
        self.view = Prose(tasks, name="Note")
        self.desk = Desk(tasks)
        self.text = self.desk.text
        self.text.installEventFilter(self)
        self._body = QStackedWidget()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._connect()
        self._show(False)

    @property
    def editing(self) -> bool:
        """Whether the text is being edited."""
        return not self.done.isHidden()

    def show_entry(self, entry: Entry | None) -> None:
        """Show a note; one that is being edited stays open."""
        self._entry = entry
        if entry is not None and entry.note is not None:
            note = entry.note
            both = f"Created {words.moment(note.created)}  ·  Edited {words.moment(note.edited)}"
            self.facts.set_text(both.replace("d Today", "d today"))
            self.facts.setToolTip(
                f"Created {words.full_moment(note.created)}\nEdited {words.full_moment(note.edited)}"
            )
        if self.editing:
            return
        self.view.set_markdown(entry.text if entry is not None else "")
        self._show(False)

    @Slot()
    def edit(self) -> None:
        """Open the text; where it was left it has its undo still."""
        if self._entry is None or not self._writes or self.editing:
            return
        self._begun_with = self._entry.text
        if self.text.toPlainText() != self._begun_with or self.text.property("note") != self._entry.id:
            self.text.setPlainText(self._begun_with)
            self.text.setProperty("note", self._entry.id)
            self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._soon.stop()
        self.say("Markdown, saved as you type")
        self._show(True)
        self.desk.show_mode(str(self.mode.key()))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._judge()
        self.begun.emit()

    def put(self, text: str) -> None:
        """Replace what is being edited, so that undo brings it back."""
        self.desk.replace(text)
        self._soon.stop()

    def name(self, note_id: int) -> None:
        """Say which note the text belongs to, once it has an id."""
        self.text.setProperty("note", note_id)

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """Say in the head what became of the text."""
        self.state.set_tone("bad" if bad else "text_soft")
        self.state.set_text(sentence)

    @Slot()
    def keep(self) -> None:
        """Hand on what is typed and has not been handed on yet."""
        if self._soon.isActive():
            self._soon.stop()
            self.typed.emit(self.text.toPlainText())

    @Slot()
    def stop(self) -> None:
        """Leave the text."""
        if self.editing:
            self.keep()
            self.view.set_markdown(self.text.toPlainText())
            self._show(False)
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            takes = held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if takes or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.stop()
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
        row.addSpacing(sizes.GAP)
        row.addWidget(self.state, 1)
        for button in (self.change, self.delete, self.revert, self.done):
            row.addWidget(button)
        self._body.addWidget(self.view)
        self._body.addWidget(self.desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._body, 1)
        for before, after in ((self.mode, self.text), (self.text, self.revert), (self.revert, self.done)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.change.clicked.connect(self.edit)
        self.delete.clicked.connect(self.delete_asked)
        self.done.clicked.connect(self.stop)
        self.revert.clicked.connect(self._revert)
        self.mode.changed.connect(self._switch)
        self.text.textChanged.connect(self._typed)
        self._soon.timeout.connect(self._pause)

    def _show(self, editing: bool) -> None:
        note = self._entry is not None and self._entry.note is not None
        for part in (self.mode, self.state, self.revert, self.done):
            part.setVisible(editing)
        self.facts.setVisible(not editing)
        if not note:
            self.facts.set_text("")
        for part in (self.change, self.delete):
            part.setVisible(not editing and note and self._writes)
        self._body.setCurrentWidget(self.desk if editing else self.view)

    @Slot(object)
    def _switch(self, mode: str) -> None:
        self.desk.show_mode(mode)
        self.mode_chosen.emit(mode)
        if mode != PREVIEW:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _typed(self) -> None:
        if self.editing:
            self._judge()
            self._soon.start()

    def _judge(self) -> None:
        self.revert.setEnabled(self.text.toPlainText() != self._begun_with)

    @Slot()
    def _revert(self) -> None:
        """Bring back what stood here; undo brings the changes back."""
        self.desk.replace(self._begun_with)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _pause(self) -> None:
        self.typed.emit(self.text.toPlainText())
