"""What happened when: runs by status, runs created a day, and the events of a repository or an experiment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from runyard.domain.status import RunStatus
from runyard.storage.store import Store

EVENTS = ("run", "note", "tag", "experiment")
_DAY = "date(created / 1000000, 'unixepoch', 'localtime')"


class StatusCounts(NamedTuple):
    """How many runs there are. `total` leaves out the trash; `by_status` leaves out the archived as well."""

    total: int
    archived: int
    by_status: dict[RunStatus, int]

    @property
    def active(self) -> int:
        """Runs that a process may be logging to."""
        return sum(count for status, count in self.by_status.items() if status.active)


class Event(NamedTuple):
    """Something that happened at `time` (µs UTC).

    `kind` is one of `EVENTS`; `id` is the run's, note's, tag's or experiment's. For a note, `run_id` or
    `experiment_id` says what it is about.
    """

    time: int
    kind: str
    id: int
    title: str
    run_id: int | None = None
    experiment_id: int | None = None


class End(NamedTuple):
    """How the last process of a run ended: its exit code (None: it left none) and the signal that came."""

    code: int | None
    signal: str


def status_counts(store: Store, experiment_id: int | None = None) -> StatusCounts:
    """Count the runs of an experiment, or of the repository."""
    where, bound = _within(experiment_id)
    sql = f"SELECT status, archived, count(*) FROM run WHERE trashed IS NULL{where} GROUP BY 1, 2"
    with store.lock:
        rows = store.connection.execute(sql, bound).fetchall()
    by_status: dict[RunStatus, int] = {}
    for status, archived, count in rows:
        if not archived:
            by_status[RunStatus(status)] = count
    archived = sum(count for _, flag, count in rows if flag)
    return StatusCounts(sum(count for _, _, count in rows), archived, by_status)


def created_by_day(
    store: Store, first: dt.date, last: dt.date, experiment_id: int | None = None
) -> dict[dt.date, int]:
    """Count the runs created on each local day from `first` to `last`, archived and trashed ones left out.

    Days without a run are not among them. A search for ``run.created_at`` within a day finds as many.
    """
    where, bound = _within(experiment_id)
    start, end = _micros(first), _micros(last + dt.timedelta(days=1))
    sql = f"""SELECT {_DAY}, count(*) FROM run
              WHERE created >= ? AND created < ? AND archived = 0 AND trashed IS NULL{where} GROUP BY 1"""
    with store.lock:
        rows = store.connection.execute(sql, (start, end, *bound)).fetchall()
    return {dt.date.fromisoformat(day): count for day, count in rows}


def events(
    store: Store,
    *,
    before: tuple[int, str, int] | None = None,
    limit: int = 50,
    experiment_id: int | None = None,
    kinds: tuple[str, ...] = EVENTS,
) -> list[Event]:
    """Return what happened, newest first.

    Parameters
    ----------
    before : (time, kind, id), optional
        Of the last event of the page before this one.
    experiment_id : int, optional
        Only what concerns this experiment: its runs, their notes and its own.
    kinds : tuple of str
        Which of `EVENTS`.

    Notes
    -----
    A run counts when it began; archived and trashed runs are left out.
    """
    arms, bound = [], []
    for kind in kinds:
        sql, values = _ARMS[kind](experiment_id)
        if sql:
            arms.append(sql)
            bound += values
    if not arms:
        return []
    page = "" if before is None else "WHERE (time, kind, id) < (?, ?, ?)"
    sql = f"SELECT * FROM ({' UNION ALL '.join(arms)}) {page} ORDER BY time DESC, kind DESC, id DESC LIMIT ?"
    with store.lock:
        rows = store.connection.execute(sql, (*bound, *(before or ()), limit)).fetchall()
    return [Event(*row) for row in rows]


def ends(store: Store, ids: Sequence[int]) -> dict[int, End]:
    """Return how those of the runs ended that have an attempt behind them."""
    sql = """SELECT run_id, exit_code, signal FROM json_each(?) AS asked JOIN attempt ON run_id = asked.value
             WHERE auxiliary = 0 ORDER BY run_id, number"""
    with store.lock:
        rows = store.connection.execute(sql, (json.dumps(list(ids)),)).fetchall()
    return {run: End(code, signal) for run, code, signal in rows}  # the last attempt comes last


def _runs(experiment_id: int | None) -> tuple[str, list[Any]]:
    where, bound = _within(experiment_id)
    sql = f"""SELECT created AS time, 'run' AS kind, id, name AS title, id AS run_id, experiment_id
              FROM run WHERE archived = 0 AND trashed IS NULL{where}"""
    return sql, bound


def _notes(experiment_id: int | None) -> tuple[str, list[Any]]:
    about = "" if experiment_id is None else " AND ifnull(run.experiment_id, note.experiment_id) = ?"
    sql = f"""SELECT edited AS time, 'note' AS kind, note.id, text AS title, run_id, note.experiment_id
              FROM note LEFT JOIN run ON run.id = run_id
              WHERE run.trashed IS NULL AND ifnull(run.archived, 0) = 0{about}"""
    return sql, [] if experiment_id is None else [experiment_id]


def _tags(experiment_id: int | None) -> tuple[str, list[Any]]:
    if experiment_id is not None:
        return "", []
    return "SELECT created AS time, 'tag' AS kind, id, name AS title, NULL, NULL FROM tag", []


def _experiments(experiment_id: int | None) -> tuple[str, list[Any]]:
    sql = "SELECT created AS time, 'experiment' AS kind, id, name AS title, NULL, id FROM experiment"
    return (sql, []) if experiment_id is None else (f"{sql} WHERE id = ?", [experiment_id])


_ARMS = {"run": _runs, "note": _notes, "tag": _tags, "experiment": _experiments}


def _within(experiment_id: int | None) -> tuple[str, list[Any]]:
    return ("", []) if experiment_id is None else (" AND experiment_id = ?", [experiment_id])


def _micros(day: dt.date) -> int:
    """Return the first moment of a local day, µs UTC."""
    return int(dt.datetime.combine(day, dt.time()).astimezone().timestamp()) * 1_000_000
