"""`CardColumns`: cards in two columns, or in one where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes

#: Narrower than this, the cards stand in one column.
_TWO_COLUMNS = 720


class CardColumns(QWidget):
    """Cards in two columns of about equal height, or one below the other where it is narrow.

    `left` begins the one column and `right` the other; of the `rest`, each comes where there is less so far.
    This is decided when cards come or go, not when they grow: a live run moves nothing about.
    """

    def __init__(self, left: QWidget, right: QWidget, rest: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._cards = (left, right, *rest)
        # A hidden card stands in no column; without a parent it would be a window of its own.
        for card in self._cards:
            card.setParent(self)
            card.hide()
        self._boxes = (QVBoxLayout(), QVBoxLayout())
        self._decided: tuple[bool, tuple[QWidget, ...]] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP_CARDS)
        for column in self._boxes:
            column.setSpacing(sizes.GAP_CARDS)
            row.addLayout(column, 1)
            column.addStretch(1)

    def arrange(self) -> None:
        """Put the cards where they belong at the present width."""
        shown = tuple(card for card in self._cards if not card.isHidden())
        narrow = self.width() < _TWO_COLUMNS
        if self._decided == (narrow, shown):
            return
        self._decided = (narrow, shown)
        placed = (list(shown), []) if narrow else self._in_two(shown)
        # A card that is inserted again while it is still in the column would land below the stretch.
        for column in self._boxes:
            for card in self._cards:
                column.removeWidget(card)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        for at, (column, cards) in enumerate(zip(self._boxes, placed, strict=True)):
            for card in cards:
                column.insertWidget(column.count() - 1, card)
            row.setStretch(at, 1 if cards else 0)
        row.setSpacing(sizes.GAP_CARDS if placed[1] else 0)
        self._order([*placed[0], *placed[1]])

    def start_over(self) -> None:
        """Decide anew with the next arrangement."""
        self._decided = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def height_of(self, card: QWidget) -> int:
        """Return how high a card is, or will be once it is filled."""
        return card.sizeHint().height()

    def _in_two(self, shown: Sequence[QWidget]) -> tuple[list[QWidget], list[QWidget]]:
        columns: tuple[list[QWidget], list[QWidget]] = ([], [])
        heights = [0, 0]
        for card in shown:
            at = 1 if heights[1] < heights[0] else 0
            if card is self._cards[1] and self._cards[0] in shown:
                at = 1
            columns[at].append(card)
            heights[at] += self.height_of(card) + sizes.GAP_CARDS
        return columns

    def _order(self, cards: Sequence[QWidget]) -> None:
        """Have the Tab key go down the one column, then down the other."""
        window = self.window()
        stops = [
            part
            for card in cards
            for part in card.findChildren(QWidget)
            if part.focusPolicy() and part.window() is window
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
