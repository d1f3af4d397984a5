"""How people look at the repository: saved views, pins and the like, each one JSON value."""

from __future__ import annotations

import json
from typing import Any

from runyard.domain.changes import Changes
from runyard.storage.store import Store


def get(store: Store, kind: str, name: str) -> Any | None:
    """Return what was put under this kind and name, or None."""
    with store.lock:
        found = store.connection.execute(
            "SELECT data FROM view WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
    return None if found is None else json.loads(found[0])


def all(store: Store, kind: str) -> dict[str, Any]:
    """Return everything of one kind by name, in its order."""
    sql = "SELECT name, data FROM view WHERE kind = ? ORDER BY position, id"
    with store.lock:
        rows = store.connection.execute(sql, (kind,)).fetchall()
    return {name: json.loads(data) for name, data in rows}


def put(store: Store, kind: str, name: str, data: Any) -> Changes:
    """Keep a JSON value; a new one comes last of its kind."""
    sql = """INSERT INTO view(kind, name, data, position)
             VALUES (:kind, :name, :data,
               (SELECT ifnull(max(position), 0) + 1 FROM view WHERE kind = :kind))
             ON CONFLICT (kind, name) DO UPDATE SET data = excluded.data"""
    with store.write() as revision:
        store.connection.execute(
            sql, {"kind": kind, "name": name, "data": json.dumps(data, ensure_ascii=False)}
        )
        _mark(store, revision)
    return Changes(revision, views=True)


def remove(store: Store, kind: str, name: str) -> Changes:
    """Forget a value."""
    with store.write() as revision:
        store.connection.execute("DELETE FROM view WHERE kind = ? AND name = ?", (kind, name))
        _mark(store, revision)
    return Changes(revision, views=True)


def _mark(store: Store, revision: int) -> None:
    store.connection.execute("UPDATE meta SET value = ? WHERE key = 'views_revision'", (revision,))
