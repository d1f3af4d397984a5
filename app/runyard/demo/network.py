"""A multilayer perceptron and three ways to train it, in numpy."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from runyard.demo.digits import CLASSES

Array = NDArray[np.float32]
Labels = NDArray[np.int64]


def softmax(scores: Array) -> Array:
    """Return each row's probabilities."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = grown / grown.sum(axis=1, keepdims=True)
    return shares


def cross_entropy(probabilities: Array, labels: Labels) -> float:
    """Return the mean negative log-likelihood of the true labels."""
    true = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(true, 1e-38)).mean())


class Network:
    """Layers of weights and biases with ReLU between them."""

    def __init__(self, width: int, depth: int, seed: int) -> None:
        dice = np.random.default_rng(seed)
        sizes = [64, *[width] * (depth - 1), CLASSES]
        self.weights: list[Array] = []
        for rows, columns in pairwise(sizes):
            scale = np.sqrt(2 / rows)
            self.weights.append((dice.standard_normal((rows, columns)) * scale).astype(np.float32))
            self.weights.append(np.zeros(columns, np.float32))

    @property
    def size(self) -> int:
        """The number of weights."""
        return sum(w.size for w in self.weights)

    def probabilities(self, x: Array) -> Array:
        """Return what the network makes of each row."""
        for layer in range(0, len(self.weights), 2):
            x = x @ self.weights[layer] + self.weights[layer + 1]
            if layer + 2 < len(self.weights):
                x = np.maximum(x, 0)
        return softmax(x)

    def gradients(
        self, x: Array, labels: Labels, dropout: float, dice: np.random.Generator
    ) -> tuple[Array, list[Array]]:
        """Return the probabilities of a batch and the gradient of the loss by every weight."""
        inputs, masks = [x], []
        for layer in range(0, len(self.weights) - 2, 2):
            hidden = np.maximum(inputs[-1] @ self.weights[layer] + self.weights[layer + 1], 0)
            if dropout:
                masks.append(
                    (dice.random(hidden.shape) >= dropout).astype(np.float32) / np.float32(1 - dropout)
                )
                hidden = hidden * masks[-1]
            inputs.append(hidden)
        shares = softmax(inputs[-1] @ self.weights[-2] + self.weights[-1])
        error = shares.copy()
        error[np.arange(len(labels)), labels] -= 1
        error /= len(labels)
        found: list[Array] = []
        for layer in range(len(self.weights) - 2, -1, -2):
            into = inputs[layer // 2]
            found[:0] = [into.T @ error, error.sum(axis=0)]
            if layer:
                error = (error @ self.weights[layer].T) * (into > 0)
                if dropout:
                    error = error * masks[layer // 2 - 1]
        return shares, found


@dataclass
class Optimiser:
    """Moves weights against their gradients: `kind` is sgd (with momentum), adam or rmsprop."""

    kind: str
    weight_decay: float
    steps: int = 0
    first: list[Array] = field(default_factory=list)
    second: list[Array] = field(default_factory=list)

    def move(self, weights: list[Array], gradients: list[Array], lr: float) -> None:
        """Take one step, in place."""
        if not self.first:
            self.first = [np.zeros_like(w) for w in weights]
            self.second = [np.zeros_like(w) for w in weights]
        self.steps += 1
        for i, (weight, gradient) in enumerate(zip(weights, gradients, strict=True)):
            step = self._direction(i, gradient) + np.float32(self.weight_decay) * weight
            np.subtract(weight, np.float32(lr) * step, out=weight)

    def _direction(self, i: int, gradient: Array) -> Array:
        first, second = self.first[i], self.second[i]
        if self.kind == "sgd":
            first *= np.float32(0.9)
            first += np.float32(0.1) * gradient
            return first
        decay = np.float32(0.999 if self.kind == "adam" else 0.99)
        second *= decay
        second += (1 - decay) * gradient * gradient
        if self.kind == "rmsprop":
            return np.asarray(gradient / (np.sqrt(second) + np.float32(1e-7)), np.float32)
        first *= np.float32(0.9)
        first += np.float32(0.1) * gradient
        even = first / np.float32(1 - 0.9**self.steps)
        spread = np.sqrt(second / np.float32(1 - 0.999**self.steps))
        return np.asarray(even / (spread + np.float32(1e-7)), np.float32)
