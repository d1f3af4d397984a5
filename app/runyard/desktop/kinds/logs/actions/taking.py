"""Taking lines along: onto the clipboard or into a file, as they are shown or with their colours."""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from runyard.desktop.kinds.logs.view.choice import Choice
from runyard.desktop.tasks import Cancel
from runyard.domain import printed
from runyard.domain.errors import KnownProblem
from runyard.storage.output import logs
from runyard.storage.store import Store

#: Characters that fit on the clipboard.
MOST = 16_000_000
#: Lines written between two words about how far it is.
TELL_AFTER = 10_000


class Wanted(NamedTuple):
    """Lines to take: those with numbers from `first` to `last`, both included, or of these only `lines`."""

    first: int
    last: int
    lines: array[int] | None = None

    def numbers(self, first: int, end: int) -> Iterator[int]:
        """Return which lines from `first` up to `end` are wanted."""
        if self.lines is None:
            yield from range(max(first, self.first), min(end, self.last + 1))
            return
        from bisect import bisect_left

        low = bisect_left(self.lines, max(first, self.first))
        high = bisect_left(self.lines, min(end, self.last + 1))
        yield from self.lines[low:high]


def copied(store: Store, cancel: Cancel, run_id: int, wanted: Wanted, choice: Choice | None) -> str:
    """Return the text of lines as they are shown; of the first and the last what is selected of them.

    Raises
    ------
    KnownProblem
        If there is too much for a clipboard.
    """
    found: list[str] = []
    size = 0
    for number, shown in _lines(store, cancel, run_id, wanted, coloured=False):
        part = None if choice is None else choice.within(number, len(shown))
        found.append(shown if part is None else shown[slice(*part)])
        size += len(found[-1]) + 1
        if size > MOST:
            raise KnownProblem(
                f"More than {MOST // 1_000_000} million characters are too many to copy",
                "Save the lines to a file instead",
            )
    return "\n".join(found)


def saved(
    store: Store,
    cancel: Cancel,
    run_id: int,
    wanted: Wanted,
    path: Path,
    coloured: bool,
    tell: Callable[[float], None],
) -> int:
    """Write lines to a file, as they are shown or with their colours; return how many.

    The file is there when it is whole, or as it was before. Of many lines `tell` hears which share is done.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    count = 0
    try:
        with fresh.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            for number, text in _lines(store, cancel, run_id, wanted, coloured=coloured):
                file.write(text + "\n")
                count += 1
                if count % TELL_AFTER == 0:
                    tell((number - wanted.first) / (wanted.last + 1 - wanted.first))
        if cancel():  # by another save
            fresh.unlink()
            return 0
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise KnownProblem(
            f"The file could not be written ({error.strerror})", "Choose another place"
        ) from None
    return count


def _lines(
    store: Store, cancel: Cancel, run_id: int, wanted: Wanted, *, coloured: bool
) -> Iterator[tuple[int, str]]:
    at = wanted.first
    while at <= wanted.last and not cancel():
        stretch = logs.stretch(store, run_id, at)
        if stretch is None:
            return
        numbers = list(wanted.numbers(at, stretch.end))
        if numbers:
            texts = stretch.texts if coloured else _shown(stretch.texts)
            for number in numbers:
                yield number, texts[number - stretch.first]
        at = stretch.end


def _shown(texts: list[str]) -> list[str]:
    """Return texts as they are shown, in their whole length."""
    found = printed.shown_all(texts)
    for place, text in enumerate(texts):
        if len(text) > printed.MOST:
            pieces = range(0, len(text), printed.MOST)
            found[place] = "".join(printed.shown(text[at : at + printed.MOST]) for at in pieces)
    return found
