"""Which errors of the database are expected trouble, and what to say of them."""

from __future__ import annotations

from runyard.domain.errors import DamagedRepositoryError, KnownProblem

_SENTENCES = {
    "SQLITE_BUSY": (
        "Another program is writing to the repository",
        "Nothing was lost, try again in a moment",
    ),
    "SQLITE_LOCKED": (
        "Another program is writing to the repository",
        "Nothing was lost, try again in a moment",
    ),
    "SQLITE_FULL": ("The disk is full", "What was there is kept, free some space and try again"),
    "SQLITE_READONLY": ("The repository cannot be written", "Check the rights of its folder"),
    "SQLITE_CANTOPEN": ("The database cannot be opened", "Check that its folder is still there"),
    "SQLITE_IOERR": ("The disk does not answer as it should", "Check the disk, then try again"),
    "SQLITE_PERM": ("The database cannot be opened", "Check the rights of its folder"),
}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def explained(error: Exception) -> Exception:
    """Return the known problem behind a database error; any other error is returned as it is."""
    if isinstance(error, KnownProblem) or type(error).__module__ != "sqlite3":
        return error
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(_DAMAGED):
        problem: KnownProblem = DamagedRepositoryError(
            f"The database is damaged ({error})", "Copy the folder aside before anything writes to it"
        )
    else:
        kind = "_".join(name.split("_")[:2])  # extended codes add a word
        if kind not in _SENTENCES:
            return error
        problem = KnownProblem(*_SENTENCES[kind])
    problem.__cause__ = error
    return problem
