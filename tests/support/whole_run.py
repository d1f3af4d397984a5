"""A run with rows in every table that knows runs, and how to count them."""

from __future__ import annotations

from runyard.domain.kinds import DataKind
from runyard.journal.batch import LogLine, Op
from runyard.storage.objects import blobs
from runyard.storage.organise import notes
from runyard.storage.store import Store
from support.logged import Logged


def everything(store: Store, **fields: str) -> Logged:
    """Log a run that has something of everything a run can have."""
    run = Logged(store, **{"name": "whole", "experiment": "digits", "label": "best so far", **fields})
    run.params({"lr": 0.1, "deep": {"list": [1, 2], "none": None}})
    run.metric("loss", [float(i) for i in range(5000)], {"subset": "val"})
    run.metric("acc", [float("nan"), -0.0, 0.1])
    run.tag("best", "paper")
    run.log(ops=[Op("gap", run.created, {"records": 2})], lines=[LogLine(run.created, 1, "printed")])
    digest = blobs.put(store.blobs, b"+ new\n")
    run.log(
        ops=[
            Op("message", run.created, [30, "look", "{}"]),
            Op("attachment", run.created, ["git.diff", digest, 6]),
        ]
    )
    run.items(DataKind.TEXT, "report", [(0, 0, b"short", {"length": 5}), (1, 0, b"l" * 20_000, {})])
    run.items(DataKind.FIGURE, "f", [(0, 0, b"<svg/>", {"format": "svg"})], picture=b"PNG", plotly=b"{}")
    run.end()
    notes.add(store, "a note", run_id=run.id)
    return run


def tables(store: Store) -> list[tuple[str, str]]:
    """Return every table with the column that says whose its rows are: a run's, or a series'."""
    sql = """SELECT known.name, field.name FROM sqlite_schema AS known
             JOIN pragma_table_info(known.name) AS field
             WHERE known.type = 'table' AND field.name IN ('run_id', 'series_id')"""
    return [("run", "id"), *store.connection.execute(sql).fetchall()]


def rows_of(store: Store, run_id: int) -> dict[str, int]:
    """Return how many rows of a run each table holds."""
    mine = {"run_id": "(?)", "id": "(?)", "series_id": "(SELECT id FROM series WHERE run_id = ?)"}
    found = {}
    for table, column in tables(store):
        sql = f"SELECT count(*) FROM {table} WHERE {column} IN {mine[column]}"
        [found[table]] = store.connection.execute(sql, (run_id,)).fetchone()
    return found
