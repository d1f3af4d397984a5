"""`Reader`: one text, plain, as Markdown, JSON, a tree or code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.kinds.texts import document as setting
from runyard.desktop.kinds.texts import reading
from runyard.desktop.kinds.texts.document import Document, Layout, Sheet
from runyard.desktop.kinds.texts.marked_prose import MarkedProse
from runyard.desktop.kinds.texts.reader_head import ReaderHead
from runyard.desktop.kinds.texts.renderings import JSON, MARKDOWN, TREE
from runyard.desktop.kinds.texts.text_view import TextView
from runyard.desktop.parts import words
from runyard.desktop.parts.saving import ask_file, file_name
from runyard.desktop.parts.saving import save as save_file
from runyard.desktop.state import Workspace
from runyard.desktop.theme import icon
from runyard.desktop.widgets import CopyButton, Faces, copy_to_clipboard
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher

if TYPE_CHECKING:
    from runyard.desktop.kinds.texts.json_tree import JsonTree
    from runyard.desktop.parts.value_tree import Node

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
        self._sheet: Sheet | None = None
        self._grown: tuple[int, Node | None] = (0, None)
        self._backwards = False
        self._matcher = Matcher()
        self.document: Document | None = None
        self.copy = CopyButton(self._text, "Copy text")
        self.head = ReaderHead(self.copy)
        self.view = TextView()
        self.markdown = MarkedProse(workspace.tasks)
        self._tree: JsonTree | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.markdown)
        body = QWidget()
        self.faces = Faces(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.faces)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.head)
        inside.addWidget(self._stack, 1)
        self._settle = QTimer(self, singleShot=True, interval=_RESIZED_MS)
        self._connect()

    def _connect(self) -> None:
        self._settle.timeout.connect(self._lay_out)
        self.markdown.marked.connect(self._show_place)
        self.view.resized.connect(self._settle.start)
        self.view.menu_asked.connect(self._ask_menu)
        self.head.wrap.toggled.connect(self._lay_out)
        self.head.rendering.changed.connect(self._choose)
        self.head.save.clicked.connect(self.save)
        self.head.large.toggled.connect(self.enlarged)
        self.head.stepped.connect(self.step)
        self.head.opened.clicked.connect(self._open_all)
        self.head.closed.clicked.connect(self._close_all)

    @property
    def tree(self) -> JsonTree:
        """What shows JSON as a tree; made for the first text that needs it."""
        if self._tree is None:
            from runyard.desktop.kinds.texts.json_tree import JsonTree

            self._tree = JsonTree()
            self._stack.addWidget(self._tree)
        return self._tree

    @property
    def page(self) -> TextView | MarkedProse | JsonTree:
        """What shows the text."""
        shown = self._stack.currentWidget()
        if self._tree is not None and shown is self._tree:
            return self._tree
        return self.markdown if shown is self.markdown else self.view

    # What it shows

    def show_text(self, item_id: int | None, name: str) -> None:
        """Show a text by its id; None shows that none is chosen. `name` is that of its series, for files."""
        self._name = name
        if item_id == self._wanted and item_id is not None:
            return
        self._wanted = item_id
        self._workspace.tasks.cancel(self, "layout")
        self._asked = None
        if item_id is None:
            self._workspace.tasks.cancel(self, "open")
            self.document = self._sheet = None
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
            self.head.show_rendering(rendering or self.document.guess, self.document.guess)
            self._lay_out()

    @property
    def rendering(self) -> str:
        """Return how the text is shown."""
        return str(self.head.rendering.key())

    def _opened(self, document: Document | None) -> None:
        if document is None or document.item.id != self._wanted:
            return
        self.document = document
        self.head.show_rendering(self._chosen or document.guess, document.guess)
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
        shown = self._sheet
        if layout == self._asked or (
            self._asked is None
            and shown is not None
            and (shown.item_id, shown.layout) == (self._wanted, layout)
        ):
            return
        self._asked = layout
        grown = self._grown[1] if self._grown[0] == self._wanted else None
        self._workspace.tasks.read(
            partial(setting.laid_out, document, layout, grown),
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
        before, self._sheet = self._sheet, sheet
        again = before is not None and before.item_id == sheet.item_id
        same = before is not None and again and before.layout.rendering == sheet.layout.rendering
        sought = not again or before is None or before.layout.matcher != sheet.layout.matcher
        self._put(sheet, again=again, same=same)
        self.head.show_tools(self.rendering, tree=sheet.tree is not None)
        self.faces.show_content()
        self._tell(document, sheet)
        if sought and self.page is not self.markdown:
            self.page.go_to_match(self.page.matches - 1 if self._backwards else 0)
        self._backwards = False
        self._show_place()

    def _put(self, sheet: Sheet, *, again: bool, same: bool) -> None:
        """Show what was set out on the page it is for."""
        self.markdown.rest()
        if sheet.tree is not None:
            self._grown = (sheet.item_id, sheet.tree)  # while something is searched, the text goes and comes
            self.tree.show_tree(sheet.tree, sheet.finds)
            self._stack.setCurrentWidget(self.tree)
            return
        self.view.show_sheet(sheet, keep_place=same)
        if sheet.layout.rendering == MARKDOWN:
            self.markdown.show_markdown(sheet.text, sheet.layout.matcher, keep_place=again)
            self._stack.setCurrentWidget(self.markdown)
        else:
            self._stack.setCurrentWidget(self.view)

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
        if document.odd and sheet.tree is None:
            many = f"{document.odd:,} characters that steer a screen or the direction of writing are"
            one = "A character that steers a screen or the direction of writing is"
            notes.append(f"{one if document.odd == 1 else many} shown as signs")
        self.head.show_note(notes)

    # Matches

    @Slot(int)
    def step(self, by: int) -> bool:
        """Go to the next match or the one before; return False at the end of the text."""
        many, at = self.page.matches, self.page.match
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
        self._go_to(0 if by > 0 else self.page.matches - 1)

    def _go_to(self, number: int) -> None:
        self.page.go_to_match(number)
        self._show_place()

    @Slot()
    def _show_place(self) -> None:
        self.head.show_matches(self.page.match, self.page.matches)

    @Slot()
    def _open_all(self) -> None:
        self.tree.view.open_all()

    @Slot()
    def _close_all(self) -> None:
        self.tree.view.close_all()

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
        ending = {MARKDOWN: "md", JSON: "json", TREE: "json"}.get(self.rendering, "txt")
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
