"""`QueryColours`: the colours of a query's words, and the line under what is not understood."""

from __future__ import annotations

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from runyard.desktop.theme import tokens
from runyard.domain.errors import Problem
from runyard.search.grammar.tokens import Token
from runyard.search.grammar.tokens import tokens as split

_KEYWORDS = frozenset(("and", "or", "not", "in", "is", "True", "False", "None"))


class QueryColours(QSyntaxHighlighter):
    """Colours strings, numbers and keywords as the query is typed, however unfinished it is."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._problem: Problem | None = None
        self._warning = False

    def mark(self, problem: Problem | None, *, warning: bool = False) -> None:
        """Underline where the problem is; None takes the line away."""
        if (problem, warning) != (self._problem, self._warning):
            self._problem, self._warning = problem, warning
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        # Qt counts UTF-16 units, Python characters: beyond the first plane they differ.
        wide = not text.isascii()
        for token in split(text):
            color = _color(token)
            if color is not None:
                shape = QTextCharFormat()
                shape.setForeground(color)
                self.setFormat(*_units(text, token.start, token.end, wide=wide), shape)
        if self._problem is not None:
            self._underline(text, self._problem, wide=wide)

    def _underline(self, text: str, problem: Problem, *, wide: bool) -> None:
        start = min(problem.position, max(0, len(text) - 1))
        end = min(len(text), start + max(1, problem.length))
        color = tokens().warn if self._warning else tokens().bad
        begin, length = _units(text, start, end, wide=wide)
        for place in range(begin, begin + length):
            shape = QTextCharFormat(self.format(place))
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            shape.setUnderlineColor(color)
            self.setFormat(place, 1, shape)


def _color(token: Token) -> QColor | None:
    colors = tokens()
    if token.kind in ("string", "open"):
        return colors.code_string
    if token.kind == "number":
        return colors.code_number
    if token.kind == "name":
        return colors.code_keyword if token.text in _KEYWORDS else None
    return colors.text_soft if token.kind == "op" and token.text not in (".", "(", ")") else None


def _units(text: str, start: int, end: int, *, wide: bool) -> tuple[int, int]:
    """Return the start and length of a stretch of characters in UTF-16 units."""
    if not wide:
        return start, end - start
    begin = len(text[:start].encode("utf-16-le")) // 2
    return begin, len(text[start:end].encode("utf-16-le")) // 2
