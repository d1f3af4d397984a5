"""Purging what has lain in the trash for as long as the settings say, in the background after a start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from runyard.desktop.parts.words import size
from runyard.desktop.state import Workspace
from runyard.desktop.state.settings import TRASH_AGE
from runyard.domain.changes import Changes
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.storage.removal.purge import Purged


def empty_by_age(workspace: Workspace) -> None:
    """Purge the runs that are older in the trash than the settings allow, and say what was done."""
    days = workspace.settings.get(TRASH_AGE)
    if not days or workspace.tasks.read_only:
        return
    done: list[Purged] = []
    workspace.tasks.write(
        partial(_purge, days, done), owner=workspace, then=partial(_tell, workspace, days, done)
    )


def _purge(days: int, done: list[Purged], store: Store) -> Changes:
    from runyard.storage.removal import trash  # with the journal's reader: not on the start path

    purged = trash.purge_older(store, days)
    if purged is None:
        return Changes(store.revision())
    done.append(purged)
    return purged.changes


def _tell(workspace: Workspace, days: int, done: list[Purged], _changes: Changes) -> None:
    for purged in done:
        runs = "1 run" if purged.runs == 1 else f"{purged.runs:,} runs"
        freed = f", {size(purged.freed)} freed" if purged.freed > 0 else ""
        workspace.notice(f"Purged {runs} after {days} days in the trash{freed}")
