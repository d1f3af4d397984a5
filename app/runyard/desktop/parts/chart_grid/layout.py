"""Where charts stand: pure geometry."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRect

from runyard.desktop.theme import sizes

SMALL = 236
_LARGE_SHARE = 400 / 236
_SMALL_RATIO, _LARGE_RATIO = 156 / 236, 236 / 400
_SMALL_GAP, _LARGE_GAP = 11, 12
_TOP, _AFTER = 4, 8


@dataclass(frozen=True)
class Cell:
    """One chart: its key, its name, and its contexts in words."""

    key: Hashable
    title: str
    contexts: str = ""


@dataclass(frozen=True)
class Section:
    """Charts under one head; `large` ones stand three across where small ones stand five.

    The charts of an `ordered` section can be put into another order.
    """

    key: str
    title: str
    cells: tuple[Cell, ...]
    large: bool = False
    ordered: bool = False


class Placed(NamedTuple):
    """A cell and its place."""

    cell: Cell
    large: bool
    rect: QRect
    ordered: bool


class Layout(NamedTuple):
    """Places of section heads and cells, from the top down, and the height of it all."""

    heads: list[QRect]
    cells: list[Placed]
    height: int


def across(width: int, size: int, gap: int) -> int:
    """Return how many charts about `size` wide fill a width best."""
    return max(1, round((width + gap) / (size + gap)))


def arrange(sections: Sequence[Section], folded: Collection[str], left: int, width: int, size: int) -> Layout:
    """Return the layout in a column of `width`; every row but the last of a section fills it to the pixel."""
    heads: list[QRect] = []
    cells: list[Placed] = []
    y = _TOP
    for section in sections:
        heads.append(QRect(left, y, width, sizes.SECTION))
        y += sizes.SECTION
        if section.key not in folded:
            y = _place(section, cells, left, y, width, size)
        y += _AFTER
    return Layout(heads, cells, y + _AFTER)


def _place(section: Section, cells: list[Placed], left: int, y: int, width: int, size: int) -> int:
    gap = _LARGE_GAP if section.large else _SMALL_GAP
    wanted = round(size * _LARGE_SHARE) if section.large else size
    count = across(width, wanted, gap)
    exact = (width - gap * (count - 1)) / count
    ratio, least = (_LARGE_RATIO, 180) if section.large else (_SMALL_RATIO, 124)
    height = max(least, round(exact * ratio))
    for index, cell in enumerate(section.cells):
        row, column = divmod(index, count)
        start = left + round(column * (exact + gap))
        end = left + round(column * (exact + gap) + exact)
        cells.append(
            Placed(
                cell,
                section.large,
                QRect(start, y + row * (height + gap), end - start, height),
                section.ordered,
            )
        )
    rows = -(-len(section.cells) // count)
    return y + rows * (height + gap) - gap if rows else y
