"""`RunActions`: the commands on the runs that are chosen on a page, with the questions before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.commands import Command, CommandSet
from runyard.desktop.parts.run_actions import writing
from runyard.desktop.parts.run_actions.asking import AskDialog, DeleteDialog
from runyard.desktop.parts.run_actions.exporting import export_dialog
from runyard.desktop.parts.run_actions.moving import MoveDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.parts.run_actions.tagging import Tagging
from runyard.desktop.parts.run_actions.typing_dialogs import LabelDialog, RenameDialog
from runyard.desktop.parts.run_actions.untagging import UntagDialog
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain.run import Experiment
from runyard.storage import brief, edits, experiments
from runyard.storage.brief import Brief, Kinds
from runyard.storage.columns import Column
from runyard.storage.listing import Listing
from runyard.storage.store import Store
from runyard.storage.tags import TagUse

if TYPE_CHECKING:
    from runyard.desktop.parts.run_table import RunTable

T = TypeVar("T")


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
    ) -> None:
        super().__init__(owner)
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
        ids = [[f"{self.context}.{name}" for name in group] for group in groups]
        return [*ids[0], "", *ids[1], "", *ids[2], "", *ids[3]]

    @Slot()
    def archive(self) -> None:
        """Ask which of the chosen runs to archive."""
        self._look(self._ask_archive)

    @Slot()
    def unarchive(self) -> None:
        """Ask which of the chosen runs to take out of the archive."""
        self._look(self._ask_unarchive)

    @Slot()
    def delete(self) -> None:
        """Ask which of the chosen runs to delete."""
        self._look(self._ask_delete)

    @Slot()
    def move(self) -> None:
        """Ask where the chosen runs go."""
        self._read(_experiments, self._ask_move)

    @Slot()
    def tag(self) -> None:
        """Choose the tags of the chosen runs."""
        self.tagging.open(self._chosen(), self._table)

    @Slot()
    def untag(self) -> None:
        """Ask which tags of the chosen runs come off."""
        self._read(_tags, self._ask_untag)

    @Slot()
    def rename(self) -> None:
        """Type over the name of the one chosen run, or ask for the names of several."""
        ids = self._chosen()
        if not (len(ids) == 1 and self._rename_in_place(ids[0])):
            self._look(self._ask_names)

    @Slot()
    def label(self) -> None:
        """Ask for a label."""
        self._look(self._ask_label)

    @Slot()
    def mark(self) -> None:
        """Mark the chosen runs."""
        values = dict.fromkeys(self._chosen(), 1)
        writing.assign(self.workspace, "marked", values, partial(_words, "Marked"))

    @Slot()
    def unmark(self) -> None:
        """Take the mark of the chosen runs away."""
        values = dict.fromkeys(self._chosen(), 0)
        writing.assign(self.workspace, "marked", values, partial(_words, "Unmarked"))

    @Slot()
    def copy_hash(self) -> None:
        """Put the hashes of the chosen runs on the clipboard, a line each."""
        self._look(self._copy_hashes)

    @Slot()
    def export(self) -> None:
        """Ask how to write the selected runs, or all that are listed, to a file."""
        columns: Sequence[Column] = self._table.shown if self._table is not None else ()
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
        self._rename({run_id: name})

    def _rename(self, names: dict[int, str]) -> None:
        writing.assign(self.workspace, "name", names, partial(_renamed, next(iter(names.values()))))

    def _look(self, then: Callable[[list[Brief]], None]) -> None:
        self._read(_briefs, then)

    def _read(self, fn: Callable[[list[int], Store, Cancel], T], then: Callable[[T], None]) -> None:
        ids = self._chosen()
        if ids:
            self.workspace.tasks.read(partial(fn, ids), owner=self, key="question", then=then)

    def _ask_archive(self, briefs: list[Brief]) -> None:
        self._ask_about(briefs, "Archive", archived=True)

    def _ask_unarchive(self, briefs: list[Brief]) -> None:
        self._ask_about(briefs, "Unarchive", archived=False)

    def _ask_about(self, briefs: list[Brief], verb: str, *, archived: bool) -> None:
        concerned = [found for found in briefs if found.archived is not archived]
        done = len(briefs) - len(concerned)
        state = "archived already" if archived else "not archived"
        if not concerned:
            self.workspace.notice(f"{counted(done)} {'is' if done == 1 else 'are'} {state}")
            return
        stay = f"{counted(done)} {'is' if done == 1 else 'are'} {state} and left out"
        sentence = (
            "Lists leave them out, and nothing of them is lost" if archived else "Lists show them again"
        )
        dialog = AskDialog(self._owner, f"{verb} runs", verb, concerned, sentence, said=stay if done else "")
        dialog.decided.connect(self._archive if archived else self._unarchive)
        dialog.open()

    @Slot(object)
    def _archive(self, ids: list[int]) -> None:
        writing.assign(self.workspace, "archived", dict.fromkeys(ids, 1), partial(_words, "Archived"))

    @Slot(object)
    def _unarchive(self, ids: list[int]) -> None:
        writing.assign(self.workspace, "archived", dict.fromkeys(ids, 0), partial(_words, "Unarchived"))

    def _ask_delete(self, briefs: list[Brief]) -> None:
        if briefs:
            dialog = DeleteDialog(self._owner, briefs)
            dialog.decided.connect(self._trash)
            dialog.for_good.connect(self._ask_for_good)
            dialog.open()

    @Slot(object)
    def _trash(self, ids: list[int]) -> None:
        writing.trash(self.workspace, ids)

    @Slot(object)
    def _ask_for_good(self, ids: list[int]) -> None:
        self.workspace.tasks.read(partial(_briefs, ids), owner=self, key="question", then=self._ask_purge)

    def _ask_purge(self, briefs: list[Brief]) -> None:
        PurgeDialog(self._owner, self.workspace, briefs).open()

    def _ask_move(self, found: tuple[list[Brief], list[Experiment]]) -> None:
        briefs, known = found
        if briefs:
            dialog = MoveDialog(self._owner, briefs, known)
            dialog.chosen.connect(partial(_move, self.workspace, [found.id for found in briefs]))
            dialog.open()

    def _ask_untag(self, found: tuple[list[int], list[TagUse]]) -> None:
        ids, uses = found
        if not uses:
            self.workspace.notice("No tag to remove")
            return
        dialog = UntagDialog(self._owner, uses, len(ids))
        dialog.chosen.connect(partial(writing.untag, self.workspace, ids))
        dialog.open()

    def _ask_names(self, briefs: list[Brief]) -> None:
        if briefs:
            dialog = RenameDialog(self._owner, briefs)
            dialog.named.connect(self._take_names)
            dialog.open()

    @Slot(object)
    def _take_names(self, names: dict[int, str]) -> None:
        self._rename(names)

    def _ask_label(self, briefs: list[Brief]) -> None:
        if briefs:
            dialog = LabelDialog(self._owner, briefs)
            dialog.labelled.connect(partial(_label, self.workspace, [found.id for found in briefs]))
            dialog.open()

    def _copy_hashes(self, briefs: list[Brief]) -> None:
        copy_to_clipboard("\n".join(found.hash for found in briefs))
        self.workspace.notice(f"Copied {len(briefs):,} {'hash' if len(briefs) == 1 else 'hashes'}")

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
        for action in ACTIONS:
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
        made.append(
            Command(
                f"{self.context}.export",
                f"Export {counted(many)}…" if many else "Export all listed runs…",
                "As CSV, JSON or Parquet",
                "download",
                "",
                self.context,
                self.export,
                self._can_export,
            )
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


def _words(done: str, many: int) -> str:
    return f"{done} {counted(many)}"


def _renamed(name: str, many: int) -> str:
    return f"Renamed to {name}" if many == 1 else f"Renamed {counted(many)}"


def _move(workspace: Workspace, ids: list[int], experiment: str) -> None:
    writing.move(workspace, ids, experiment)


def _label(workspace: Workspace, ids: list[int], text: str) -> None:
    done = "Labelled" if text else "Removed the label of"
    writing.assign(workspace, "label", dict.fromkeys(ids, text), partial(_words, done))


def _briefs(ids: list[int], store: Store, _cancel: Cancel) -> list[Brief]:
    return brief.briefs(store, ids)


def _kinds(ids: list[int], store: Store, _cancel: Cancel) -> Kinds:
    return brief.kinds(store, ids)


def _experiments(ids: list[int], store: Store, _cancel: Cancel) -> tuple[list[Brief], list[Experiment]]:
    return brief.briefs(store, ids), experiments.all(store)


def _tags(ids: list[int], store: Store, _cancel: Cancel) -> tuple[list[int], list[TagUse]]:
    return ids, edits.tags_on(store, ids)
