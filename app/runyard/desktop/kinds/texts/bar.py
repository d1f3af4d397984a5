"""The control bar of the texts tab: ranges, and what is searched."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.texts.searcher import Searcher
from runyard.desktop.parts.step_ranges import StepRanges
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Button, Label
from runyard.desktop.widgets.match_field import MatchField

_HIGH = 72
_FIELD = 340


class TextBar(QWidget):
    """The ranges at the left; at the right the search field with its arrows, and below it what it found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HIGH)
        self.ranges = StepRanges("text")
        self.field = MatchField("Find in texts", name="Find in texts", key="/")
        self.before = Button("", "arrow-up", "icon", filled=True, tip="Previous match (Shift+F3)")
        self.after = Button("", "arrow-down", "icon", filled=True, tip="Next match (F3)")
        self.told = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        search = QHBoxLayout()
        search.setSpacing(sizes.GAP)
        search.addWidget(self.field, 1)
        search.addWidget(self.before)
        search.addWidget(self.after)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addStretch(1)
        right.addWidget(self.told)
        right.addLayout(search)
        right.addStretch(1)
        row = QHBoxLayout(self)
        # The sliders begin six pixels left of what they show.
        row.setContentsMargins(sizes.MARGIN - 6, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.setSpacing(sizes.GAP_GROUPS)
        row.addWidget(self.ranges, 100)
        row.addStretch(1)
        row.addLayout(right, 2)
        self.field.setMinimumWidth(200)
        self.field.setMaximumWidth(_FIELD)

    def show_search(self, searcher: Searcher, found: int, at: int) -> None:
        """Say how far the search is, what it found, and which of that is read, from zero."""
        of, sought = len(searcher.ids), bool(searcher.matcher)
        for button in (self.before, self.after):
            button.setEnabled(sought and found > 0)
        if not sought:
            self.field.show_place()
            self.told.setText(_texts(of))
        elif searcher.busy:
            self.told.setText(f"Searched {searcher.looked:,} of {_texts(of)}")
        else:
            self.told.setText(f"{found:,} of {_texts(of)}")
        if sought and (found or not searcher.busy):
            self.field.show_place(max(0, at) + 1, found)
        elif sought:
            self.field.show_place()
        if sought and searcher.problem:
            self.field.set_problem(searcher.problem)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()


def _texts(many: int) -> str:
    return "1 text" if many == 1 else f"{many:,} texts"
