"""A file that a run has kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from runyard.domain.errors import KnownProblem


class Artifact(NamedTuple):
    """A file that a run has kept: `path` is where its content lies, `timestamp` seconds since 1970, UTC."""

    name: str
    path: Path
    size: int
    timestamp: float
    sha256: str

    @property
    def uri(self) -> str:
        """The place of its content as a URI."""
        return self.path.absolute().as_uri()

    def read(self) -> bytes:
        """Return its content; KnownProblem when it is missing."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise KnownProblem(
                f"The content of {self.name} is missing from the repository",
                "runyard check tells what else is",
            ) from None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write its content to a file."""
        Path(path).expanduser().write_bytes(self.read())
