"""How items lie in a journal: one ITEMS record a call.

Its payload is a length (u32), so many bytes of JSON, and after them the contents one after another, each as
long as the JSON says. A large content lies in a spool file instead, which is written first:

    [series number, step, time, epoch or null, [[meta, data, content, picture, plotly], ...]]

with `data` a length or null, and the others null or [length, name of the spool file or "", recipe or null].
"""

from __future__ import annotations

import json
import struct
from typing import Any, NamedTuple

from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.batch import Blob, Items, NewItem, Part

_LENGTH = struct.Struct("<I")


class Parsed(NamedTuple):
    """What a record says, but for the series, which it knows by the number."""

    series: int
    step: int
    time: int
    epoch: float | None
    items: tuple[NewItem, ...]

    def of(self, key: SeriesKey) -> Items:
        """Return the items of this series."""
        return Items(key, self.step, self.time, self.epoch, self.items)


def record(series: int, call: Items) -> bytes:
    """Return the record of what one call logged."""
    parts: list[bytes] = []
    items = [_listed(new, parts) for new in call.items]
    facts = [series, call.step, call.time, call.epoch, items]
    words = json.dumps(facts, separators=(",", ":")).encode("ascii")
    return framing.record_of(framing.ITEMS, [_LENGTH.pack(len(words)), words, *parts])


def _listed(new: NewItem, parts: list[bytes]) -> list[Any]:
    found: list[Any] = [new.meta, None]
    if new.data is not None:
        found[1] = len(new.data)
        parts.append(new.data)
    for part in (new.blob, new.picture, new.plotly):
        if part is None or isinstance(part, Blob):  # a blob is what ingest makes of a part
            found.append(None)
            continue
        if part.data is not None:
            parts.append(part.data)
        found.append([part.size, part.spool, part.recipe])
    return found


def parse(payload: bytes) -> Parsed:
    """Return what a record says.

    Raises
    ------
    ValueError, TypeError, LookupError, struct.error
        If it makes no sense.
    """
    [length] = _LENGTH.unpack_from(payload)
    at = _LENGTH.size + length
    series, step, time, epoch, items = json.loads(payload[_LENGTH.size : at])
    contents = _Contents(payload, at)
    found = tuple([_new(item, contents) for item in items])
    if contents.at != len(payload):
        raise ValueError("more content than the record says")
    numbers = (series, step, time)
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise ValueError("not numbers")
    return Parsed(series, step, time, None if epoch is None else float(epoch), found)


def beside(call: Items) -> int:
    """Return how many bytes of a call lie in spool files."""
    parts = [part for new in call.items for part in (new.blob, new.picture, new.plotly)]
    return sum([part.size for part in parts if isinstance(part, Part) and part.spool])


class _Contents:
    def __init__(self, payload: bytes, at: int) -> None:
        self._payload = payload
        self.at = at

    def take(self, length: int) -> bytes:
        end = self.at + length
        if length < 0 or end > len(self._payload):
            raise ValueError("less content than the record says")
        data = self._payload[self.at : end]
        self.at = end
        return data


def _new(item: list[Any], contents: _Contents) -> NewItem:
    meta, data, content, picture, plotly = item
    inline = None if data is None else contents.take(data)
    found = [_part(listed, contents) for listed in (content, picture, plotly)]
    return NewItem(meta, inline, found[0], found[1], found[2])


def _part(listed: Any, contents: _Contents) -> Part | None:
    if listed is None:
        return None
    size, spool, recipe = listed
    return Part(None if spool else contents.take(size), str(spool), int(size), recipe)
