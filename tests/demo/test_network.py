"""The demo's network learns for real: its gradients are right, and so are its scores."""

from __future__ import annotations

import numpy as np
import pytest

from runyard.demo.network import Network, Optimiser, cross_entropy, softmax
from runyard.demo.scores import accuracy, macro, scores


@pytest.fixture
def batch():
    dice = np.random.default_rng(1)
    return dice.random((16, 64), np.float32), dice.integers(0, 10, 16)


@pytest.mark.parametrize("layer", range(6))
def test_gradients_agree_with_finite_differences(batch, layer):
    x, y = batch
    network = Network(12, 3, seed=4)
    network.weights = [w.astype(np.float64) for w in network.weights]
    _, gradients = network.gradients(x.astype(np.float64), y, 0.0, np.random.default_rng(0))
    weight, step = network.weights[layer], 1e-5
    index = np.unravel_index(np.abs(gradients[layer]).argmax(), weight.shape)
    around = []
    for change in (step, -2 * step):
        weight[index] += change
        around.append(cross_entropy(network.probabilities(x), y))
    assert gradients[layer][index] == pytest.approx((around[0] - around[1]) / (2 * step), rel=1e-4)


@pytest.mark.parametrize(("kind", "lr"), [("sgd", 0.3), ("adam", 0.01), ("rmsprop", 0.003)])
def test_every_optimiser_brings_the_loss_down(batch, kind, lr):
    x, y = batch
    network, optimiser = Network(32, 3, seed=2), Optimiser(kind, 0.0)
    first = cross_entropy(network.probabilities(x), y)
    for _ in range(100):
        optimiser.move(network.weights, network.gradients(x, y, 0.0, np.random.default_rng(0))[1], lr)
    assert cross_entropy(network.probabilities(x), y) < first / 5


def test_dropout_silences_units_in_training_only(batch):
    x, y = batch
    network = Network(32, 3, seed=2)
    shares, _ = network.gradients(x, y, 0.5, np.random.default_rng(0))
    assert not np.allclose(shares, network.probabilities(x))
    assert np.allclose(network.gradients(x, y, 0.0, np.random.default_rng(0))[0], network.probabilities(x))


def test_scores_of_known_guesses():
    right = np.eye(10, dtype=np.float32)
    labels = np.arange(10)
    sure = softmax(right * 100)
    assert accuracy(sure, labels) == 100
    assert macro(sure, labels) == {"f1": 1.0, "precision": 1.0, "recall": 1.0}
    assert scores(sure, labels)["ece"] == pytest.approx(0, abs=1e-6)
    one_off = softmax(right[:, np.roll(labels, 1)] * 100 + right * 50)
    assert accuracy(one_off, labels) == 0
    assert scores(one_off, labels)["top2"] == 100
    assert scores(one_off, labels)["ece"] == pytest.approx(1, abs=1e-6)
