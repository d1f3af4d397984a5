"""Which runs the options of a command line choose: all of them are said in the language of the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import click

from runyard.domain.errors import Problem, QueryError
from runyard.search.grammar import ranges
from runyard.search.grammar.parse import parse
from runyard.search.tree import And, Node, Query, Span

_STATUSES = {
    "running": "run.active",
    "completed": "run.status == 'finished'",
    "error": "run.status in ['failed', 'crashed']",
    "terminated": "run.status == 'killed'",
    "pending": "run.status == 'queued'",
}


class Filters(NamedTuple):
    """The options of `options.filters`, as given; `argument` is a query given without an option."""

    labels: tuple[str, ...] = ()
    unlabeled: bool = False
    marked: bool = False
    unmarked: bool = False
    running: bool = False
    completed: bool = False
    error: bool = False
    terminated: bool = False
    pending: bool = False
    started: str | None = None
    query: str = ""
    argument: str = ""

    @property
    def given(self) -> bool:
        """Whether any of them chooses."""
        return self != Filters()

    def parsed(self) -> Query:
        """Return the one query that says them all.

        Raises
        ------
        UsageError
            If the query is not understood; with a mark under the place.
        KnownProblem
            If the range of time is not understood.
        """
        typed = [understood(self.argument), understood(self.query)]
        return together([*typed, *(parse(text) for text in self._texts())])

    def interval(self) -> ranges.Range | None:
        """Return the range of time that was asked for."""
        return None if self.started is None else ranges.parse(self.started)

    def _texts(self) -> list[str]:
        texts = []
        labels = [f"{label!r} in run.label" for label in self.labels if label != "-"]
        if self.unlabeled or "-" in self.labels:
            labels.append("run.label == ''")
        texts.append(" or ".join(labels))
        if self.marked != self.unmarked:
            texts.append("run.marked" if self.marked else "not run.marked")
        texts.append(" or ".join(text for name, text in _STATUSES.items() if getattr(self, name)))
        interval = self.interval()
        if interval is not None:
            if interval.start is not None:
                texts.append(f"run.creation_time >= {interval.start.timestamp()!r}")
            if interval.end is not None:
                texts.append(f"run.creation_time < {interval.end.timestamp()!r}")
        return [text for text in texts if text]


def together(queries: Sequence[Query]) -> Query:
    """Return the query that asks for all of these."""
    parts: tuple[Node, ...] = tuple(query.tree for query in queries if query.tree is not None)
    if len(parts) < 2:
        return Query("", *parts)
    return Query("", And(parts, Span(0, 0)))


def understood(text: str) -> Query:
    """Return a query; what is wrong with it is shown with a mark under the place."""
    try:
        return parse(text)
    except QueryError as error:
        raise click.UsageError(f"The query is not understood.\n{pointed(text, error.problem)}") from error


def pointed(text: str, problem: Problem) -> str:
    """Return the line of a query with a mark under the place of a problem, and what the problem is."""
    start = text.rfind("\n", 0, problem.position) + 1
    line = text[start:].split("\n", 1)[0]
    column = problem.position - start
    marks = "^" * max(1, min(problem.length, len(line) - column))
    said = ". ".join(filter(None, (problem.message, problem.suggestion)))
    return f"  {line.expandtabs(1)}\n  {' ' * column}{marks}\n{said}"
