"""`Prose`: Markdown that people wrote or runs logged, shown without loading anything it names."""

from __future__ import annotations

import math
import time
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QRectF, QSizeF, QTimer, QUrl, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, Qt, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from runyard.desktop.parts.prose import marks
from runyard.desktop.parts.prose.address import OPENED, AddressDialog
from runyard.desktop.parts.prose.code_colours import CodeColours
from runyard.desktop.parts.prose.document import ClosedDocument, append_markdown, read_markdown
from runyard.desktop.parts.prose.formulas import Formula, hide
from runyard.desktop.parts.prose.ink import FORMULA, Ink, with_sources
from runyard.desktop.parts.prose.latex import draw, kept
from runyard.desktop.parts.prose.sections import cut, fitting
from runyard.desktop.tasks import Cancel, Tasks
from runyard.desktop.theme import mono_font, scaled, sizes, ui_font, watcher
from runyard.storage.store import Store

#: More than a chapter; what lies behind it is told, not set.
MOST = 250_000
#: A shorter text is read at once, a longer one on a worker.
_SHORT = 12_000
_SLICE = 0.012
_WIDEST = 760
#: Seconds that the formulas of one text may take, and after how many a view shows those that are ready.
_FORMULAS, _ROUND = 8.0, 0.5
_BREATH_MS = 30


class _Text(NamedTuple):
    """A text that is ready to be set: its sections, the formulas in them, and how much was left out."""

    sections: list[str]
    formulas: list[Formula]
    left: int


class Prose(QTextBrowser):
    """Words, lists, tables, code and formulas; HTML is shown as it was typed.

    Nothing is loaded from anywhere. A link to the web opens after a question, any other is words and its
    address. With `grows` it is as high as its text and leaves scrolling to what it lies in.
    """

    def __init__(
        self,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        grows: bool = False,
        margin: int = sizes.MARGIN,
        name: str = "Text",
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._grows = grows
        self._source = ""
        self._text = _Text([], [], 0)
        self._next, self._place, self._began = 0, 0, 0.0
        self._late = self._reads = self._draws = False
        self._ink = Ink(self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)
        self._rest = QTimer(self, singleShot=True, interval=_BREATH_MS)
        self._rest.timeout.connect(self._draw_rest)
        document = ClosedDocument(self)
        document.setUndoRedoEnabled(False)
        document.documentLayout().registerHandler(FORMULA, self._ink)
        self.setDocument(document)
        self._colours = CodeColours(document, tasks, self)
        document.setDocumentMargin(margin)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            document.documentLayout().documentSizeChanged.connect(self._grow)
        self.anchorClicked.connect(self._ask)
        self.highlighted.connect(self._tell)
        watcher().changed.connect(self._begin)

    def set_markdown(self, text: str) -> None:
        """Show a text."""
        if text == self._source:
            return
        self._source, self._place, self._began = text, 0, time.monotonic()
        self._late, self._draws, self._reads = False, False, len(text) > _SHORT
        self._tasks.cancel(self, "read")
        self._tasks.cancel(self, "draw")
        self._rest.stop()
        if self._reads:
            self._tasks.read(partial(_prepare_aside, text), owner=self, key="read", then=self._take)
        else:
            self._take(_prepare(text))

    def ready(self) -> bool:
        """Whether all of the text is set, formulas and the colours of code too."""
        set_ = self._next >= len(self._text.sections) and not (self._reads or self._draws)
        return set_ and self._colours.ready()

    def _take(self, text: _Text) -> None:
        self._text, self._reads = text, False
        self.verticalScrollBar().setValue(0)
        self._begin()
        self._draws = any(kept(formula) is None for formula in text.formulas)
        if self._draws:
            self._draw_rest()

    @Slot()
    def _begin(self) -> None:
        """Set the text from its beginning, and stay where one has scrolled to."""
        self._place = max(self._place, self.verticalScrollBar().value())
        self._next = 0
        self._colours.stop()
        document = self.document()
        document.clear()
        self._ink.forget()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        document.setDefaultFont(ui_font())
        self.setTabStopDistance(4 * QFontMetrics(mono_font()).horizontalAdvance(" "))
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """Set a few sections, then let the interface live before the next."""
        until = time.monotonic() + _SLICE
        sections, document = self._text.sections, self.document()
        while self._next < len(sections):
            fill = append_markdown if self._next else read_markdown
            fill(document, sections[self._next], self._text.formulas, self._ink, late=self._late)
            self._next += 1
            if time.monotonic() > until:
                break
        if self._next < len(sections):
            self._soon.start()
            return
        if self._text.left:
            self._tell_left()
        # Setting a text has moved the cursor to its end, and the view with it.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(self._place)
        self._place = 0
        self._colours.begin()

    @Slot()
    def _draw_rest(self) -> None:
        """Ask for the formulas that nobody has drawn yet."""
        if self._next < len(self._text.sections):
            self._rest.start()  # drawing is busy work, beside which setting takes long
            return
        rest = [formula for formula in self._text.formulas if kept(formula) is None]
        self._draws = bool(rest)
        if rest:
            spent = time.monotonic() - self._began
            # What is ready first is shown at once; then one waits longer, for the text is set anew each time.
            job = partial(_draw_some, rest, _ROUND if spent < _ROUND else 4 * _ROUND)
            self._tasks.read(job, owner=self, key="draw", then=self._drawn)

    def _drawn(self, drawn: int) -> None:
        self._late = not drawn or time.monotonic() - self._began > _FORMULAS
        self._begin()
        if self._late:
            self._draws = False
        else:
            self._rest.start()

    def _tell_left(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertBlock()
        cursor.insertText(f"The rest, {self._text.left:,} characters, is not shown here")

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Lines longer than this are hard to read.
        if not self._grows:
            self.setViewportMargins(0, 0, max(0, self.width() - scaled(_WIDEST) - sizes.SCROLL_BAR), 0)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        ground = self.viewport()
        painter = QPainter(ground)
        try:
            painter.translate(-across, -down)
            marks.paint(
                painter,
                self.document(),
                QRectF(ground.rect()).translated(across, down),
                self.devicePixelRatioF(),
            )
        finally:
            painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._grows:
            event.ignore()
        else:
            super().wheelEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Formulas are copied as they were written."""
        data = QMimeData()
        data.setText(with_sources(self.textCursor(), self._ink))
        return data

    @Slot(QSizeF)
    def _grow(self, size: QSizeF) -> None:
        self.setFixedHeight(math.ceil(size.height()))

    @Slot(QUrl)
    def _ask(self, address: QUrl) -> None:
        if _is_web(address):
            AddressDialog(self, address).open()

    @Slot(QUrl)
    def _tell(self, address: QUrl) -> None:
        """Say where a link leads before it is clicked."""
        self.setToolTip(Qt.convertFromPlainText(address.toDisplayString()) if _is_web(address) else "")


def _is_web(address: QUrl) -> bool:
    return address.isValid() and address.scheme().lower() in OPENED and bool(address.host())


def _prepare(text: str) -> _Text:
    shown = fitting(text, MOST)
    marked, formulas = hide(shown)
    return _Text(cut(marked), formulas, len(text) - len(shown))


def _prepare_aside(text: str, _store: Store, _cancel: Cancel) -> _Text:
    return _prepare(text)


def _draw_some(formulas: list[Formula], seconds: float, _store: Store, cancel: Cancel) -> int:
    """Draw for a while; return how many were drawn."""
    until = time.monotonic() + seconds
    for count, formula in enumerate(formulas, 1):
        draw(formula)
        if cancel() or time.monotonic() > until:
            return count
    return len(formulas)
