"""The values of SVG attributes: which may stay, and what they say."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Mapping

_LINK = re.compile(r"""['"]?#([A-Za-z_][\w.-]{0,200})['"]?""")
_LENGTH = re.compile(r"\s*([0-9]{1,7}(?:\.[0-9]{1,9})?)\s*(px|pt|pc|in|cm|mm)?\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_WIDE, _HIGH, _LONGEST = 600.0, 400.0, 20_000.0
#: Numbers that no drawing needs: Qt may take for ever over what is that far away.
_BEYOND = re.compile(r"\d{8}|[eE]\+?0*[1-9]|nan|inf", re.IGNORECASE)
_PATH = re.compile(r"[\sMmZzLlHhVvCcSsQqTtAa0-9eE.,+-]*")
_NUMBERS = """
    d points transform x y x1 x2 y1 y2 cx cy r rx ry fx fy width height dx dy offset font-size
    stroke-width stroke-dasharray stroke-dashoffset gradientTransform patternTransform viewBox
"""
_GEOMETRY = frozenset(_NUMBERS.split())
_SHORTEST_DASH = 0.05
_UNWANTED = ("filter", "mask", "marker", "clip-path", "src", "animation", "behavior", "-moz", "content")
_DATA = "data:image/png;base64,"


def size_of(attributes: Mapping[str, str]) -> tuple[float, float, str]:
    """Return width and height in pixels, and the view box, of an `svg` element; odd ones get usual ones."""
    width, height = _length(attributes.get("width", "")), _length(attributes.get("height", ""))
    box = _box(attributes.get("viewBox", ""))
    if box is not None:
        width, height = width or box[2], height or box[3]
    width, height = width or _WIDE, height or _HIGH
    if box is None:
        box = (0.0, 0.0, width, height)
    shrunk = min(1.0, _LONGEST / max(width, height))
    return max(1.0, width * shrunk), max(1.0, height * shrunk), " ".join(f"{part:g}" for part in box)


def link_of(text: str) -> str:
    """Return the name that a link within the drawing leads to; empty for any other link."""
    found = _LINK.fullmatch(text.strip())
    return found[1] if found else ""


def clip_of(attributes: Mapping[str, str]) -> str:
    """Return the name of the clip path of an element; empty without one."""
    text = attributes.get("clip-path", "").strip()
    if not text:
        found = re.search(r"clip-path\s*:\s*(url\([^)]*\))", attributes.get("style", ""))
        text = found[1] if found else ""
    return link_of(text[4:-1]) if text.startswith("url(") and text.endswith(")") else ""


def is_drawable(name: str, value: str) -> bool:
    """Whether an attribute is within reason."""
    if name == "stroke-dasharray" and not _dashes_well(value):
        return False
    if name == "style":
        dashes = re.search(r"stroke-dasharray\s*:([^;]*)", value)
        return not (dashes and not _dashes_well(dashes[1])) and not _beyond_in_style(value)
    if name not in _GEOMETRY:
        return True
    if name == "d" and not _PATH.fullmatch(value):
        return False
    return not _BEYOND.search(value)


def plain_style(text: str) -> str:
    """Return the declarations of a `style` attribute that refer to nothing outside."""
    kept = []
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name, lower = name.strip().lower(), value.strip().lower()
        if not colon or name.startswith(_UNWANTED) or "\\" in declaration or "@" in declaration:
            continue
        if "url(" in lower and not (name in ("fill", "stroke") and link_of(value.strip()[4:-1])):
            continue
        if "expression" not in lower and "javascript" not in lower:
            kept.append(f"{name}: {value.strip()}")
    return "; ".join(kept)


def style_sheet(text: str) -> str:
    """Return a style sheet that refers to nothing; one that does is left out."""
    lower = text.lower()
    if len(text) > 20_000 or any(sign in lower for sign in ("@", "url(", "\\", "expression", "javascript")):
        return ""
    return "".join(f"{rule}}}" for rule in _rules(text))


def embedded_picture(address: str) -> tuple[str, int] | None:
    """Return the address of a PNG that lies in the drawing itself, and its pixels; None for any other."""
    text = "".join(address.split())
    if not text.startswith(_DATA):
        return None
    try:
        data = base64.b64decode(text[len(_DATA) :], validate=True)
    except (binascii.Error, ValueError):
        return None
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    wide, high = struct.unpack(">II", data[16:24])
    return text, wide * high


def _rules(text: str) -> list[str]:
    rules = []
    for rule in text.split("}"):
        selector, brace, body = rule.partition("{")
        if brace and is_drawable("style", body):
            rules.append(f"{selector}{{{plain_style(body)}")
    return rules


def _length(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _PIXELS[found[2] or ""] if found else 0.0


def _box(text: str) -> tuple[float, float, float, float] | None:
    parts = text.replace(",", " ").split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) != 4 or not all(abs(number) < 1e6 for number in numbers) or min(numbers[2:]) <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _dashes_well(text: str) -> bool:
    """Whether the dashes are long enough to be seen: shorter ones are many."""
    if text.strip().lower() in ("", "none", "inherit"):
        return True
    try:
        lengths = [float(part) for part in text.replace(",", " ").replace("px", "").split()]
    except ValueError:
        return False
    return len(lengths) <= 64 and all(length >= 0 for length in lengths) and sum(lengths) > _SHORTEST_DASH


def _beyond_in_style(text: str) -> bool:
    numbers = re.findall(r"(?:width|size|offset|dasharray)\s*:([^;]*)", text)
    return any(_BEYOND.search(number) for number in numbers)
