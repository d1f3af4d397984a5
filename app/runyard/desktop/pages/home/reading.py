"""What the home page reads, on a worker: a fixed number of statements, whatever the repository holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from runyard.desktop.pages.home.telling import telling
from runyard.desktop.parts.sparkline import Spark, spark
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain import clock
from runyard.domain.kinds import DataKind
from runyard.domain.run import RunInfo
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.organise import views
from runyard.storage.organise.tags import TagUse
from runyard.storage.overview import activity, overview
from runyard.storage.overview.activity import StatusCounts
from runyard.storage.overview.overview import ActiveExperiment, Totals
from runyard.storage.runs import runs
from runyard.storage.store import Store

#: What the runs page keeps: the texts that were searched for, the newest first, and views by name.
SEARCHES, SAVED = ("runs.recent", "searches"), "runs.view"
ACTIVE, VIEWS, LISTED = 8, 8, 5
#: "The last seven days" are today and the six before it.
WEEK = dt.timedelta(days=6)

Sparks = Mapping[tuple[int, int], Spark]


@dataclass(frozen=True, slots=True)
class ActiveRun:
    """A run that is at work, and the metric that tells how it does."""

    info: RunInfo
    metric: SeriesInfo | None
    spark: Spark


@dataclass(frozen=True, slots=True)
class Home:
    """The repository at one moment; `today` is the local day of it."""

    today: dt.date
    counts: StatusCounts
    trashed: bool
    active: tuple[ActiveRun, ...]
    created_today: int
    created_this_week: int
    searches: tuple[str, ...]
    views: tuple[str, ...]
    experiments: tuple[ActiveExperiment, ...]
    tags: tuple[TagUse, ...]


def read(known: Sparks, store: Store, cancel: Cancel) -> Home:
    """Read everything but the totals; curves that are known already are not read again."""
    today = clock.local(clock.now()).date()
    with store.read():
        counts = activity.status_counts(store)
        ids = overview.active(store, ACTIVE)
        at_work = _at_work(store, ids) if ids else []
        home = Home(
            today=today,
            counts=counts,
            trashed=not counts.total and overview.has_trash(store),
            active=(),
            created_today=overview.created_since(store, today),
            created_this_week=overview.created_since(store, today - WEEK),
            searches=_searches(store),
            views=tuple(views.all(store, SAVED))[:VIEWS],
            experiments=tuple(overview.experiments(store, LISTED)),
            tags=tuple(overview.tags(store, LISTED)),
        )
    return replace(home, active=tuple(_active(store, cancel, *one, known) for one in at_work))


def totals(store: Store, _cancel: Cancel) -> Totals:
    """Count what the repository holds; this takes longer than all the rest."""
    return overview.totals(store)


def _at_work(store: Store, ids: list[int]) -> list[tuple[RunInfo, SeriesInfo | None]]:
    metrics: dict[int, list[SeriesInfo]] = {}
    for one in series.of_runs(store, ids, DataKind.METRIC):
        metrics.setdefault(one.run_id, []).append(one)
    return [(info, telling(metrics.get(info.id, ()))) for info in runs.infos(store, ids)]


def _active(
    store: Store, cancel: Cancel, info: RunInfo, metric: SeriesInfo | None, known: Sparks
) -> ActiveRun:
    curve: Spark = ()
    if metric is not None and not cancel():
        place = metric.id, metric.revision
        curve = known[place] if place in known else spark(store, metric)
    return ActiveRun(info, metric, curve)


def _searches(store: Store) -> tuple[str, ...]:
    """What is kept may have been written by a newer program: only texts are taken from it."""
    kept = views.get(store, *SEARCHES)
    texts = kept if isinstance(kept, list) else []
    return tuple(text for text in texts if isinstance(text, str) and text.strip())[:LISTED]
