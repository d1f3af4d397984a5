"""What a process says of its run besides data: the run's row, its fields, params, tags, progress and gaps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from runyard.domain.status import RunStatus
from runyard.journal.batch import Batch, Op
from runyard.storage.ingest import keys
from runyard.storage.objects import attachments
from runyard.storage.organise import experiments, tags
from runyard.storage.output import messages
from runyard.storage.runs import params
from runyard.storage.store import Store

_COLUMNS = {
    "name": "name",
    "description": "description",
    "archived": "archived",
    "experiment": "experiment_id",
    "label": "label",
    "group": "run_group",
    "job_type": "job_type",
    "marked": "marked",
    "pinned_params": "pinned_params",
}


def create_run(store: Store, batch: Batch, revision: int) -> int:
    """Insert the run that a batch is the first to speak of, and return its id. Inside an open write."""
    owner = batch.owner
    named = {op.data[0]: op.data[1] for op in batch.ops if op.name == "field"}
    experiment = experiments.ensure(store, str(named.get("experiment") or experiments.DEFAULT))
    execute = store.connection.execute
    [color] = execute("SELECT value FROM meta WHERE key = 'next_color'").fetchone()
    execute("UPDATE meta SET value = value + 1 WHERE key = 'next_color'")
    sql = """INSERT INTO run(id, hash, name, experiment_id, status, created, color, revision)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
    values = (
        keys.next_run(store),
        owner.run,
        f"run-{owner.run[:8]}",
        experiment,
        RunStatus.RUNNING,
        owner.started,
        color,
        revision,
    )
    return int(execute(sql, values).lastrowid or 0)


def apply(store: Store, run_id: int, batch: Batch, revision: int) -> None:
    """Apply the ops of a batch but for its exit. Inside an open write."""
    by_name: dict[str, list[Op]] = {}
    for op in batch.ops:
        by_name.setdefault("param" if op.name == "unset" else op.name, []).append(op)
    if "field" in by_name:
        _fields(store, run_id, by_name["field"])
    if "param" in by_name:
        params.write(store, run_id, by_name["param"], revision)
    for op in batch.ops:  # in the order given: a tag may come and go
        if op.name == "tag":
            tags.attach_names(store, run_id, op.data)
        elif op.name == "untag":
            tags.detach_names(store, run_id, op.data)
    if "progress" in by_name:
        _progress(store, run_id, max(by_name["progress"], key=lambda op: op.time))
    if "expect" in by_name:
        _promise(store, run_id, max(by_name["expect"], key=lambda op: op.time))
    if "message" in by_name:
        messages.append(store, run_id, by_name["message"])
    if "attachment" in by_name:
        attachments.append(store, run_id, by_name["attachment"])
    for op in by_name.get("gap", ()):
        _gap(store, run_id, batch.segment, op)


def _fields(store: Store, run_id: int, ops: Sequence[Op]) -> None:
    """Set each field to what was said last by the clock, here or by another process or in the app."""
    [text] = store.connection.execute("SELECT field_times FROM run WHERE id = ?", (run_id,)).fetchone()
    times: dict[str, int] = json.loads(text)
    found: dict[str, Any] = {}
    for op in ops:
        field, value = op.data
        if field in _COLUMNS and op.time >= times.get(field, op.time):
            times[field] = op.time
            found[field] = value
    if not found:
        return
    for flag in found.keys() & {"archived", "marked"}:
        found[flag] = int(bool(found[flag]))
    if "pinned_params" in found:
        found["pinned_params"] = json.dumps([str(path) for path in found["pinned_params"]])
    if "experiment" in found:
        found["experiment"] = experiments.ensure(store, str(found["experiment"]))
    columns = ", ".join(f"{_COLUMNS[field]} = ?" for field in found)
    store.connection.execute(
        f"UPDATE run SET {columns}, field_times = ? WHERE id = ?",
        (*found.values(), json.dumps(times), run_id),
    )


def _progress(store: Store, run_id: int, op: Op) -> None:
    done, total, unit = op.data
    sql = """UPDATE run SET progress_done = ?, progress_total = ?, progress_unit = ?, progress_at = ?
             WHERE id = ? AND ifnull(progress_at, 0) <= ?"""
    store.connection.execute(sql, (done, total, unit, op.time, run_id, op.time))


def _promise(store: Store, run_id: int, op: Op) -> None:
    """Note when the run will report next; of several processes the latest promise counts."""
    store.connection.execute("UPDATE run SET expected = ? WHERE id = ?", (op.data[0], run_id))


def _gap(store: Store, run_id: int, segment: int, op: Op) -> None:
    data = op.data
    amount = f"{data.get('records') or 'Some'} records"
    if data.get("bytes"):
        amount += f" ({data['bytes']} bytes)"
    place = f" at byte {data['offset']}" if data.get("offset") is not None else ""
    sentence = f"{amount} of journal segment {segment}{place} were lost: {data.get('reason') or 'unreadable'}"
    sql = "INSERT INTO problem(run_id, time, sentence) VALUES (?, ?, ?)"
    store.connection.execute(sql, (run_id, op.time, sentence))
