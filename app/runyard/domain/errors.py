"""Expected trouble. Each error carries one sentence a person can act on."""

from __future__ import annotations

from typing import NamedTuple


class KnownProblem(Exception):  # noqa: N818 - the word the whole product uses
    """Trouble the program expects and explains: shown where it happened, never as a crash.

    Parameters
    ----------
    sentence : str
        What happened and what was kept.
    hint : str
        What to do next; may be empty.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence}. {hint}".strip() if hint else sentence)
        self.sentence = sentence
        self.hint = hint


class RepositoryMissingError(KnownProblem):
    """There is no repository at a path."""


class NewerSchemaError(KnownProblem):
    """The repository was written by a newer Runyard."""


class DamagedRepositoryError(KnownProblem):
    """The database file cannot be read as one."""


class OlderSchemaError(KnownProblem):
    """The repository is of an older Runyard and cannot be upgraded by who may only read it."""


class RepositoryTroubleError(KnownProblem):
    """The database cannot be used just now: locked, full, read-only, out of reach or closed."""


class StoppedError(RepositoryTroubleError):
    """A read was interrupted because nobody waits for its answer any more."""


class MissingRunError(KnownProblem, LookupError):
    """No run has the hash asked for."""


class AmbiguousHashError(MissingRunError):
    """Several runs begin with the prefix asked for."""


class ClosedRunError(KnownProblem, RuntimeError):
    """A closed run was asked to log."""

    def __init__(self, run_hash: str) -> None:
        super().__init__(f"The run {run_hash} is closed", f"Open it again: Run({run_hash!r})")


class ReadOnlyRunError(KnownProblem, RuntimeError):
    """A run opened with ``read_only=True`` was asked to log."""


class Problem(NamedTuple):
    """What is wrong with a query, and where.

    Attributes
    ----------
    position : int
        Offset of the first character concerned, in the text as typed.
    length : int
        Number of characters concerned, at least 1.
    message : str
        One sentence.
    suggestion : str
        What was probably meant; may be empty.
    """

    position: int
    length: int
    message: str
    suggestion: str = ""


class QueryError(KnownProblem, ValueError):
    """A query that cannot be run; `problem` says where it is wrong."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message, problem.suggestion)
        self.problem = problem
