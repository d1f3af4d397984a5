"""Samples of sound as a wav file."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CHANNELS: Final = 32
_HIGHEST_RATE: Final = 2**31 - 1


def wav(samples: NDArray[Any], rate: int) -> tuple[bytes, int, int]:
    """Return a wav file with its number of channels and of samples a channel.

    Raises
    ------
    ValueError
        If the shape is not that of sound, or the samples are of no type a wav file has.
    """
    import numpy as np

    frames = _frames(samples)
    count, channels = frames.shape
    data = _pcm(frames)
    width = data.dtype.itemsize
    raw = np.ascontiguousarray(data).tobytes()
    if len(raw) > 2**32 - 64:
        raise ValueError("the sound is too long for a wav file, which holds 4 GB")
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + len(raw), b"WAVE", b"fmt ", 16, 1, channels, rate, rate * channels * width,
        channels * width, 8 * width, b"data", len(raw),
    )  # fmt: skip
    return head + raw + b"\0" * (len(raw) % 2), channels, count


def check_rate(rate: Any) -> int:
    """Return samples a second as an integer, or raise TypeError or ValueError."""
    try:
        found = int(rate)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"rate must be an integer, how many samples a second, not {rate!r:.60}") from None
    if found != rate or isinstance(rate, str | bool) or not 1 <= found <= _HIGHEST_RATE:
        raise ValueError(f"rate must be an integer from 1, how many samples a second, not {rate!r:.60}")
    return found


def _frames(samples: NDArray[Any]) -> NDArray[Any]:
    """Return samples with a row for each moment and a column for each channel."""
    shape = "x".join(map(str, samples.shape)) or "no dimension"
    if samples.ndim == 1:
        samples = samples[:, None]
    if samples.ndim != 2 or not samples.size:
        raise ValueError(f"sound has one dimension, or two of which one is the channels, not {shape}")
    if samples.shape[0] <= MOST_CHANNELS and samples.shape[0] < samples.shape[1]:
        samples = samples.T
    if samples.shape[1] > MOST_CHANNELS:
        raise ValueError(f"sound has at most {MOST_CHANNELS} channels, not {shape}")
    return samples


def _pcm(frames: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    kind = frames.dtype.kind
    if kind == "f":
        wide = np.nan_to_num(frames.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
        return np.rint(np.clip(wide, -1, 1) * 32767).astype("<i2")
    if kind == "b":
        raise ValueError("samples of sound must be numbers, not booleans")
    if frames.dtype == np.uint8 or frames.dtype in (np.int16, np.int32):
        return frames.astype({1: "u1", 2: "<i2", 4: "<i4"}[frames.dtype.itemsize])
    if frames.dtype == np.int8:
        return frames.astype("<i2") << 8
    if frames.dtype == np.uint16:
        return (frames.astype("<i4") - 32768).astype("<i2")
    low, high = int(frames.min()), int(frames.max())
    for kept in ("<i2", "<i4"):
        if np.iinfo(kept).min <= low and high <= np.iinfo(kept).max:
            return frames.astype(kept)
    raise ValueError(f"samples of sound fit into 32 bits, these go from {low} to {high}")
