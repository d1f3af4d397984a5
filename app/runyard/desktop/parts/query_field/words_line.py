"""`WordsLine`: the query said in words, or what is wrong with it; at the right what it found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.parts.words import count, seconds
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.domain.errors import Problem
from runyard.storage.table.listing import Listing

_INDENT = 48
_RIGHT = 24
_ICON = 14

Piece = tuple[str, bool, QColor]


class WordsLine(QWidget):
    """One line of 11 px, 24 high, under the query field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[tuple[str, bool]] = []
        self._problem: Problem | None = None
        self._warning = False
        self._listing: Listing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self._dress)

    def set_words(self, words: Sequence[tuple[str, bool]]) -> None:
        """Say what the query matches; pieces marked True are names and values."""
        self._words = list(words)
        self._changed()

    def set_problem(self, problem: Problem | None, *, warning: bool = False) -> None:
        """Say what is wrong in place of the words."""
        self._problem, self._warning = problem, warning
        self._changed()

    def set_listing(self, listing: Listing | None) -> None:
        """Say how many runs were found, and how fast."""
        self._listing = listing
        self._changed()

    def sizeHint(self) -> QSize:
        return QSize(200, max(24, round(QFontMetricsF(ui_font(sizes.TEXT_SMALL)).height()) + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            right = self._paint_right(painter, self.width() - _RIGHT)
            left = _INDENT
            if self._problem is not None:
                colors = tokens()
                color = colors.warn if self._warning else colors.bad
                mark = pixmap("triangle-alert", color, _ICON, self.devicePixelRatioF())
                painter.drawPixmap(left - _ICON - sizes.GAP, (self.height() - _ICON) // 2, mark)
            _paint(painter, self._left(), left, right - 16, self.height())
        finally:
            painter.end()

    def text(self) -> str:
        """Return all it says."""
        said = ["".join(text for text, _, _ in self._left()), "".join(t for t, _, _ in self._count())]
        return ", ".join(filter(None, said))

    def _left(self) -> list[Piece]:
        colors = tokens()
        if self._problem is not None:
            color = colors.warn if self._warning else colors.bad
            pieces = [(self._problem.message, False, color)]
            if self._problem.suggestion:
                pieces.append((f"  {self._problem.suggestion}", False, colors.text_soft))
            return pieces
        return [(text, bold, colors.text_soft) for text, bold in self._words]

    def _count(self) -> list[Piece]:
        if self._listing is None:
            return []
        colors, found, total = tokens(), len(self._listing.ids), self._listing.total
        runs = "run" if total == 1 else "runs"
        pieces: list[Piece] = [(count(found), True, colors.text)]
        pieces.append(
            (f" {runs}" if found == total else f" of {count(total)} {runs}", False, colors.text_soft)
        )
        if self._listing.scanned:
            pieces.append((f", {count(self._listing.scanned)} read one by one", False, colors.text_soft))
        return pieces

    def _paint_right(self, painter: QPainter, right: int) -> int:
        """Paint count and time; return where they begin."""
        if self._listing is None:
            return right
        spent: list[Piece] = [(seconds(self._listing.seconds), False, tokens().text_faint)]
        begin = right - _wide(spent)
        _paint(painter, spent, begin, right, self.height())
        pieces = self._count()
        first = begin - 16 - _wide(pieces)
        _paint(painter, pieces, first, begin - 16, self.height())
        return first

    def _changed(self) -> None:
        self.setAccessibleName(self.text())
        self.setToolTip("")
        self.update()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def _font(bold: bool) -> QFont:
    return ui_font(sizes.TEXT_SMALL, bold=bold)


def _wide(pieces: Sequence[Piece]) -> int:
    return round(sum(QFontMetricsF(_font(bold)).horizontalAdvance(text) for text, bold, _ in pieces)) + 1


def _paint(painter: QPainter, pieces: Sequence[Piece], left: int, right: int, high: int) -> None:
    """Paint pieces one after another; the last one that fits is elided."""
    at = float(left)
    for text, bold, color in pieces:
        metrics = QFontMetricsF(_font(bold))
        room = right - at
        if room <= 0:
            return
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 0.5)
        painter.setFont(_font(bold))
        painter.setPen(color)
        painter.drawText(QRect(round(at), 0, round(room) + 1, high), Qt.AlignmentFlag.AlignVCenter, shown)
        if shown != text:
            return
        at += metrics.horizontalAdvance(text)
