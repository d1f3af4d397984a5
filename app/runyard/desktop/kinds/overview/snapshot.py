"""What the Overview tab reads, on a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runyard.desktop.kinds.overview.references import Reference, references
from runyard.desktop.parts.sparkline import Spark, spark
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain.kinds import OBJECTS, DataKind
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.objects import attachments, items
from runyard.storage.objects.attachments import Attachment
from runyard.storage.organise import notes
from runyard.storage.output import logs, messages
from runyard.storage.runs import params, runs
from runyard.storage.runs.changed import logged_params, surroundings
from runyard.storage.store import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a run at one moment.

    Attributes
    ----------
    params : dict
        Those that a person logged, by dotted path.
    around : dict
        What the run keeps of where it ran.
    logged : mapping
        How much there is of each kind, by the key of its tab.
    """

    info: RunInfo
    attempts: list[Attempt]
    params: dict[str, Any]
    around: dict[Any, Any]
    references: list[Reference]
    files: list[Attachment]
    metrics: list[SeriesInfo]
    system: list[SeriesInfo]
    logged: Mapping[str, int]


_TABS = {
    DataKind.DISTRIBUTION: "distributions",
    DataKind.IMAGE: "images",
    DataKind.AUDIO: "audios",
    DataKind.TEXT: "texts",
    DataKind.FIGURE: "figures",
}


def read(store: Store, _cancel: Cancel, run_id: int) -> Overview:
    """Read the facts and summaries of a run; MissingRunError if it is gone."""
    info = runs.info(store, run_id)
    tree = params.tree(store, run_id)
    metrics = series.of_run(store, run_id, DataKind.METRIC)
    system = series.of_run(store, run_id, DataKind.SYSTEM)
    mine = logged_params(tree)
    counts = items.counts(store, run_id)
    return Overview(
        info=info,
        attempts=runs.attempts(store, run_id),
        params=mine,
        around=surroundings(tree),
        references=references(tree, info.pinned_params),
        files=attachments.of_run(store, run_id),
        metrics=metrics,
        system=system,
        logged={
            "params": len(mine),
            "metrics": len(metrics),
            "system": len(system),
            **{_TABS[kind]: counts.get(kind, 0) for kind in OBJECTS},
            "logs": logs.count(store, run_id),
            "messages": sum(messages.counts(store, run_id).values()),
            "notes": len(notes.of_run(store, run_id)),
        },
    )


def sparks(store: Store, cancel: Cancel, wanted: Sequence[SeriesInfo]) -> dict[tuple[int, int], Spark]:
    """Return the sparklines of series, by (id, revision)."""
    found: dict[tuple[int, int], Spark] = {}
    for one in wanted:
        if cancel():
            break
        found[one.id, one.revision] = spark(store, one)
    return found
