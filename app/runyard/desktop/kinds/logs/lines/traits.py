"""What there is to know of each printed line before it is looked at: stream, warning or error, repeat.

One byte a line, so that a million lines are a megabyte and are filtered at once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from runyard.domain.printed import shown_all
from runyard.storage.output.logs import Stretch

STDERR, PROBLEM, REPEAT = 1, 2, 4

_STREAMS = bytes(STDERR if stream == 2 else 0 for stream in range(256))
#: What changes from line to line of a progress bar: numbers, bars, spinners, and the signs around them.
_CHANGING = dict.fromkeys(map(ord, "0123456789.,:;%+-#=>< \t|/\\━╸╺─█▏▎▍▌▋▊▉▓▒░●○◐◓◑◒⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"))
#: Lower case; a line with none of these is no warning or error.
_HINTS = ("error", "warn", "exception", "traceback", "critical", "fatal")
_TOLD = re.compile(
    r"\b[A-Za-z]*(?:Error|Exception|Warning)\b|\b(?:ERROR|WARN|WARNING|CRITICAL|FATAL|EXCEPTION)\b"
    r"|\b(?:error|warning|exception|fatal|critical)\s*:|\bTraceback \(|^\s*(?:Fatal|Critical|Warn)\b"
)
_LOOKED_AT = 400  # characters


class _Before(NamedTuple):
    stream: int = 0
    shape: str = ""


class Tracer:
    """Goes through the lines of a run once, in their order.

    Without `shapes` only the streams are told apart, which costs next to nothing.
    """

    def __init__(self, *, shapes: bool) -> None:
        self.shapes = shapes
        self._before = _Before()
        self._telling: dict[int, bool] = {}  # of each stream: whether indented lines still tell of a problem

    def feed(self, stretch: Stretch, skip: int = 0) -> bytes:
        """Return the traits of lines that lie together, but for the first `skip` of them."""
        streams = bytes(stretch.streams[skip:])
        if not self.shapes:
            return streams.translate(_STREAMS)
        found = bytearray(streams.translate(_STREAMS))
        for at, (stream, text) in enumerate(zip(streams, shown_all(stretch.texts[skip:]), strict=True)):
            start = text[:_LOOKED_AT]
            if self._tells(stream, start):
                found[at] |= PROBLEM
            shape = start.translate(_CHANGING)
            if shape and shape == self._before.shape and stream == self._before.stream:
                found[at] |= REPEAT
            self._before = _Before(stream, shape)
        return bytes(found)

    def _tells(self, stream: int, text: str) -> bool:
        """Whether a line warns or tells an error; what is indented below such a line belongs to it."""
        low = text.lower()
        told = any(hint in low for hint in _HINTS) and _TOLD.search(text) is not None
        goes_on = text[:1] in (" ", "\t") and self._telling.get(stream, False)
        self._telling[stream] = told or goes_on
        return told or goes_on
