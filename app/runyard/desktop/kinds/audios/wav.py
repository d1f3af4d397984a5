"""Reads WAV files by what is there, not by what their heads claim."""

from __future__ import annotations

import struct
from typing import BinaryIO, Literal, NamedTuple

from runyard.domain.errors import KnownProblem

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_WIDTHS = {"int": (8, 16, 24, 32), "float": (32, 64)}
_CHUNKS, _CHANNELS, _FASTEST = 2000, 64, 1_000_000


class Wav(NamedTuple):
    """Where the samples of a file lie, and how they are written.

    `size` is a whole number of frames and within the file, whatever its head says.
    """

    rate: int
    channels: int
    bits: int
    kind: Literal["int", "float"]
    start: int
    size: int

    @property
    def frame(self) -> int:
        """Bytes of one moment in all channels."""
        return self.channels * self.bits // 8

    @property
    def frames(self) -> int:
        """Moments there are."""
        return self.size // self.frame

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.frames / self.rate


def head(file: BinaryIO, length: int) -> Wav:
    """Return what a file of `length` bytes holds.

    Raises
    ------
    KnownProblem
        If it is no WAV file, or one in an encoding that is not read here.
    """
    file.seek(0)
    lead = file.read(12)
    if len(lead) < 12 or lead[:4] not in (b"RIFF", b"RF64") or lead[8:] != b"WAVE":
        raise KnownProblem("This file is not a WAV file", "It can still be saved")
    found: tuple[int, int, int, Literal["int", "float"]] | None = None
    place = 12
    for _ in range(_CHUNKS):
        file.seek(place)
        start = file.read(8)
        if len(start) < 8:
            break
        name, size = start[:4], int.from_bytes(start[4:], "little")
        place += 8
        if name == b"fmt ":
            found = _format(file.read(min(size, 64)))
        elif name == b"data":
            if found is None:
                break
            return _wav(found, place, size, length)
        place += size + size % 2
        if place >= length:
            break
    raise KnownProblem("This WAV file is cut off before its sound", "It can still be saved")


def _wav(found: tuple[int, int, int, Literal["int", "float"]], start: int, claimed: int, length: int) -> Wav:
    rate, channels, bits, kind = found
    frame = channels * bits // 8
    there = max(0, length - start)
    # 0 and the highest number are what writers leave that never came to know the length.
    size = there if claimed in (0, 0xFFFFFFFF) else min(claimed, there)
    whole = size // frame * frame
    if not whole:
        raise KnownProblem("This WAV file holds no sound", "It can still be saved")
    return Wav(rate, channels, bits, kind, start, whole)


def _format(data: bytes) -> tuple[int, int, int, Literal["int", "float"]]:
    if len(data) < 16:
        raise KnownProblem("This WAV file is cut off before its sound", "It can still be saved")
    tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", data[:16])
    if tag == _EXTENSIBLE and len(data) >= 26:
        tag = int.from_bytes(data[24:26], "little")
    kind: Literal["int", "float"] = "float" if tag == _FLOAT else "int"
    if tag not in (_PCM, _FLOAT) or bits not in _WIDTHS[kind]:
        raise KnownProblem(
            "This WAV file is in an encoding that is not played here", f"Format {tag}, {bits} bits"
        )
    if not 1 <= channels <= _CHANNELS or not 1 <= rate <= _FASTEST:
        raise KnownProblem(
            "The head of this WAV file makes no sense", f"{channels:,} channels at {rate:,} Hz"
        )
    return rate, channels, bits, kind
