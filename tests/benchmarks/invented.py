"""Invented but coherent runs: sweeps of small nets over the past year, each drawn from its own seed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

EXPERIMENTS = (
    "digits-mlp", "digits-ablation", "digits-cnn", "shapes-cnn", "shapes-vit", "tides-lstm", "tides-tcn",
    "birdsong-crnn", "birdsong-ablation", "reviews-gru", "reviews-distil", "scratch",
)  # fmt: skip
TAGS = (
    "best", "sweep-04", "baseline", "paper", "to review", "ablation", "diverged", "long run", "sweep-03",
    "sweep-02", "keep", "rerun", "seed study", "new data", "small", "large", "draft", "report",
)  # fmt: skip
TRAIN, VAL, MACRO, NONE = {"subset": "train"}, {"subset": "val"}, {"average": "macro"}, {}
STATUSES = (("finished", 0.9), ("failed", 0.04), ("crashed", 0.03), ("killed", 0.03))
MINUTE = 60_000_000
YEAR = 365 * 24 * 60 * MINUTE


class Metric(NamedTuple):
    """A metric every run logs: the level it comes down (or up) from and to, and how much it shakes."""

    name: str
    context: dict[str, str]
    begin: float
    end: float
    noise: float


METRICS = (
    Metric("loss", TRAIN, 2.3, 0.05, 0.2), Metric("loss", VAL, 2.3, 0.08, 0.05),
    Metric("accuracy", TRAIN, 10, 98.4, 0.02), Metric("accuracy", VAL, 10, 97.1, 0.005),
    Metric("grad/norm", NONE, 3.2, 0.7, 0.3), Metric("grad/layer1", NONE, 2.1, 0.6, 0.3),
    Metric("grad/layer2", NONE, 1.7, 0.5, 0.3), Metric("grad/layer3", NONE, 0.9, 0.3, 0.3),
    Metric("optim/lr", NONE, 0.003, 0.00003, 0), Metric("optim/update", NONE, 0.01, 0.001, 0.1),
    Metric("samples_per_s", NONE, 41_000, 41_500, 0.05), Metric("memory/peak", NONE, 3.1e9, 3.2e9, 0.01),
    Metric("val/f1", MACRO, 0.3, 0.97, 0.005), Metric("val/precision", MACRO, 0.4, 0.97, 0.005),
    Metric("val/recall", MACRO, 0.3, 0.96, 0.005), Metric("val/ece", NONE, 0.1, 0.03, 0.1),
    Metric("val/top2", NONE, 50, 99.3, 0.002), Metric("epoch/loss", TRAIN, 2.2, 0.06, 0.02),
    Metric("epoch/loss", VAL, 2.2, 0.09, 0.02), Metric("epoch/seconds", NONE, 8.2, 8.1, 0.05),
)  # fmt: skip


@dataclass(frozen=True)
class InventedRun:
    """One run; times in µs UTC."""

    number: int
    name: str
    experiment: int
    status: str
    created: int
    ended: int
    archived: bool
    trashed: int | None
    tags: tuple[int, ...]
    params: dict[str, dict[str, Any]]
    quality: float
    description: str = ""


def runs(count: int, now: int) -> Iterator[InventedRun]:
    """Yield runs in the order of their creation, the last one a minute ago."""
    dice = random.Random(1)
    moments = sorted(now - MINUTE - int(YEAR * dice.random() ** 1.7) for _ in range(count))
    for number, created in enumerate(moments, 1):
        yield _run(number, created, count)


def levels(run: InventedRun, metric: Metric) -> tuple[float, float]:
    """Return where a run's metric begins and ends: better runs end further from the beginning."""
    share = 0.75 + 0.25 * run.quality
    end = metric.begin + (metric.end - metric.begin) * share
    if metric.name == "loss" and run.status == "failed":
        end = math.nan
    return metric.begin, end


def curve(run: InventedRun, metric: Metric, points: int) -> list[float]:
    """Return a metric's values over a run."""
    begin, end = levels(run, metric)
    dice = random.Random(run.number * 31 + hash_of(metric.name + str(metric.context)))
    found, level = [], math.exp
    for i in range(points):
        share = 1 - level(-5 * i / points)
        found.append(
            (begin + (end - begin) * share) * (1 + metric.noise * dice.gauss(0, 0.4) * (1 - share / 2))
        )
    return found


def hash_of(text: str) -> int:
    """Return a small number that is the same in every process."""
    return sum(ord(c) * (i + 1) for i, c in enumerate(text))


def _run(number: int, created: int, count: int) -> InventedRun:
    dice = random.Random(number)
    experiment = min(int(dice.expovariate(0.35)), len(EXPERIMENTS) - 1)
    optimiser = dice.choice(("adam", "adam", "sgd", "rmsprop"))
    lr = dice.choice((1e-4, 3e-4, 1e-3, 1e-3, 3e-3, 1e-2)) * (10 if optimiser == "sgd" else 1)
    width, seed = dice.choice((64, 128, 256, 512)), dice.randrange(4)
    rate = f"{lr:.0e}".replace("e-0", "e-")
    quality = max(0.0, 1 - abs(math.log10(lr) + 2.7) / 3 - dice.random() * 0.2 + math.log2(width / 64) / 40)
    status = dice.choices([s for s, _ in STATUSES], [w for _, w in STATUSES])[0]
    minutes = dice.lognormvariate(2.1, 0.6) * (1 if status == "finished" else 0.4)
    chosen = set(dice.choices(range(1, len(TAGS) + 1), k=dice.choice((0, 1, 1, 2, 2, 3))))
    return InventedRun(
        number=number,
        name=f"{('mlp', 'cnn', 'vit', 'lstm')[experiment % 4]}-w{width}-{optimiser}-{rate}-s{seed}",
        experiment=experiment + 1,
        status=status,
        created=created,
        ended=created + int(minutes * MINUTE),
        archived=number % 16 == 0,
        trashed=created + YEAR // 365 if number % 300 == 150 and number < count else None,
        tags=tuple(sorted(chosen)),
        params=_params(dice, experiment, optimiser, lr, width, seed),
        quality=quality,
        description="Third seed of the width sweep" if seed == 3 else "",
    )


def _params(
    dice: random.Random, experiment: int, optimiser: str, lr: float, width: int, seed: int
) -> dict[str, dict[str, Any]]:
    depth = dice.choice((2, 3, 4))
    return {
        "hparams": {
            "lr": lr, "width": width, "depth": depth, "optimiser": optimiser, "seed": seed,
            "batch_size": dice.choice((32, 64, 128)), "epochs": dice.choice((30, 60, 90)),
            "weight_decay": dice.choice((0.0, 1e-4, 1e-3)), "dropout": dice.choice((0.0, 0.1, 0.2)),
            "ema": dice.random() < 0.5, "clip": dice.choice((None, 1.0)), "warm_up": 90,
        },
        "data": {"name": EXPERIMENTS[experiment].partition("-")[0], "train": 1437, "val": 360},
        "model": {"kind": "mlp", "depth": depth, "weights": 64 * width + (depth - 1) * width * width},
        "schedule": {"kind": "cosine"},
    }  # fmt: skip
