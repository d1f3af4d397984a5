"""`ExperimentActions`: create, edit, archive, move the runs of, and delete experiments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.experiment_actions.leaving import DeleteExperimentDialog, MoveRunsDialog, counted
from runyard.desktop.parts.experiment_actions.naming import ExperimentDialog
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Dialog
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import experiments
from runyard.storage.organise.experiments import DEFAULT, Kept, Standing
from runyard.storage.runs import runs
from runyard.storage.store import Store

Ask = Callable[[Standing, list[Standing]], None]


class ExperimentActions(QObject):
    """Asks where a question is due, writes, and tells in a notice what was done.

    `created` carries the name of a new experiment, `deleted` the id of one that is gone.
    """

    created = Signal(str)
    deleted = Signal(object)

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._owner = owner
        self.dialog: Dialog | None = None

    @Slot()
    def create(self) -> None:
        """Ask for a name and make an experiment."""
        self._read(self._ask_new)

    def edit(self, experiment_id: int) -> None:
        """Ask for another name and description."""
        self._read(partial(self._about, experiment_id, self._ask_edit))

    def archive(self, experiment: Standing) -> None:
        """Put an experiment away, or bring it back; the notice can undo it."""
        about = experiment.experiment
        archived = not about.archived
        job = partial(experiments.archive, experiment_id=about.id, archived=archived)
        back = partial(experiments.archive, experiment_id=about.id, archived=not archived)
        words = "archived, its runs stay listed" if archived else "is active again"
        said = f"{_name(about.name)} {words}"
        self._write(job, partial(self._said, said, partial(self._undo, back)))

    def move_runs(self, experiment_id: int) -> None:
        """Ask to which experiment the runs go."""
        self._read(partial(self._about, experiment_id, self._ask_move))

    def delete(self, experiment_id: int) -> None:
        """Ask what becomes of the runs, then delete."""
        self._read(partial(self._about, experiment_id, self._ask_delete))

    def save(self, experiment_id: int, before: tuple[str, str], after: tuple[str, str]) -> None:
        """Write another name and description; the notice can undo it."""
        undo = partial(self._undo, partial(_put, experiment_id, after, before))
        said = partial(self._said, f"{_name(after[0])} saved", undo)
        self._write(partial(_put, experiment_id, before, after), said)

    def _read(self, then: Callable[[list[Standing]], None]) -> None:
        self._workspace.tasks.read(_standings, owner=self, key="experiments", then=then)

    def _about(self, experiment_id: int, ask: Ask, found: list[Standing]) -> None:
        about = next((one for one in found if one.experiment.id == experiment_id), None)
        if about is None:
            self._workspace.notice("The experiment is gone", bad=True)
        else:
            ask(about, found)

    def _ask_new(self, found: list[Standing]) -> None:
        dialog = ExperimentDialog(self._owner, _names(found))
        self._open(dialog, partial(self._make, dialog))

    def _make(self, dialog: ExperimentDialog) -> None:
        name, description = dialog.values()

        def job(store: Store) -> Changes:
            changes = experiments.create(store, name)
            if description:
                changes |= experiments.describe(store, experiments.find(store, name), description)
            return changes

        self._write(job, partial(self._told_created, name))

    def _told_created(self, name: str, _changes: Changes) -> None:
        self._workspace.notice(f"{_name(name)} created")
        self.created.emit(name)

    def _ask_edit(self, about: Standing, found: list[Standing]) -> None:
        before = (about.experiment.name, about.experiment.description)
        dialog = ExperimentDialog(self._owner, _names(found), *before)
        self._open(dialog, partial(self._save, about.experiment.id, before, dialog))

    def _save(self, experiment_id: int, before: tuple[str, str], dialog: ExperimentDialog) -> None:
        self.save(experiment_id, before, dialog.values())

    def _ask_move(self, about: Standing, found: list[Standing]) -> None:
        dialog = MoveRunsDialog(self._owner, about, _others(about, found))
        self._open(dialog, partial(self._move, about, dialog))

    def _move(self, about: Standing, dialog: MoveRunsDialog) -> None:
        target = dialog.target.key()
        job = partial(experiments.move_runs, experiment_id=about.experiment.id, target=target)
        self._write(job, partial(self._told_moved, about, dialog.target.currentText()))

    def _told_moved(self, about: Standing, target: str, changes: Changes) -> None:
        back = partial(runs.move, ids=sorted(changes.runs), experiment=about.experiment.name)
        self._said(f"{counted(len(changes.runs))} moved to {target}", partial(self._undo, back), changes)

    def _ask_delete(self, about: Standing, found: list[Standing]) -> None:
        dialog = DeleteExperimentDialog(self._owner, about, _others(about, found))
        self._open(dialog, partial(self._delete, about, dialog))

    def _delete(self, about: Standing, dialog: DeleteExperimentDialog) -> None:
        number, trash = about.experiment.id, dialog.trashes
        target = None if trash else dialog.target.key()
        if about.experiment.name != DEFAULT:
            self._delete_one(about, target, trash=trash)
        elif trash:
            job = partial(experiments.trash_runs, experiment_id=number)
            self._write(job, self._told_trashed)
        else:
            job = partial(experiments.move_runs, experiment_id=number, target=dialog.target.key())
            self._write(job, partial(self._told_moved, about, dialog.target.currentText()))

    def _delete_one(self, about: Standing, target: int | None, *, trash: bool) -> None:
        kept: list[Kept] = []

        def job(store: Store) -> Changes:
            kept.append(experiments.kept(store, about.experiment.id))
            return experiments.delete(store, about.experiment.id, target=target, trash=trash)

        def told(_changes: Changes) -> None:
            back = partial(experiments.put_back, deleted=kept[0], restore=trash)
            self._workspace.notice(f"{_name(about.experiment.name)} deleted", partial(self._undo, back))
            self.deleted.emit(about.experiment.id)

        self._write(job, told)

    def _told_trashed(self, changes: Changes) -> None:
        back = partial(runs.restore, ids=sorted(changes.runs))
        words = f"{counted(len(changes.runs))} moved to the trash"
        self._said(words, partial(self._undo, back), changes)

    def _open(self, dialog: Dialog, accepted: Callable[[], None]) -> None:
        self.dialog = dialog
        dialog.accepted.connect(accepted)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _write(self, job: Callable[[Store], Changes], then: Callable[[Changes], None]) -> None:
        self._workspace.tasks.write(job, owner=self, then=then, failed=self._failed)

    def _undo(self, job: Callable[[Store], Changes]) -> None:
        self._workspace.tasks.write(job, failed=self._failed)

    def _said(self, words: str, undo: Callable[[], None], _changes: Changes) -> None:
        self._workspace.notice(words, undo)

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            hint = f". {problem.hint}" if problem.hint else ""
            self._workspace.notice(f"{problem.sentence}{hint}", bad=True)


def _standings(store: Store, _cancel: Cancel) -> list[Standing]:
    return experiments.standings(store)


def _put(experiment_id: int, old: tuple[str, str], new: tuple[str, str], store: Store) -> Changes:
    changes = Changes(0)
    if new[0] != old[0]:
        changes |= experiments.rename(store, experiment_id, new[0])
    if new[1] != old[1]:
        changes |= experiments.describe(store, experiment_id, new[1])
    return changes


def _names(found: Sequence[Standing]) -> list[str]:
    return [one.experiment.name for one in found]


def _others(about: Standing, found: Sequence[Standing]) -> list[Standing]:
    return [one for one in found if one.experiment.id != about.experiment.id and not one.experiment.archived]


def _name(name: str) -> str:
    return " ".join(name[:60].split())
