"""Format and size of an encoded picture, from its first bytes: nothing is decoded."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple


class Header(NamedTuple):
    """What a file says of itself; `format` is png, jpeg, webp, gif or bmp."""

    format: str
    width: int
    height: int


def probe(data: bytes) -> Header | None:
    """Return what the head of a file says, or None when it is no such picture, or ends within its head."""
    for magic, read in _READERS:
        if data.startswith(magic):
            try:
                found = read(data)
            except (struct.error, IndexError):
                return None
            return found if found and found.width > 0 and found.height > 0 else None
    return None


def _png(data: bytes) -> Header | None:
    if data[12:16] != b"IHDR":
        return None
    return Header("png", *struct.unpack_from(">II", data, 16))


def _gif(data: bytes) -> Header | None:
    return Header("gif", *struct.unpack_from("<HH", data, 6)) if data[3:6] in (b"87a", b"89a") else None


def _bmp(data: bytes) -> Header | None:
    [size] = struct.unpack_from("<I", data, 14)
    if size == 12:
        return Header("bmp", *struct.unpack_from("<HH", data, 18))
    if size < 40 or size > 124:
        return None
    width, height = struct.unpack_from("<ii", data, 18)
    return Header("bmp", width, abs(height))


def _jpeg(data: bytes) -> Header | None:
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # filling
            at += 1
        mark, kind = data[at], data[at + 1]
        if mark != 0xFF:
            return None
        if kind in (0x01, *range(0xD0, 0xD9)):  # these stand alone
            at += 2
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return Header("jpeg", width, height)
        [length] = struct.unpack_from(">H", data, at + 2)
        if length < 2:
            return None
        at += 2 + length


def _webp(data: bytes) -> Header | None:
    if data[8:12] != b"WEBP":
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return Header("webp", *(1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27)))
    if kind == b"VP8L" and data[20] == 0x2F:
        [bits] = struct.unpack_from("<I", data, 21)
        return Header("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return Header("webp", width & 0x3FFF, height & 0x3FFF)
    return None


_READERS: tuple[tuple[bytes, Callable[[bytes], Header | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"RIFF", _webp),
    (b"GIF8", _gif),
    (b"BM", _bmp),
)
