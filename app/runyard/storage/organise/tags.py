"""Tags: making, editing and attaching them. The limits on lengths hold here, whoever writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.domain.run import TAG_COMMENT_LIMIT, TAG_NAME_LIMIT, Tag
from runyard.storage.store import Store

_PALETTE = 8  # colours a new tag may get by itself


class TagUse(NamedTuple):
    """A tag and the number of runs with it that are not in the trash."""

    tag: Tag
    runs: int


def all(store: Store) -> list[TagUse]:
    """Return every tag by name, hidden ones included."""
    # Counting by the index alone: joined with the runs it took ten times as long.
    sql = """SELECT id, name, comment, color, hidden, coalesce(runs, 0) FROM tag
             LEFT JOIN (SELECT tag_id, count(*) AS runs FROM run_tag
                        WHERE run_id NOT IN (SELECT id FROM run WHERE trashed IS NOT NULL) GROUP BY tag_id)
             ON tag_id = id ORDER BY name"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    return [
        TagUse(Tag(tag_id, name, comment, color, bool(hidden)), runs)
        for tag_id, name, comment, color, hidden, runs in rows
    ]


def find(store: Store, name: str) -> int:
    """Return the id of the tag with this name; KnownProblem if there is none."""
    with store.lock:
        found = _id(store, name.strip())
    if found is None:
        raise KnownProblem(f"There is no tag named {name}", "It was deleted meanwhile")
    return found


def create(store: Store, name: str, comment: str = "", color: str | None = None) -> Changes:
    """Make a tag; without a colour it gets the next of the palette.

    Raises
    ------
    KnownProblem
        If the name is empty, longer than 50 characters or taken, or the comment longer than 200.
    """
    with store.write() as revision:
        _check(store, name, comment, None)
        _insert(store, name.strip(), comment, color)
    return Changes(revision, tags=True)


def edit(store: Store, tag_id: int, *, name: str, comment: str, color: str) -> Changes:
    """Replace what a tag says; the runs that carry it count as changed. Raises as `create` does."""
    with store.write() as revision:
        _check(store, name, comment, tag_id)
        values = (name.strip(), comment, color, tag_id)
        store.connection.execute("UPDATE tag SET name = ?, comment = ?, color = ? WHERE id = ?", values)
        return _changed(store, tag_id, revision)


def hide(store: Store, tag_id: int, hidden: bool) -> Changes:
    """Hide a tag from lists of runs, or show it again."""
    with store.write() as revision:
        store.connection.execute("UPDATE tag SET hidden = ? WHERE id = ?", (int(hidden), tag_id))
        return _changed(store, tag_id, revision)


def delete(store: Store, tag_id: int) -> Changes:
    """Remove a tag from every run and for good."""
    with store.write() as revision:
        changed = _changed(store, tag_id, revision)
        store.connection.execute("DELETE FROM tag WHERE id = ?", (tag_id,))
    return changed


def attach(store: Store, run_ids: Sequence[int], tag_id: int) -> Changes:
    """Attach a tag to runs; those that have it keep it."""
    sql = (
        "INSERT OR IGNORE INTO run_tag SELECT id, ?, ? FROM run WHERE id IN (SELECT value FROM json_each(?))"
    )
    with store.write() as revision:
        _check_present(store, tag_id)
        store.connection.execute(sql, (tag_id, now(), json.dumps(list(run_ids))))
        _touch(store, run_ids, revision)
    return Changes(revision, frozenset(run_ids))


def detach(store: Store, run_ids: Sequence[int], tag_id: int) -> Changes:
    """Take a tag off runs."""
    sql = "DELETE FROM run_tag WHERE tag_id = ? AND run_id IN (SELECT value FROM json_each(?))"
    with store.write() as revision:
        store.connection.execute(sql, (tag_id, json.dumps(list(run_ids))))
        _touch(store, run_ids, revision)
    return Changes(revision, frozenset(run_ids))


def attach_named(store: Store, run_ids: Sequence[int], names: Sequence[str]) -> Changes:
    """Attach tags to runs by their names, made where new.

    Raises
    ------
    KnownProblem
        If a name is empty or longer than 50 characters; then nothing is attached.
    """
    wanted = [_valid(name) for name in names]
    sql = """INSERT OR IGNORE INTO run_tag SELECT run.id, tag.id, ? FROM run CROSS JOIN tag
             WHERE run.id IN (SELECT value FROM json_each(?))
             AND tag.name IN (SELECT value FROM json_each(?))"""
    with store.write() as revision:
        new = [name for name in dict.fromkeys(wanted) if _id(store, name) is None]
        for name in new:
            _insert(store, name, "", None)
        store.connection.execute(sql, (now(), json.dumps(list(run_ids)), json.dumps(wanted)))
        _touch(store, run_ids, revision)
    return Changes(revision, frozenset(run_ids), tags=bool(new))


