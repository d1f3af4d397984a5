"""The questions about chosen runs, opened over a page, and what is done when they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.run_actions import writing
from runyard.desktop.parts.run_actions.asking import AskDialog, DeleteDialog
from runyard.desktop.parts.run_actions.moving import MoveDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.parts.run_actions.typing_dialogs import LabelDialog, RenameDialog
from runyard.desktop.parts.run_actions.untagging import UntagDialog
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain.run import Experiment
from runyard.storage.organise import experiments
from runyard.storage.organise.tags import TagUse
from runyard.storage.runs import brief, edits
from runyard.storage.runs.brief import Brief
from runyard.storage.store import Store


def read_briefs(ids: list[int], store: Store, _cancel: Cancel) -> list[Brief]:
    """Read what most questions show."""
    return brief.briefs(store, ids)


def read_experiments(ids: list[int], store: Store, _cancel: Cancel) -> tuple[list[Brief], list[Experiment]]:
    """Read the runs, and where they may go."""
    return brief.briefs(store, ids), experiments.all(store)


def read_tags(ids: list[int], store: Store, _cancel: Cancel) -> tuple[list[int], list[TagUse]]:
    """Read the tags that the runs carry."""
    return ids, edits.tags_on(store, ids)


def ask_archive(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask which of these runs to archive."""
    _ask_about(owner, workspace, briefs, "Archive", archived=True)


def ask_unarchive(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask which of these runs to take out of the archive."""
    _ask_about(owner, workspace, briefs, "Unarchive", archived=False)


def ask_delete(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask which of these runs to delete, to the trash or for good."""
    if briefs:
        dialog = DeleteDialog(owner, briefs)
        dialog.decided.connect(partial(writing.trash, workspace))
        dialog.for_good.connect(partial(_ask_again, owner, workspace))
        dialog.open()


def ask_purge(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask whether these runs are to go for good."""
    if briefs:
        PurgeDialog(owner, workspace, briefs).open()


def ask_move(owner: QWidget, workspace: Workspace, found: tuple[list[Brief], list[Experiment]]) -> None:
    """Ask where these runs go."""
    briefs, known = found
    if briefs:
        dialog = MoveDialog(owner, briefs, known)
        dialog.chosen.connect(partial(writing.move, workspace, [one.id for one in briefs]))
        dialog.open()


def ask_untag(owner: QWidget, workspace: Workspace, found: tuple[list[int], list[TagUse]]) -> None:
    """Ask which tags come off."""
    ids, uses = found
    if not uses:
        workspace.notice("No tag to remove")
        return
    dialog = UntagDialog(owner, uses, len(ids))
    dialog.chosen.connect(partial(writing.untag, workspace, ids))
    dialog.open()


def ask_names(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask what these runs are to be called."""
    if briefs:
        dialog = RenameDialog(owner, briefs)
        dialog.named.connect(partial(rename, workspace))
        dialog.open()


def ask_label(owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Ask for a label of these runs."""
    if briefs:
        dialog = LabelDialog(owner, briefs)
        dialog.labelled.connect(partial(_label, workspace, [one.id for one in briefs]))
        dialog.open()


def copy_hashes(_owner: QWidget, workspace: Workspace, briefs: list[Brief]) -> None:
    """Put the hashes on the clipboard, a line each."""
    copy_to_clipboard("\n".join(one.hash for one in briefs))
    workspace.notice(f"Copied {len(briefs):,} {'hash' if len(briefs) == 1 else 'hashes'}")


def rename(workspace: Workspace, names: dict[int, str]) -> None:
    """Give each run its name."""
    writing.assign(workspace, "name", names, partial(_renamed, next(iter(names.values()))))


def assign_all(workspace: Workspace, field: str, value: object, done: str, ids: list[int]) -> None:
    """Give all runs the same value of a field; `done` is the verb of the notice."""
    writing.assign(workspace, field, dict.fromkeys(ids, value), partial(_words, done))


def _ask_about(
    owner: QWidget, workspace: Workspace, briefs: list[Brief], verb: str, *, archived: bool
) -> None:
    concerned = [one for one in briefs if one.archived is not archived]
    done = len(briefs) - len(concerned)
    said = (
        f"{counted(done)} {'is' if done == 1 else 'are'} {'archived already' if archived else 'not archived'}"
    )
    if not concerned:
        workspace.notice(said)
        return
    sentence = (
        "Lists leave archived runs out, and nothing of them is lost" if archived else "They are listed again"
    )
    left_out = f"{said} and left out" if done else ""
    dialog = AskDialog(owner, f"{verb} runs", verb, concerned, sentence, said=left_out)
    dialog.decided.connect(partial(assign_all, workspace, "archived", int(archived), f"{verb}d"))
    dialog.open()


def _ask_again(owner: QWidget, workspace: Workspace, ids: list[int]) -> None:
    then = partial(ask_purge, owner, workspace)
    workspace.tasks.read(partial(read_briefs, ids), owner=owner, key="for good", then=then)


def _label(workspace: Workspace, ids: list[int], text: str) -> None:
    assign_all(workspace, "label", text, "Labelled" if text else "Removed the label of", ids)


def _words(done: str, many: int) -> str:
    return f"{done} {counted(many)}"


def _renamed(name: str, many: int) -> str:
    return f"Renamed to {name}" if many == 1 else f"Renamed {counted(many)}"


#: What each command reads of the chosen runs, and what it does with that.
QUESTIONS: Mapping[str, tuple[Callable[[list[int], Store, Cancel], Any], Callable[..., None]]] = {
    "archive": (read_briefs, ask_archive),
    "unarchive": (read_briefs, ask_unarchive),
    "delete": (read_briefs, ask_delete),
    "rename": (read_briefs, ask_names),
    "label": (read_briefs, ask_label),
    "copy_hash": (read_briefs, copy_hashes),
    "move": (read_experiments, ask_move),
    "untag": (read_tags, ask_untag),
}
