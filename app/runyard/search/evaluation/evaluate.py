"""The tree's own interpreter over a row, which maps each leaf of the tree to its value, None if missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from runyard.domain.clock import now as current
from runyard.domain.errors import Problem, QueryError
from runyard.search.evaluation import functions, methods, moments, regexes
from runyard.search.evaluation.arithmetic import MISTYPED, compute, negative
from runyard.search.evaluation.comparing import at, compare
from runyard.search.evaluation.limits import BeyondLimitError, check_list, is_flat, weight
from runyard.search.tree import (
    And,
    Arithmetic,
    AsTime,
    Call,
    Choose,
    Compare,
    ContextKey,
    Dictionary,
    Index,
    Items,
    Leaf,
    Literal,
    Local,
    Loop,
    Method,
    MetricFact,
    Minus,
    Moment,
    Node,
    Not,
    Or,
    Param,
    Property,
    RunMetric,
    Slice,
    Span,
)

Row = Mapping[Leaf, Any]

ROW_STEPS = 200_000
QUERY_STEPS = 50_000_000
_NOWHERE = Span(0, 0)
_STEPS_A_SECOND = 1_000_000  # what the time of a pattern is counted as
#: Functions that have an answer for a missing argument.
_KNOW_MISSING = ("bool", "isinstance")


class Interpreter:
    """Evaluates the trees of one query, row after row.

    Parameters
    ----------
    now : int, optional
        What ``datetime.now()`` is, µs UTC.
    row_steps, query_steps : int
        How much work one row and the whole query may take; a step is about a microsecond.

    Every method raises QueryError, with the place in the text, when a limit is hit: such a row neither
    fits nor does not.
    """

    def __init__(
        self, now: int | None = None, *, row_steps: int = ROW_STEPS, query_steps: int = QUERY_STEPS
    ) -> None:
        self.now = (current() if now is None else now) / 1_000_000
        self.steps = 0
        self._row_steps = row_steps
        self._query_steps = query_steps
        self._most = query_steps
        self._row: Row = {}
        self._locals: dict[str, Any] = {}
        self._how: dict[type, Callable[[Any], Any]] = {
            Literal: lambda node: node.value,
            Moment: lambda node: node,
            Local: lambda node: self._locals.get(node.name),
            Compare: lambda node: compare(self._value(node.left), node.how, self._other(node.right)),
            Not: lambda node: not self._value(node.part),
            And: self._and,
            Or: self._or,
            Minus: lambda node: negative(self._value(node.part)),
            Arithmetic: self._arithmetic,
            Choose: lambda node: self._value(node.yes if self._value(node.test) else node.no),
            Items: self._items,
            Dictionary: self._dictionary,
            Index: lambda node: at(self._value(node.on), self._value(node.key)),
            Slice: self._slice,
            Call: self._call,
            Method: self._method,
            Loop: self._loop,
            AsTime: lambda node: _as_time(self._value(node.part)),
            **dict.fromkeys((Property, Param, RunMetric, MetricFact, ContextKey), self._leaf),
        }

    def matches(self, tree: Node, row: Row) -> bool:
        """Return whether a row fulfils a condition."""
        return bool(self.value(tree, row))

    def value(self, tree: Node, row: Row) -> Any:
        """Return the value of a tree, as Python would: ``and`` and ``or`` give one of their sides."""
        self._row = row
        self._locals.clear()
        self._most = min(self.steps + self._row_steps, self._query_steps)
        return self._value(tree)

    def _value(self, node: Node) -> Any:
        self.steps += 1
        if self.steps > self._most:
            self._exhausted(node)
        return self._how[type(node)](node)

    def _exhausted(self, node: Node) -> NoReturn:
        whole = self.steps > self._query_steps
        what = "This query takes too much work" if whole else "This takes too much work for one run"
        _fail(node, what, "Compare less, or look at fewer runs" if whole else "Look through a shorter list")

    def _leaf(self, node: Leaf) -> Any:
        return self._row.get(node)

    def _other(self, node: Node) -> Any:
        """The right side of a comparison, which ``in`` looks through."""
        found = self._value(node)
        self._spend(node, weight(found))
        return found

    def _spend(self, node: Node, steps: int) -> None:
        self.steps += steps
        if self.steps > self._most:
            self._exhausted(node)

    def _made(self, node: Node, found: Any) -> None:
        """Count what was put together, part by part: lists in lists soon hold more than can be counted."""
        if isinstance(found, list) and not is_flat(found):
            for part in found:
                self._spend(node, 1 + weight(part))
        else:
            self._spend(node, weight(found))

    def _items(self, node: Items) -> list[Any]:
        found = [self._value(part) for part in node.parts]
        self._made(node, found)
        return found

    def _and(self, node: And) -> Any:
        value: Any = None
        for part in node.parts:
            value = self._value(part)
            if not value:
                break
        return value

    def _or(self, node: Or) -> Any:
        value: Any = None
        for part in node.parts:
            value = self._value(part)
            if value:
                break
        return value

    def _arithmetic(self, node: Arithmetic) -> Any:
        try:
            found = compute(self._value(node.left), node.how, self._value(node.right))
        except BeyondLimitError as limit:
            _fail(node, str(limit))
        self._made(node, found)
        return found

    def _dictionary(self, node: Dictionary) -> Any:
        keys = [self._value(key) for key in node.keys]
        if not all(key is None or isinstance(key, str | int | float) for key in keys):
            return None
        values = [self._value(part) for part in node.parts]
        self._made(node, values)
        return dict(zip(keys, values, strict=True))

    def _slice(self, node: Slice) -> Any:
        whole = self._value(node.on)
        ends = [None if end is None else self._value(end) for end in (node.start, node.stop, node.step)]
        if not isinstance(whole, str | list) or not all(end is None or isinstance(end, int) for end in ends):
            return None
        self._spend(node, weight(whole))
        return None if ends[2] == 0 else whole[slice(*ends)]

    def _call(self, node: Call) -> Any:
        name = node.function
        if name in ("datetime.now", "datetime.today"):
            return self.now
        if name == "isinstance":
            return self._is_kind(node)
        parts = [self._value(part) for part in node.parts]
        if any(part is None for part in parts) and name not in _KNOW_MISSING:
            return None
        self._made(node, parts)
        given = len(parts) - len(node.names)
        names = dict(zip(node.names, parts[given:], strict=True))
        try:
            if name.startswith("re."):
                return self._pattern(name, *parts[:given], **names)
            found = functions.FUNCTIONS[name](*parts[:given], **names)
        except MISTYPED:
            return None
        except BeyondLimitError as limit:
            _fail(node, str(limit))
        return None if isinstance(found, complex) else found

    def _pattern(self, name: str, pattern: Any, string: Any, flags: Any = 0) -> bool | None:
        if not (isinstance(pattern, str) and isinstance(string, str) and isinstance(flags, int)):
            return None
        fits, seconds = regexes.found(name.removeprefix("re."), pattern, string, flags)
        self.steps += int(seconds * _STEPS_A_SECOND)
        return fits

    def _is_kind(self, node: Call) -> bool:
        value, kinds = self._value(node.parts[0]), self._value(node.parts[1])
        names = kinds if isinstance(kinds, list) else [kinds]
        return any(isinstance(value, functions.KINDS[name]) for name in names)

    def _method(self, node: Method) -> Any:
        on = self._value(node.on)
        parts = [self._value(part) for part in node.parts]
        if on is None:
            return None
        self._made(node, [on, *parts])
        given = len(parts) - len(node.names)
        names = dict(zip(node.names, parts[given:], strict=True))
        try:
            return methods.applied(on, node.name, parts[:given], names)
        except MISTYPED:
            return None
        except BeyondLimitError as limit:
            _fail(node, str(limit))

    def _loop(self, node: Loop) -> Any:
        outside = dict(self._locals)
        try:
            found = []
            for _ in self._rounds(node, 0):
                found.append(self._value(node.item))
                check_list(len(found))
                self._spend(node, weight(found[-1]))
        except _NothingToLoopError:
            return None
        except BeyondLimitError as limit:
            _fail(node, str(limit))
        finally:
            self._locals = outside
        return found

    def _rounds(self, node: Loop, depth: int) -> Iterator[None]:
        """Give the names of a loop their values, for every round whose conditions hold."""
        if depth == len(node.rounds):
            yield
            return
        this = node.rounds[depth]
        try:
            over = functions.entries(self._value(this.over))
        except TypeError:
            raise _NothingToLoopError from None
        for item in over:
            if not self._named(this.names, item):
                raise _NothingToLoopError
            if all(self._value(condition) for condition in this.conditions):
                yield from self._rounds(node, depth + 1)

    def _named(self, names: tuple[str, ...], item: Any) -> bool:
        if len(names) == 1:
            self._locals[names[0]] = item
            return True
        if not isinstance(item, list) or len(item) != len(names):
            return False
        self._locals.update(zip(names, item, strict=True))
        return True


class _NothingToLoopError(Exception):
    """What a loop should go over is no list, text or dictionary: its result is missing."""


def _as_time(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_time(item) for item in value]
    if not isinstance(value, str):
        return value
    found = moments.span(value)
    return value if found is None else Moment(*found, value, _NOWHERE)


def _fail(node: Node, message: str, suggestion: str = "") -> NoReturn:
    span = node.span
    raise QueryError(Problem(span.start, max(1, span.end - span.start), message, suggestion))
