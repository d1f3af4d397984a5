"""Late journals of purged runs: kept out of the way, never read into the repository again."""

from __future__ import annotations

from pathlib import Path


def set_aside(journals: Path, owner: str) -> int:
    """Move the segments of an owner, and what belongs to them, into `journals/orphans`; return how many."""
    # A segment goes last: a spool file alone would be taken for one that was forgotten, and be deleted.
    found = [path for kind in ("spool", "journal") for path in sorted(journals.glob(f"*.{owner}.*.{kind}"))]
    if found:
        (journals / "orphans").mkdir(exist_ok=True)
    for path in found:
        path.replace(journals / "orphans" / path.name)
    return len(found)
