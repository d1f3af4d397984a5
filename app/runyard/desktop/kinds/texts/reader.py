"""`Reader`: one text, plain, as Markdown, JSON or code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from runyard.desktop.kinds.texts import document as setting
from runyard.desktop.kinds.texts import reading
from runyard.desktop.kinds.texts.document import Document, Layout, Sheet
from runyard.desktop.kinds.texts.reader_head import ReaderHead
from runyard.desktop.kinds.texts.renderings import MARKDOWN
from runyard.desktop.kinds.texts.text_view import TextView
from runyard.desktop.parts import words
from runyard.desktop.parts.saving import ask_file, file_name
from runyard.desktop.parts.saving import save as save_file
from runyard.desktop.state import Workspace
from runyard.desktop.theme import icon, tokens
from runyard.desktop.widgets import CopyButton, Faces, copy_to_clipboard
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher

if TYPE_CHECKING:
    from runyard.desktop.parts.prose import Prose

_RESIZED_MS = 60
#: More than a clipboard should be given at once.
_MOST_COPIED = 64_000_000


class Reader(QWidget):
    """Shows one text beside the table, or in its place.

    `enlarged` tells whether it wants all the room, `rendering_chosen` what a person chose.
    """

    enlarged = Signal(bool)
    rendering_chosen = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted: int | None = None
        self._asked: Layout | None = None
        self._name = ""
        self._chosen = ""
        self._prose_at = -1
        self._backwards = False
        self._matcher = Matcher()
        self.document: Document | None = None
        self.copy = CopyButton(self._text, "Copy text")
        self.head = ReaderHead(self.copy)
        self.view = TextView()
        self._prose: Prose | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.head)
        inside.addWidget(self._stack, 1)
        self.faces = Faces(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.faces)
        self._settle = QTimer(self, singleShot=True, interval=_RESIZED_MS)
        self._later = QTimer(self, singleShot=True, interval=_RESIZED_MS)
        self._connect()

    def _connect(self) -> None:
        self._settle.timeout.connect(self._lay_out)
        self._later.timeout.connect(self._mark_prose)
        self.view.resized.connect(self._settle.start)
        self.view.menu_asked.connect(self._ask_menu)
        self.head.wrap.toggled.connect(self._lay_out)
        self.head.rendering.changed.connect(self._choose)
        self.head.save.clicked.connect(self.save)
        self.head.large.toggled.connect(self.enlarged)
        self.head.stepped.connect(self.step)

    @property
    def prose(self) -> Prose:
        """What shows Markdown; made, and its room entered, for the first text that needs it."""
        if self._prose is None:
            from runyard.desktop.parts.prose import Prose

            self._prose = Prose(self._workspace.tasks, name="Text")
            self._stack.addWidget(self._prose)
        return self._prose

    # What it shows

    def show_text(self, item_id: int | None, name: str) -> None:
        """Show a text by its id; None shows that none is chosen. `name` is that of its series, for files."""
        self._name = name
        if item_id == self._wanted and item_id is not None:
            return
        self._wanted, self._prose_at = item_id, -1
        self._workspace.tasks.cancel(self, "layout")
        self._asked = None
        if item_id is None:
            self._workspace.tasks.cancel(self, "open")
            self.document = None
            self.view.show_sheet(None, keep_place=False)
            self.faces.show_empty("No text chosen", "Choose one in the table to read it")
            return
        self.faces.show_loading()
        self._workspace.tasks.read(
            partial(setting.opened, item_id), owner=self, key="open", then=self._opened, failed=self._failed
        )

    def set_matcher(self, matcher: Matcher) -> None:
        """Mark other matches."""
        self._matcher = matcher
        self._lay_out()

    def set_rendering(self, rendering: str) -> None:
        """Show texts so from now on; an empty word shows each as what it seems to be."""
        self._chosen = rendering
        if self.document is not None:
            self.head.rendering.set_key(rendering or self.document.guess)
            self._lay_out()

    @property
    def rendering(self) -> str:
        """Return how the text is shown."""
        return str(self.head.rendering.key())

    def _opened(self, document: Document | None) -> None:
        if document is None or document.item.id != self._wanted:
            return
        self.document = document
        self.head.rendering.set_key(self._chosen or document.guess)
        self.head.show_document(document)
        self._lay_out()

    def _failed(self, problem: Exception) -> None:
        wanted, self._wanted = self._wanted, None
        if isinstance(problem, KnownProblem):
            again = partial(self.show_text, wanted, self._name)
            self.faces.show_failed(problem.sentence, problem.hint, again)

    @Slot(object)
    def _choose(self, rendering: str) -> None:
        self._chosen = rendering
        self.rendering_chosen.emit(rendering)
        self._lay_out()

    @Slot()
    def _lay_out(self) -> None:
        """Set the text out anew on a worker; what is shown stays until that is done."""
        self._settle.stop()
        document = self.document
        if document is None or document.item.id != self._wanted:
            return
        columns = self.view.columns() if self.head.wrap.isChecked() else None
        layout = Layout(self.rendering, columns, self._matcher)
        shown = self.view.sheet
        if layout == self._asked or (
            self._asked is None
            and shown is not None
            and (shown.item_id, shown.layout) == (self._wanted, layout)
        ):
            return
        self._asked = layout
        self._workspace.tasks.read(
            partial(setting.laid_out, document, layout),
            owner=self,
            key="layout",
            then=self._laid_out,
            failed=self._failed,
        )

    def _laid_out(self, sheet: Sheet | None) -> None:
        self._asked = None
        document = self.document
        if sheet is None or document is None:
            return
        before = self.view.sheet
        again = before is not None and before.item_id == sheet.item_id
        same = before is not None and again and before.layout.rendering == sheet.layout.rendering
        sought = not again or before is None or before.layout.matcher != sheet.layout.matcher
        self.view.show_sheet(sheet, keep_place=same)
        markdown = sheet.layout.rendering == MARKDOWN
        if markdown:
            self.prose.set_markdown(sheet.text)
            if not again:
                self.prose.verticalScrollBar().setValue(0)
            self._mark_prose()
        self._stack.setCurrentWidget(self.prose if markdown else self.view)
        self.head.wrap.setVisible(not markdown)
        self.faces.show_content()
        self._tell(document, sheet)
        if sought and sheet.spans and not markdown:
            self.view.go_to_match(len(sheet.spans) - 1 if self._backwards else 0)
        self._backwards = False
        self._show_place()

    def _tell(self, document: Document, sheet: Sheet) -> None:
        notes = [sheet.problem] if sheet.problem else []
        if document.left:
            notes.append(
                f"The last {words.size(document.left)} are not shown; save the text to have all of it"
            )
        elif sheet.rows.end < len(sheet.text):
            notes.append(
                f"Only the first {len(sheet.rows.starts):,} rows are shown; save the text to have all"
            )
        if document.odd:
            many = f"{document.odd:,} characters that steer a screen or the direction of writing are"
            one = "A character that steers a screen or the direction of writing is"
            notes.append(f"{one if document.odd == 1 else many} shown as signs")
        self.head.show_note(notes)

    # Matches

    def matches(self) -> int:
        """Return how many matches are marked in what is shown."""
        if self.rendering == MARKDOWN:
            return len(self.prose.extraSelections())
        return 0 if self.view.sheet is None else len(self.view.sheet.spans)

    def at_match(self) -> int:
        """Return which of them one is at; -1 before the first."""
        return self._prose_at if self.rendering == MARKDOWN else self.view.match

    @Slot(int)
    def step(self, by: int) -> bool:
        """Go to the next match or the one before; return False at the end of the text."""
        many, at = self.matches(), self.at_match()
        if at < 0:
            at = -1 if by > 0 else many
        if not 0 <= at + by < many:
            return False
        self._go_to(at + by)
        return True

    def begin_at_end(self, last: bool) -> None:
        """Begin the next text that is shown with its last match, or with its first."""
        self._backwards = last

    def go_round(self, by: int) -> None:
        """From the last match go to the first, and back."""
        self._go_to(0 if by > 0 else self.matches() - 1)

    def _go_to(self, number: int) -> None:
        if self.rendering == MARKDOWN:
            self._go_to_mark(number)
        else:
            self.view.go_to_match(number)
        self._show_place()

    def _go_to_mark(self, number: int) -> None:
        marks = self.prose.extraSelections()
        if not 0 <= number < len(marks):
            return
        self._prose_at = number
        for place, mark in enumerate(marks):
            mark.format = _mark(place == number)
        self.prose.setExtraSelections(marks)
        cursor = QTextCursor(marks[number].cursor)
        cursor.clearSelection()
        self.prose.setTextCursor(cursor)
        self.prose.ensureCursorVisible()

    def _show_place(self) -> None:
        self.head.show_matches(self.at_match(), self.matches())

    @Slot()
    def _mark_prose(self) -> None:
        """Look for the matches in what Markdown became, once all of it is set."""
        self._workspace.tasks.cancel(self, "marks")
        if self.rendering != MARKDOWN:
            return
        if not self.prose.ready():
            self._later.start()
            return
        if not self._matcher:
            self._marked([])
            return
        text = self.prose.document().toPlainText()
        self._workspace.tasks.read(
            partial(setting.places, text, self._matcher), owner=self, key="marks", then=self._marked
        )

    def _marked(self, found: list[tuple[int, int]]) -> None:
        if self._prose_at >= len(found):
            self._prose_at = -1
        marks = []
        for number, (begin, end) in enumerate(found):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.prose.document())
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, _mark(number == self._prose_at)
            marks.append(mark)
        self.prose.setExtraSelections(marks)
        self._show_place()

    # Copy and save

    def _text(self) -> str:
        return "" if self.document is None else self.document.text[:_MOST_COPIED]

    def copy_text(self) -> None:
        """Copy the whole text."""
        copy_to_clipboard(self._text())

    @Slot()
    def save(self) -> None:
        """Ask for a file, and write the text to it as it was logged."""
        if self.document is None:
            return
        item = self.document.item
        ending = {"markdown": "md", "json": "json"}.get(self.rendering, "txt")
        index = f"-{item.index}" if item.index else ""
        name = file_name(self._name, f"{item.step}{index}", ending=ending)
        path = ask_file(self, "Save text", name, "Text files (*.txt *.md *.json);;All files (*)")
        if path is not None:
            save_file(self, self._workspace, path, partial(reading.write_text, item))

    @Slot(QPoint)
    def _ask_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def menu(self) -> QMenu:
        """Return the menu of the text."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        copy = QAction(icon("copy"), "Copy", menu)
        copy.setEnabled(bool(self.view.selected_text()))
        copy.triggered.connect(self.view.copy)
        every = QAction("Select all", menu)
        every.triggered.connect(self.view.select_all)
        menu.addAction(copy)
        menu.addAction(every)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.head.large.isChecked():
            self.head.large.setChecked(False)
        else:
            super().keyPressEvent(event)


def _mark(current: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    colors = tokens()
    ground: QColor = colors.warn if current else colors.warn_wash
    made.setBackground(ground)
    made.setForeground(colors.canvas if current else colors.text)
    return made
