"""Runs: finding one, its facts, and what people do to runs by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import AmbiguousHashError, KnownProblem, MissingRunError
from runyard.domain.run import Attempt, Progress, RunInfo, Tag
from runyard.domain.status import RunStatus
from runyard.storage.organise import experiments
from runyard.storage.runs import attempts as attempt_rows
from runyard.storage.store import Store

_FACTS = """
SELECT run.id, hash, run.name, run.description, experiment_id, experiment.name, status, run.created, ended,
  run.archived, trashed, color, progress_done, progress_total, progress_unit, progress_at, last_record,
  label, run_group, job_type, marked, expected,
  iif(json_valid(pinned_params) AND json_type(pinned_params) = 'array', pinned_params, '[]')
FROM json_each(?) AS asked JOIN run ON run.id = asked.value JOIN experiment ON experiment.id = experiment_id
ORDER BY asked.key
"""
_TAGS = """
SELECT run_id, tag.id, tag.name, tag.comment, tag.color, tag.hidden
FROM json_each(?) AS asked JOIN run_tag ON run_id = asked.value JOIN tag ON tag.id = tag_id ORDER BY tag.name
"""
_STARTS = """
SELECT run_id, max(started) FROM json_each(?) AS asked JOIN attempt ON run_id = asked.value
WHERE auxiliary = 0 GROUP BY run_id
"""
_PROBLEMS = """
SELECT run_id, sentence FROM json_each(?) AS asked JOIN problem ON run_id = asked.value ORDER BY problem.id
"""


class RunCounts(NamedTuple):
    """How many runs there are; `total` leaves trashed runs out, `active` and `archived` are parts of it."""

    total: int
    active: int
    archived: int
    trashed: int


def find(store: Store, hash_or_prefix: str) -> int:
    """Return the id of the run with this hash, or of the only one whose hash begins so.

    Raises
    ------
    MissingRunError
        If there is none.
    AmbiguousHashError
        If several begin so.
    """
    text = hash_or_prefix.strip().lower()
    sql = "SELECT id, hash FROM run WHERE hash >= ? AND hash < ? ORDER BY hash LIMIT 2"
    with store.lock:
        found = store.connection.execute(sql, (text, text + "g")).fetchall() if text else []
    if not found:
        raise MissingRunError(f"There is no run {hash_or_prefix}")
    if len(found) > 1 and found[0][1] != text:
        raise AmbiguousHashError(f"Several runs begin with {hash_or_prefix}", "Add more characters")
    return int(found[0][0])


def find_all(store: Store, hashes: Sequence[str], *, trashed: bool | None = None) -> list[int]:
    """Return the ids of several runs, each found as by `find`, in the order given, none twice.

    Parameters
    ----------
    trashed : bool or None
        Whether all of them must lie in the trash, or none may; None: both will do.

    Raises
    ------
    TypeError
        If a hash is no text.
    MissingRunError
        If one is not found, or is not where it must be.
    """
    for text in hashes:
        if not isinstance(text, str):
            raise TypeError(f"a run's hash must be a text, not {text!r}")
    sql = "SELECT hash, id FROM run WHERE hash IN (SELECT value FROM json_each(?))"
    with store.read():
        execute = store.connection.execute
        known = dict(execute(sql, (json.dumps([text.strip().lower() for text in hashes]),)).fetchall())
        found = {known.get(text.strip().lower()) or find(store, text): text for text in hashes}
        sql = "SELECT id FROM run WHERE id IN (SELECT value FROM json_each(?)) AND (trashed IS NOT NULL) = ?"
        wrong = (
            execute(sql, (json.dumps(list(found)), not trashed)).fetchone() if trashed is not None else None
        )
    if wrong is not None and trashed:
        raise MissingRunError(f"The run {found[wrong[0]]} is not in the trash", "Leave it out")
    if wrong is not None:
        raise MissingRunError(f"The run {found[wrong[0]]} is in the trash", "Restore it first")
    return list(found)


def troubled(store: Store) -> list[int]:
    """Return the ids of the runs that crashed, or of which something was lost, newest first; no trash."""
    sql = """SELECT id FROM run WHERE trashed IS NULL AND (status = ? OR id IN (SELECT run_id FROM problem))
             ORDER BY created DESC, id DESC"""
    with store.lock:
        return [row[0] for row in store.connection.execute(sql, (RunStatus.CRASHED,)).fetchall()]


def info(store: Store, run_id: int) -> RunInfo:
    """Return the facts of one run."""
    found = infos(store, [run_id])
    if not found:
        raise MissingRunError("The run is gone", "It was purged meanwhile")
    return found[0]


def infos(store: Store, ids: Sequence[int]) -> list[RunInfo]:
    """Return the facts of runs in the order asked for; runs that are gone are left out."""
    asked = json.dumps(list(ids))
    execute = store.connection.execute
    with store.read():
        facts = execute(_FACTS, (asked,)).fetchall()
        tags: dict[int, list[Tag]] = defaultdict(list)
        for run_id, tag_id, name, comment, color, hidden in execute(_TAGS, (asked,)):
            tags[run_id].append(Tag(tag_id, name, comment, color, bool(hidden)))
        starts = dict(execute(_STARTS, (asked,)).fetchall())
        problems: dict[int, list[str]] = defaultdict(list)
        for run_id, sentence in execute(_PROBLEMS, (asked,)):
            problems[run_id].append(sentence)
        silent = attempt_rows.stale(store, {row[0]: row[1] for row in facts if row[6] == RunStatus.RUNNING})
    found = [_info(row, tags.get(row[0], ()), starts.get(row[0]), problems.get(row[0], ())) for row in facts]
    if not silent:
        return found
    return [info._replace(status=RunStatus.STALE) if info.id in silent else info for info in found]


def _info(row: tuple[Any, ...], tags: Iterable[Tag], started: int | None, problems: Iterable[str]) -> RunInfo:
    (run_id, digest, name, description, experiment_id, experiment, status, created, ended) = row[:9]
    (archived, trashed, color, done, total, unit, at, last_record) = row[9:17]
    (label, group, job_type, marked, expected, pinned) = row[17:]
    return RunInfo(
        id=run_id,
        hash=digest,
        name=name,
        description=description,
        experiment_id=experiment_id,
        experiment=experiment,
        status=RunStatus(status),
        created=created,
        ended=ended,
        archived=bool(archived),
        trashed=trashed,
        color=color,
        tags=tuple(tags),
        progress=None if done is None else Progress(done, total, unit or "", at or created),
        attempt_started=started,
        last_record=last_record,
        problems=tuple(problems),
        label=label,
        group=group,
        job_type=job_type,
        marked=bool(marked),
        expected=expected,
        pinned_params=tuple([path for path in json.loads(pinned) if isinstance(path, str)]),
    )


def attempts(store: Store, run_id: int) -> list[Attempt]:
    """Return the processes that wrote to a run, oldest first; forked children are left out."""
    sql = """SELECT number, host, pid, started, ended, status, exit_code, signal, traceback, python, script
             FROM attempt WHERE run_id = ? AND auxiliary = 0 ORDER BY number"""
    with store.lock:
        rows = store.connection.execute(sql, (run_id,)).fetchall()
    return [_attempt(*row) for row in rows]


def _attempt(
    number: int, host: str, pid: int, started: int, ended: int | None, status: str, *how: Any
) -> Attempt:
    code, signal, traceback, python, script = how
    return Attempt(
        number, host, pid, started, ended, RunStatus(status), code, signal, traceback, python, script
    )


def counts(store: Store) -> RunCounts:
    """Return how many runs there are."""
    execute = store.connection.execute
    with store.read():
        [every, trashed, archived] = execute(
            "SELECT count(*), count(trashed), ifnull(sum(archived AND trashed IS NULL), 0)"
            " FROM run INDEXED BY run_created"
        ).fetchone()
        [active] = execute(
            "SELECT count(*) FROM run WHERE status IN ('running', 'stale') AND trashed IS NULL"
        ).fetchone()
    return RunCounts(every - trashed, active, archived, trashed)


def rename(store: Store, run_id: int, name: str) -> Changes:
    """Give a run another name."""
    if not name.strip():
        raise KnownProblem("A run needs a name", "Type at least one character")
    return _set(store, [run_id], "name", "name", name.strip())


def describe(store: Store, run_id: int, description: str) -> Changes:
    """Replace the description of a run."""
    return _set(store, [run_id], "description", "description", description)


def label(store: Store, ids: Sequence[int], text: str) -> Changes:
    """Replace the label of runs; an empty one is none."""
    return _set(store, ids, "label", "label", text.strip())


def group(store: Store, ids: Sequence[int], text: str) -> Changes:
    """Put runs into a group; an empty one is none."""
    return _set(store, ids, "group", "run_group", text.strip())


def job_type(store: Store, ids: Sequence[int], text: str) -> Changes:
    """Say what part runs have in their group; an empty one is none."""
    return _set(store, ids, "job_type", "job_type", text.strip())


def mark(store: Store, ids: Sequence[int], marked: bool) -> Changes:
    """Mark runs, or take the mark away."""
    return _set(store, ids, "marked", "marked", int(marked))


def archive(store: Store, ids: Sequence[int], archived: bool) -> Changes:
    """Put runs into the archive, or take them out."""
    return _set(store, ids, "archived", "archived", int(archived))


def move(store: Store, ids: Sequence[int], experiment: str) -> Changes:
    """Move runs to an experiment, which is made if there is none of that name."""
    with store.write() as revision:
        target = experiments.ensure(store, experiment)
        _assign(store, ids, "experiment", "experiment_id", target, revision)
        store.connection.execute("UPDATE meta SET value = ? WHERE key = 'experiments_revision'", (revision,))
    return Changes(revision, frozenset(ids), experiments=True)


def trash(store: Store, ids: Sequence[int]) -> Changes:
    """Put runs into the trash, where nothing but the trash page shows them."""
    return _stamp_trash(store, ids, now())


def restore(store: Store, ids: Sequence[int]) -> Changes:
    """Take runs out of the trash."""
    return _stamp_trash(store, ids, None)


def _stamp_trash(store: Store, ids: Sequence[int], moment: int | None) -> Changes:
    sql = """UPDATE run SET trashed = ?, revision = ?
             WHERE id IN (SELECT value FROM json_each(?)) AND (trashed IS NULL) = ?"""
    with store.write() as revision:
        values = (moment, revision, json.dumps(list(ids)), moment is not None)
        store.connection.execute(sql, values)
    return Changes(revision, frozenset(ids))


def _set(store: Store, ids: Sequence[int], field: str, column: str, value: object) -> Changes:
    with store.write() as revision:
        _assign(store, ids, field, column, value, revision)
    return Changes(revision, frozenset(ids))


def _assign(store: Store, ids: Sequence[int], field: str, column: str, value: object, revision: int) -> None:
    """Write one field with its time, so that an older write still waiting in a journal does not win later."""
    sql = f"""UPDATE run SET {column} = ?, revision = ?, field_times = json_set(field_times, '$.{field}', ?)
              WHERE id IN (SELECT value FROM json_each(?))"""
    done = store.connection.execute(sql, (value, revision, now(), json.dumps(list(ids))))
    if ids and not done.rowcount:
        raise MissingRunError("The run is gone", "It was purged meanwhile")
