"""Draws LaTeX without a network and without LaTeX. For threads that may take their time."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import OrderedDict
from contextlib import nullcontext
from types import FrameType
from typing import Any, NamedTuple
from xml.etree import ElementTree

from runyard.desktop.parts.prose.formulas import LONGEST, Formula

#: Formulas are drawn at this size, and scaled.
SIZE = 20.0
#: A formula takes milliseconds; one that takes this many seconds of work is made to.
PATIENCE = 0.7
#: Asking for the time makes it slower still; so short a one cannot take long.
_SHORT = 200
_DEEPEST = 40
_WIDEST, _HIGHEST = 240 * SIZE, 60 * SIZE
#: Bytes of one picture, and of all that are kept.
_LARGEST, _KEPT = 400_000, 64_000_000
_DEFINES = re.compile(r"\\(?:def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand|newenvironment)\b")
_LIBRARIES = {"ziamath", "ziafont", "latex2mathml"}
_DRAWN = {"svg", "g", "path", "rect", "line", "polyline", "polygon", "title"}


class Drawn(NamedTuple):
    """A picture of a formula: an SVG in one colour, its size, and how much of it stands below the line."""

    svg: bytes
    width: float
    height: float
    below: float


class Refused(NamedTuple):
    """Why a formula is not drawn."""

    reason: str


class _Kept:
    """The formulas drawn last, for all views."""

    lock = threading.Lock()
    drawing = threading.Lock()
    answers: OrderedDict[Formula, Drawn | Refused] = OrderedDict()  # noqa: RUF012 - one for the process
    size = 0


class _Overdue(BaseException):
    """A formula took too long."""


def kept(formula: Formula) -> Drawn | Refused | None:
    """Return what `draw` has answered before. Any thread."""
    with _Kept.lock:
        answer = _Kept.answers.get(formula)
        if answer is not None:
            _Kept.answers.move_to_end(formula)
        return answer


def draw(formula: Formula) -> Drawn | Refused:
    """Draw a formula, or say why not."""
    with _Kept.drawing:  # the library is not made for several at once
        answer = kept(formula)
        if answer is not None:
            return answer
        answer = _checked(formula) or _draw(formula)
        with _Kept.lock:
            _Kept.answers[formula] = answer
            _Kept.size += _weight(answer)
            while _Kept.size > _KEPT:
                _Kept.size -= _weight(_Kept.answers.popitem(last=False)[1])
    return answer


def _weight(answer: Drawn | Refused) -> int:
    return 1_000 + (len(answer.svg) if isinstance(answer, Drawn) else 0)


def _checked(formula: Formula) -> Refused | None:
    """What is refused before anything is spent on it."""
    tex = formula.tex
    if len(tex) > LONGEST:
        return Refused(f"longer than {LONGEST:,} characters")
    defines = _DEFINES.search(tex)
    if defines:
        return Refused(f"{defines[0]} would define a command, which a formula may not; write it out")
    depth = deepest = 0
    for sign in re.findall(r"\\.|[{}]", tex):
        depth += 1 if sign == "{" else -1 if sign == "}" else 0
        deepest = max(deepest, depth)
        if depth < 0:
            return Refused("a closing brace without an opening one")
    if depth:
        return Refused("a brace is not closed")
    return Refused("nested too deeply") if deepest > _DEEPEST else None


def _draw(formula: Formula) -> Drawn | Refused:
    try:
        from ziamath.config import config
        from ziamath.zmath import Latex
    except ImportError:
        return Refused("ziamath is not installed")
    config.svg2 = False  # what Qt can read
    try:
        with _Deadline() if len(formula.tex) > _SHORT else nullcontext():
            made = Latex(formula.tex, size=SIZE, inline=not formula.display)
            unknown = _unknown(made.mathmlstr())
            if unknown:
                return Refused(f"unknown command {unknown}")
            width, height = made.getsize()
            if not (0 < width <= _WIDEST and 0 < height <= _HIGHEST):
                return Refused("too large to be drawn" if width > 0 and height > 0 else "nothing to be drawn")
            picture = made.svgxml()
            if {part.tag.rpartition("}")[2] for part in picture.iter()} - _DRAWN:
                return Refused("it holds more than a formula")
            svg = ElementTree.tostring(picture)
            if len(svg) > _LARGEST:
                return Refused("too large to be drawn")
            return Drawn(svg, width, height, max(0.0, -made.getyofst()))
    except _Overdue:
        return Refused("it takes too long")
    except Exception as error:
        return Refused(_reason(error))


def _unknown(mathml: str) -> str:
    """Return the first command that stands in the formula as it was typed."""
    found = re.search(r">(\\[A-Za-z]+)<", mathml)
    return found[1] if found else ""


def _reason(error: Exception) -> str:
    """Return in words what a library's error means; most of them say it in their name."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
    known = {
        "assertion": "something is missing",
        "no available tokens": "something is missing",
        "index": "something is missing",
        "missing end": "an environment is not ended",
        "recursion": "nested too deeply",
    }
    ours = words in known or type(error).__module__.startswith("latex2mathml")
    return known.get(words, words) if ours else "it is not understood"


class _Deadline:
    """Ends what this thread does once its time is up: it is asked at each call of the libraries' functions.

    Not in others: what a collector of garbage calls cannot pass the exception on, and the clock would stop.
    """

    def __enter__(self) -> None:
        self._until = time.thread_time() + PATIENCE
        self._before = sys.gettrace()
        sys.settrace(self._look)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _look(self, frame: FrameType, _event: str, _argument: Any) -> None:
        room = frame.f_globals.get("__name__", "").partition(".")[0]
        if room in _LIBRARIES and time.thread_time() > self._until:
            raise _Overdue
