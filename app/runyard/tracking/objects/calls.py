"""The way of images, audio, texts, distributions and figures into a run."""

from __future__ import annotations

from collections.abc import Sequence
from time import time_ns
from typing import TYPE_CHECKING, Any, Final

from runyard.domain.context import canonical
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Items, NewItem, Part
from runyard.journal.item_writer import ItemWriter
from runyard.tracking.numbers import integral
from runyard.tracking.objects.tracked import Tracked
from runyard.tracking.series import Book, series_name

if TYPE_CHECKING:
    from runyard.journal.writer import JournalWriter

#: Bytes that wait for ingest beyond which images are encoded at once: the loop waits, the disk does not fill.
_MOST_WAITING: Final = 256 << 20
#: Bytes of contents that lie in rows, of one call: a record of a journal must not be longer than can be read.
_MOST_AT_ONCE: Final = 512 << 20
_NAMES: Final = {
    DataKind.IMAGE: "an image",
    DataKind.AUDIO: "a sound",
    DataKind.TEXT: "a text",
    DataKind.DISTRIBUTION: "a distribution",
    DataKind.FIGURE: "a figure",
}


class ObjectLog:
    """Logs objects to one journal."""

    def __init__(self, journal: JournalWriter, book: Book) -> None:
        self._journal = journal
        self._book = book
        self._writer = ItemWriter(journal)
        self._time = 0  # µs UTC, of the last call

    def track(self, value: Any, name: Any, step: int | None, epoch: float | None, context: Any) -> None:
        """Log one object, or a list of them at one step; an empty list has nothing to log."""
        found, key = self.check(value, name, context)
        if key is None:
            return
        items = tuple([self._item(one) for one in found])
        if sum([len(new.data or b"") for new in items]) > _MOST_AT_ONCE:
            raise ValueError(
                f"a list to track has at most {_MOST_AT_ONCE >> 20} MB of short texts, track it in parts"
            )
        with self._journal.lock:
            series = self._book.of_objects(key)
            at = integral(series.next_step) if step is None else step
            series.next_step = max(series.next_step, at + 1)
            # Of two calls at one step the later is shown, by their times: not so if the clock is set back.
            self._time = max(self._time, time_ns() // 1000)
            self._writer.write(series.tail, Items(key, at, self._time, epoch, items))

    def check(self, value: Any, name: Any, context: Any) -> tuple[Sequence[Tracked], SeriesKey | None]:
        """Return the objects and their series, None without any; raise for what cannot be logged."""
        found = listed(value)
        if name is None:
            what = _NAMES[found[0].data_kind] if found else "a list"
            raise ValueError(f"name is required to track {what}")
        text, label = canonical(context), series_name(name)
        return found, SeriesKey(found[0].data_kind, label, text) if found else None

    def _item(self, one: Tracked) -> NewItem:
        new = one.new_item()
        part = new.blob
        if not isinstance(part, Part) or part.recipe is None or self._writer.behind() <= _MOST_WAITING:
            return new
        from runyard.storage.objects import media

        return new._replace(blob=Part.of(media.encode(part.recipe, part.data or b"")))


def listed(value: Any) -> Sequence[Tracked]:
    """Return the objects that a value is.

    Raises
    ------
    TypeError
        If some are none, or they are of several kinds.
    """
    found = list(value) if isinstance(value, list | tuple) else [value]
    strange = [one for one in found if not isinstance(one, Tracked)]
    if strange:
        raise TypeError(
            "a list to track holds images, sounds, texts, distributions or figures, not something of type"
            f" {type(strange[0]).__name__}"
        )
    kinds = {one.data_kind for one in found}
    if len(kinds) > 1:
        words = " and ".join(sorted(_NAMES[kind] for kind in kinds))
        raise TypeError(f"a list to track holds objects of one kind, not {words}")
    return found
