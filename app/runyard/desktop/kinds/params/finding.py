"""Making the tree that is shown, on a worker: of one run or two, cut down to what a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from runyard.desktop.parts.param_value import path_text, search_text, value_text
from runyard.desktop.parts.value_tree import Node, Spans, State, compare
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher
from runyard.storage.runs.changed import MISSING
from runyard.storage.store import Store

#: Finds marked in one text, and characters of a value that are looked through.
_MOST_SPANS, _LONGEST = 20, 100_000


class Shown(NamedTuple):
    """A tree to show: how many rows and params it holds, how many there are, how many differ in which way.

    `problem` says what went wrong with the search.
    """

    root: Node
    rows: int
    params: int
    total: int
    counts: Mapping[State, int]
    problem: str | None


def make(
    tree: dict[Any, Any],
    other: dict[Any, Any] | None,
    matcher: Matcher,
    only_differences: bool,
    _store: Store,
    cancel: Cancel,
) -> Shown:
    """Return the tree to show; `other` are the params of the run to compare with."""
    try:
        root = Node(None, tree, None, 0, MISSING if other is None else other)
        counts: dict[State, int] = {}
        if other is not None:
            compare(root)
            counts = _counts(root)
        total = root.leaves()
        if only_differences and other is not None:
            _keep_differences(root)
        problem = None
        if matcher:
            problem = _Search(matcher, cancel).cut(root)
    except RecursionError as error:
        raise KnownProblem("These params are nested too deep to be shown") from error
    return Shown(root, sum(1 for _ in root.nodes()), root.leaves(), total, counts, problem)


def _counts(root: Node) -> dict[State, int]:
    counts: dict[State, int] = {}
    waiting = list(root.children)
    while waiting:
        node = waiting.pop()
        branch = bool(node.children) and not isinstance(node.shown, list)
        if branch:
            waiting.extend(node.children)
        elif node.state is not State.SAME:
            counts[node.state] = counts.get(node.state, 0) + 1
    return counts


def _keep_differences(node: Node) -> None:
    for child in node.children:
        _keep_differences(child)
    node.keep([child for child in node.children if child.state is not State.SAME])


class _Search:
    """Every word typed is found in path or value; a regular expression in both as "path = value"."""

    def __init__(self, matcher: Matcher, cancel: Cancel) -> None:
        words = [matcher] if matcher.regex else [matcher._replace(text=w) for w in matcher.text.split()]
        self._finders = [word.finder() for word in words]
        self._cancel = cancel

    def cut(self, root: Node) -> str | None:
        """Leave what is found and what holds it; return what went wrong."""
        if self._finders:
            self._keep(root, ())
        return next((finder.problem for finder in self._finders if finder.problem), None)

    def _keep(self, node: Node, above: tuple[Any, ...]) -> bool:
        named = node.parent is not None and not node.is_range
        place = (*above, node.key) if named else above
        if named:
            text = path_text(place)
            if not node.children:
                values = (value for value in (node.value, node.other) if value is not MISSING)
                text = " ".join([f"{text} =", *(search_text(value)[:_LONGEST] for value in values)])
            node.found = all(finder.found(text) for finder in self._finders)
            if node.found:
                node.key_spans = self._spans(str(node.key))
                node.value_spans = self._spans(value_text(node.shown)) if not node.children else ()
                for child in node.children:
                    self._mark(child)
                return True
        if self._cancel():
            return False
        node.keep([child for child in node.children if self._keep(child, place)])
        return bool(node.children)

    def _mark(self, node: Node) -> None:
        """Mark finds below a branch that was found itself."""
        node.key_spans = () if node.is_range else self._spans(str(node.key))
        if not node.children:
            node.value_spans = self._spans(value_text(node.shown))
        for child in node.children:
            self._mark(child)

    def _spans(self, text: str) -> Spans:
        spans: list[tuple[int, int]] = []
        for finder in self._finders:
            spans += finder.spans(text, _MOST_SPANS)
        return tuple(sorted(spans))
