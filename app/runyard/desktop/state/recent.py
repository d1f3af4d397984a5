"""Which repositories were open, newest first, as the settings keep them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from runyard.desktop.state.settings import RECENT, Settings

MOST = 12


class Recent(NamedTuple):
    """A `.runyard` folder that was open, and how many runs it had then; -1 where nobody counted."""

    folder: Path
    runs: int

    @property
    def name(self) -> str:
        """What people call it: the folder that holds it."""
        return self.folder.parent.name or str(self.folder.parent)


def listed(settings: Settings) -> list[Recent]:
    """Return the repositories that were open, newest first."""
    return [Recent(Path(item["folder"]), item["runs"]) for item in settings.get(RECENT)]


def remember(settings: Settings, folder: Path, runs: int = -1) -> None:
    """Put a repository first; without a count it keeps the one it has."""
    known = listed(settings)
    before = next((item.runs for item in known if item.folder == folder), -1)
    first = Recent(folder, runs if runs >= 0 else before)
    _keep(settings, [first, *(item for item in known if item.folder != folder)][:MOST])


def count(settings: Settings, folder: Path, runs: int) -> None:
    """Note how many runs a repository has, without moving it."""
    _keep(
        settings, [item._replace(runs=runs) if item.folder == folder else item for item in listed(settings)]
    )


def forget(settings: Settings, folder: Path) -> None:
    """Take a repository off the list; nothing happens to the repository itself."""
    _keep(settings, [item for item in listed(settings) if item.folder != folder])


def _keep(settings: Settings, items: list[Recent]) -> None:
    settings.set(RECENT, [{"folder": str(item.folder), "runs": item.runs} for item in items])
