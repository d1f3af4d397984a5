"""The handwritten digits that scikit-learn brings along: 1,797 pictures of 8 x 8 pixels."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CLASSES = 10
PIXELS = 64
VALIDATION = 360


class Digits(NamedTuple):
    """Pictures as rows of 64 numbers from 0 to 1, and what they show."""

    train_x: NDArray[np.float32]
    train_y: NDArray[np.int64]
    val_x: NDArray[np.float32]
    val_y: NDArray[np.int64]


def save(path: Path) -> None:
    """Write the data to a file, so that each training process loads it without importing scikit-learn."""
    from sklearn.datasets import load_digits

    pictures, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(labels))
    scratch = path.with_suffix(".partial.npz")
    np.savez(scratch, x=(pictures[order] / 16).astype(np.float32), y=labels[order].astype(np.int64))
    scratch.replace(path)


def load(path: Path, label_noise: float, seed: int) -> Digits:
    """Return the data split in two; `label_noise` is the share of training labels replaced by chance."""
    with np.load(path, allow_pickle=False) as file:
        x, y = file["x"], file["y"]
    train_y = y[VALIDATION:].copy()
    dice = np.random.default_rng(seed)
    wrong = dice.random(len(train_y)) < label_noise
    train_y[wrong] = dice.integers(0, CLASSES, int(wrong.sum()))
    return Digits(x[VALIDATION:], train_y, x[:VALIDATION], y[:VALIDATION])
