"""What images, texts and the like of a run are called as files."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from runyard.domain import context as contexts
from runyard.domain import params as trees
from runyard.domain.item import Item
from runyard.domain.kinds import OBJECTS, DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.objects import items
from runyard.storage.store import Store

#: Of each kind: the folder, and what one is called.
FOLDERS = {
    DataKind.IMAGE: "images",
    DataKind.AUDIO: "audios",
    DataKind.TEXT: "texts",
    DataKind.DISTRIBUTION: "distributions",
    DataKind.FIGURE: "figures",
}
#: What is changed in names and in contexts; by the ``=`` the folder of a context is none of a name.
_ODD = re.compile(r"[^\w .,+@()-]")
_ODD_OF_CONTEXTS = re.compile(r"[^\w .=,+@()-]")
_DOUBTFUL = re.compile(r"[,=]|^(?:-?\d[\d.eE+-]*|-?Infinity|NaN|true|false|null)?$")
_LONGEST = 180  # bytes
_SUFFIX = {DataKind.TEXT: "txt", DataKind.DISTRIBUTION: "json"}


class Written(NamedTuple):
    """One file: its path with ``/`` between folders, and its bytes; None where they are missing."""

    path: str
    data: bytes | None


def of_run(store: Store, run: int, kind: DataKind | None = None) -> list[SeriesInfo]:
    """Return the sequences of objects of a run, by kind, name and context."""
    return [one for one in series.of_run(store, run, kind) if one.key.kind in OBJECTS]


def folder(one: SeriesInfo) -> str:
    """Return where the objects of a sequence lie; no name that was logged leads out of it."""
    parts = [FOLDERS[one.key.kind], *[_safe(part) for part in one.key.name.split("/")]]
    context = contexts.parse(one.key.context)
    words = [f"{key}={_word(value)}" for key, value in context.items()]
    return "/".join([*parts, *([_safe(", ".join(words), _ODD_OF_CONTEXTS)] if words else [])])


def _word(value: Any) -> str:
    """Return a value of a context; text that would look like another value or another key is quoted."""
    plain = isinstance(value, str) and not _DOUBTFUL.search(value)
    if plain:
        return str(value)
    try:
        return json.dumps(value)
    except TypeError:  # bytes: JSON has none
        return trees.encode(value)


def _safe(part: str, odd: re.Pattern[str] = _ODD) -> str:
    """Return a part of a path that every file system takes; what had to be changed ends in a digest."""
    found = odd.sub("_", part).strip(" .").encode()[:_LONGEST].decode(errors="ignore")
    if found and found == part:
        return found
    return f"{found}~{hashlib.sha256(part.encode()).hexdigest()[:6]}"


def name(one: SeriesInfo, item: Item) -> str:
    """Return what the file of an object is called within its folder: step, index, and its format."""
    return f"{item.step}-{item.index}.{_suffix(one, item)}"


def _suffix(one: SeriesInfo, item: Item) -> str:
    if one.key.kind in _SUFFIX:
        return _SUFFIX[one.key.kind]
    found = str(item.meta.get("format") or "")
    if one.key.kind is DataKind.FIGURE:
        return "svg" if found == "svg" else "json"
    return found if found.isalnum() else "bin"


def content(store: Store, one: SeriesInfo, item: Item) -> bytes:
    """Return the bytes of an object's file: a distribution as JSON, all others as they are stored.

    Raises
    ------
    FileNotFoundError
        If they are missing.
    """
    data = items.content(store, item)
    if one.key.kind is not DataKind.DISTRIBUTION:
        return data
    weights = struct.unpack(f"<{len(data) // 8}d", data[: len(data) // 8 * 8])
    return json.dumps({**item.meta, "weights": weights}, indent=2).encode()


def files(store: Store, one: SeriesInfo, item: Item) -> Iterator[Written]:
    """Yield the files of an object: figures have a picture, and some Plotly's JSON beside the drawing."""
    path = f"{folder(one)}/{name(one, item)}"
    for made, digest in ((path, ""), (f"{path[:-4]}.png", item.picture), (f"{path[:-4]}.json", item.plotly)):
        if digest is None:
            continue
        try:
            data = items.blob(store, digest) if digest else content(store, one, item)
        except FileNotFoundError:
            data = None
        yield Written(made, data)


def find(store: Store, run: int, path: str) -> bytes | None:
    """Return the bytes of the file at a path, or None when there is no such object.

    Raises
    ------
    FileNotFoundError
        If they are missing.
    """
    place, _, last = path.rpartition("/")
    found = re.fullmatch(r"(-?\d{1,19})-(\d{1,9})\.(\w+)", last)
    for one in of_run(store, run) if found else ():
        if found is None or folder(one) != place:
            continue
        step, index = int(found[1]), int(found[2])
        for item in items.of_series(store, one.id, steps=(step, step), indices=(index, index)):
            if name(one, item) == last:
                return content(store, one, item)
            digest = {"png": item.picture, "json": item.plotly}.get(found[3])
            if digest is not None:
                return items.blob(store, digest)
    return None
