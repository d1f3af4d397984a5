"""What the page of an experiment reads of it, off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from runyard.desktop.parts import queries
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.search.grammar.parse import parse
from runyard.storage.organise import experiments, views
from runyard.storage.organise.experiments import Standing
from runyard.storage.overview.activity import StatusCounts
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.differing import settings

#: Kind of the views that keep by which metric the best runs of an experiment are found.
BEST = "experiment.best"
_SAMPLE = 200
_LONGEST = 24


class Snapshot(NamedTuple):
    """An experiment as it is now.

    `metrics` are name and context of those its newest runs have, `params` the columns in which these runs
    differ, `best` what the repository keeps of the choice among the metrics.
    """

    standing: Standing
    others: list[Standing]
    metrics: list[tuple[str, str]]
    params: list[str]
    best: Any

    @property
    def id(self) -> int:
        """The id of the experiment."""
        return self.standing.experiment.id

    @property
    def name(self) -> str:
        """Its name."""
        return self.standing.experiment.name

    @property
    def counts(self) -> StatusCounts:
        """How many runs it has."""
        return _counts(self.standing)

    @property
    def listed(self) -> int:
        """How many runs a list of it shows: those that are not archived."""
        return self.standing.experiment.runs - self.standing.archived


class GoneError(KnownProblem):
    """The experiment is not there any more."""


def read(experiment_id: int, known: Snapshot | None, store: Store, cancel: Cancel) -> Snapshot:
    """Return an experiment as it is now; while it has as many runs as `known` says, they differ as before.

    Raises
    ------
    GoneError
        If there is none.
    """
    every = experiments.standings(store)
    standing = next((one for one in every if one.experiment.id == experiment_id), None)
    if standing is None:
        raise GoneError("The experiment is gone", "It was deleted, and its runs went where one chose")
    metrics = experiments.metrics(store, experiment_id)
    best = views.get(store, BEST, str(experiment_id))
    if known is not None and known.id == experiment_id and known.counts[:2] == _counts(standing)[:2]:
        return Snapshot(standing, every, metrics, known.params, best)
    query = parse(queries.of_experiment(standing.experiment.name))
    newest = listing.find(store, query, cancelled=cancel).ids[:_SAMPLE]
    params = [column.id for column in listing.columns(store) if column.group == "param"]
    differ = settings(store, newest, params, cancelled=cancel) if newest else []
    return Snapshot(standing, every, metrics, _telling(store, newest, differ), best)


def _telling(store: Store, ids: Sequence[int], columns: list[str]) -> list[str]:
    """Return the params that fit a cell, those with the most different values first."""
    rows = listing.rows(store, ids, columns)
    spread = {}
    for place, column in enumerate(columns):
        found = [row.cells[place] for row in rows]
        if not any(isinstance(value, list | dict | bytes) for value in found):
            shown = {repr(value) for value in found}
            if max(map(len, shown), default=0) <= _LONGEST:
                spread[column] = len(shown)
    return sorted(spread, key=lambda column: -spread[column])


def _counts(standing: Standing) -> StatusCounts:
    return StatusCounts(standing.experiment.runs, standing.archived, standing.by_status)
