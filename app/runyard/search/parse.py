"""Query text to a tree."""

from __future__ import annotations

import ast
import difflib
import keyword
from itertools import pairwise
from typing import Literal as Choice
from typing import NoReturn

from runyard.domain.errors import Problem, QueryError
from runyard.search import moments
from runyard.search.chains import Chain, Step, resolve
from runyard.search.members import RUN, Sort
from runyard.search.screen import DEEPEST, screen
from runyard.search.tokens import Token, tokens
from runyard.search.tree import (
    And,
    Compare,
    Comparison,
    Items,
    Literal,
    Minus,
    Moment,
    Node,
    Not,
    Or,
    Property,
    Query,
    Span,
)

Target = Choice["run", "metric"]

_HOW: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "==",
    ast.IsNot: "!=",
}
_NOT_YET: dict[type[ast.expr], str] = {
    ast.IfExp: "A choice with if and else",
    ast.Lambda: "A lambda",
    ast.ListComp: "A loop in brackets",
    ast.SetComp: "A loop in brackets",
    ast.DictComp: "A loop in brackets",
    ast.GeneratorExp: "A loop in brackets",
    ast.Dict: "A dictionary outside run.metrics[...]",
    ast.JoinedStr: "Text with an f before it",
    ast.Starred: "A star",
    ast.Slice: "A slice",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.NamedExpr: "An assignment",
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitXor: "^",
}
_OTHER_WORDS = {"true": "True", "false": "False", "none": "None", "null": "None", "nan": "None", "AND": "and"}


def parse(text: str, target: Target = "run") -> Query:
    """Return the query that a text says; empty text matches everything.

    Parameters
    ----------
    text : str
        One Python expression in the names of `members`; at most 4,000 characters.
    target : {"run", "metric"}
        What the query chooses. ``metric.name`` and its like are known only when it chooses metrics.

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
    reader = _Reader(text, words, target)
    return Query(text, reader.condition(reader.syntax(), 0))


def _fail(span: Span, message: str, suggestion: str = "") -> NoReturn:
    raise QueryError(Problem(span.start, max(1, span.end - span.start), message, suggestion))


def _refused(node: ast.expr, span: Span) -> QueryError:
    """Name what is not understood."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute):
            what = f"{called.attr}()"
        else:
            what = f"{called.id}()" if isinstance(called, ast.Name) else "A call"
    elif isinstance(node, ast.BinOp):
        what = f"Arithmetic with {_ARITHMETIC.get(type(node.op), 'this sign')}"
    else:
        what = _NOT_YET.get(type(node), "This")
    return QueryError(Problem(span.start, max(1, span.end - span.start), f"{what} is not understood yet"))


