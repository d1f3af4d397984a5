"""What changed between two runs: params, packages, code, and the metrics at the same step of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from runyard.domain import params as values
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.objects import attachments
from runyard.storage.runs import params, runs
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

#: The param under which a run keeps what it knows of its surroundings.
SURROUNDINGS = "__system_params"
MOST_METRICS = 500  # compared at a step, each of which may need a chunk


class Missing(Enum):
    """Stands for what one of two runs does not have."""

    MISSING = "missing"


MISSING = Missing.MISSING


class Change(NamedTuple):
    """Something in which two runs differ; either side may be `MISSING`."""

    name: str
    before: Any
    after: Any


class MetricChange(NamedTuple):
    """A metric of both at the last step that both have reached."""

    name: str
    context: str
    step: int
    before: float
    after: float


class Code(NamedTuple):
    """The code of a run: `diff` is the SHA-256 of what was not committed, empty where all was."""

    branch: str = ""
    commit: str = ""
    dirty: bool = False
    diff: str = ""
    python: str = ""


class Changed(NamedTuple):
    """What is different in a run, seen from another one; `total` is the number of its params.

    `metrics` are those of both whose values differ, in the order of their names; `compared` how many were.
    """

    other: int
    params: list[Change]
    total: int
    packages: list[Change]
    before: Code
    after: Code
    metrics: list[MetricChange]
    compared: int


def between(
    store: Store, run_id: int, other: int, *, cancelled: Callable[[], bool] = lambda: False
) -> Changed:
    """Return what changed from `other` to a run.

    Raises
    ------
    MissingRunError
        If one of them is gone.
    """
    mine, theirs = _Known(store, run_id), _Known(store, other)
    metrics, compared = _metrics(store, run_id, other, cancelled)
    return Changed(
        other,
        changes(theirs.params, mine.params),
        len(mine.params),
        changes(theirs.packages, mine.packages),
        theirs.code,
        mine.code,
        metrics,
        compared,
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return in what one mapping differs from another, in the order of the later one, then what is gone."""
    found = [
        Change(name, before.get(name, MISSING), value)
        for name, value in after.items()
        if name not in before or not alike(before[name], value)
    ]
    return [*found, *(Change(name, value, MISSING) for name, value in before.items() if name not in after)]


def alike(one: Any, other: Any) -> bool:
    """Return whether two values of params are the same: True is not 1, and NaN is NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict | list):
        return values.encode(one, sort_keys=True) == values.encode(other, sort_keys=True)
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


def surroundings(tree: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return what a run keeps of where it ran, out of its params."""
    found = tree.get(SURROUNDINGS)
    return found if isinstance(found, dict) else {}


def logged_tree(tree: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the params that a person logged, without what Runyard keeps itself."""
    return {key: value for key, value in tree.items() if key != SURROUNDINGS}


def logged_params(tree: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the params that a person logged, by dotted path."""
    return {values.dotted(path): value for path, value in values.leaves(logged_tree(tree))}


def code_of(around: Mapping[Any, Any]) -> Code:
    """Return what is known of a run's code from its surroundings."""
    info = around.get("git_info")
    if not isinstance(info, dict):
        return Code()
    commit = info.get("commit")
    digest = commit.get("hash") if isinstance(commit, dict) else commit
    return Code(
        branch=_text(info.get("branch")),
        commit=_text(digest),
        dirty=info.get("dirty") is True,
    )


def value_at(store: Store, found: SeriesInfo, step: int) -> float:
    """Return the value of a series at a step, or at the last one before it; NaN where there is none."""
    if step >= found.last_step:
        return found.last
    from runyard.storage.metrics.decode import decode

    execute = store.connection.execute
    with store.read():
        [ordered] = execute("SELECT ordered FROM series WHERE id = ?", (found.id,)).fetchone() or [0]
        sql = """SELECT data, count FROM chunk WHERE series_id = ? AND min_step <= ?
                 ORDER BY id DESC LIMIT 1"""
        row = execute(sql, (found.id, step)).fetchone() if ordered else None
    if ordered and row is None:
        return math.nan
    with decoding("A metric"):
        points = series.by_step(decode(*row), False) if row else series.read(store, found.id)
        place = int(points.steps.searchsorted(step, side="right"))
    return float(points.values[place - 1]) if place else math.nan


class _Known:
    """What is compared of a run."""

    def __init__(self, store: Store, run_id: int) -> None:
        tree = params.tree(store, run_id)
        around = surroundings(tree)
        packages = around.get("packages")
        self.params = logged_params(tree)
        self.packages: dict[str, Any] = packages if isinstance(packages, dict) else {}
        attempts = runs.attempts(store, run_id)
        diffs = [a.sha256 for a in attachments.of_run(store, run_id) if a.name == attachments.DIFF]
        self.code = code_of(around)._replace(
            diff=diffs[-1] if diffs else "", python=attempts[-1].python if attempts else ""
        )


def _metrics(
    store: Store, run_id: int, other: int, cancelled: Callable[[], bool]
) -> tuple[list[MetricChange], int]:
    theirs = {one.key: one for one in series.of_run(store, other, DataKind.METRIC)}
    both = [one for one in series.of_run(store, run_id, DataKind.METRIC) if one.key in theirs]
    found = []
    for mine in both[:MOST_METRICS]:
        if cancelled():
            raise KnownProblem("The comparison was stopped")
        before, after, step = _at_same_step(store, theirs[mine.key], mine)
        if not alike(before, after):
            found.append(MetricChange(mine.key.name, mine.key.context, step, before, after))
    return found, len(both)


def _at_same_step(store: Store, before: SeriesInfo, after: SeriesInfo) -> tuple[float, float, int]:
    step = min(before.last_step, after.last_step)
    return value_at(store, before, step), value_at(store, after, step), step


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def common_step(found: Sequence[MetricChange]) -> int | None:
    """Return the step at which all of these were compared, if it is one."""
    steps = {one.step for one in found}
    return steps.pop() if len(steps) == 1 else None
