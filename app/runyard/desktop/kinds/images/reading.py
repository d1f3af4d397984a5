"""What the Images tab asks of the repository."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from runyard.desktop.kinds.images.grid.layout import Group
from runyard.desktop.kinds.images.groups import groups_of
from runyard.desktop.kinds.images.options import Arrangement, Options
from runyard.desktop.parts import series_tab
from runyard.desktop.parts.pictures import Picture, Source, picture, scaled_picture
from runyard.desktop.parts.series_tab import Listing
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.objects import items
from runyard.storage.objects.item_places import Places, places
from runyard.storage.organise import views
from runyard.storage.store import Store

OPTIONS = ("grids", "images")
_SAMPLE = 48
#: A job that makes thumbnails answers after so many seconds, with what it has.
_PATIENCE = 0.03
_LEAST_HALF = 1024
_TURNING = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_EXACT = Qt.AspectRatioMode.IgnoreAspectRatio

Bounds = tuple[int, int] | None


@dataclass(frozen=True)
class ImageListing(Listing):
    """The series of images of a run, and the choices kept."""

    options: Options


class Contents(NamedTuple):
    """A series laid out: steps and indices with their numbers, what is within the ranges, some items."""

    series: SeriesInfo
    steps: list[tuple[int, int]]
    indices: list[tuple[int, int]]
    places: Places
    arrangement: Arrangement
    groups: list[Group]
    heads: bool
    sample: list[Item]


class Wanted(NamedTuple):
    """A thumbnail to make: whose, and how large its box is in the pixels of the screen."""

    item: Item
    width: int
    height: int
    smooth: bool


def listing(run_id: int, store: Store, cancel: Cancel) -> ImageListing:
    """Return what a run logged; MissingRunError if it is gone."""
    found = series_tab.listing(run_id, DataKind.IMAGE, store, cancel)
    return ImageListing(found.live, found.series, Options.read(views.get(store, *OPTIONS)))


def contents(
    info: SeriesInfo, steps: Bounds, indices: Bounds, arrangement: Arrangement, store: Store, _cancel: Cancel
) -> Contents:
    """Return the places of a series within ranges, in an order."""
    found = places(store, info.id, steps=steps, indices=indices, order=arrangement.order)
    groups, heads = groups_of(found, arrangement)
    return Contents(
        info,
        items.step_counts(store, info.id),
        items.index_counts(store, info.id),
        found,
        arrangement,
        groups,
        heads,
        items.of_series(store, info.id, newest_first=True, limit=_SAMPLE),
    )


def rows(ids: Sequence[int], store: Store, _cancel: Cancel) -> list[Item]:
    """Return items by their ids."""
    return items.many(store, ids)


def source(store: Store, item: Item) -> Source:
    """Return where the encoded image is."""
    try:
        return items.content(store, item) if item.sha256 is None else items.blob_path(store, item.sha256)
    except FileNotFoundError:
        raise KnownProblem("The content of this image is missing") from None


def thumbnails(
    wanted: Sequence[Wanted], store: Store, cancel: Cancel
) -> list[tuple[Wanted, Picture | KnownProblem]]:
    """Return the first of these, as many as can be made in a moment; at least one."""
    made: list[tuple[Wanted, Picture | KnownProblem]] = []
    until = time.monotonic() + _PATIENCE
    for one in wanted:
        if made and (cancel() or time.monotonic() > until):
            break
        try:
            found = source(store, one.item)
            made.append((one, scaled_picture(found, one.width, one.height, smooth=one.smooth)))
        except KnownProblem as problem:
            made.append((one, problem))
    return made


def plain_caption(item: Item, longest: int = 400) -> str:
    """Return the caption on one line, cut where nobody reads on, and nothing in it turns its direction."""
    caption: Any = item.meta.get("caption")
    if not isinstance(caption, str):
        return ""
    return " ".join(caption[: 2 * longest].translate(_TURNING).split())[:longest]


class Whole(NamedTuple):
    """A picture in its own size and in halves of it, each half of the one before; where its file is."""

    item: Item
    picture: Picture
    halves: list[QImage]
    source: Source

    @property
    def bytes(self) -> int:
        """Return how much memory it takes."""
        return sum(int(image.sizeInBytes()) for image in (self.picture.image, *self.halves))


def whole(item: Item, store: Store, cancel: Cancel) -> Whole:
    """Return a picture to zoom into."""
    found = source(store, item)
    shown = picture(found, cancel)
    halves, image = [], shown.image
    while max(image.width(), image.height()) > _LEAST_HALF:
        size = QSize(max(1, image.width() // 2), max(1, image.height() // 2))
        image = image.scaled(size, _EXACT, Qt.TransformationMode.SmoothTransformation)
        halves.append(image)
    return Whole(item, shown, halves, found)
