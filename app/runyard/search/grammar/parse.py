"""Query text to a tree."""

from __future__ import annotations

from runyard.domain.errors import QueryError
from runyard.search.grammar.conditions import check_constants
from runyard.search.grammar.reader import Reader, Target
from runyard.search.grammar.screen import screen
from runyard.search.grammar.source import Source
from runyard.search.grammar.tokens import tokens
from runyard.search.tree import Query


def parse(text: str, target: Target = "run") -> Query:
    """Return the query that a text says; empty text matches everything.

    Parameters
    ----------
    text : str
        One Python expression in the names of `members`; at most 4,000 characters.
    target : {"run", "metric", "images", "audios", "texts", "distributions", "figures"}
        What the query chooses. ``metric.name`` and its like are known only when it chooses metrics, and
        ``images.name`` when it chooses images.

    Raises
    ------
    QueryError
        With the position of what is not understood, in characters of `text`.
    """
    words = tokens(text)
    problem = screen(text, words)
    if problem is not None:
        raise QueryError(problem)
    if not words:
        return Query(text)
    source = Source(text, words)
    tree = Reader(source, target).condition(source.syntax(), 0)
    check_constants(tree, text)
    return Query(text, tree)
