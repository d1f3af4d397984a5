"""`CodeColours`: gives the code in a document its colours, once they are told, a few lines at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextLayout

from runyard.desktop.parts.prose import marks
from runyard.desktop.parts.prose.lexing import LONGEST, Code, Span, known, lines_of
from runyard.desktop.tasks import Cancel, Tasks
from runyard.desktop.theme import tokens
from runyard.storage.store import Store

#: Characters of code in one text that are coloured; seconds of lexing before what is ready is shown.
MOST, _ROUND = 100_000, 0.3
_SLICE = 0.004
_Known = dict[Code, list[list[Span]]]


class CodeColours(QObject):
    """Colours lie over the letters: nothing is set anew for them, and what is copied has none."""

    def __init__(self, document: QTextDocument, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._tasks = tasks
        self._places: list[tuple[Code, int]] = []  # and the number of the block it begins with
        self._known: _Known = {}
        self._lexes = False
        self._work: Iterator[None] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)

    def begin(self) -> None:
        """Colour a document that was set anew; blocks that stand as they stood keep what was told of them."""
        self.stop()
        self._work = self._find()
        self._soon.start()

    def stop(self) -> None:
        """Leave the document alone: it is about to be set anew."""
        self._soon.stop()
        self._tasks.cancel(self, "lex")
        self._lexes, self._work = False, None

    def ready(self) -> bool:
        """Whether all colours are there."""
        return self._work is None and not self._lexes

    @Slot()
    def _go_on(self) -> None:
        """Work a little, then let the interface live."""
        until = time.monotonic() + _SLICE
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()  # or all behind it would be laid out anew for each line
        try:
            while self._work is not None and time.monotonic() < until:
                if next(self._work, self) is self:
                    self._work = None
        finally:
            cursor.endEditBlock()
        if self._work is not None:
            self._soon.start()

    def _find(self) -> Iterator[None]:
        """Find the code, show what is known of it, and ask for the rest."""
        self._places = []
        left, block = MOST, self._document.begin()
        while block.isValid() and left > 0:
            language = _language(block)
            if language:
                first, lines = block.blockNumber(), [block.text()]
                while _language(block.next()) == language:
                    block = block.next()
                    lines.append(block.text())
                    yield
                code = Code(language, "\n".join(lines))
                if len(code.text) <= min(left, LONGEST):
                    left -= len(code.text)
                    self._places.append((code, first))
            block = block.next()
            yield
        self._known = {code: self._known[code] for code, _ in self._places if code in self._known}
        yield from self._go_through(self._known)

    def _ask(self) -> None:
        rest = [code for code in dict.fromkeys(code for code, _ in self._places) if code not in self._known]
        self._lexes = bool(rest)
        if rest:
            self._tasks.read(partial(_lex, rest), owner=self, key="lex", then=self._take)

    def _take(self, told: _Known) -> None:
        self._known |= told
        self._work = self._go_through(told)
        self._soon.start()

    def _go_through(self, told: _Known) -> Iterator[None]:
        yield from self._show(told)
        self._ask()

    def _show(self, told: _Known) -> Iterator[None]:
        shapes: dict[str, QTextCharFormat] = {}
        for code, first in self._places:
            block = self._document.findBlockByNumber(first)
            for line in told.get(code, ()):
                if line:
                    block.layout().setFormats([_range(span, shapes) for span in line])
                block = block.next()
                yield


def _language(block: QTextBlock) -> str:
    """Return the language of a line of code that is to be coloured; empty for any other line."""
    shape = block.blockFormat()
    return known(shape.stringProperty(marks.LANGUAGE)) if shape.hasProperty(marks.FENCE) else ""


def _range(span: Span, shapes: dict[str, QTextCharFormat]) -> QTextLayout.FormatRange:
    if span.tone not in shapes:
        shapes[span.tone] = QTextCharFormat()
        shapes[span.tone].setForeground(getattr(tokens(), span.tone))
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = span.start, span.end - span.start, shapes[span.tone]
    return made


def _lex(codes: list[Code], _store: Store, cancel: Cancel) -> _Known:
    """Tell as many as a moment allows, one at the least."""
    until = time.monotonic() + _ROUND
    told: _Known = {}
    for code in codes:
        told[code] = lines_of(code)
        if cancel() or time.monotonic() > until:
            break
    return told
