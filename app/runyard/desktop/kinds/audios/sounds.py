"""Which kind of sound a file holds, by its own first bytes.

What is played is recognised here and nowhere else: a decoder left to guess would follow a play list to files
and addresses of its choosing.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

from runyard.domain.errors import KnownProblem

Sound = Literal["wav", "mp3", "flac", "ogg"]
_TAGS = 16


def sound_of(file: BinaryIO, length: int) -> Sound:
    """Return which sound a file holds.

    Raises
    ------
    KnownProblem
        If it is none that is played here.
    """
    file.seek(0)
    start = file.read(12)
    if start[:4] in (b"RIFF", b"RF64") and start[8:] == b"WAVE":
        return "wav"
    if start[:4] == b"fLaC":
        return "flac"
    if start[:4] == b"OggS":
        return "ogg"
    if _is_mp3(file, length):
        return "mp3"
    raise KnownProblem("This file is no sound that can be played here", "It can still be saved")


def _is_mp3(file: BinaryIO, length: int) -> bool:
    """Whether a frame of MPEG audio stands at the beginning, or after the tags there."""
    place = 0
    for _ in range(_TAGS):
        file.seek(place)
        head = file.read(10)
        if len(head) < 4:
            return False
        if head[:3] != b"ID3" or len(head) < 10:
            layer = head[1] >> 1 & 3
            rates = head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
            return head[0] == 0xFF and head[1] >> 5 == 7 and layer == 1 and head[1] >> 3 & 3 != 1 and rates
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        place += 10 + size + (10 if head[5] & 0x10 else 0)
        if place >= length:
            return False
    return False
