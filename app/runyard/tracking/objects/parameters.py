"""The weights of a model and their gradients, by name, whatever library it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runyard.tracking.objects.arrays import is_array
from runyard.tracking.objects.distribution import Distribution
from runyard.tracking.objects.tracked import told


def weights_of(model: Any, bin_count: int = 64) -> dict[str, Distribution]:
    """Return the distribution of each weight of a model, by its name; see `Run.track_weights`."""
    return {name: Distribution(weight, bin_count) for name, weight in _named(model)}


def gradients_of(model: Any, bin_count: int = 64) -> dict[str, Distribution]:
    """Return the distribution of the gradient of each weight that has one; see `Run.track_gradients`."""
    found = {}
    weights = list(_named(model))
    if weights and not isinstance(model, Mapping) and not any(hasattr(one, "grad") for _, one in weights):
        raise TypeError(  # as those of Keras: to pass over them all would log nothing, and say nothing
            f"the weights of {told(model)} keep no gradients: pass a dictionary of gradients by name"
        )
    for name, weight in weights:
        gradient = getattr(weight, "grad", weight if isinstance(model, Mapping) else None)
        if gradient is not None and not callable(gradient):
            found[name] = Distribution(gradient, bin_count)
    return found


def _named(model: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(model, Mapping):
        yield from ((str(name), weight) for name, weight in model.items() if weight is not None)
    elif callable(getattr(model, "named_parameters", None)):  # PyTorch
        yield from model.named_parameters()
    elif isinstance(getattr(model, "weights", None), list):  # Keras
        yield from ((str(getattr(w, "path", None) or w.name), w) for w in model.weights)
    elif is_array(model):
        yield str(getattr(model, "name", None) or "tensor"), model
    else:
        raise TypeError(
            "a model has named_parameters() or weights, or is a dictionary of arrays by name, not"
            f" {told(model)}"
        )
