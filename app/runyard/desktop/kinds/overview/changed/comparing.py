"""What the "What changed" card reads, on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runyard.desktop.kinds.overview.changed.change_rows import code_rows, metric_rows, param_rows
from runyard.desktop.kinds.overview.table.card_model import CardRow
from runyard.desktop.tasks import Cancel
from runyard.domain.run import Attempt, RunInfo
from runyard.storage.runs import changed, previous, runs
from runyard.storage.runs.changed import Changed
from runyard.storage.store import Store


class Alone(NamedTuple):
    """There is no run before; `others` says whether there is one to choose."""

    others: bool


class Comparison(NamedTuple):
    """A run beside another one: `about` says why it is this one, empty where a person chose it.

    The rows are made on the worker too: runs can differ in thousands of params.
    """

    other: RunInfo
    about: str
    changed: Changed
    params: list[CardRow]
    code: list[CardRow]
    metrics: list[CardRow]
    names: tuple[frozenset[str], frozenset[str]]


def compare(store: Store, cancel: Cancel, run_id: int, chosen: int | None) -> Comparison | Alone:
    """Compare a run with the chosen one, or with the one before it, if there is one."""
    about, other = "", chosen
    if other is None:
        before = previous.previous(store, run_id)
        if before is None:
            return Alone(bool(previous.candidates(store, run_id, limit=1)))
        other = before.run
        info = runs.info(store, run_id)
        about = _about(before.tie, runs.attempts(store, run_id), info)
    found = changed.between(store, run_id, other, cancelled=cancel)
    return Comparison(
        runs.info(store, other),
        about,
        found,
        param_rows(found.params),
        code_rows(found),
        metric_rows(found.metrics),
        (frozenset(one.name for one in found.params), frozenset(one.name for one in found.packages)),
    )


def _about(tie: str, attempts: Sequence[Attempt], info: RunInfo) -> str:
    if tie == "script" and attempts:
        script = attempts[-1].script.replace("\\", "/").rsplit("/", 1)[-1]
        return f"previous run of {script}"
    return f"previous run in {info.experiment}"
