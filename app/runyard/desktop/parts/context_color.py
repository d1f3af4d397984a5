"""Which colour each context of a run has, the same in cards and charts."""

from __future__ import annotations

from collections.abc import Iterable

from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo


def context_colors(series: Iterable[SeriesInfo]) -> dict[str, int]:
    """Return the colour index of each context, by its canonical text.

    Contexts that share a name take the first colours, held-out data before the rest. One that never shares
    a name takes the colour of its like, so that nine colours are not spent on curves that stand alone.
    """
    by_name: dict[str, set[str]] = {}
    for one in series:
        by_name.setdefault(one.key.name, set()).add(one.key.context)
    every = {text for texts in by_name.values() for text in texts}
    shared = {text for texts in by_name.values() if len(texts) > 1 for text in texts}
    colors = {text: place for place, text in enumerate(sorted(shared, key=_order))}
    alone = min(1, len(shared))
    for text in every - shared:
        colors[text] = 0 if contexts.held_out(text) else alone
    return colors


def _order(text: str) -> tuple[bool, str, str]:
    return not contexts.held_out(text), contexts.words(text), text
