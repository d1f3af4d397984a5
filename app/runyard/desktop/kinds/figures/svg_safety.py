"""Reads an SVG that somebody logged, and writes one that is safe to draw and that Qt draws as meant.

Only shapes, text and embedded PNG pictures are taken over; nothing in the result refers to anything outside
of it. What would take too long or too much memory to draw is refused before anything is drawn.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from runyard.desktop.kinds.figures.svg_values import (
    clip_of,
    embedded_picture,
    is_drawable,
    link_of,
    plain_style,
    size_of,
    style_sheet,
)
from runyard.domain.errors import KnownProblem

LARGEST = 32 * 1024 * 1024
_ELEMENTS, _DEPTH, _DRAWN, _NESTED = 200_000, 64, 400_000, 24
_PIXELS = 64_000_000
_ASKED = (-1, -1)
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
_HOLDERS = {"g", "defs", "symbol", "linearGradient", "radialGradient", "stop", "pattern"}
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,200}")


class Vector(NamedTuple):
    """A drawing that may be drawn, and its size in pixels."""

    svg: bytes
    width: float
    height: float


def checked(content: bytes) -> Vector:
    """Return the drawing in `content`.

    Raises
    ------
    KnownProblem
        If it is no SVG, or one that would do harm.
    """
    if len(content) > LARGEST:
        raise KnownProblem("This drawing is too large to draw", "Its picture is shown where there is one")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise KnownProblem("This drawing is not valid SVG", f"Line {error.lineno}: {error}") from error
    return reader.result()


def _refuse(cause: str) -> KnownProblem:
    return KnownProblem("This drawing is not drawn", cause)


class _Reader:
    """Takes over one element after the other; counts what drawing each named one costs."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self._out: list[str] = []
        self._open: list[str] = []
        self._skipped = 0
        self._count = 0
        self._pixels = 0
        self._size = (0.0, 0.0)
        self._names = [""]
        self._own: dict[str, int] = {"": 0}
        self._links: dict[str, list[str]] = {"": []}
        self._holes: list[tuple[int, str]] = []

    def result(self) -> Vector:
        """Return what was taken over."""
        if not self._size[0]:
            raise _refuse("It holds no picture")
        self._cost("", {}, 0)
        for place, target in self._holes:
            if target not in self._own:
                self._out[place] = ""
        return Vector("".join(self._out).encode(), *self._size)

    def _cost(self, name: str, known: dict[str, tuple[int, int]], above: int) -> tuple[int, int]:
        """Return how many elements are drawn for a name with all it refers to, and how deeply it does so."""
        if name in known:
            if known[name] == _ASKED:
                raise _refuse("It refers to itself")
            return known[name]
        known[name] = _ASKED
        total, deepest = self._own[name], 0
        for target in self._links[name]:
            if target in self._own and above <= _NESTED:
                cost, depth = self._cost(target, known, above + 1)
                total, deepest = total + cost, max(deepest, depth + 1)
            if total > _DRAWN:
                raise _refuse("Drawing it would take too long")
        if deepest + above > _NESTED:
            raise _refuse("Its parts refer to each other too deeply")
        known[name] = total, deepest
        return known[name]

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            raise _refuse("It declares entities of its own")

    def _entity(self, *_declared: object) -> None:
        raise _refuse("It declares entities of its own")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        self._count += 1
        if self._count > _ELEMENTS:
            raise _refuse(f"It has more than {_ELEMENTS:,} parts")
        if self._skipped:
            self._skipped += 1
            return
        if len(self._open) >= _DEPTH:
            raise _refuse("Its parts lie in each other too deeply")
        if not self._open:
            if name != "svg":
                raise _refuse("It is no SVG")
            self._begin(attributes)
            return
        fresh = self._enter(attributes.get("id", ""))
        written = self._written(name, attributes) if space in (_SVG, "") else None
        if written is None or name in ("use", "image"):
            self._out.append(written or "")
            self._names.pop()
            if written is None and fresh:
                del self._own[fresh]
            self._skipped = 1
            return
        self._out.append(written)
        self._open.append("mask" if name == "clipPath" else name)

    def _begin(self, attributes: dict[str, str]) -> None:
        width, height, box = size_of(attributes)
        self._size = (width, height)
        self._out.append(
            f'<svg xmlns="{_SVG}" xmlns:xlink="{_XLINK}" width="{width:g}" height="{height:g}"'
            f' viewBox="{box}">'
        )
        self._open.append("svg")
        self._names.append("")

    def _enter(self, name: str) -> str:
        """Count an element for the name it lies under; return its own name where nothing else has it."""
        holder, fresh = self._names[-1], ""
        if _NAME.fullmatch(name) and name not in self._own:
            self._own[name], self._links[name] = 0, []
            self._links[holder].append(name)
            holder = fresh = name
        self._own[holder] += 1
        self._names.append(holder)
        return fresh

    def _end(self, _tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        self._out.append(f"</{self._open.pop()}>")
        self._names.pop()

    def _text(self, text: str) -> None:
        if self._skipped or not self._open:
            return
        if self._open[-1] in ("text", "tspan"):
            self._out.append(escape(text))
        elif self._open[-1] == "style":
            self._out.append(escape(style_sheet(text)))

    def _written(self, name: str, attributes: dict[str, str]) -> str | None:
        if name == "style":
            return "<style>"
        if name == "clipPath":
            return self._mask(attributes)
        if name == "use":
            return self._use(attributes)
        if name == "image":
            return self._image(attributes)
        if name not in _SHAPES and name not in _HOLDERS:
            return None
        if name == "path" and not attributes.get("d", "").strip():
            return None
        kept = self._kept(attributes)
        return None if kept is None else f"<{name}{kept}>"

    def _mask(self, attributes: dict[str, str]) -> str | None:
        """A clip path becomes a mask, for Qt knows only those."""
        name = attributes.get("id", "")
        if not _NAME.fullmatch(name):
            return None
        region = 'x="-99999" y="-99999" width="199998" height="199998"'
        return f'<mask id="{name}" maskUnits="userSpaceOnUse" {region} style="fill: #ffffff; stroke: none">'

    def _use(self, attributes: dict[str, str]) -> str | None:
        target = link_of(attributes.get(f"{_XLINK} href", attributes.get("href", "")))
        kept = self._kept(attributes)
        if not target or kept is None:
            return None
        self._links[self._names[-1]].append(target)
        self._holes.append((len(self._out), target))
        return f'<use xlink:href="#{target}"{kept}/>'

    def _image(self, attributes: dict[str, str]) -> str | None:
        found = embedded_picture(attributes.get(f"{_XLINK} href", attributes.get("href", "")))
        kept = self._kept(attributes)
        if found is None or kept is None:
            return None
        address, pixels = found
        self._pixels += pixels
        if self._pixels > _PIXELS:
            raise _refuse("The pictures in it are too large")
        return f'<image xlink:href="{address}"{kept}/>'

    def _kept(self, attributes: dict[str, str]) -> str | None:
        """Return the attributes worth keeping, as written; None where a number is beyond all sense."""
        parts = []
        clip = clip_of(attributes)
        for name, value in attributes.items():
            if " " in name or name in ("href", "clip-path") or name.startswith("on"):
                continue
            if name == "id" and not _NAME.fullmatch(value):
                continue
            if not is_drawable(name, value):
                return None
            shown = plain_style(value) if name == "style" else value
            if "url(" in shown.lower() and name != "style":
                target = link_of(shown.strip()[4:-1]) if shown.startswith("url(") else ""
                if not target or name not in ("fill", "stroke"):
                    continue
                self._links[self._names[-1]].append(target)
            if name not in ("filter", "mask", "marker"):
                parts.append(f" {name}={quoteattr(shown)}")
        if clip:
            self._links[self._names[-1]].append(clip)
            parts.append(f' mask="url(#{clip})"')
        return "".join(parts)