class _Reader:
    """Turns Python's syntax tree into ours, with positions in the text as typed."""

    def __init__(self, text: str, words: list[Token], target: Target) -> None:
        self.target: Target = target
        self.text = text
        self.lead = words[0].start
        flat = [" "] * len(text)
        for word in words:
            flat[word.start : word.end] = word.text
        # A param may be called lambda or class; Python's grammar would stop there.
        self.keywords: dict[int, str] = {}
        for before, word in pairwise(words):
            if before.text == "." and keyword.iskeyword(word.text):
                flat[word.end - 1] = "_"
                self.keywords[word.end] = word.text
        self.flat = "".join(flat)[self.lead :]
        self.ascii = self.flat.isascii()
        self.bytes = b"" if self.ascii else self.flat.encode("utf-8", "replace")

    def syntax(self) -> ast.expr:
        try:
            return ast.parse(self.flat, mode="eval").body
        except SyntaxError as error:
            end = len(self.text.rstrip())
            at = self.lead + (error.offset or 0) - 1
            if (error.lineno or 1) > 1 or not self.lead <= at < end:
                _fail(Span(max(0, end - 1), end), "Something is missing at the end")
            word = next((word for word in tokens(self.text) if word.end > at), None)
            span = Span(word.start, word.end) if word else Span(at, at + 1)
            _fail(span, f"{self.text[span.start : span.end]} is not expected here")
        except (ValueError, MemoryError, RecursionError):
            _fail(Span(0, len(self.text)), "This cannot be read as an expression")

    def span(self, node: ast.expr) -> Span:
        return Span(self.place(node.col_offset), self.place(node.end_col_offset or node.col_offset))

    def place(self, column: int) -> int:
        """Character offset in the text as typed for a column that Python counts in bytes."""
        if not self.ascii:
            column = len(self.bytes[:column].decode("utf-8", "ignore"))
        return self.lead + column

    def condition(self, node: ast.expr, depth: int) -> Node:
        """Read something asked whether it is true; a bare text or number there is a slip, not a condition."""
        found = self.value(node, depth)
        if isinstance(found, Items) or (isinstance(found, Literal) and not isinstance(found.value, bool)):
            _fail(found.span, "This is a value, not a condition", "Compare it with something")
        return found

    def value(self, node: ast.expr, depth: int) -> Node:
        span = self.span(node)
        if depth > DEEPEST:
            _fail(span, f"Expressions nest at most {DEEPEST} deep")
        if isinstance(node, ast.Constant):
            return _constant(node.value, span)
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.condition(part, depth + 1) for part in node.values)
            return And(parts, span) if isinstance(node.op, ast.And) else Or(parts, span)
        if isinstance(node, ast.UnaryOp):
            return self.unary(node, span, depth)
        if isinstance(node, ast.Compare):
            return self.compare(node, span, depth)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return Items(tuple(self.value(part, depth + 1) for part in node.elts), span)
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return resolve(self.chain(node, depth), self.target)
        raise _refused(node, span)

    def unary(self, node: ast.UnaryOp, span: Span, depth: int) -> Node:
        if isinstance(node.op, ast.Not):
            return Not(self.condition(node.operand, depth + 1), span)
        part = self.value(node.operand, depth + 1)
        number = isinstance(part, Literal) and isinstance(part.value, int | float)
        if isinstance(node.op, ast.Invert):
            _fail(span, "~ is not understood", "Write not")
        if isinstance(node.op, ast.UAdd):
            if not number:
                _fail(span, "+ before this is not understood")
            return part
        if isinstance(part, Literal):
            if isinstance(part.value, int | float):
                return Literal(-part.value, span)
            _fail(span, "Only a number has a negative")
        return Minus(part, span)

    def compare(self, node: ast.Compare, span: Span, depth: int) -> Node:
        sides = [self.value(side, depth + 1) for side in (node.left, *node.comparators)]
        parts = []
        for left, right, sign in zip(sides, sides[1:], node.ops, strict=False):
            if isinstance(sign, ast.Is | ast.IsNot) and not _is_none(left) and not _is_none(right):
                word = "is" if isinstance(sign, ast.Is) else "is not"
                _fail(right.span, f"{word} is understood only with None", "Write == or !=")
            how = _HOW[type(sign)]
            both = Span(left.span.start, right.span.end)
            parts.append(Compare(_dated(left, right), how, _dated(right, left), both))
        return parts[0] if len(parts) == 1 else And(tuple(parts), span)

    def chain(self, node: ast.expr, depth: int) -> Chain:
        """Read ``root.name["key"]...`` from its outer end inwards."""
        steps: list[Step] = []
        whole = self.span(node)
        while True:
            if depth + len(steps) > DEEPEST:
                _fail(whole, f"Expressions nest at most {DEEPEST} deep")
            span = self.span(node)
            if isinstance(node, ast.Attribute):
                name = self.keywords.get(span.end, node.attr)
                steps.append(Step("member", name, Span(span.end - len(name), span.end)))
                node = node.value
            elif isinstance(node, ast.Subscript):
                keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                steps += [self.key(key) for key in reversed(keys)]
                node = node.value
            elif isinstance(node, ast.Name):
                self.check_root(node.id, span)
                return Chain(node.id, tuple(reversed(steps)), whole)
            else:
                if isinstance(node, ast.Constant):
                    _fail(steps[-1].span, "A value written out has no members")
                raise _refused(node, span)

    def key(self, node: ast.expr) -> Step:
        span = self.span(node)
        if isinstance(node, ast.Dict):
            return Step("context", self.context(node), span)
        if isinstance(node, ast.Constant) and type(node.value) in (str, int):
            return Step("key", node.value, span)
        _fail(span, "A key is text or a number", 'Write it as ["name"]')

    def context(self, node: ast.Dict) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            plain = self.value(value, 1)
            if not isinstance(name, str) or not isinstance(plain, Literal):
                _fail(self.span(key or value), "A context holds names with plain values", '{"subset": "val"}')
            found[name] = plain.value
        return found

    def check_root(self, name: str, span: Span) -> None:
        if name == "run" or (name == "metric" and self.target == "metric"):
            return
        if name == "metric":
            _fail(span, "A search for runs does not know metric", 'Write run.metrics["loss"].last')
        if name in _OTHER_WORDS:
            _fail(span, f"{name} is not a name here", f"Write {_OTHER_WORDS[name]}")
        near = difflib.get_close_matches(name, ["run", "metric"] if self.target == "metric" else ["run"])
        _fail(span, f"{name} is not a name here", f"Write {near[0]}" if near else f"Write run.{name}")


def _constant(value: object, span: Span) -> Literal:
    if value is None or isinstance(value, bool | int | float | str):
        return Literal(value, span)
    what = {bytes: "Bytes", complex: "A complex number"}.get(type(value), "...")
    _fail(span, f"{what} cannot be searched for")


def _is_none(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _dated(node: Node, beside: Node) -> Node:
    """Read text that is compared with a time as a date."""
    if not (isinstance(beside, Property) and RUN[beside.name] is Sort.TIME):
        return node
    if isinstance(node, Items):
        return Items(tuple(_dated(part, beside) for part in node.parts), node.span)
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return node
    found = moments.span(node.value)
    if found is None:
        _fail(node.span, f"{node.value} is not a date", 'Write it as "2026-11-20" or "2026-11-20 14:30"')
    return Moment(*found, node.value.strip(), node.span)
