"""The only place that knows where resources lie: in the installed package, or beside app/ in a checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder that holds themes, icons, fonts and the style sheet."""
    packaged = Path(str(files("runyard"))) / "resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[4] / "resources"


def path(*parts: str) -> Path:
    """Return the path of one resource; FileNotFoundError names what is missing."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(f"resource {'/'.join(parts)} is missing from {root()}")
    return found


def text(*parts: str) -> str:
    """Return a text resource."""
    return path(*parts).read_text(encoding="utf-8")
