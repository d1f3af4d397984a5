"""Writing tags: each write is told in a toast, with undo where there is a way back."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from runyard.desktop.state import Workspace
from runyard.desktop.tasks.callback import Callback
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import Tag
from runyard.storage.organise import tags
from runyard.storage.store import Store

Failed = Callable[[Exception], None]
Then = Callable[[Changes], None]


def create(workspace: Workspace, owner: QObject, tag: Tag, then: Then, failed: Failed) -> None:
    """Make a tag; undo removes it again."""
    made: list[int] = []

    def job(store: Store) -> Changes:
        changes = tags.create(store, tag.name, tag.comment, tag.color)
        made.append(tags.find(store, tag.name))
        return changes

    def undo() -> None:
        _undo(workspace, partial(tags.delete, tag_id=made[0]))

    def told(changes: Changes) -> None:
        workspace.notice(f"Created tag {tag.name}", undo)

    _write(workspace, owner, job, told, then, failed)


def edit(workspace: Workspace, owner: QObject, old: Tag, new: Tag, then: Then, failed: Failed) -> None:
    """Save what a tag says; undo says what it said before."""

    def told(changes: Changes) -> None:
        workspace.notice(f"Saved tag {new.name}", partial(_undo, workspace, _saying(old)))

    _write(workspace, owner, _saying(new), told, then, failed)


def hide(workspace: Workspace, tag: Tag, hidden: bool) -> None:
    """Hide a tag, or show it again; undo turns it back."""

    def told(changes: Changes) -> None:
        back = partial(tags.hide, tag_id=tag.id, hidden=not hidden)
        said = f"Hid tag {tag.name}" if hidden else f"Showed tag {tag.name} again"
        workspace.notice(said, partial(_undo, workspace, back))

    job = partial(tags.hide, tag_id=tag.id, hidden=hidden)
    workspace.tasks.write(job, then=told, failed=partial(tell, workspace))


def delete(workspace: Workspace, tag: Tag) -> None:
    """Delete a tag for good."""

    def told(changes: Changes) -> None:
        workspace.notice(f"Deleted tag {tag.name}")

    job = partial(tags.delete, tag_id=tag.id)
    workspace.tasks.write(job, then=told, failed=partial(tell, workspace))


def tell(workspace: Workspace, problem: Exception) -> None:
    """Say in a toast why something was not written."""
    if isinstance(problem, KnownProblem):
        workspace.notice(problem.sentence, bad=True)


def _saying(tag: Tag) -> Callable[[Store], Changes]:
    return partial(tags.edit, tag_id=tag.id, name=tag.name, comment=tag.comment, color=tag.color)


def _undo(workspace: Workspace, job: Callable[[Store], Changes]) -> None:
    workspace.tasks.write(job, failed=partial(tell, workspace))


def _write(
    workspace: Workspace,
    owner: QObject,
    job: Callable[[Store], Changes],
    told: Then,
    then: Then,
    failed: Failed,
) -> None:
    """Write; what came of it is told even where the form has gone meanwhile."""
    alive = weakref.ref(owner)
    then_there, failed_there = Callback(then, alive), Callback(failed, alive)

    def answered(changes: Changes) -> None:
        told(changes)
        then_there(changes)

    def refused(problem: Exception) -> None:
        if not failed_there(problem):
            tell(workspace, problem)

    workspace.tasks.write(job, then=answered, failed=refused)
