"""`TagsPage`: every tag, how much it is used, and what can be done with it."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.tags.actions import TagActions
from runyard.desktop.pages.tags.cells import RunsCell, columns
from runyard.desktop.pages.tags.drawer import UsedIn
from runyard.desktop.pages.tags.row_tools import RowTools
from runyard.desktop.pages.tags.state import NAME, TagsState
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.theme import scaled, sizes, watcher
from runyard.desktop.widgets import Button, Faces, Label, PageHeader, SearchField, Segmented

_SEARCH_WIDTH, _NAME_WIDTH = 240, 248
_SHOWN, _HIDDEN = "shown", "hidden"


class TagsPage(Page):
    """Header, search, the list, and the drawer with the runs of the selected tag."""

    title = "Tags"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.state = TagsState(workspace, self)
        self.header = PageHeader(self.title)
        self.new_tag = Button("Create tag…", "plus", "primary")
        self.search = SearchField("Find a tag or comment", key="/")
        self.which = Segmented(((_SHOWN, "Shown"), (_HIDDEN, "Hidden")), name="Which tags")
        self.counts = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.model = PagedTableModel(self)
        self.model.selection.single = True
        self.table = Table(self.model)
        self.table.body.setAccessibleName("Tags")
        self.table.set_row_height(sizes.ROW_ROOMY)
        self.table.pinned.set_edge("")
        self.tools = RowTools(self.table)
        self.faces = Faces(self.table)
        self._runs = RunsCell()
        self._awaited = ""
        self._main = QWidget()
        self.tag_actions = TagActions(self, workspace, commands, self.state, self.table)
        self._arrange()
        self.drawer = UsedIn(self, workspace)
        self._connect()

    def show_route(self, route: Route) -> None:
        if not self.state.loaded:
            self.faces.show_loading()
        self.state.set_awake(True)
        if not self.search.hasFocus():
            (self.drawer if self.drawer.isVisible() else self.table).setFocus()

    def leave(self) -> None:
        self.state.set_awake(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.state.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.state.set_awake(False)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.drawer.isVisible():
            self._make_room(self.drawer.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        self.header.tools.addWidget(self.new_tag)
        self._fit()
        row = QHBoxLayout()
        row.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.setSpacing(sizes.MARGIN)
        row.addWidget(self.search)
        row.addWidget(self.which)
        row.addStretch(1)
        row.addWidget(self.counts)
        inner = QVBoxLayout(self._main)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(row)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.faces)
        inner.addLayout(self._beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._main, 1)
        self.tools.add("used_in", "circle", "Runs with this tag")
        self.tools.add("edit", "pencil", "Edit tag…")
        self.tools.add("hide", "eye-off", "Hide tag")
        self.tools.add("delete", "trash-2", "Delete tag…", danger=True)
        for button in (self.new_tag, *list(self.tools.buttons.values())[1:]):
            button.setEnabled(self.tag_actions.may_write())
        self.table.show_columns(columns(self._runs))
        self._show_order()

    @Slot()
    def _fit(self) -> None:
        """Larger text gives the search more room, and the names no more: the comments need it."""
        self.search.setFixedWidth(scaled(_SEARCH_WIDTH))
        self.table.set_widths({NAME: round(_NAME_WIDTH * 100 / scaled(100))})

    def _connect(self) -> None:
        self.new_tag.clicked.connect(self.tag_actions.create)
        self.search.textChanged.connect(self.state.search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.which.changed.connect(self._choose_which)
        self.table.sort_asked.connect(self._sort)
        self.table.opened.connect(self._open)
        self.table.menu_asked.connect(self._show_menu)
        self.model.wanted.connect(self._answer)
        self.model.selection.changed.connect(self._show_selected)
        self.tools.asked.connect(self.tag_actions.act)
        self.tag_actions.made.connect(self._reveal)
        self.tag_actions.search_asked.connect(self.focus_search)
        self.drawer.closed.connect(self._take_back_room)
        self.drawer.edit_asked.connect(self.tag_actions.edit)
        self.state.changed.connect(self._list)
        watcher().changed.connect(self._fit)

    @Slot()
    def _list(self) -> None:
        """Show the tags as the state has them, and why where there are none."""
        state = self.state
        self._show_counts()
        if state.problem is not None:
            self.faces.show_failed(state.problem.sentence, state.problem.hint, state.load)
            return
        self._runs.most = state.most
        self.table.show_ids(array("q", state.rows))
        self.model.prime(state.rows)
        self.table.panes.update()
        self._go_to_awaited()
        drawn = self.drawer.tag if self.drawer.isVisible() else None
        if drawn is not None:
            use = state.use(drawn.id)
            if use is None:
                self.drawer.dismiss()
            elif use.tag != drawn:
                self.drawer.show_tag(use.tag)
        if state.rows:
            self.faces.show_content()
        elif state.text.strip():
            self.faces.show_no_match(self.search.clear)
        elif state.hidden:
            self.faces.show_empty(
                "No hidden tags",
                "A hidden tag keeps its runs and is unseen in lists",
                "Show tags",
                self._show_shown,
            )
        else:
            self.faces.show_empty(
                "No tags yet",
                "A tag marks runs, so that they are found again",
                "Create tag…",
                self.tag_actions.create,
            )

    def _go_to_awaited(self) -> None:
        """Bring the tag that was just made into sight."""
        for place, row in enumerate(self.state.rows.values()):
            if row.tag.name == self._awaited:
                self._awaited = ""
                self.table.choosing.set_current(place)
                self.table.reveal(place)
                self.table.setFocus()
                return

    def _show_counts(self) -> None:
        state = self.state
        shown, hidden = state.count(hidden=False), state.count(hidden=True)
        self.which.set_count(_SHOWN, shown)
        self.which.set_count(_HIDDEN, hidden)
        tags = f"{words.count(shown)} {'tag' if shown == 1 else 'tags'}"
        runs = f"{words.count(state.tagged)} {'run' if state.tagged == 1 else 'runs'}"
        self.counts.setText(f"{tags} on {runs}" if shown else "")

    @Slot(object)
    def _answer(self, request: Request) -> None:
        rows = self.state.rows
        self.model.receive(request, {found: rows[found] for found in request.ids if found in rows})

    @Slot(object, object)
    def _sort(self, column: str, _adds: bool) -> None:
        self.state.sort_by(column)
        self._show_order()

    def _show_order(self) -> None:
        self.table.set_orders({self.state.column: (0, self.state.descending)})

    @Slot(object)
    def _choose_which(self, which: str) -> None:
        hidden = which == _HIDDEN
        self.tools.buttons["hide"].set_icon("eye" if hidden else "eye-off")
        self.tools.buttons["hide"].set_tip("Show tag again" if hidden else "Hide tag")
        self.state.show_hidden(hidden)

    def _show_shown(self) -> None:
        self.which.set_key(_SHOWN)
        self._choose_which(_SHOWN)

    @Slot(object)
    def _open(self, tag_id: int) -> None:
        self.model.selection.only((tag_id,))
        self._show_selected()

    @Slot()
    def _show_selected(self) -> None:
        """The drawer shows the selected tag, and goes with the selection."""
        chosen = self.model.selection.ordered(self.model.ids)
        use = self.state.use(chosen[0]) if chosen else None
        if use is not None:
            self.drawer.show_tag(use.tag)
            self._make_room(self.drawer.width())
        else:
            self.drawer.dismiss()

    @Slot()
    def _take_back_room(self) -> None:
        self.model.selection.clear()
        self._make_room(0)

    def _make_room(self, wide: int) -> None:
        """Keep the list clear of the drawer, which takes the place of the last column.

        Where that would make the window wider, the drawer lies over the list instead.
        """
        room = self.width() - self.faces.minimumSizeHint().width()
        self._beside.setContentsMargins(0, 0, max(0, min(wide, room)), 0)
        self.table.body.setColumnHidden(len(self.model.columns) - 1, wide > 0)

    @Slot(str)
    def _reveal(self, name: str) -> None:
        """Look where a new tag is: it is not hidden, whatever is listed and searched."""
        self._awaited = name
        self.search.clear()
        if self.state.hidden:
            self._show_shown()
        else:
            self._go_to_awaited()

    @Slot(object, object)
    def _show_menu(self, tag_id: int | None, at: QPoint) -> None:
        if tag_id is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        turn = "tags.unhide" if self.state.hidden else "tags.hide"
        fill(menu, self.commands, ("tags.used_in", "", "tags.edit", turn, "", "tags.delete"))
        menu.popup(at)

    def focus_search(self) -> None:
        """Put the cursor in the search field."""
        self.search.setFocus()
        self.search.selectAll()
