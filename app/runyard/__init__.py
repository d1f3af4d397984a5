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
    from runyard.tracking.objects.audio import Audio
    from runyard.tracking.objects.distribution import Distribution
    from runyard.tracking.objects.figure import Figure
    from runyard.tracking.objects.image import Image
    from runyard.tracking.objects.text import Text
    from runyard.tracking.run import Run

__version__ = "0.1.0"

_HOMES = {
    "Run": "runyard.tracking.run",
    "Repo": "runyard.reading.repo",
    "Image": "runyard.tracking.objects.image",
    "Audio": "runyard.tracking.objects.audio",
    "Text": "runyard.tracking.objects.text",
    "Distribution": "runyard.tracking.objects.distribution",
    "Figure": "runyard.tracking.objects.figure",
    "ClosedRunError": "runyard.domain.errors",
    "KnownProblem": "runyard.domain.errors",
    "MissingRunError": "runyard.domain.errors",
    "QueryError": "runyard.domain.errors",
    "ReadOnlyRunError": "runyard.domain.errors",
}

__all__ = [
    "Audio",
    "ClosedRunError",
    "Distribution",
    "Figure",
    "Image",
    "KnownProblem",
    "MissingRunError",
    "QueryError",
    "ReadOnlyRunError",
    "Repo",
    "Run",
    "Text",
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
