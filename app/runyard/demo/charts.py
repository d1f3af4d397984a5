"""Charts of a trained network: two drawn by matplotlib where it is installed, one for Plotly."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from runyard.demo.digits import CLASSES, Digits
from runyard.demo.network import Array, Labels, Network, cross_entropy
from runyard.demo.reports import table_of

_BINS = 10
_REACH = 1.0  # how far the surface goes, in sizes of the weights
_POINTS = 21


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def confusion_matrix(shares: Array, labels: Labels) -> Any:
    """Return a matplotlib figure: which digit was read as which."""
    from matplotlib.figure import Figure

    table = table_of(shares, labels)
    figure = Figure(figsize=(5.2, 5.0))
    figure.subplots_adjust(left=0.11, right=0.97, top=0.93, bottom=0.1)
    axes = figure.add_subplot()
    axes.imshow(table, cmap="Blues", vmax=max(1, table.max()))
    for (row, column), count in np.ndenumerate(table):
        if count:
            colour = "white" if count > table.max() / 2 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    axes.set(
        xticks=range(CLASSES), yticks=range(CLASSES), xlabel="read as", ylabel="true digit",
        title="Confusion matrix",
    )  # fmt: skip
    return figure


def reliability(shares: Array, labels: Labels) -> Any:
    """Return a matplotlib figure: how often the network is right against how sure it is."""
    from matplotlib.figure import Figure

    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    bins = np.minimum((np.nan_to_num(sure) * _BINS).astype(int), _BINS - 1)
    used = [index for index in range(_BINS) if (bins == index).any()]
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="gray", linestyle="--", label="perfect")
    x, y = zip(*((sure[bins == i].mean(), right[bins == i].mean()) for i in used), strict=True)
    axes.plot(x, y, marker="o", label="this network")
    axes.set(xlabel="how sure", ylabel="how often right", title="Reliability", xlim=(0, 1), ylim=(0, 1.02))
    return figure


def loss_surface(network: Network, data: Digits, seed: int) -> dict[str, Any]:
    """Return a Plotly figure: the validation loss around the weights, along two directions by chance."""
    dice = np.random.default_rng(seed)
    here = network.weights
    directions = [[_direction(weight, dice) for weight in here] for _ in range(2)]
    reach = np.linspace(-_REACH, _REACH, _POINTS)
    surface = []
    try:
        for b in reach:
            row = []
            for a in reach:
                network.weights = [
                    weight + np.float32(a) * x + np.float32(b) * y
                    for weight, x, y in zip(here, *directions, strict=True)
                ]
                row.append(round(cross_entropy(network.probabilities(data.val_x), data.val_y), 5))
            surface.append(row)
    finally:
        network.weights = here
    sides = [round(float(value), 3) for value in reach]
    trace = {"type": "surface", "x": sides, "y": sides, "z": surface, "colorscale": "Viridis"}
    scene = {axis: {"title": {"text": text}} for axis, text in
             (("xaxis", "first direction"), ("yaxis", "second direction"), ("zaxis", "loss"))}  # fmt: skip
    layout = {
        "title": {"text": "Validation loss around the weights"},
        # sides as long as the data would make a needle of it; a little further off all its words are seen
        "scene": {**scene, "aspectmode": "cube", "camera": {"eye": {"x": 1.55, "y": 1.55, "z": 1.15}}},
        "margin": {"l": 0, "r": 0, "t": 40, "b": 16},
    }
    return {"data": [trace], "layout": layout}


def _direction(weight: Array, dice: np.random.Generator) -> Array:
    """Return a direction by chance, as large in each unit as its weights are."""
    found = dice.standard_normal(weight.shape).astype(np.float32)
    axis = 0 if weight.ndim == 2 else None
    size = np.linalg.norm(found, axis=axis, keepdims=True) + np.float32(1e-9)
    return np.asarray(found / size * np.linalg.norm(weight, axis=axis, keepdims=True), np.float32)
