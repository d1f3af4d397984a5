"""What is known of a run, as a dictionary for JSON."""

from __future__ import annotations

from typing import Any

from runyard.cli.words import iso
from runyard.domain import context as contexts
from runyard.domain.clock import now
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.series import SeriesInfo

#: The param under which a run keeps what it ran on, where it was asked to.
SYSTEM = "__system_params"


def of_run(info: RunInfo) -> dict[str, Any]:
    """Return a run's facts; times are ISO timestamps in UTC, the duration is in seconds."""
    progress = info.progress
    return {
        "hash": info.hash,
        "name": info.name,
        "experiment": info.experiment,
        "status": info.status.value,
        "created": iso(info.created),
        "ended": iso(info.ended),
        "duration": info.duration(now()) / 1_000_000,
        "label": info.label,
        "tags": [tag.name for tag in info.tags],
        "marked": info.marked,
        "group": info.group,
        "job_type": info.job_type,
        "description": info.description,
        "archived": info.archived,
        "trashed": iso(info.trashed),
        "progress": None if progress is None else {"done": progress.done, "total": progress.total},
        "problems": list(info.problems),
    }


def of_attempt(attempt: Attempt) -> dict[str, Any]:
    """Return what is known of one process that wrote to a run."""
    times = {"started": iso(attempt.started), "ended": iso(attempt.ended)}
    return {**attempt._asdict(), **times, "status": attempt.status.value}


def of_series(series: SeriesInfo) -> dict[str, Any]:
    """Return the summary of a metric."""
    return {
        "name": series.key.name,
        "context": contexts.parse(series.key.context),
        "count": series.count,
        "last": series.last,
        "last_step": series.last_step,
        "min": series.low,
        "min_step": series.low_step,
        "max": series.high,
        "max_step": series.high_step,
    }
