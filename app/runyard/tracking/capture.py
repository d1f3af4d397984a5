"""Terminal capture: what is printed goes on to the terminal, and line by line to the open runs."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from runyard.journal.batch import LogLine
from runyard.tracking.folding import Folding

_STREAMS = (("stdout", 1), ("stderr", 2))


class _State:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.captures: list[Capture] = []
        #: By stream number: the stream, our `write`, and the `write` that was in its place.
        self.patched: dict[int, tuple[Any, Callable[..., Any], Callable[..., Any] | None]] = {}
        #: By descriptor; each is a `descriptors.Tap`, a module that is loaded only where it is asked for.
        self.taps: dict[int, Any] = {}


_state = _State()


class Capture:
    """Turns text into lines for one run.

    `streams` are those it hears as Python's `sys.stdout` (1) and `sys.stderr` (2), `descriptors` those it
    hears as file descriptors.
    """

    def __init__(
        self,
        keep: Callable[[LogLine], None],
        streams: frozenset[int] = frozenset((1, 2)),
        descriptors: frozenset[int] = frozenset(),
    ) -> None:
        self.keep = keep
        self.streams = streams
        self.descriptors = descriptors
        self._folding = {1: Folding(1), 2: Folding(2)}

    def feed(self, stream: int, text: str) -> list[LogLine]:
        """Take text that was printed; return the lines it completed."""
        return self._folding[stream].feed(text)

    def finish(self) -> list[LogLine]:
        """Return lines that were begun and not ended."""
        return [line for folding in self._folding.values() for line in folding.finish()]


def start(keep: Callable[[LogLine], None], *, descriptors: bool = False) -> Capture:
    """Begin to hand lines to `keep`: what Python prints, or whatever is written to the descriptors."""
    if descriptors:
        _settle((1, 2))  # what was written before is not for this capture
    with _state.lock:
        tapped = frozenset(number for _, number in _STREAMS if descriptors and _tap(number))
        streams = frozenset(
            number for name, number in _STREAMS if number not in tapped or _number(name) != number
        )
        capture = Capture(keep, streams, tapped)
        _state.captures.append(capture)
        for name, number in _STREAMS:
            stream = getattr(sys, name, None)
            known = number in _state.patched and _state.patched[number][0] is stream
            if number in streams and stream is not None and not known:
                _patch(stream, number)
        return capture


def stop(capture: Capture) -> None:
    """Hand over what is left and stop; with the last capture everything is as it was."""
    _settle(capture.descriptors)
    with _state.lock:
        if capture in _state.captures:
            _state.captures.remove(capture)
        last = capture.finish()
        if not _state.captures:
            _restore()
        heard = {number for other in _state.captures for number in other.descriptors}
        idle = [_state.taps.pop(number) for number in list(_state.taps) if number not in heard]
    for tap in idle:
        tap.close()
    for line in last:
        capture.keep(line)


def after_fork() -> None:
    """In a forked child: what it prints is its parent's to hear, as far as that can."""
    _state.lock = threading.RLock()
    _state.captures.clear()
    for tap in _state.taps.values():
        tap.abandon()
    _state.taps.clear()


def _number(name: str) -> int | None:
    """Return the descriptor that a stream of Python writes to."""
    try:
        return int(getattr(sys, name).fileno())
    except Exception:  # None, or replaced by something without one
        return None


def _settle(numbers: Iterable[int]) -> None:
    """Wait until what was written so far has been heard. Not under the lock, which hearing takes."""
    for number in numbers:
        tap = _state.taps.get(number)
        if tap is not None:
            tap.settle()


def _tap(number: int) -> bool:
    from runyard.tracking import descriptors

    if number not in _state.taps:
        if not descriptors.can_tap(number):
            return False
        _state.taps[number] = descriptors.Tap(number, lambda text: _take(number, text, tapped=True))
    return True


def _patch(stream: Any, number: int) -> None:
    """Put our `write` before the stream's own, as an attribute of this one object."""
    original = stream.write

    def write(text: str, /) -> Any:
        result = original(text)
        if _state.captures:
            _take(number, text, tapped=False)
        return result

    try:
        theirs = stream.__dict__.get("write")  # somebody else who captures in the same way
        stream.write = write
    except AttributeError:  # a stream that takes no attributes is not captured
        return
    _state.patched[number] = (stream, write, theirs)


def _restore() -> None:
    for stream, ours, theirs in _state.patched.values():
        if stream.__dict__.get("write") is not ours:
            continue
        if theirs is None:
            del stream.write
        else:
            stream.write = theirs
    _state.patched.clear()


def _take(number: int, text: Any, *, tapped: bool) -> None:
    """Hand text to every capture; lines are kept outside the lock, as a print may come amid a log call."""
    try:
        with _state.lock:
            done = [
                (capture.keep, capture.feed(number, text))
                for capture in _state.captures
                if number in (capture.descriptors if tapped else capture.streams)
            ]
    except Exception:  # printing must work, whatever is printed
        return
    for keep, lines in done:
        with contextlib.suppress(Exception):  # a run that is closed just now must not cost the others theirs
            for line in lines:
                keep(line)
