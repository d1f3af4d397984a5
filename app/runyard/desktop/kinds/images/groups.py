"""Which items stand together in the grid, and under which head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import isnan

from runyard.desktop.kinds.images.layout import Group
from runyard.desktop.kinds.images.options import Arrangement
from runyard.storage.item_places import Places


def groups_of(places: Places, arrangement: Arrangement) -> tuple[list[Group], bool]:
    """Return the groups, and whether they have heads.

    Steps of one image each flow on without heads, as does a single index: a head for every image would say
    more than the image does.
    """
    if arrangement is Arrangement.INDEX:
        found = [Group(index, first, many) for index, first, many in _stretches(places.indices)]
    else:
        found = [Group(*one, _epoch(places.epochs[one[1]])) for one in _stretches(places.steps)]
    alone = arrangement is Arrangement.INDEX and len(found) == 1
    thin = arrangement is not Arrangement.INDEX and all(group.many == 1 for group in found)
    if found and (alone or (thin and len(found) > 1)):
        return [Group(0, 0, len(places.ids))], False
    return found, True


def head_words(group: Group, arrangement: Arrangement) -> tuple[str, str]:
    """Return the name of a group and what stands fainter beside it."""
    if arrangement is Arrangement.INDEX:
        return f"Index {group.value:,}", "1 step" if group.many == 1 else f"{group.many:,} steps"
    images = "1 image" if group.many == 1 else f"{group.many:,} images"
    beside = images if group.epoch is None else f"epoch {group.epoch:,.10g}, {images}"
    return f"Step {group.value:,}", beside


def _stretches(values: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return runs of equal values as value, place of the first, and how many."""
    found, at = [], 0
    for value, same in groupby(values):
        many = sum(1 for _ in same)
        found.append((value, at, many))
        at += many
    return found


def _epoch(value: float) -> float | None:
    return None if isnan(value) else value
