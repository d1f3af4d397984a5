"""What the Overview tab reads, on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runyard.desktop.parts.sparkline import Spark, spark
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain import params as values
from runyard.domain.kinds import DataKind
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.series import SeriesInfo
from runyard.storage import params, runs, series
from runyard.storage.store import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a run at one moment."""

    info: RunInfo
    attempts: list[Attempt]
    params: list[tuple[str, Any]]
    metrics: list[SeriesInfo]
    system: list[SeriesInfo]


def read(store: Store, _cancel: Cancel, run_id: int) -> Overview:
    """Read the facts and summaries of a run; MissingRunError if it is gone."""
    tree = params.tree(store, run_id)
    found = series.of_run(store, run_id)
    return Overview(
        info=runs.info(store, run_id),
        attempts=runs.attempts(store, run_id),
        params=[(values.dotted(path), value) for path, value in values.leaves(tree)],
        metrics=[one for one in found if one.key.kind == DataKind.METRIC],
        system=[one for one in found if one.key.kind == DataKind.SYSTEM],
    )


def sparks(store: Store, cancel: Cancel, wanted: Sequence[SeriesInfo]) -> dict[tuple[int, int], Spark]:
    """Return the sparklines of series, by (id, revision)."""
    found: dict[tuple[int, int], Spark] = {}
    for one in wanted:
        if cancel():
            break
        found[one.id, one.revision] = spark(store, one)
    return found
