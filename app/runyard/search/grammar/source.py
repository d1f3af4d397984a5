"""A query's text as Python's grammar reads it, with every place in the text as typed."""

from __future__ import annotations

import ast
import keyword
from itertools import pairwise

from runyard.search.grammar.chains import fail
from runyard.search.grammar.tokens import Token, tokens
from runyard.search.tree import Span


class Source:
    """A text whose words are fine one by one; `syntax` says what they are together."""

    def __init__(self, text: str, words: list[Token]) -> None:
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
        """Return Python's tree of the text.

        Raises
        ------
        QueryError
            Where the text is no expression.
        """
        try:
            return ast.parse(self.flat, mode="eval").body
        except SyntaxError as error:
            end = len(self.text.rstrip())
            at = self.lead + (error.offset or 0) - 1
            if (error.lineno or 1) > 1 or not self.lead <= at < end:
                fail(Span(max(0, end - 1), end), "Something is missing at the end")
            word = next((word for word in tokens(self.text) if word.end > at), None)
            span = Span(word.start, word.end) if word else Span(at, at + 1)
            fail(span, *self._unexpected(span))
        except (ValueError, MemoryError, RecursionError):
            fail(Span(0, len(self.text)), "This cannot be read as an expression")

    def span(self, node: ast.expr) -> Span:
        """Return where a node lies in the text as typed."""
        return Span(self._place(node.col_offset), self._place(node.end_col_offset or node.col_offset))

    def _place(self, column: int) -> int:
        """Character offset in the text as typed for a column that Python counts in bytes."""
        if not self.ascii:
            column = len(self.bytes[:column].decode("utf-8", "ignore"))
        return self.lead + column

    def _unexpected(self, span: Span) -> tuple[str, str]:
        first = self.flat.split(maxsplit=1)[0]
        if first in ("import", "from", "def", "class", "del", "return", "for", "while", "with"):
            return f"A search is one condition, not a statement with {first}", "Write what the runs should be"
        return f"{self.text[span.start : span.end]} is not expected here", ""
