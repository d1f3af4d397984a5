"""Terminal capture: what Python prints goes on to the terminal, and line by line to the open runs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from time import time_ns
from typing import Any

from runyard.journal.batch import LogLine

_STREAMS = (("stdout", 1), ("stderr", 2))
#: Characters after which a line that never ends is kept as it is.
_LONGEST = 1 << 16


class _State:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.captures: list[Capture] = []
        #: By stream number: the stream, our `write`, and the `write` that was in its place.
        self.patched: dict[int, tuple[Any, Callable[..., Any], Callable[..., Any] | None]] = {}


_state = _State()


class Capture:
    """Turns text into lines for one run: a line is what the terminal shows, so ``\\r`` starts it anew."""

    def __init__(self, keep: Callable[[LogLine], None]) -> None:
        self.keep = keep
        self._partial = {1: "", 2: ""}

    def feed(self, stream: int, text: str) -> list[LogLine]:
        """Take text that was printed; return the lines it completed."""
        *done, rest = (self._partial[stream] + text).split("\n")
        if "\r" in rest:
            shown = rest.rstrip("\r")
            rest = shown.rpartition("\r")[2] + rest[len(shown) :]
        if len(rest) > _LONGEST:
            done.append(rest)
            rest = ""
        self._partial[stream] = rest
        return [_line(stream, line) for line in done]

    def finish(self) -> list[LogLine]:
        """Return lines that were begun and not ended."""
        found = [_line(stream, text) for stream, text in self._partial.items() if text]
        self._partial = {1: "", 2: ""}
        return found


def _line(stream: int, text: str) -> LogLine:
    shown = text.rstrip("\r").rpartition("\r")[2]
    valid = shown.encode("utf-8", "backslashreplace").decode("utf-8")
    return LogLine(time_ns() // 1000, stream, valid)


def start(keep: Callable[[LogLine], None]) -> Capture:
    """Begin to hand lines to `keep`."""
    with _state.lock:
        capture = Capture(keep)
        _state.captures.append(capture)
        for name, number in _STREAMS:
            stream = getattr(sys, name, None)
            if stream is not None and (
                number not in _state.patched or _state.patched[number][0] is not stream
            ):
                _patch(stream, number)
        return capture


def stop(capture: Capture) -> None:
    """Hand over what is left and stop; with the last capture the streams are as they were."""
    with _state.lock:
        if capture in _state.captures:
            _state.captures.remove(capture)
        last = capture.finish()
        if not _state.captures:
            for stream, ours, theirs in _state.patched.values():
                if stream.__dict__.get("write") is not ours:
                    continue
                if theirs is None:
                    del stream.write
                else:
                    stream.write = theirs
            _state.patched.clear()
    for line in last:
        capture.keep(line)


def after_fork() -> None:
    """In a forked child: its output goes to the terminal only, until it logs by itself."""
    _state.lock = threading.RLock()
    _state.captures.clear()


def _patch(stream: Any, number: int) -> None:
    """Put our `write` before the stream's own, as an attribute of this one object."""
    original = stream.write

    def write(text: str, /) -> Any:
        result = original(text)
        if _state.captures:
            _take(number, text)
        return result

    try:
        theirs = stream.__dict__.get("write")  # somebody else who captures in the same way
        stream.write = write
    except AttributeError:  # a stream that takes no attributes is not captured
        return
    _state.patched[number] = (stream, write, theirs)


def _take(number: int, text: Any) -> None:
    """Hand text to every capture; lines are kept outside the lock, as a print may come amid a log call."""
    try:
        with _state.lock:
            done = [(capture.keep, capture.feed(number, text)) for capture in _state.captures]
        for keep, lines in done:
            for line in lines:
                keep(line)
    except Exception:  # printing must work, whatever is printed
        pass
