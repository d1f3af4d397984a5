"""Digits and weights as pictures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from runyard.demo.digits import Digits
from runyard.demo.network import Array

SIDE = 8
_ACROSS = 8


class Misread(NamedTuple):
    """A digit that a network took for another."""

    pixels: Array
    caption: str


def digit(row: Array) -> Array:
    """Return a digit as rows of pixels from 0 to 1, dark on light as it was written."""
    return np.asarray(1 - row.reshape(SIDE, SIDE), np.float32)


def misread(shares: Array, data: Digits, most: int) -> list[Misread]:
    """Return the digits that were misread, the surest mistakes first."""
    said = shares.argmax(axis=1)
    sure = shares.max(axis=1)
    wrong = [int(i) for i in np.argsort(-sure, kind="stable") if said[i] != data.val_y[i]]
    return [
        Misread(digit(data.val_x[i]), f"{data.val_y[i]} as {said[i]}, {sure[i]:.2f}") for i in wrong[:most]
    ]


def filters(weights: Array) -> Array:
    """Return the weights into the first hidden units, side by side with a pixel between."""
    count = min(weights.shape[1], _ACROSS * _ACROSS)
    down = -(-count // _ACROSS)
    limit = float(np.abs(weights[:, :count]).max()) or 1.0
    sheet = np.ones((down * (SIDE + 1) - 1, _ACROSS * (SIDE + 1) - 1), np.float32)
    for i in range(count):
        top, left = i // _ACROSS * (SIDE + 1), i % _ACROSS * (SIDE + 1)
        sheet[top : top + SIDE, left : left + SIDE] = weights[:, i].reshape(SIDE, SIDE) / limit / 2 + 0.5
    return sheet
