"""`Waveform`: how loud a sound is, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runyard.desktop.kinds.audios.wav import Wav

COLUMNS = 600
_BLOCK = 1 << 20


class Waveform(NamedTuple):
    """The lowest and the highest sample of each part, as shares from -127 to 127."""

    low: NDArray[np.int8]
    high: NDArray[np.int8]
    seconds: float

    def bars(self, many: int) -> list[tuple[float, float]]:
        """Return the waveform in so many parts, from -1 to 1."""
        count = len(self.low)
        if not count or many < 1:
            return []
        starts = np.arange(min(many, count)) * count // min(many, count)
        low = np.minimum.reduceat(self.low, starts) / 127
        high = np.maximum.reduceat(self.high, starts) / 127
        return list(zip(low.tolist(), high.tolist(), strict=True))


def of_wav(file: BinaryIO, wav: Wav, stopped: Callable[[], bool]) -> Waveform:
    """Return the waveform of a WAV file, read block by block: memory does not grow with it."""
    columns = min(COLUMNS, wav.frames)
    low, high = np.zeros(columns, np.float32), np.zeros(columns, np.float32)
    done = 0
    for samples in _blocks(file, wav):
        if stopped():
            break
        place = (np.arange(done, done + len(samples), dtype=np.int64) * columns) // wav.frames
        found, first = np.unique(place, return_index=True)
        low[found] = np.minimum(low[found], np.minimum.reduceat(samples.min(axis=1), first))
        high[found] = np.maximum(high[found], np.maximum.reduceat(samples.max(axis=1), first))
        done += len(samples)
    return Waveform(_small(low), _small(high), wav.seconds)


def of_parts(low: list[float], high: list[float], seconds: float) -> Waveform:
    """Return the waveform of parts of equal length, as a decoder brings them."""
    count = len(low)
    if not count:
        return Waveform(np.zeros(0, np.int8), np.zeros(0, np.int8), seconds)
    columns = min(COLUMNS, count)
    starts = np.arange(columns) * count // columns
    lows = np.minimum.reduceat(np.array(low, np.float32), starts)
    highs = np.maximum.reduceat(np.array(high, np.float32), starts)
    return Waveform(_small(lows), _small(highs), seconds)


def samples_of(raw: bytes, wav: Wav) -> NDArray[np.float32]:
    """Return samples from -1 to 1, a row a moment, a column a channel."""
    if wav.kind == "float":
        found = np.frombuffer(raw, "<f4" if wav.bits == 32 else "<f8")
        numbers = np.clip(np.nan_to_num(found, posinf=1, neginf=-1), -1, 1).astype(np.float32)
    elif wav.bits == 8:
        numbers = (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / 128
    elif wav.bits == 24:
        parts = np.frombuffer(raw, np.uint8).reshape(-1, 3).astype(np.int32)
        whole = parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16
        numbers = ((whole ^ 0x800000) - 0x800000).astype(np.float32) / 0x800000
    else:
        numbers = np.frombuffer(raw, f"<i{wav.bits // 8}").astype(np.float32) / 2.0 ** (wav.bits - 1)
    rows: NDArray[np.float32] = numbers.reshape(-1, wav.channels)
    return rows


def _blocks(file: BinaryIO, wav: Wav) -> Iterator[NDArray[np.float32]]:
    file.seek(wav.start)
    left, block = wav.size, max(1, _BLOCK // wav.frame) * wav.frame
    while left > 0:
        raw = file.read(min(block, left))
        raw = raw[: len(raw) // wav.frame * wav.frame]
        if not raw:
            return
        left -= len(raw)
        yield samples_of(raw, wav)


def _small(values: NDArray[np.float32]) -> NDArray[np.int8]:
    return np.clip(np.rint(values * 127), -127, 127).astype(np.int8)
