"""Which items stand together in the grid, and under which head."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from math import isnan

from runyard.desktop.kinds.images.grid.layout import Group
from runyard.desktop.kinds.images.options import Arrangement
from runyard.storage.objects.item_places import Places


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


def place_of(places: Places, arrangement: Arrangement, step: int, index: int) -> int:
    """Return the place of an image; of one that is not there, that of another at its step, else -1."""
    steps, indices, many = places.steps, places.indices, len(places.ids)
    if arrangement is Arrangement.INDEX:
        low, high = bisect_left(indices, index), bisect_right(indices, index)
        found = bisect_left(steps, step, low, high)
        return found if found < high and steps[found] == step else -1
    way = -1 if arrangement is Arrangement.NEWEST else 1
    low = bisect_left(range(many), way * step, key=lambda number: way * steps[number])
    high = bisect_right(range(many), way * step, key=lambda number: way * steps[number])
    if low == high:
        return -1
    found = bisect_left(indices, index, low, high)
    return found if found < high and indices[found] == index else low


def steps_of(places: Places, index: int) -> list[int]:
    """Return the steps at which an image of this index was logged, in rising order."""
    return sorted(step for step, one in zip(places.steps, places.indices, strict=True) if one == index)


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
