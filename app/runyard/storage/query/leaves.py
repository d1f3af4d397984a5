"""The values of a query's names for a block of runs: what the interpreter looks at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.domain.kinds import DataKind
from runyard.search.evaluation.comparing import look
from runyard.search.tree import Leaf, Param, Property, RunMetric
from runyard.storage.query.sources import FACTS, VALUE_FACTS, Execute

_ASKED = "run.id IN (SELECT value FROM json_each(?))"
_SECOND = 1_000_000.0


class LeafReader:
    """Reads blocks of rows for the interpreter; `now` (µs UTC) ends the duration of runs that go on."""

    def __init__(self, execute: Execute, leaves: Iterable[Leaf], now: int) -> None:
        self.execute = execute
        self.now = now
        wanted = set(leaves)
        self.params = [leaf for leaf in wanted if isinstance(leaf, Param)]
        self.properties = [leaf for leaf in wanted if isinstance(leaf, Property)]
        self.metrics = [leaf for leaf in wanted if isinstance(leaf, RunMetric)]

    def rows(self, ids: Sequence[int]) -> dict[int, dict[Leaf, Any]]:
        """Return a row for each run that is still there."""
        asked = json.dumps(list(ids))
        rows = self._facts(asked)
        if any(leaf.name == "tags" for leaf in self.properties):
            self._tags(asked, rows)
        for leaf in self.metrics:
            self._metric(leaf, asked, rows)
        return rows

    def _facts(self, asked: str) -> dict[int, dict[Leaf, Any]]:
        params = "run.params" if self.params else "NULL"
        sql = f"""SELECT run.id, run.name, hash, status, run.description, run.created, ended, run.archived,
                    experiment.name, label, run_group, job_type, marked, {params}
                  FROM run JOIN experiment ON experiment.id = experiment_id WHERE {_ASKED}"""
        found: dict[int, dict[Leaf, Any]] = {}
        for (
            run_id,
            name,
            digest,
            status,
            description,
            created,
            ended,
            archived,
            experiment,
            label,
            group,
            job_type,
            marked,
            text,
        ) in self.execute(sql, (asked,)).fetchall():
            facts = {
                "name": name,
                "hash": digest,
                "status": status,
                "description": description,
                "experiment": experiment,
                "archived": bool(archived),
                "label": label,
                "group": group,
                "job_type": job_type,
                "marked": bool(marked),
                "active": status in ("running", "stale"),
                "created_at": created / _SECOND,
                "creation_time": created / _SECOND,
                "finalized_at": None if ended is None else ended / _SECOND,
                "end_time": None if ended is None else ended / _SECOND,
                "duration": max(0, (self.now if ended is None else ended) - created) / _SECOND,
            }
            row: dict[Leaf, Any] = {leaf: facts.get(leaf.name) for leaf in self.properties}
            if text is not None:
                tree = values.decode(text)
                for leaf in self.params:
                    row[leaf] = look(tree, leaf.path)
            found[run_id] = row
        return found

    def _tags(self, asked: str, rows: dict[int, dict[Leaf, Any]]) -> None:
        sql = """SELECT run_id, name FROM run_tag JOIN tag ON tag.id = tag_id
                 WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY name"""
        names: dict[int, list[str]] = defaultdict(list)
        for run_id, name in self.execute(sql, (asked,)).fetchall():
            names[run_id].append(name)
        for leaf in self.properties:
            if leaf.name == "tags":
                for run_id, row in rows.items():
                    row[leaf] = names.get(run_id, [])

    def _metric(self, leaf: RunMetric, asked: str, rows: dict[int, dict[Leaf, Any]]) -> None:
        sql = f"""SELECT run_id, canonical, {FACTS[leaf.value]} FROM series
                  JOIN context ON context.id = context_id
                  WHERE run_id IN (SELECT value FROM json_each(?)) AND count > 0
                    AND kind = {int(DataKind.METRIC)}
                    AND name_id = (SELECT id FROM name WHERE text = ?)"""
        found: dict[int, dict[str, float | None]] = defaultdict(dict)
        empty = float("nan") if leaf.value in VALUE_FACTS else None
        for run_id, context, value in self.execute(sql, (asked, leaf.name)).fetchall():
            found[run_id][context] = empty if value is None else value
        for run_id, row in rows.items():
            series = found.get(run_id, {})
            if leaf.context is not None:
                row[leaf] = series.get(leaf.context)
            elif len(series) == 1:
                [row[leaf]] = series.values()
            else:
                row[leaf] = series.get(contexts.EMPTY)
