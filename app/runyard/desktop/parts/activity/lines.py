"""The lines of the feed: heads of days, and under each what happened on it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from runyard.desktop.parts import words
from runyard.desktop.parts.status import share_words
from runyard.desktop.tasks import Cancel
from runyard.domain import clock
from runyard.domain.run import RunInfo
from runyard.domain.status import RunStatus
from runyard.storage.overview import activity
from runyard.storage.overview.activity import End, Event
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.cells import Row

Kind = Literal["day", "run", "note", "tag", "experiment", "more"]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
#: What a person's own Ctrl+C is called; other signals keep their names.
_BY_USER = ("SIGINT", "")


class Line(NamedTuple):
    """A line: `key` tells it from the others, `words` is its text, `right` stands at its right end."""

    kind: Kind
    key: tuple[object, ...]
    words: str
    right: str = ""
    time: str = ""
    status: RunStatus | None = None
    share: float | None = None
    hash: str = ""
    experiment: int | None = None


class Asked(NamedTuple):
    """Which events: `metric` is the id of the column whose value stands beside finished runs."""

    experiment_id: int | None
    kinds: tuple[str, ...]
    metric: str
    limit: int


def read(asked: Asked, store: Store, _cancel: Cancel) -> tuple[Asked, list[Line]]:
    """Return the newest events as lines."""
    events = activity.events(
        store, limit=asked.limit + 1, experiment_id=asked.experiment_id, kinds=asked.kinds
    )
    more = len(events) > asked.limit
    events = events[: asked.limit]
    if not events:
        return asked, []
    ids = [event.run_id for event in events if event.run_id is not None]
    rows = {row.info.id: row for row in listing.rows(store, ids, [asked.metric] if asked.metric else [])}
    ends = activity.ends(store, [run for run, row in rows.items() if not row.info.status.active])
    days = activity.created_by_day(store, _day(events[-1].time), _day(events[0].time), asked.experiment_id)
    return asked, _lines(events, rows, ends, days, more=more)


def _lines(
    events: Sequence[Event],
    rows: Mapping[int, Row],
    ends: Mapping[int, End],
    days: Mapping[dt.date, int],
    *,
    more: bool,
) -> list[Line]:
    found: list[Line] = []
    today = clock.local(clock.now()).date()
    last = None
    for event in events:
        day = _day(event.time)
        if day != last:
            last, made = day, days.get(day, 0)
            count = "" if not made else f"{made:,} {'run' if made == 1 else 'runs'}"
            found.append(Line("day", ("day", day), day_words(day, today), count))
        row = rows.get(event.run_id) if event.run_id is not None else None
        found.append(_line(event, row, ends))
    if more:
        found.append(Line("more", ("more",), "Show earlier"))
    return found


def _line(event: Event, row: Row | None, ends: Mapping[int, End]) -> Line:
    time = f"{clock.local(event.time):%H:%M}"
    key = (event.kind, event.id)
    if event.kind == "run" and row is not None:
        info = row.info
        share = info.progress.share if info.progress is not None and info.status.active else None
        right = outcome(info, row.cells[0] if row.cells else None, ends.get(info.id))
        return Line("run", key, _one_line(info.name), right, time, info.status, share, info.hash)
    if event.kind == "note":
        words_ = f"Note edited, {_title(event.title)}"
        hash_ = row.info.hash if row is not None else ""
        return Line("note", key, words_, "", time, hash=hash_, experiment=event.experiment_id)
    if event.kind == "tag":
        return Line("tag", key, f"Tag {_one_line(event.title)} created", "", time)
    name = _one_line(event.title)
    return Line("experiment", key, f"Experiment {name} created", "", time, experiment=event.id)


def outcome(info: RunInfo, value: object, end: End | None) -> str:
    """Return what stands beside a run: how far it is, how it ended, or the value of the metric."""
    if info.status.active:
        share = info.progress.share if info.progress is not None else None
        return "" if share is None else share_words(share)
    if info.status is RunStatus.CRASHED:
        return "no exit"
    if info.status is RunStatus.KILLED:
        name = end.signal if end is not None else ""
        return "by user" if name in _BY_USER else name
    if info.status is RunStatus.FAILED and end is not None:
        return "exception" if end.code is None else f"exit {end.code}"
    if isinstance(value, float):
        return words.number(value) if math.isfinite(value) else words.number(value, 3)
    return "" if info.ended is None else words.duration(info.ended - info.created)


def day_words(day: dt.date, today: dt.date) -> str:
    """Return the head of a day: ``Today``, ``Friday 20 November``, with the year where it is another."""
    if day == today:
        return "Today"
    if day == today - dt.timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def _day(us: int) -> dt.date:
    return clock.local(us).date()


def _title(text: str) -> str:
    lines = (line.strip().lstrip("#").strip() for line in text.splitlines())
    return _one_line(next((line for line in lines if line), ""))


def _one_line(text: str) -> str:
    return " ".join(text[:200].split())
