"""Where a repository lies: the argument, then RUNYARD_REPO, then the nearest `.runyard` upward, then here."""

from __future__ import annotations

import os
import re
from pathlib import Path

from runyard.domain.errors import KnownProblem, RepositoryMissingError

FOLDER = ".runyard"
VARIABLE = "RUNYARD_REPO"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # as of a server; one letter is a drive of Windows


def find(start: Path | None = None) -> Path | None:
    """Return the nearest `.runyard` folder in `start` or above it that belongs to this user, or None."""
    here = Path(os.path.abspath(start or Path.cwd()))  # noqa: PTH100 - resolve() would leave a linked folder's tree
    for folder in (here, *here.parents):
        candidate = folder / FOLDER
        if candidate.is_dir() and _ours(candidate):
            return candidate
    return None


def resolve(place: str | os.PathLike[str] | None, *, create: bool) -> Path:
    """Return the repository folder that `place` means, making it when `create` is set.

    Parameters
    ----------
    place : path or None
        A folder that holds a `.runyard`, or the `.runyard` folder itself; ``~`` is expanded. None means
        ``RUNYARD_REPO``, then the nearest repository upward, then (only with `create`) the working directory.
    create : bool
        Make the folder, its `.gitignore`, `journals` and `blobs` where they are missing.

    Raises
    ------
    RepositoryMissingError
        If there is none and `create` is not set.
    KnownProblem
        If the place is a file or an address, or the folder cannot be made.
    """
    named = place if place is not None else os.environ.get(VARIABLE) or None
    folder = find() or Path.cwd() / FOLDER if named is None else _inside(_folder(named))
    if create:
        make(folder)
    elif not folder.is_dir():
        raise RepositoryMissingError(
            f"There is no repository at {folder.parent}", "Log a run there first, or name another folder"
        )
    return folder


def _folder(named: str | os.PathLike[str]) -> Path:
    if _ADDRESS.match(str(named)):
        raise KnownProblem(
            f"{named} is an address, and a repository is a folder of this machine", "Name a folder"
        )
    return Path(named).expanduser()


def _inside(path: Path) -> Path:
    path = Path(os.path.abspath(path))  # noqa: PTH100 - keep the name the person typed
    if path.is_file():
        raise KnownProblem(f"{path} is a file, not a folder", "Name the folder that holds .runyard")
    return path if path.name == FOLDER else path / FOLDER


def make(folder: Path) -> None:
    """Make a repository folder and what lies in it, where they are missing.

    Raises
    ------
    KnownProblem
        If it cannot be made.
    """
    try:
        for part in (folder, folder / "journals", folder / "blobs"):
            part.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise KnownProblem(
            f"The repository {folder} cannot be made: {error.strerror or error}",
            "Choose a folder you can write to, or set RUNYARD_REPO",
        ) from error


def _ours(folder: Path) -> bool:
    if not hasattr(os, "getuid"):  # Windows: the file system's own rights decide
        return True
    try:
        return folder.stat().st_uid == os.getuid()
    except OSError:
        return False
