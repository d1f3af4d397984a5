"""What can be said of a picture by its bytes alone, and a PNG that ends too early made readable."""

from __future__ import annotations

import struct
import zlib

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_KEPT = {b"PLTE", b"tRNS", b"gAMA", b"sRGB"}


def format_of(head: bytes) -> str:
    """Return the format that the first bytes speak of: png, jpeg, gif, bmp, webp, svg; empty for others."""
    for sign, name in _SIGNS:
        if head.startswith(sign):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "svg" if text.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"\x1f\x8b")) else ""


def ends_early(tail: bytes, name: str) -> bool:
    """Return whether a file lacks the mark of its end, by its last bytes."""
    if name == "png":
        return b"IEND" not in tail
    if name == "jpeg":
        return b"\xff\xd9" not in tail
    return name == "gif" and not tail.rstrip(b"\x00").endswith(b";")


def mended_png(data: bytes) -> bytes:
    """Return a PNG with the rows that came, and nothing in place of the others; empty if that cannot be."""
    try:
        (wide, high, depth, color, method, sifting, laced) = struct.unpack(">IIBBBBB", data[16:29])
    except struct.error:
        return b""
    if data[12:16] != b"IHDR" or color not in _SAMPLES or method or sifting or laced:
        return b""
    row = 1 + (wide * _SAMPLES[color] * depth + 7) // 8
    pixels, kept = _pixels(data, row * high)
    if not pixels:
        return b""
    whole = pixels[: len(pixels) // row * row].ljust(row * high, b"\x00")
    parts = [(b"IHDR", data[16:29]), *kept, (b"IDAT", zlib.compress(whole, 1)), (b"IEND", b"")]
    return data[:8] + b"".join(_chunk(name, body) for name, body in parts)


def _pixels(data: bytes, most: int) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return the rows that can be unpacked, no more than the header speaks of, and the chunks they need."""
    unpack = zlib.decompressobj()
    rows, kept, at = bytearray(), [], 8
    while at + 8 <= len(data) and len(rows) < most:
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if name in _KEPT:
            kept.append((name, body))
        elif name == b"IDAT":
            try:
                rows += unpack.decompress(body, most - len(rows))
            except zlib.error:
                break
        at += 12 + length
    return bytes(rows), kept


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
