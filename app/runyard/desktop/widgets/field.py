"""`Field`: a line of text to fill in, with its label, how long it may be, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes
from runyard.desktop.widgets.label import Label


class Field(QWidget):
    """Label at the left, "15 of 50" at the right, the line below, and a sentence under it where it is wrong.

    Typing stops at the limit. `changed` carries the text.
    """

    changed = Signal(str)

    def __init__(
        self,
        label: str,
        text: str = "",
        *,
        limit: int | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self.label = Label(label, size=sizes.TEXT_SMALL, tone="text_soft")
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.edit = QLineEdit()
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText(placeholder)
        self.label.setBuddy(self.edit)
        self.problem = Label(size=sizes.TEXT_SMALL, tone="bad", wrap=True)
        self.problem.hide()
        self.note = Label(size=sizes.TEXT_SMALL, tone="text_soft", wrap=True)
        self.note.hide()
        if limit is not None:
            self.edit.setMaxLength(limit)
        self._arrange()
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._changed)
        self.edit.setText(text)
        self._count(text)

    def text(self) -> str:
        """Return what stands in the line."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put another text in the line."""
        self.edit.setText(text)

    def set_note(self, sentence: str) -> None:
        """Say what is good to know while nothing is wrong."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence) and not self.problem.text())

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong, or nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.note.setVisible(bool(self.note.text()) and not sentence)
        self.edit.setAccessibleDescription(sentence)
        if self.edit.property("error") != bool(sentence):
            self.edit.setProperty("error", bool(sentence))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(sizes.GAP)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.edit)
        column.addWidget(self.problem)
        column.addWidget(self.note)

    @Slot(str)
    def _changed(self, text: str) -> None:
        self._count(text)
        self.changed.emit(text)

    def _count(self, text: str) -> None:
        if self._limit is None:
            return
        self.count.setText(f"{len(text)} of {self._limit}")
        self.count.set_tone("bad" if len(text) >= self._limit else "text_faint")
