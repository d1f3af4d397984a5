"""Queries that parts and pages hand to the runs page: each finds what the number beside it counts."""

from __future__ import annotations

import datetime as dt
import json

from runyard.domain.status import RunStatus

#: Mentions the flag, so that archived runs are found with the others.
ARCHIVED_OR_NOT = "run.archived in (True, False)"
ARCHIVED = "run.archived"
ACTIVE = "run.active"


def of_experiment(name: str) -> str:
    """Return the query for the runs of an experiment."""
    return f"run.experiment.name == {quoted(name)}"


def of_status(status: RunStatus) -> str:
    """Return the query for the runs of a status."""
    return f"run.status == {quoted(status.value)}"


def of_day(day: dt.date) -> str:
    """Return the query for the runs created on a local day, from its first moment to before the next day."""
    after = day + dt.timedelta(days=1)
    return f'run.created_at >= "{day}" and run.created_at < "{after}"'


def since(day: dt.date) -> str:
    """Return the query for the runs created on a local day or later."""
    return f'run.created_at >= "{day}"'


def of_tag(name: str) -> str:
    """Return the query for the runs that carry a tag."""
    return f"{quoted(name)} in run.tags"


def both(*parts: str) -> str:
    """Return the query for what all parts find; empty ones do not count."""
    wanted = [part for part in parts if part.strip()]
    return " and ".join(wanted)


def bracketed(typed: str) -> str:
    """Return a typed query so that it can be joined with others."""
    return f"({typed})" if typed.strip() else ""


def quoted(text: str) -> str:
    """Return a text as the query language writes it."""
    return json.dumps(text, ensure_ascii=False)
