"""What the audio tab reads, on workers."""

from __future__ import annotations

import io
import shutil
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from runyard.desktop.kinds.audios import wav, waveform
from runyard.desktop.kinds.audios.sounds import sound_of
from runyard.desktop.kinds.audios.waveform import Waveform
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage.objects import items
from runyard.storage.store import Store

#: A file that Qt decodes is drawn up to this size: about half an hour of MP3.
_DECODED = 24 * 1024 * 1024


class Series(NamedTuple):
    """Where a series has audio."""

    series_id: int
    steps: list[tuple[int, int]]
    indices: list[tuple[int, int]]


class Source(NamedTuple):
    """What a player needs."""

    item: Item
    path: Path


class Drawn(NamedTuple):
    """What became of drawing a sound: a waveform, a file for Qt to decode, or why there is none."""

    item_id: int
    waveform: Waveform | None = None
    decode: Source | None = None
    problem: str = ""


def extent(store: Store, _cancel: Cancel, series_id: int) -> Series:
    """Read at which steps, and at which places of a list, a series has audio."""
    return Series(series_id, items.step_counts(store, series_id), items.index_counts(store, series_id))


def ids(
    store: Store,
    _cancel: Cancel,
    series_id: int,
    steps: tuple[int, int] | None,
    indices: tuple[int, int] | None,
    newest_first: bool,
) -> array[int]:
    """Read what there is within the ranges, in order."""
    return items.ids(store, series_id, steps=steps, indices=indices, newest_first=newest_first)


def some(store: Store, _cancel: Cancel, wanted: Sequence[int]) -> list[Item]:
    """Read what is known of some of them."""
    return items.many(store, wanted)


def source(store: Store, _cancel: Cancel, item: Item) -> Source:
    """Find what to play. KnownProblem if it is no sound we know, or is missing."""
    with _opened(store, item) as (file, length):
        if sound_of(file, length) == "wav":
            wav.head(file, length)
    return _source(store, item)


def drawn(store: Store, cancel: Cancel, wanted: Sequence[Item]) -> list[Drawn]:
    """Draw sounds; one that fails says why and stops no other."""
    found = []
    for item in wanted:
        if cancel():
            break
        try:
            found.append(_drawn(store, cancel, item))
        except KnownProblem as problem:
            found.append(Drawn(item.id, problem=problem.sentence))
    return found


def save(store: Store, _cancel: Cancel, item: Item, path: Path) -> Path:
    """Copy a sound to `path` as it was logged."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as target, _opened(store, item) as (file, _length):
            shutil.copyfileobj(file, target, 1 << 20)
        beside.replace(path)
    except OSError as error:
        raise KnownProblem(
            f"{path.name} could not be written", error.strerror or "Choose another folder"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _drawn(store: Store, cancel: Cancel, item: Item) -> Drawn:
    with _opened(store, item) as (file, length):
        if sound_of(file, length) == "wav":
            found = wav.head(file, length)
            return Drawn(item.id, waveform.of_wav(file, found, cancel))
    if item.size > _DECODED:
        return Drawn(item.id, problem="Too long to draw")
    return Drawn(item.id, decode=_source(store, item))


def _source(store: Store, item: Item) -> Source:
    if item.sha256 is None:
        raise KnownProblem(
            "This sound is not kept in a file, so it cannot be played", "It can still be saved"
        )
    return Source(item, items.blob_path(store, item.sha256))


@contextmanager
def _opened(store: Store, item: Item) -> Iterator[tuple[BinaryIO, int]]:
    try:
        if item.sha256 is None:
            data = items.content(store, item)
            yield io.BytesIO(data), len(data)
            return
        path = items.blob_path(store, item.sha256)
        with path.open("rb") as file:
            yield file, path.stat().st_size
    except FileNotFoundError as error:
        raise KnownProblem(
            "The file of this sound is missing from the repository", "The others are kept"
        ) from error
