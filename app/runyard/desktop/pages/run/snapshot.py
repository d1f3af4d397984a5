"""What the run page reads of a run, on a worker."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from runyard.desktop.frame import RunContents
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain.kinds import DataKind
from runyard.domain.run import Attempt, RunInfo
from runyard.storage.metrics import series
from runyard.storage.objects import items
from runyard.storage.organise import notes
from runyard.storage.output import logs, messages
from runyard.storage.runs import params, runs
from runyard.storage.runs.changed import logged_params
from runyard.storage.store import Store


@dataclass(frozen=True, slots=True)
class RunSnapshot:
    """The facts of a run and how much of each kind it has."""

    info: RunInfo
    attempts: list[Attempt]
    contents: RunContents


def by_hash(store: Store, cancel: Cancel, hash_: str) -> RunSnapshot:
    """Read the run with this hash or prefix; MissingRunError if there is none."""
    return by_id(store, cancel, runs.find(store, hash_))


def by_id(store: Store, _cancel: Cancel, run_id: int) -> RunSnapshot:
    """Read a run; MissingRunError if it is gone."""
    found = Counter(one.key.kind for one in series.of_run(store, run_id))
    contents = RunContents(
        params=len(logged_params(params.tree(store, run_id))),
        metrics=found[DataKind.METRIC],
        system=found[DataKind.SYSTEM],
        distributions=found[DataKind.DISTRIBUTION],
        images=found[DataKind.IMAGE],
        audios=found[DataKind.AUDIO],
        texts=found[DataKind.TEXT],
        figures=found[DataKind.FIGURE],
        messages=sum(messages.counts(store, run_id).values()),
        notes=len(notes.of_run(store, run_id)),
        lines=logs.count(store, run_id),
        items=items.counts(store, run_id),
    )
    return RunSnapshot(runs.info(store, run_id), runs.attempts(store, run_id), contents)


def hash_of(store: Store, _cancel: Cancel, run_id: int) -> str:
    """Return the hash of a run."""
    return runs.info(store, run_id).hash
