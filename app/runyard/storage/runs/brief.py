"""Runs in brief: the little that a question about thousands of them shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from runyard.domain.status import RunStatus
from runyard.storage.runs import runs
from runyard.storage.store import Store

_CHOSEN = "(SELECT value FROM json_each(?))"


class Process(NamedTuple):
    """Where a process that logs runs."""

    host: str
    pid: int


class Brief(NamedTuple):
    """A run as a question names it; `processes` are those that log to it."""

    id: int
    hash: str
    name: str
    status: RunStatus
    color: int
    archived: bool
    experiment: str
    label: str = ""
    marked: bool = False
    processes: tuple[Process, ...] = ()


class Kinds(NamedTuple):
    """How many of some runs are archived, and how many marked."""

    runs: int
    archived: int
    marked: int


def briefs(store: Store, ids: Sequence[int]) -> list[Brief]:
    """Return runs in the order asked for; those that are gone are left out."""
    sql = """SELECT run.id, hash, run.name, status, color, run.archived, experiment.name, label, marked
             FROM json_each(?) AS asked JOIN run ON run.id = asked.value
             JOIN experiment ON experiment.id = experiment_id ORDER BY asked.key"""
    execute = store.connection.execute
    with store.read():
        rows = execute(sql, (json.dumps(list(ids)),)).fetchall()
        active = [row[0] for row in rows if row[3] == RunStatus.RUNNING]
        found = {info.id: info.status for info in runs.infos(store, active)} if active else {}
        processes: dict[int, list[Process]] = {}
        sql = f"""SELECT run_id, host, pid FROM attempt
                  WHERE ended IS NULL AND auxiliary = 0 AND run_id IN {_CHOSEN} ORDER BY started, id"""
        for run_id, host, pid in execute(sql, (json.dumps(active),)):
            processes.setdefault(run_id, []).append(Process(host, pid))
    return [
        Brief(
            run_id,
            digest,
            name,
            found.get(run_id) or RunStatus(status),
            color,
            bool(archived),
            experiment,
            label,
            bool(marked),
            tuple(processes.get(run_id, ())),
        )
        for run_id, digest, name, status, color, archived, experiment, label, marked in rows
    ]


def kinds(store: Store, ids: Sequence[int]) -> Kinds:
    """Return how many of some runs there are still, and of which kind."""
    sql = f"SELECT count(*), ifnull(sum(archived), 0), ifnull(sum(marked), 0) FROM run WHERE id IN {_CHOSEN}"
    with store.lock:
        return Kinds(*store.connection.execute(sql, (json.dumps(list(ids)),)).fetchone())
