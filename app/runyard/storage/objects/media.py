"""Files that items carry, from a journal into their place: pixels are encoded, all are content-addressed.

Two processes that take in one journal make the same files: what a recipe says is all there is to it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from runyard.domain.importing import apart_from_forks
from runyard.journal.batch import Blob, Items, NewItem, Op, Part
from runyard.storage.objects import blobs, durable, png
from runyard.storage.store import Store

_CHANNELS: Final = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
_OPAQUE: Final = {"LA": "L", "RGBA": "RGB"}
_REMEMBERED: Final = 512


def encode(recipe: dict[str, Any], pixels: bytes) -> bytes:
    """Return the file that a recipe makes of pixels.

    Raises
    ------
    ValueError
        If the recipe is none, or not of these pixels.
    """
    mode, kept = str(recipe.get("mode")), str(recipe.get("format"))
    width, height = (side if isinstance(side := recipe.get(name), int) else 0 for name in ("width", "height"))
    fits = min(width, height) > 0 and width * height * _CHANNELS.get(mode, 0) == len(pixels)
    if not fits or kept not in ("png", "jpeg", "webp"):
        raise ValueError("the pixels of an image do not fit its size")
    try:
        pillow = _pillow(kept)
    except ImportError:
        return png.encode(mode, width, height, pixels)
    image = pillow.frombytes(mode, (width, height), pixels)
    if kept == "jpeg" and mode in _OPAQUE:
        image = image.convert(_OPAQUE[mode])
    file = io.BytesIO()
    image.save(file, kept, **_options(recipe, kept))
    return file.getvalue()


def _pillow(kept: str) -> Any:
    """Return Pillow with what it writes a format by, which it would import when it is asked to."""
    with apart_from_forks:
        import PIL.Image

        PIL.Image.preinit()
        if kept.upper() not in PIL.Image.SAVE:
            PIL.Image.init()
    return PIL.Image


def _options(recipe: dict[str, Any], kept: str) -> dict[str, Any]:
    quality, optimize = recipe.get("quality"), bool(recipe.get("optimize"))
    if kept == "png":
        return {"optimize": optimize}
    found = {"quality": quality if isinstance(quality, int) and 1 <= quality <= 100 else 90}
    if optimize:
        found |= {"method": 6} if kept == "webp" else {"optimize": True}
    return found


class Media:
    """Puts the files of items in their place; remembers what pixels became, since images repeat."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: OrderedDict[tuple[bytes, str], Blob] = OrderedDict()

    def settle(self, calls: Sequence[Items]) -> tuple[list[Items], list[Op]]:
        """Return the calls with blobs that lie in place, and an op for each item that cannot be had.

        The blobs are on the disk then: a row may name them, and the journal they came from may be deleted.

        Raises
        ------
        OSError
            If a blob cannot be written: all of it is to be tried again.
        """
        settled: list[Items] = []
        lost: list[Op] = []
        for call in calls:
            found: dict[int, NewItem] = {}
            for index, new in enumerate(call.items):
                try:
                    found[index] = self._item(new)
                except ValueError as error:
                    reason = f"{_what(call)} cannot be kept: {error}"
                    lost.append(Op("gap", call.time, {"records": 1, "bytes": None, "reason": reason}))
            if found:
                settled.append(call._replace(items=tuple(found.values()), indices=tuple(found)))
        # Those that were there already too: whoever put them there may have died before it came to this.
        durable.sync([blobs.place(self._store.blobs, digest) for digest in _named(settled)])
        return settled, lost

    def _item(self, new: NewItem) -> NewItem:
        content = self._placed(new.blob)
        picture, plotly = self._placed(new.picture), self._placed(new.plotly)
        return new._replace(blob=content, picture=picture, plotly=plotly)

    def _placed(self, part: Blob | Part | None) -> Blob | None:
        if not isinstance(part, Part):
            return part
        if part.recipe is not None:
            return self._encoded(part, part.recipe)
        if part.data is not None:
            return Blob(blobs.put(self._store.blobs, part.data), len(part.data))
        return Blob(*blobs.put_file(self._store.blobs, self._spooled(part)))

    def _spooled(self, part: Part) -> Path:
        path = self._store.journals / part.spool
        # A repository may come from anywhere: no link in it brings a file of this machine into it.
        if path.is_symlink() or not path.is_file() or path.stat().st_size != part.size:
            raise ValueError(f"the file {part.spool} is missing or not whole")
        return path

    def _encoded(self, part: Part, recipe: dict[str, Any]) -> Blob:
        pixels = part.data if part.data is not None else self._spooled(part).read_bytes()
        key = (hashlib.sha256(pixels).digest(), json.dumps(recipe, sort_keys=True))
        known = self._made.get(key)
        if known is not None and blobs.renew(self._store.blobs, *known):
            self._made.move_to_end(key)
            return known
        try:
            data = encode(recipe, pixels)
        except MemoryError:  # there may be more of it next time
            raise
        except Exception as error:  # of Pillow
            raise ValueError(str(error)) from error
        found = self._made[key] = Blob(blobs.put(self._store.blobs, data), len(data))
        if len(self._made) > _REMEMBERED:
            self._made.popitem(last=False)
        return found


def _named(calls: Sequence[Items]) -> set[str]:
    """Return the digests of all blobs that calls name."""
    found = (blob for call in calls for new in call.items for blob in (new.blob, new.picture, new.plotly))
    return {blob.sha256 for blob in found if isinstance(blob, Blob)}


def _what(call: Items) -> str:
    return f"{call.key.kind.name.lower()} {call.key.name!r} at step {call.step}"