def detach_named(store: Store, run_ids: Sequence[int], names: Sequence[str]) -> Changes:
    """Take tags off runs by their names; runs without them stay as they are.

    Raises
    ------
    KnownProblem
        If there is no tag of a name; then nothing is taken off.
    """
    sql = """DELETE FROM run_tag WHERE run_id IN (SELECT value FROM json_each(?))
             AND tag_id IN (SELECT value FROM json_each(?))"""
    with store.write() as revision:
        found = {name: _id(store, name.strip()) for name in names}
        for name, tag_id in found.items():
            if tag_id is None:
                raise KnownProblem(f"There is no tag named {name}", "Look at its spelling")
        store.connection.execute(sql, (json.dumps(list(run_ids)), json.dumps(list(found.values()))))
        _touch(store, run_ids, revision)
    return Changes(revision, frozenset(run_ids))


def attach_names(store: Store, run_id: int, names: Iterable[str]) -> None:
    """Attach tags by name, made where new; a name that is too long is cut. Inside an open write."""
    for name in names:
        text = name.strip()[:TAG_NAME_LIMIT]
        if text:
            tag_id = _id(store, text) or _insert(store, text, "", None)
            store.connection.execute(
                "INSERT OR IGNORE INTO run_tag VALUES (?, ?, ?)", (run_id, tag_id, now())
            )


def detach_names(store: Store, run_id: int, names: Iterable[str]) -> None:
    """Take tags off a run by name. Inside an open write."""
    sql = "DELETE FROM run_tag WHERE run_id = ? AND tag_id = (SELECT id FROM tag WHERE name = ?)"
    for name in names:
        store.connection.execute(sql, (run_id, name.strip()[:TAG_NAME_LIMIT]))


def _insert(store: Store, name: str, comment: str, color: str | None) -> int:
    sql = """INSERT INTO tag(name, comment, color, created)
             VALUES (?, ?, coalesce(?, (SELECT count(*) % ? FROM tag)), ?) RETURNING id"""
    [tag_id] = store.connection.execute(sql, (name, comment, color, _PALETTE, now())).fetchone()
    _mark(store)
    return int(tag_id)


def _valid(name: str) -> str:
    """Return a name without the space around it, or say why it is none."""
    name = name.strip()
    if not name:
        raise KnownProblem("A tag needs a name", "Type at least one character")
    if len(name) > TAG_NAME_LIMIT:
        raise KnownProblem(f"A tag's name has at most {TAG_NAME_LIMIT} characters", "Shorten it")
    return name


def _id(store: Store, name: str) -> int | None:
    found = store.connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def _check(store: Store, name: str, comment: str, own: int | None) -> None:
    name = _valid(name)
    if len(comment) > TAG_COMMENT_LIMIT:
        raise KnownProblem(f"A tag's comment has at most {TAG_COMMENT_LIMIT} characters", "Shorten it")
    if _id(store, name) not in (None, own):
        raise KnownProblem(f"A tag named {name} exists", "Choose another name")
    if own is not None:
        _check_present(store, own)


def _check_present(store: Store, tag_id: int) -> None:
    if store.connection.execute("SELECT 1 FROM tag WHERE id = ?", (tag_id,)).fetchone() is None:
        raise KnownProblem("The tag is gone", "It was deleted meanwhile")


def _changed(store: Store, tag_id: int, revision: int) -> Changes:
    rows = store.connection.execute("SELECT run_id FROM run_tag WHERE tag_id = ?", (tag_id,)).fetchall()
    ids = [row[0] for row in rows]
    _touch(store, ids, revision)
    _mark(store)
    return Changes(revision, frozenset(ids), tags=True)


def _touch(store: Store, run_ids: Sequence[int], revision: int) -> None:
    sql = "UPDATE run SET revision = ? WHERE id IN (SELECT value FROM json_each(?))"
    store.connection.execute(sql, (revision, json.dumps(list(run_ids))))


def _mark(store: Store) -> None:
    store.connection.execute(
        "UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'revision') WHERE key = 'tags_revision'"
    )


def count(store: Store) -> int:
    """Return how many tags there are, hidden ones left out."""
    with store.lock:
        [found] = store.connection.execute("SELECT count(*) FROM tag WHERE NOT hidden").fetchone()
    return int(found)
