"""The change feed: what is newer than the last revision seen."""

from __future__ import annotations

from runyard.domain.changes import Changes
from runyard.storage.store import Store


def since(store: Store, revision: int) -> Changes:
    """Return what changed after `revision`; its `revision` is where the next question starts."""
    execute = store.connection.execute
    with store.read():
        marks = dict(execute("SELECT key, value FROM meta WHERE key GLOB '*revision'").fetchall())
        if marks["revision"] == revision:
            return Changes(revision)
        runs = execute("SELECT id FROM run WHERE revision > ?", (revision,)).fetchall()
        gone = execute("SELECT id FROM tombstone WHERE revision > ? AND kind = 'run'", (revision,)).fetchall()
    return Changes(
        marks["revision"],
        frozenset(row[0] for row in runs),
        frozenset(row[0] for row in gone),
        tags=marks["tags_revision"] > revision,
        experiments=marks["experiments_revision"] > revision,
        views=marks["views_revision"] > revision,
    )
