"""Rate, channels and length of an encoded sound, from its headers: nothing is decoded."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple


class Header(NamedTuple):
    """What a file says of itself; `rate` in Hz; None where it does not say."""

    format: str
    rate: int | None
    channels: int | None
    seconds: float | None


def probe(data: bytes) -> Header | None:
    """Return what the headers of a file say, or None when it is no wav, flac, ogg or mp3."""
    try:
        if data[:4] in (b"RIFF", b"RIFX") and data[8:12] == b"WAVE":
            return _wav(data)
        if data.startswith(b"fLaC"):
            return _flac(data)
        if data.startswith(b"OggS"):
            return _ogg(data)
        return _mp3(data)
    except (struct.error, IndexError):
        return None


def _wav(data: bytes) -> Header | None:
    order = "<" if data[:4] == b"RIFF" else ">"
    at, rate, channels, width = 12, 0, 0, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from(order + "I", data, at + 4)[0]
        if name == b"fmt ":
            _, channels, rate, width = struct.unpack_from(order + "HHII", data, at + 8)
        elif name == b"data":
            there = min(size, len(data) - at - 8)  # of one that was cut short, or never finished
            return Header("wav", rate, channels, there / width if width else None) if rate else None
        at += 8 + size + size % 2
    return None


def _flac(data: bytes) -> Header | None:
    if data[4] & 0x7F:
        return None
    packed = int.from_bytes(data[18:26], "big")
    rate, channels, samples = packed >> 44, (packed >> 41 & 7) + 1, packed & (1 << 36) - 1
    if len(data) < 26 or not rate:
        return None
    return Header("flac", rate, channels, samples / rate if samples else None)


def _ogg(data: bytes) -> Header | None:
    first = 27 + data[26]
    skipped = 0
    if data[first : first + 7] == b"\x01vorbis":
        channels, rate = data[first + 11], struct.unpack_from("<I", data, first + 12)[0]
        clock = rate
    elif data[first : first + 8] == b"OpusHead":
        channels, skipped, rate = struct.unpack_from("<xBHI", data, first + 8)
        clock = 48_000
    else:
        return Header("ogg", None, None, None)
    last = data.rfind(b"OggS")
    end = struct.unpack_from("<q", data, last + 6)[0] if last + 14 <= len(data) else -1
    seconds = (end - skipped) / clock if clock and end > skipped else None
    return Header("ogg", rate or None, channels or None, seconds)


_RATES: Final = (44_100, 48_000, 32_000)
_FIRST: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LATER: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3(data: bytes) -> Header | None:
    at = 0
    if data.startswith(b"ID3"):
        size = 0
        for byte in data[6:10]:
            size = size << 7 | byte & 0x7F
        at = 10 + size + (10 if data[5] & 0x10 else 0)
    word = int.from_bytes(data[at : at + 4], "big")
    version, layer = word >> 19 & 3, word >> 17 & 3
    if word >> 21 != 0x7FF or layer != 1 or version == 1 or word >> 10 & 3 == 3:
        return None
    step = word >> 12 & 15
    if step in (0, 15):
        return None
    rate = _RATES[word >> 10 & 3] >> {3: 0, 2: 1, 0: 2}[version]
    channels = 1 if word >> 6 & 3 == 3 else 2
    bits = (_FIRST if version == 3 else _LATER)[step - 1] * 1000
    side = (17 if channels == 1 else 32) if version == 3 else (9 if channels == 1 else 17)
    info = at + 4 + side
    if data[info : info + 4] in (b"Xing", b"Info") and data[info + 7] & 1:
        [frames] = struct.unpack_from(">I", data, info + 8)
        return Header("mp3", rate, channels, frames * (1152 if version == 3 else 576) / rate)
    return Header("mp3", rate, channels, (len(data) - at) * 8 / bits)  # as if every frame were like the first
