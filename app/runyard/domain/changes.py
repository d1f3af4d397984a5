"""What a write changed. Views refresh because of this, never because a button was pressed."""

from __future__ import annotations

from typing import NamedTuple


class Changes(NamedTuple):
    """One step of the change feed.

    Attributes
    ----------
    revision : int
        The repository's revision after the change.
    runs : frozenset of int
        Runs whose facts, params or data changed, new ones included.
    gone : frozenset of int
        Runs that were purged.
    tags, experiments, views : bool
        Whether the tag list, the experiment list, or views, pins and other preferences changed.
    """

    revision: int
    runs: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    tags: bool = False
    experiments: bool = False
    views: bool = False

    def __bool__(self) -> bool:
        return bool(self.runs or self.gone or self.tags or self.experiments or self.views)

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            max(self.revision, other.revision),
            self.runs | other.runs,
            self.gone | other.gone,
            self.tags or other.tags,
            self.experiments or other.experiments,
            self.views or other.views,
        )
