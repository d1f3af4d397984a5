"""The course of a loss as something to hear."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
SECONDS = 0.6
_LOW, _OCTAVES = 220.0, 3.0
_FADE = 400  # samples at both ends


def of_losses(losses: Sequence[float]) -> NDArray[np.float32]:
    """Return a tone whose height follows the losses: the lower the loss, the lower the tone."""
    known = np.nan_to_num(np.asarray(losses, float), nan=10.0, posinf=10.0, neginf=0.0)
    heights = np.clip(np.log1p(np.maximum(known, 0)) / np.log1p(10.0), 0, 1)
    moments = np.linspace(0, len(heights) - 1, round(RATE * SECONDS))
    pitch = _LOW * 2 ** (_OCTAVES * np.interp(moments, np.arange(len(heights)), heights))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tone = 0.5 * np.sin(phase) + 0.15 * np.sin(2 * phase)
    ramp = np.minimum(1, np.arange(len(tone)) / _FADE)
    return np.asarray(tone * ramp * ramp[::-1], np.float32)
