"""Two runs of one script with all that a run keeps of where it ran, for the Overview tab."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from runyard.domain import params as values
from runyard.domain.plain import plain
from runyard.journal.batch import Batch, Op, Owner
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.objects import attachments, blobs
from runyard.storage.store import Store
from support.one_run import START, SWEEP, Logged, falling, sweep

_numbers = itertools.count(1)
DIFF = b"""diff --git a/train.py b/train.py
index 1111111..2222222 100644
--- a/train.py
+++ b/train.py
@@ -48,3 +48,4 @@ class MLP:
   h = relu(self.fc1(x))
-  h = dropout(h, 0.1)
+  h = dropout(h, self.p)
+--- a line that only looks like a head
   return self.fc2(h)
diff --git a/config.py b/config.py
new file mode 100644
--- /dev/null
+++ b/config.py
@@ -0,0 +1,2 @@
+dropout = 0.2
+ema = True
"""
ARGUMENTS = ["train.py", "--width", "256", "--lr=0.003", "--ema", "--name", "two words", "--shift", "-1", "x"]


def around(commit: str, **packages: str) -> dict[str, Any]:
    """Return what is kept under ``__system_params``."""
    return {
        "executable": "/usr/bin/python3",
        "arguments": ARGUMENTS,
        "env_variables": {"CUDA_VISIBLE_DEVICES": "0", "HOME": "/home/ada", "URL": "https://***@host/x"},
        "env_variables_dropped": ["AWS_SECRET_ACCESS_KEY", "HF_TOKEN"],
        "packages": {"numpy": "2.4.5", "torch": "2.9.1", **packages},
        "git_info": {
            "branch": "sweep/width",
            "remote_origin_url": "https://example.org/digits.git",
            "commit": {
                "hash": commit * 40,
                "timestamp": "2025-11-21T04:00:00+00:00",
                "author": "Ada <ada@example.org>",
            },
            "dirty": True,
            "diff": {"bytes": len(DIFF), "cut": False},
            "untracked": ["notes.md", "tmp.ipynb"],
        },
    }


def two_runs(store: Store, **changed: Any) -> tuple[int, int]:
    """Log a run and the one after it by the same script; return the ids of both."""
    before = sweep(
        hash="5a3f" + "0" * 28,
        name="mlp-w256-adam-3e-3-s1",
        params={
            **SWEEP,
            "hparams": {**SWEEP["hparams"], "seed": 1, "dropout": 0.1, "ema": False},
            "__system_params": around("a"),
        },
        metrics={
            ("loss", "val"): falling(2.3, 0.08),
            ("accuracy", "val"): [100 - v * 30 for v in falling(2.3, 0.09)],
        },
        started=START - 4_600_000_000,
    ).store(store)
    after = sweep(params={**SWEEP, "__system_params": around("d", numpy="2.4.6", rich="14.0")}, **changed)
    run = after.store(store)
    attach(store, after, {attachments.DIFF: DIFF})
    return before, run


def attach(store: Store, run: Logged, files: Mapping[str, bytes]) -> None:
    """Attach files to a run, of which the process writes on."""
    log(
        store,
        run,
        [
            Op("attachment", run.started + at, [name, blobs.put(store.blobs, data), len(data)])
            for at, (name, data) in enumerate(files.items())
        ],
    )


def pin(store: Store, run: Logged, paths: Sequence[str], params: Mapping[str, Any] | None = None) -> None:
    """Pin params of a run, and set some."""
    ops = [Op("field", run.started + 5, ["pinned_params", list(paths)])]
    if params:
        ops += [Op("param", run.started + 6, [[key], values.encode(plain(v))]) for key, v in params.items()]
    log(store, run, ops)


def log(store: Store, run: Logged, ops: list[Op]) -> None:
    """Commit ops of a run, as another process of it."""
    owner = Owner(run.hash, f"{next(_numbers):08x}", "lab-ws-03", "boot", 1, 0.0, run.started, True)
    batch = Batch(owner, 1, 0, 100, ops=ops, last_time=run.started)
    assert Ingest(store).commit(batch) is not None
