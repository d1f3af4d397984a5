"""`TagActions`: what can be done with the tags of the list, as commands and as buttons of a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.commands import Command, CommandSet, always
from runyard.desktop.pages.tags.delete_dialog import DeleteDialog
from runyard.desktop.pages.tags.state import TagsState
from runyard.desktop.parts.tag_form import TagForm, writing
from runyard.desktop.state import Workspace
from runyard.desktop.tables import Table

_CONTEXT = "tags"


class TagActions(QObject):
    """Commands act on the current row. `made` carries the name of a tag that was made in the form."""

    made = Signal(str)
    search_asked = Signal()

    def __init__(
        self, page: QWidget, workspace: Workspace, commands: CommandSet, state: TagsState, table: Table
    ) -> None:
        super().__init__(page)
        self._page = page
        self._workspace = workspace
        self._state = state
        self._table = table
        commands.add(*self._commands())

    @Slot()
    def create(self) -> None:
        """Open the form for a new tag."""
        form = TagForm(self._page, self._workspace)
        form.saved.connect(self.made)
        form.open()

    @Slot(object)
    def edit(self, tag_id: int) -> None:
        """Open the form for a tag."""
        use = self._state.use(tag_id)
        if use is not None:
            TagForm(self._page, self._workspace, use.tag).open()

    @Slot(object)
    def hide(self, tag_id: int) -> None:
        """Hide a tag, or show it again."""
        use = self._state.use(tag_id)
        if use is not None:
            writing.hide(self._workspace, use.tag, not use.tag.hidden)

    @Slot(object)
    def delete(self, tag_id: int) -> None:
        """Ask before a tag is deleted for good."""
        use = self._state.use(tag_id)
        if use is not None:
            dialog = DeleteDialog(self._page, use)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(partial(writing.delete, self._workspace, use.tag))
            dialog.open()

    @Slot(str, object)
    def act(self, key: str, tag_id: int) -> None:
        """Do what a button of a row asks for."""
        if key == "used_in":
            self._table.opened.emit(tag_id)
        else:
            {"edit": self.edit, "hide": self.hide, "delete": self.delete}[key](tag_id)

    def may_write(self) -> bool:
        """Whether the repository can be written."""
        return not self._workspace.tasks.read_only

    def _current(self) -> int | None:
        chosen = self._table.choosing.current_id
        return chosen if self._table.isVisible() and self._state.use(chosen) is not None else None

    def _has_current(self) -> bool:
        return self._current() is not None

    def _may_edit(self) -> bool:
        return self._has_current() and self.may_write()

    def _may_hide(self) -> bool:
        return self._may_edit() and not self._state.hidden

    def _may_show(self) -> bool:
        return self._may_edit() and self._state.hidden

    def _do(self, action: Callable[[int], None]) -> None:
        chosen = self._current()
        if chosen is not None:
            action(chosen)

    def _commands(self) -> list[Command]:
        def made(
            id_: str,
            title: str,
            tip: str,
            icon: str,
            key: str,
            run: Callable[[], None],
            rule: Callable[[], bool] = always,
        ) -> Command:
            return Command(f"tags.{id_}", title, tip, icon, key, _CONTEXT, run, rule)

        table, one, may = self._table, self._has_current, self._may_edit
        edit, turn, delete = (partial(self._do, act) for act in (self.edit, self.hide, self.delete))
        what = "Name, comment and colour"
        return [
            made("search", "Search tags", "By name or comment", "search", "/", self.search_asked.emit),
            made("create", "Create tag…", what, "plus", "N", self.create, self.may_write),
            made("down", "Next tag", "One row down", "arrow-down", "J", partial(table.step, 1)),
            made("up", "Previous tag", "One row up", "arrow-up", "K", partial(table.step, -1)),
            made("used_in", "Show runs with this tag", "At the right", "circle", "", table.open_current, one),
            made("edit", "Edit tag…", what, "pencil", "E", edit, may),
            made("hide", "Hide tag", "It keeps its runs", "eye-off", "H", turn, self._may_hide),
            made("unhide", "Show tag again", "In every list", "eye", "H", turn, self._may_show),
            made("delete", "Delete tag…", "For good", "trash-2", "Delete", delete, may),
            made("refresh", "Refresh", "Read the tags anew", "refresh-cw", "F5", self._state.load),
        ]
