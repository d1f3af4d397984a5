"""`RunActions`: the commands on the runs that are chosen on a page, with the questions before them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.commands import Command, CommandSet
from runyard.desktop.parts.run_actions.tagging import Tagging
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.storage.runs import brief
from runyard.storage.runs.brief import Kinds
from runyard.storage.store import Store
from runyard.storage.table.columns import Column, is_curve
from runyard.storage.table.listing import Listing

if TYPE_CHECKING:
    from runyard.desktop.parts.run_table import RunTable


class Action(NamedTuple):
    """A command as it is listed: its title with a place for how many, and the key."""

    name: str
    title: str
    tip: str
    icon: str
    key: str = ""


ACTIONS = (
    Action("rename", "Rename {}…", "Give another name", "pencil", "F2"),
    Action("label", "Label {}…", "A short text beside the name", "hash"),
    Action("tag", "Tag {}", "Put tags on or take them off", "tags", "T"),
    Action("untag", "Remove tags of {}…", "Take tags off", "tags"),
    Action("move", "Move {}…", "To another experiment", "folder-input"),
    Action("mark", "Mark {}", "Set the mark", "star"),
    Action("unmark", "Unmark {}", "Take the mark away", "star"),
    Action("copy_hash", "Copy {}", "The whole hash of each run", "copy"),
    Action("archive", "Archive {}…", "Lists leave out what is archived", "archive"),
    Action("unarchive", "Unarchive {}…", "Lists show it again", "archive-restore"),
    Action("delete", "Delete {}…", "To the trash, or for good", "trash-2", "Del"),
)


class RunActions(QObject):
    """Adds its commands under the key of a page; `chosen` says on which runs they act.

    `considered` tells that more is known of the selected runs: how many are archived, and how many marked.
    """

    considered = Signal()

    def __init__(
        self,
        workspace: Workspace,
        commands: CommandSet,
        context: str,
        chosen: Callable[[], list[int]],
        owner: QWidget,
        *,
        without: Collection[str] = (),
    ) -> None:
        """Make the commands; `without` names those that the page has of its own."""
        super().__init__(owner)
        self._actions = [action for action in ACTIONS if action.name not in without]
        self._exports = "export" not in without
        self.workspace = workspace
        self.commands = commands
        self.context = context
        self.kinds: Kinds | None = None
        self._chosen = chosen
        self._owner = owner
        self._selected: tuple[int, ...] = ()
        self._matching: Sequence[int] = ()
        self._table: RunTable | None = None
        self.tagging = Tagging(workspace, owner)
        self._add_commands()

    def follow(self, table: RunTable) -> None:
        """Rename inside this table, and export what it lists."""
        self._table = table
        table.found.connect(self._take_listing)
        table.edited.connect(self._take_name)

    def consider(self, ids: Sequence[int]) -> None:
        """Learn of which kind the selected runs are."""
        self._selected = tuple(ids)
        self.kinds = None
        if ids:
            self.workspace.tasks.read(
                partial(_kinds, list(ids)), owner=self, key="kinds", then=self._take_kinds
            )
        else:
            self.workspace.tasks.cancel(self, "kinds")
        self._add_commands()

    def run(self, name: str) -> None:
        """Run one of the commands."""
        self.commands.run(f"{self.context}.{name}")

    def menu(self) -> list[str]:
        """Return the commands for a context menu, with "" between groups."""
        groups = (
            ("rename", "label", "move"),
            ("tag", "untag", "mark", "unmark"),
            ("copy_hash", "export"),
            ("archive", "unarchive", "delete"),
        )
        known = {action.name for action in self._actions} | ({"export"} if self._exports else set())
        found: list[str] = []
        for group in groups:
            ids = [f"{self.context}.{name}" for name in group if name in known]
            found += ["", *ids] if found and ids else ids
        return found

    @Slot()
    def archive(self) -> None:
        """Ask which of the chosen runs to archive."""
        self._ask("archive")

    @Slot()
    def unarchive(self) -> None:
        """Ask which of the chosen runs to take out of the archive."""
        self._ask("unarchive")

    @Slot()
    def delete(self) -> None:
        """Ask which of the chosen runs to delete."""
        self._ask("delete")

    @Slot()
    def move(self) -> None:
        """Ask where the chosen runs go."""
        self._ask("move")

    @Slot()
    def tag(self) -> None:
        """Choose the tags of the chosen runs."""
        self.tagging.open(self._chosen(), self._table)

    @Slot()
    def untag(self) -> None:
        """Ask which tags of the chosen runs come off."""
        self._ask("untag")

    @Slot()
    def rename(self) -> None:
        """Type over the name of the one chosen run, or ask for the names of several."""
        ids = self._chosen()
        if not (len(ids) == 1 and self._rename_in_place(ids[0])):
            self._ask("rename")

    @Slot()
    def label(self) -> None:
        """Ask for a label."""
        self._ask("label")

    @Slot()
    def mark(self) -> None:
        """Mark the chosen runs."""
        self._set_mark(1, "Marked")

    @Slot()
    def unmark(self) -> None:
        """Take the mark of the chosen runs away."""
        self._set_mark(0, "Unmarked")

    @Slot()
    def copy_hash(self) -> None:
        """Put the hashes of the chosen runs on the clipboard, a line each."""
        self._ask("copy_hash")

    @Slot()
    def export(self) -> None:
        """Ask how to write the selected runs, or all that are listed, to a file."""
        from runyard.desktop.parts.run_actions.exporting import export_dialog

        columns: list[Column] = []
        if self._table is not None:  # what only groups have, and curves, are no values of a run
            known = set(self._table.columns)
            columns = [one for one in self._table.shown if one in known and not is_curve(one.id)]
        matching = self._matching or self._selected or tuple(self._chosen())
        export_dialog(self._owner, self.workspace, matching, columns, selected=self._selected)

    def _rename_in_place(self, run_id: int) -> bool:
        if self._table is None:
            return False
        model = self._table.model
        place = model.find(run_id)
        row = model.row(place) if place >= 0 else None
        if row is None:
            return False
        self._table.table.edit_cell(place, row.info.name)
        return True

    @Slot(object, object)
    def _take_name(self, run_id: int, name: str) -> None:
        from runyard.desktop.parts.run_actions.questions import rename

        rename(self.workspace, {run_id: name})

    def _set_mark(self, marked: int, done: str) -> None:
        from runyard.desktop.parts.run_actions.questions import assign_all

        assign_all(self.workspace, "marked", marked, done, self._chosen())

    def _ask(self, name: str) -> None:
        """Read what a question shows of the chosen runs, then ask it."""
        from runyard.desktop.parts.run_actions.questions import QUESTIONS  # not on the way to the first rows

        ids = self._chosen()
        if ids:
            read, ask = QUESTIONS[name]
            then = partial(ask, self._owner, self.workspace)
            self.workspace.tasks.read(partial(read, ids), owner=self, key="question", then=then)

    @Slot(object)
    def _take_listing(self, found: Listing) -> None:
        self._matching = found.ids

    def _take_kinds(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.considered.emit()

    def _add_commands(self) -> None:
        """Name the runs that a command is about in its title."""
        many = len(self._selected)
        about = counted(many) if many > 1 else "run"
        made = []
        for action in self._actions:
            what = about
            if action.name == "copy_hash":
                what = f"{many:,} hashes" if many > 1 else "hash"
            made.append(
                Command(
                    f"{self.context}.{action.name}",
                    action.title.format(what),
                    action.tip,
                    action.icon,
                    action.key,
                    self.context,
                    getattr(self, action.name),
                    partial(self._can, action.name),
                )
            )
        if self._exports:
            title = f"Export {counted(many)}…" if many else "Export all listed runs…"
            tip = "As CSV, JSON or Parquet"
            name = f"{self.context}.export"
            made.append(
                Command(name, title, tip, "download", "", self.context, self.export, self._can_export)
            )
        self.commands.add(*made)

    def _can(self, name: str) -> bool:
        if name != "copy_hash" and self.workspace.tasks.read_only:
            return False
        kinds = self.kinds
        if kinds is not None and kinds.runs:
            refused = {
                "archive": kinds.archived == kinds.runs,
                "unarchive": not kinds.archived,
                "mark": kinds.marked == kinds.runs,
                "unmark": not kinds.marked,
            }
            if refused.get(name, False):
                return False
        return bool(self._chosen())

    def _can_export(self) -> bool:
        return bool(self._matching or self._chosen())


def _kinds(ids: list[int], store: Store, _cancel: Cancel) -> Kinds:
    return brief.kinds(store, ids)
