"""One run with what a training script logs, stored through the real ingest."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.domain.kinds import DataKind
from runyard.domain.plain import plain
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Batch, Op, Owner, Points
from runyard.journal.segments import lock_path
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.runs import runs
from runyard.storage.store import Store

START = 1_763_700_000_000_000

SWEEP: dict[str, Any] = {
    "hparams": {
        "lr": 0.003,
        "width": 256,
        "depth": 3,
        "optimiser": "adam",
        "weight_decay": 0.0001,
        "dropout": 0.2,
        "ema": True,
        "seed": 2,
        "betas": [0.9, 0.999],
        "schedule": None,
    },
    "data": {
        "name": "digits",
        "split": [1437, 360],
        "augment": [{"kind": "shift", "by": 1}, {"kind": "noise"}],
    },
    "notes": "third seed of the width sweep, with dropout and averaged weights, expected to end under 0.080",
}


@dataclass
class Logged:
    """What to log. `metrics` and `system` map (name, context) to values, one a step."""

    hash: str = "7c1e9a4f" + "0" * 24
    name: str = "mlp-w256-adam-3e-3-s2"
    experiment: str = "digits-mlp"
    description: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()
    metrics: Mapping[tuple[str, str], Sequence[float]] = field(default_factory=dict)
    system: Mapping[tuple[str, str], Sequence[float]] = field(default_factory=dict)
    progress: tuple[float, float | None, str] | None = None
    exit: Mapping[str, Any] | None = None
    started: int = START
    python: str = "3.13.0"
    script: str = "digits/train.py"

    def store(self, store: Store) -> int:
        """Commit the run and return its id."""
        owner = Owner(
            self.hash,
            self.hash[:8],
            "lab-ws-03",
            "boot",
            48213,
            0.0,
            self.started,
            False,
            self.python,
            self.script,
        )
        batch = Batch(owner, 1, 0, 100, ops=self._ops(), last_time=self.started)
        for kind, found in ((DataKind.METRIC, self.metrics), (DataKind.SYSTEM, self.system)):
            for (name, subset), series in found.items():
                batch.points[SeriesKey(kind, name, contexts.canonical(_context(subset)))] = _points(
                    series, self.started
                )
        Ingest(store).commit(batch)
        lock_path(store.journals, owner.run, owner.owner).touch()  # a sign of life from that machine
        return runs.find(store, self.hash)

    def _ops(self) -> list[Op]:
        facts = {"name": self.name, "experiment": self.experiment, "description": self.description}
        ops = [Op("field", self.started, [key, value]) for key, value in facts.items() if value]
        if self.params:
            ops.append(Op("param", self.started, [[], values.encode(plain(self.params))]))
        ops += [Op("tag", self.started, [name]) for name in self.tags]
        if self.progress is not None:
            ops.append(Op("progress", self.started + 120_000_000, list(self.progress)))
        if self.exit is not None:
            ops.append(Op("exit", self.started + 252_000_000, dict(self.exit)))
        return ops


def _context(subset: str) -> dict[str, Any]:
    if not subset:
        return {}
    return {"gpu": int(subset)} if subset.isdecimal() else {"subset": subset}


def _points(found: Sequence[float], started: int) -> Points:
    return Points(
        array("q", range(len(found))),
        array("q", [started + i * 100_000 for i in range(len(found))]),
        array("d", found),
    )


def falling(high: float, low: float, count: int = 300) -> list[float]:
    """Return a curve that falls fast, then slowly, with a little noise."""
    noise = 0.01 * (high - low)
    return [low + (high - low) * math.exp(-6 * i / count) + noise * math.sin(i * 12.9) for i in range(count)]


def sweep(**changed: Any) -> Logged:
    """Return a run of the sweep with params, metrics, system values and tags."""
    metrics = {}
    for name, high, low in (("loss", 2.3, 0.05), ("grad/norm", 3.3, 0.7), ("lr", 0.003, 0.001)):
        for subset in ("train", "val"):
            metrics[name, subset] = falling(high, low)
    for name in ("accuracy", "f1", "precision", "recall"):
        metrics[name, "val"] = [100 - value * 30 for value in falling(2.3, 0.05)]
    system = {
        ("__system__cpu", ""): falling(88, 41, 40),
        ("__system__memory_percent", ""): [52.0] * 40,
        ("__system__gpu", "0"): falling(97, 63, 40),
        ("__system__gpu_memory_percent", "0"): [64.0] * 40,
    }
    base: dict[str, Any] = {
        "params": SWEEP,
        "tags": ("sweep-04", "to review"),
        "metrics": metrics,
        "system": system,
        "progress": (1860, 3000, "steps"),
        "description": "Third seed of the width sweep, with dropout 0.2 and averaged weights.",
    }
    return Logged(**{**base, **changed})
