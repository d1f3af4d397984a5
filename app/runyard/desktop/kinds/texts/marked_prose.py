"""`MarkedProse`: a text as the Markdown it is, with the matches of a search marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from runyard.desktop.kinds.texts import document as setting
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import tokens
from runyard.search.matching.matching import Matcher

if TYPE_CHECKING:
    from runyard.desktop.parts.prose import Prose

_LATER_MS = 60


class MarkedProse(QWidget):
    """Looks for matches in what Markdown became, once all of it is set. `marked` tells that it has."""

    marked = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._matcher = Matcher()
        self._prose: Prose | None = None
        self.match = -1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._look)

    @property
    def prose(self) -> Prose:
        """What shows Markdown; made, and its room entered, for the first text that needs it."""
        if self._prose is None:
            from runyard.desktop.parts.prose import Prose

            self._prose = Prose(self._tasks, name="Text")
            self._column.addWidget(self._prose)
        return self._prose

    @property
    def matches(self) -> int:
        """How many matches are marked."""
        return 0 if self._prose is None else len(self._prose.extraSelections())

    def settled(self) -> bool:
        """Whether all is set and marked."""
        return not self._later.isActive() and (self._prose is None or self._prose.ready())

    def show_markdown(self, text: str, matcher: Matcher, *, keep_place: bool) -> None:
        """Show a text, from its beginning or where one is."""
        self._matcher = matcher
        self.prose.set_markdown(text)
        if not keep_place:
            self.match = -1
            self.prose.verticalScrollBar().setValue(0)
        self._look()

    def go_to_match(self, number: int) -> None:
        """Go to one of the matches."""
        marks = self.prose.extraSelections()
        if not 0 <= number < len(marks):
            return
        self.match = number
        for place, mark in enumerate(marks):
            mark.format = _mark(place == number)
        self.prose.setExtraSelections(marks)
        cursor = QTextCursor(marks[number].cursor)
        cursor.clearSelection()
        self.prose.setTextCursor(cursor)
        self.prose.ensureCursorVisible()

    def rest(self) -> None:
        """Look no further: something else is shown."""
        self._later.stop()
        self._tasks.cancel(self, "marks")

    @Slot()
    def _look(self) -> None:
        self.rest()
        if not self.prose.ready():
            self._later.start()
            return
        if not self._matcher:
            self._take([])
            return
        text = self.prose.document().toPlainText()
        self._tasks.read(
            partial(setting.places, text, self._matcher), owner=self, key="marks", then=self._take
        )

    def _take(self, found: list[tuple[int, int]]) -> None:
        if self.match >= len(found):
            self.match = -1
        marks = []
        for number, (begin, end) in enumerate(found):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.prose.document())
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, _mark(number == self.match)
            marks.append(mark)
        self.prose.setExtraSelections(marks)
        self.marked.emit()


def _mark(current: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    colors = tokens()
    ground: QColor = colors.warn if current else colors.warn_wash
    made.setBackground(ground)
    made.setForeground(colors.canvas if current else colors.text)
    return made
