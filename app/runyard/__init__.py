"""Runyard: log training runs to a local repository, read them back, browse them in a desktop app.

The public names load on first use, so that ``import runyard`` costs a training script next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runyard.domain.errors import (
        ClosedRunError,
        KnownProblem,
        MissingRunError,
        QueryError,
        ReadOnlyRunError,
    )
    from runyard.reading.repo import Repo
    from runyard.tracking.run import Run

__version__ = "0.1.0"

_HOMES = {
    "Run": "runyard.tracking.run",
    "Repo": "runyard.reading.repo",
    "ClosedRunError": "runyard.domain.errors",
    "KnownProblem": "runyard.domain.errors",
    "MissingRunError": "runyard.domain.errors",
    "QueryError": "runyard.domain.errors",
    "ReadOnlyRunError": "runyard.domain.errors",
}

__all__ = [
    "ClosedRunError",
    "KnownProblem",
    "MissingRunError",
    "QueryError",
    "ReadOnlyRunError",
    "Repo",
    "Run",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'runyard' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
