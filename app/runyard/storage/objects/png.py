"""A PNG of plain pixels, for where Pillow is not installed."""

from __future__ import annotations

import struct
from typing import Final
from zlib import compress, crc32

_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
#: By mode: how many bytes a pixel has, and the number that PNG knows it by.
_KINDS: Final = {"L": (1, 0), "LA": (2, 4), "RGB": (3, 2), "RGBA": (4, 6)}


def encode(mode: str, width: int, height: int, data: bytes) -> bytes:
    """Return the file of rows of pixels with eight bits a channel."""
    channels, kind = _KINDS[mode]
    stride = channels * width
    rows = b"".join([b"\0" + data[at : at + stride] for at in range(0, stride * height, stride)])
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return _MAGIC + _chunk(b"IHDR", head) + _chunk(b"IDAT", compress(rows, 6)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + crc32(name + data).to_bytes(4, "big")
