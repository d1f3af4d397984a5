"""What people do to the runs of a repository."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from runyard.domain.errors import KnownProblem
from runyard.reading import fresh
from runyard.storage import copying, location
from runyard.storage.organise import experiments
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.reading.repo import Repo


class Organising:
    """The part of `Repo` that changes something."""

    store: Store

    def delete_run(self, run_hash: str) -> bool:
        """Move a run to the trash, from where it can be restored; see `delete_runs`."""
        return self.delete_runs([run_hash])[0]

    def delete_runs(self, run_hashes: Iterable[str]) -> tuple[bool, list[str]]:
        """Move runs to the trash, from where they can be restored.

        A process that logs to one goes on undisturbed.

        Returns
        -------
        done : bool
            True: what cannot be done is raised.
        remaining : list of str
            Empty.

        Raises
        ------
        MissingRunError
            If a hash is not known, or in the trash already; then nothing is moved.
        KnownProblem
            If the repository is open for reading only.
        """
        runs.trash(self.store, self._to_change(run_hashes, trashed=False))
        return True, []

    def restore_run(self, run_hash: str) -> bool:
        """Take a run out of the trash; see `restore_runs`."""
        return self.restore_runs([run_hash])[0]

    def restore_runs(self, run_hashes: Iterable[str]) -> tuple[bool, list[str]]:
        """Take runs out of the trash. Returns as `delete_runs` does.

        Raises
        ------
        MissingRunError
            If a hash is not in the trash; then nothing is restored.
        KnownProblem
            If the repository is open for reading only.
        """
        runs.restore(self.store, self._to_change(run_hashes, trashed=True))
        return True, []

    def purge_run(self, run_hash: str) -> bool:
        """Remove a run for good; see `purge_runs`."""
        return self.purge_runs([run_hash])[0]

    def purge_runs(self, run_hashes: Iterable[str]) -> tuple[bool, list[str]]:
        """Remove runs for good, from the trash or not, and give their space back; returns as `delete_runs`.

        Raises
        ------
        MissingRunError
            If a hash is not known.
        KnownProblem
            If a process is still logging to one of them, or the repository is open for reading only. In all
            cases nothing is removed then.
        """
        purge.purge(self.store, self._to_change(run_hashes, trashed=None))
        return True, []

    def copy_runs(
        self, run_hashes: Iterable[str], dest: str | os.PathLike[str] | Repo
    ) -> tuple[bool, list[str]]:
        """Copy runs to another repository with all that belongs to them. Returns as `delete_runs` does.

        Parameters
        ----------
        run_hashes : iterable of str
            Runs that are not in the trash; each keeps its hash.
        dest : path or Repo
            Where to; it must exist.

        Raises
        ------
        MissingRunError
            If a hash is not known, or in the trash.
        RepositoryMissingError
            If there is no repository at `dest`.
        KnownProblem
            If `dest` has one of the runs, a process is still logging to one, or `dest` cannot be written. In
            all cases nothing is copied then.
        """
        return self._carry(run_hashes, dest, move=False)

    def move_runs(
        self, run_hashes: Iterable[str], dest: str | os.PathLike[str] | Repo
    ) -> tuple[bool, list[str]]:
        """Copy runs as `copy_runs` does, and remove each here for good when it has arrived."""
        return self._carry(run_hashes, dest, move=True)

    def delete_experiment(self, name: str) -> bool:
        """Remove an experiment; its runs go to the experiment ``default``.

        Raises
        ------
        KnownProblem
            If there is none of this name, it is the default one, or the repository is for reading only.
        """
        self._check_writable()
        fresh.before_read(self.store.folder)
        experiments.delete(self.store, experiments.find(self.store, name))
        return True

    def _carry(
        self, run_hashes: Iterable[str], dest: str | os.PathLike[str] | Repo, *, move: bool
    ) -> tuple[bool, list[str]]:
        fresh.before_read(self.store.folder)
        ids = runs.find_all(self.store, _listed(run_hashes), trashed=False)
        if isinstance(dest, Organising):
            copying.copy(self.store, dest.store, ids, move=move)
        else:
            with Store.open(location.resolve(dest, create=False)) as target:
                copying.copy(self.store, target, ids, move=move)
        return True, []

    def _to_change(self, run_hashes: Iterable[str], *, trashed: bool | None) -> list[int]:
        """Return the ids of runs that are to be changed: of all of them, or the first problem is raised."""
        self._check_writable()
        fresh.before_read(self.store.folder)
        return runs.find_all(self.store, _listed(run_hashes), trashed=trashed)

    def _check_writable(self) -> None:
        if self.store.read_only:
            raise KnownProblem("The repository is open for reading only", "Open it with read_only=False")


def _listed(run_hashes: Iterable[str]) -> list[str]:
    if isinstance(run_hashes, str):
        raise TypeError(f"several hashes are expected, not the single text {run_hashes!r}")
    return list(run_hashes)
