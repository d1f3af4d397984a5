"""How well a network tells digits apart."""

from __future__ import annotations

import numpy as np

from runyard.demo.digits import CLASSES
from runyard.demo.network import Array, Labels, cross_entropy

BINS = 10


def accuracy(probabilities: Array, labels: Labels) -> float:
    """Return the share of right guesses in percent."""
    return float((probabilities.argmax(axis=1) == labels).mean() * 100)


def scores(probabilities: Array, labels: Labels) -> dict[str, float]:
    """Return loss, accuracy and top-2 accuracy in percent, and the calibration error."""
    best_two = np.argsort(probabilities, axis=1)[:, -2:]
    return {
        "loss": cross_entropy(probabilities, labels),
        "accuracy": accuracy(probabilities, labels),
        "top2": float((best_two == labels[:, None]).any(axis=1).mean() * 100),
        "ece": _calibration_error(probabilities, labels),
    }


def macro(probabilities: Array, labels: Labels) -> dict[str, float]:
    """Return precision, recall and F1, each the mean over the ten digits."""
    table = np.zeros((CLASSES, CLASSES))
    np.add.at(table, (labels, probabilities.argmax(axis=1)), 1)
    right = np.diag(table)
    precision = right / np.maximum(table.sum(axis=0), 1)
    recall = right / np.maximum(table.sum(axis=1), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return {"f1": float(f1.mean()), "precision": float(precision.mean()), "recall": float(recall.mean())}


def _calibration_error(probabilities: Array, labels: Labels) -> float:
    """The mean gap between how sure the network is and how often it is right."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum(np.nan_to_num(sure * BINS).astype(int), BINS - 1)
    total = 0.0
    for index in range(BINS):
        inside = bins == index
        if inside.any():
            total += abs(float(sure[inside].mean() - right[inside].mean())) * float(inside.mean())
    return total
