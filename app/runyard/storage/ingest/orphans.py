"""Late journals of purged runs: kept out of the way, never read into the repository again."""

from __future__ import annotations

from pathlib import Path


def set_aside(journals: Path, owner: str) -> int:
    """Move the segments of an owner, and what belongs to them, into `journals/orphans`; return how many."""
    found = sorted([*journals.glob(f"*.{owner}.*.journal"), *journals.glob(f"*.{owner}.*.spool")])
    if found:
        (journals / "orphans").mkdir(exist_ok=True)
    for path in found:
        path.replace(journals / "orphans" / path.name)
    return len(found)
