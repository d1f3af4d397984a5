"""Which runs the demo trains: a sweep and an ablation, with the mishaps every sweep has."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

SWEEP = "digits-mlp"
ABLATION = "digits-ablation"


class Fate(enum.StrEnum):
    """How a run ends."""

    FINISHES = "finishes"
    RAISES = "raises"
    IS_KILLED = "is killed"
    STAYS_LIVE = "stays live"


@dataclass(frozen=True)
class Plan:
    """One run to train: what it is called and every choice it is made with.

    `damaged_step` is a step whose batch holds a damaged picture. A run trains at full speed for
    `quick_share` of its steps and pauses for `pause` seconds before each of the others.
    """

    name: str
    experiment: str
    description: str
    tags: tuple[str, ...]
    optimiser: str
    lr: float
    width: int
    seed: int
    epochs: int = 60
    batch_size: int = 32
    depth: int = 3
    dropout: float = 0.0
    weight_decay: float = 0.0
    averaged: bool = False
    label_noise: float = 0.0
    damaged_step: int | None = None
    fate: Fate = Fate.FINISHES
    quick_share: float = 1.0
    pause: float = 0.0

    @property
    def hparams(self) -> dict[str, Any]:
        """The choices as they are logged."""
        return {
            "lr": self.lr,
            "width": self.width,
            "depth": self.depth,
            "optimiser": self.optimiser,
            "batch_size": self.batch_size,
            "epochs": self.epochs,
            "weight_decay": self.weight_decay,
            "dropout": self.dropout,
            "ema": self.averaged,
            "seed": self.seed,
        }


def _rate(lr: float) -> str:
    """Write a learning rate as people do in names: 3e-3."""
    mantissa, _, exponent = f"{lr:.0e}".partition("e")
    return f"{mantissa}e{int(exponent)}"


def _sweep(optimiser: str, lr: float, width: int, seed: int, *tags: str, text: str = "", **more: Any) -> Plan:
    name = f"mlp-w{width}-{optimiser}-{_rate(lr)}-s{seed}"
    return Plan(name, SWEEP, text, tags, optimiser, lr, width, seed, **more)


def _ablation(what: str, text: str, seed: int = 0, *tags: str, **more: Any) -> Plan:
    more = {"optimiser": "adam", "lr": 0.003, "width": 128, **more}
    return Plan(f"ablation-{what}-s{seed}", ABLATION, text, ("ablation", *tags), seed=seed, **more)


def plans() -> list[Plan]:
    """Return the runs in the order they start."""
    sweep = "sweep-04"
    return [
        _sweep("sgd", 0.1, 64, 0, "baseline", text="Plain gradient descent, narrow net: the mark to beat."),
        _sweep("sgd", 0.1, 128, 0, sweep),
        _sweep("sgd", 0.1, 256, 1, sweep),
        _sweep("sgd", 0.03, 128, 1, sweep, "long run", epochs=90),
        _sweep("adam", 0.001, 64, 0, sweep),
        _sweep("adam", 0.001, 128, 0, sweep, "baseline"),
        _sweep("adam", 0.001, 256, 0, sweep, text="Widest of the steady ones."),
        _sweep("adam", 0.003, 128, 0, sweep),
        _sweep("adam", 0.003, 128, 1, sweep),
        _sweep("adam", 0.003, 256, 0, sweep, "best", text="Best so far. Candidate for the report."),
        _sweep("adam", 0.003, 256, 1, sweep, "paper", damaged_step=1310),
        _sweep("adam", 0.01, 64, 2, sweep, fate=Fate.IS_KILLED),
        _sweep("adam", 0.01, 256, 2, sweep, "to review"),
        _sweep("rmsprop", 0.001, 64, 0, sweep),
        _sweep("rmsprop", 0.001, 128, 1, sweep),
        _sweep("rmsprop", 0.001, 256, 0, sweep, "paper"),
        _sweep(
            "sgd", 3.0, 256, 3, sweep, "diverged", "to review", fate=Fate.RAISES, weight_decay=0.8,
            text="How far can the rate go? Not this far.",
        ),
        _ablation("none", "Everything on: the reference of the ablation.", 0, "baseline", dropout=0.2,
                  weight_decay=1e-4, averaged=True),
        _ablation("no-dropout", "Without dropout.", weight_decay=1e-4, averaged=True),
        _ablation("no-decay", "Without weight decay.", dropout=0.2, averaged=True),
        _ablation("no-average", "Validated on the last weights, not on their average.", dropout=0.2,
                  weight_decay=1e-4),
        _ablation("shallow", "One hidden layer less.", depth=2, dropout=0.2, weight_decay=1e-4,
                  averaged=True),
        _ablation("noise", "A fifth of the labels are wrong.", 0, "to review", label_noise=0.2, dropout=0.2,
                  weight_decay=1e-4, averaged=True),
    ]  # fmt: skip


def live(minutes: float) -> Plan:
    """Return the run that keeps training for some minutes."""
    epochs, quick = 90, 0.25
    steps = epochs * 45
    return _sweep(
        "adam", 0.003, 256, 2, "sweep-04", "to review",
        text="Third seed of the width sweep, with dropout 0.2 and averaged weights.",
        dropout=0.2, weight_decay=1e-4, averaged=True, epochs=epochs, fate=Fate.STAYS_LIVE,
        damaged_step=420, quick_share=quick, pause=minutes * 60 / (steps * (1 - quick)),
    )  # fmt: skip
