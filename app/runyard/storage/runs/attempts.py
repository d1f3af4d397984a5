"""Who wrote to a run, and what became of it: one attempt a process, the run's status out of them all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from runyard.domain import clock
from runyard.domain.status import END_SEVERITY, RunStatus
from runyard.journal import liveness, segments
from runyard.journal.batch import Op, Owner
from runyard.storage.store import Store


def begin(store: Store, run_id: int, owner: Owner) -> None:
    """Record the process behind a journal, once; forked children get no number. Inside an open write."""
    sql = """INSERT OR IGNORE INTO attempt(run_id, owner, auxiliary, host, boot_id, pid,
               process_started, started, status, python, script, number)
             SELECT :run_id, :owner, :auxiliary, :host, :boot_id, :pid,
               :process_started, :started, :status, :python, :script,
               iif(:auxiliary, 0, count(*) + 1) FROM attempt WHERE run_id = :run_id AND auxiliary = 0"""
    values = {**owner._asdict(), "run_id": run_id, "status": RunStatus.RUNNING}
    store.connection.execute(sql, values)
    # A run that goes on is not final, whoever ended it before.
    store.connection.execute("UPDATE series SET final = 0 WHERE run_id = ? AND final = 1", (run_id,))


def take_back(store: Store, owner: str) -> None:
    """Open an attempt again that was taken for dead, because its process wrote. Inside an open write."""
    store.connection.execute(
        "UPDATE attempt SET ended = NULL, status = ? WHERE owner = ? AND status = ?",
        (RunStatus.RUNNING, owner, RunStatus.CRASHED),
    )


def end(store: Store, owner: str, op: Op) -> None:
    """Record how a process said that it ended. Inside an open write."""
    sql = "UPDATE attempt SET status = ?, exit_code = ?, signal = ?, traceback = ?, ended = ? WHERE owner = ?"
    data = op.data
    values = (data["status"], data.get("code"), data.get("signal") or "", data.get("traceback") or "")
    store.connection.execute(sql, (*values, op.time, owner))


def crash(store: Store, owner: str, moment: int) -> None:
    """Record that a process ended without a word, at its last record. Inside an open write."""
    store.connection.execute(
        "UPDATE attempt SET status = ?, ended = max(started, ?) WHERE owner = ? AND ended IS NULL",
        (RunStatus.CRASHED, moment, owner),
    )


def settle(store: Store, run_id: int, revision: int) -> None:
    """Set the run's status: running while any process is, then the worst end of the last session.

    A session is a group of attempts that overlap, such as the ranks of distributed training; a resumed run
    begins a new one. Inside an open write.
    """
    rows = store.connection.execute(
        "SELECT started, ended, status FROM attempt WHERE run_id = ? AND auxiliary = 0 ORDER BY started, id",
        (run_id,),
    ).fetchall()
    if not rows:
        return
    status, ended = _outcome(rows)
    store.connection.execute(
        "UPDATE run SET status = :status, ended = :ended, revision = :revision"
        " WHERE id = :id AND (status, ended) IS NOT (:status, :ended)",
        {"status": status, "ended": ended, "revision": revision, "id": run_id},
    )


def _outcome(rows: Sequence[tuple[int, int | None, str]]) -> tuple[str, int | None]:
    if any(ended is None for _, ended, _ in rows):
        return RunStatus.RUNNING, None
    latest = 0
    session: list[str] = []
    for started, ended, status in rows:
        if started >= latest:
            session = []
        session.append(status)
        latest = max(latest, ended or 0)
    return max(session, key=lambda status: END_SEVERITY.index(RunStatus(status))), latest


def others_live(store: Store, run_id: int, owner: str) -> bool:
    """Return whether another process has not ended its part of the run."""
    sql = "SELECT 1 FROM attempt WHERE run_id = ? AND owner <> ? AND ended IS NULL LIMIT 1"
    with store.lock:
        return store.connection.execute(sql, (run_id, owner)).fetchone() is not None


def stale(store: Store, running: Mapping[int, str]) -> set[int]:
    """Return which running runs, given as id and hash, show no sign of life.

    Either their processes are on other hosts, and none has touched its lock file for a minute; or they have
    promised a report that has not come.
    """
    if not running:
        return set()
    return _silent(store, running) | _overdue(store, running)


def _overdue(store: Store, running: Mapping[int, str]) -> set[int]:
    sql = "SELECT id FROM run WHERE expected < ? AND id IN (SELECT value FROM json_each(?))"
    rows = store.connection.execute(sql, (clock.now(), json.dumps(list(running))))
    return {run_id for (run_id,) in rows}


def _silent(store: Store, running: Mapping[int, str]) -> set[int]:
    sql = """SELECT run_id, owner, host, boot_id, pid, process_started, started FROM attempt
             WHERE ended IS NULL AND run_id IN (SELECT value FROM json_each(?))"""
    living: set[int] = set()
    silent: set[int] = set()
    for run_id, owner, host, *process in store.connection.execute(sql, (json.dumps(list(running)),)):
        found = liveness.Liveness.LIVE
        if host and host != liveness.host():
            path = segments.lock_path(store.journals, running[run_id], owner)
            found = liveness.alive(path, Owner(running[run_id], owner, host, *process))
        (living if found is liveness.Liveness.LIVE else silent).add(run_id)
    return silent - living
