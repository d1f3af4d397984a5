"""Writes that people ask for, each told in a notice that can take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.parts.words import size
from runyard.desktop.state import Workspace
from runyard.domain import clock
from runyard.domain.changes import Changes
from runyard.storage.removal.purge import Purged, purge
from runyard.storage.runs import edits
from runyard.storage.runs.edits import Edit, Untagged
from runyard.storage.store import Store

Done = TypeVar("Done")


def perform(
    workspace: Workspace,
    do: Callable[[Store], Done],
    changes_of: Callable[[Done], Changes],
    undo: Callable[[Store, Done], Changes],
    say: Callable[[Done], str],
) -> None:
    """Write, then say what was done; the notice offers to undo exactly that."""
    kept: list[Done] = []

    def write(store: Store) -> Changes:
        kept.append(do(store))
        return changes_of(kept[0])

    def told(_changes: Changes) -> None:
        done = kept[0]
        workspace.notice(say(done), partial(_undo, workspace, undo, done))

    workspace.tasks.write(write, owner=workspace, then=told)


def assign(workspace: Workspace, field: str, values: Mapping[int, Any], say: Callable[[int], str]) -> None:
    """Give runs their values of a field; `say` words how many got another one."""
    perform(
        workspace,
        partial(edits.assign, field=field, values=values),
        attrgetter("changes"),
        partial(_put_back, field),
        partial(_said, say),
    )


def move(workspace: Workspace, ids: Sequence[int], experiment: str) -> None:
    """Move runs to an experiment, made if it is new; undoing removes one that was."""
    perform(
        workspace,
        partial(edits.move, ids=ids, experiment=experiment),
        attrgetter("changes"),
        partial(_put_back, "experiment"),
        partial(_said, partial(_moved, experiment)),
    )


def trash(workspace: Workspace, ids: Sequence[int]) -> None:
    """Put runs into the trash."""
    values = dict.fromkeys(ids, clock.now())
    assign(workspace, "trashed", values, _trashed)


def restore(workspace: Workspace, ids: Sequence[int]) -> None:
    """Take runs out of the trash."""
    assign(workspace, "trashed", dict.fromkeys(ids), _restored)


def untag(workspace: Workspace, ids: Sequence[int], tags: Sequence[int]) -> None:
    """Take tags off runs."""
    perform(
        workspace,
        partial(edits.untag, ids=ids, tag_ids=tags),
        attrgetter("changes"),
        _tag_again,
        partial(_untagged, len(tags)),
    )


def _put_back(field: str, store: Store, edit: Edit) -> Changes:
    return edits.put_back(store, field, edit)


def _tag_again(store: Store, gone: Untagged) -> Changes:
    return edits.tag_again(store, gone.taken)


def _said(say: Callable[[int], str], edit: Edit) -> str:
    return say(len(edit.before))


def _moved(experiment: str, many: int) -> str:
    return f"Moved {counted(many)} to {experiment}"


def _trashed(many: int) -> str:
    return f"Moved {counted(many)} to the trash"


def _restored(many: int) -> str:
    return f"Restored {counted(many)}"


def _untagged(tags: int, gone: Untagged) -> str:
    runs = len({taken.run for taken in gone.taken})
    return f"Removed {counted(tags, 'tag')} from {counted(runs)}"


def _undo(workspace: Workspace, undo: Callable[[Store, Any], Changes], done: Any) -> None:
    def write(store: Store) -> Changes:
        return undo(store, done)

    workspace.tasks.write(write)


class Purging(QObject):
    """Runs being removed for good. It outlives the dialog that began it, and tells in a notice how it ended.

    `stepped` carries how many runs are done, and how many there are; `ended` the problem, or None.
    `watched` is whether somebody shows the problem; else the notice does.
    """

    stepped = Signal(object, object)
    ended = Signal(object)

    def __init__(self, workspace: Workspace, ids: list[int]) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._ids = ids
        self._done: Purged | None = None
        self.watched = True

    def start(self) -> None:
        """Begin, behind the writes that are queued already."""
        self._workspace.tasks.write(self._purge, owner=self, then=self._finish, failed=self._fail)

    def _purge(self, store: Store) -> Changes:
        self._done = purge(store, self._ids, step=self._step)
        return self._done.changes

    def _step(self, done: int, total: int) -> None:
        if isValid(self):
            self.stepped.emit(done, total)

    def _finish(self, _changes: Changes) -> None:
        done = self._done
        assert done is not None
        self.ended.emit(None)
        self._workspace.notice(freed_words(done))
        self.deleteLater()

    def _fail(self, problem: Exception) -> None:
        self.ended.emit(problem)
        if not self.watched:
            self._workspace.notice(str(problem), bad=True)
        self.deleteLater()


def freed_words(done: Purged) -> str:
    """Return what a purge did, in words."""
    gone = f"{counted(done.runs)} deleted permanently"
    return f"Freed {size(done.freed)}, {gone}" if done.freed > 0 else gone
