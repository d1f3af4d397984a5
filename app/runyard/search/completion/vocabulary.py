"""The names that the runs of a repository use."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What completion offers and the check knows.

    Attributes
    ----------
    params : list of str
        Dotted paths.
    metrics : list of (name, canonical context)
    tags, experiments : list of str
        Names.
    """

    params: list[str] = field(default_factory=list)
    metrics: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    experiments: list[str] = field(default_factory=list)
