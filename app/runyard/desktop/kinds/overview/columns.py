"""`CardColumns`: cards in two columns, or in one where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes

#: Narrower than this, the cards stand in one column.
_TWO_COLUMNS = 720


class CardColumns(QWidget):
    """Cards in two columns of equal width, or one below the other where it is narrow."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self._left, self._right = left, right
        # A hidden card stands in no column; without a parent it would be a window of its own.
        for card in (*left, *right):
            card.setParent(self)
        self._boxes = (QVBoxLayout(), QVBoxLayout())
        self._placed: tuple[tuple[QWidget, ...], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP_CARDS)
        for column in self._boxes:
            column.setSpacing(sizes.GAP_CARDS)
            row.addLayout(column, 1)
            column.addStretch(1)
        self.arrange()

    def arrange(self) -> None:
        """Put the cards where they belong at the present width."""
        shown = [[card for card in column if not card.isHidden()] for column in (self._left, self._right)]
        if self.width() < _TWO_COLUMNS:
            shown = [shown[0] + shown[1], []]
        elif not shown[1] and len(shown[0]) > 1:
            shown = [shown[0][:1], shown[0][1:]]
        placed = tuple(tuple(column) for column in shown)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        if placed == self._placed:
            return
        self._placed = placed
        # A card that is inserted again while it is still in the column would land below the stretch.
        for column in self._boxes:
            for card in (*self._left, *self._right):
                column.removeWidget(card)
        for at, (column, cards) in enumerate(zip(self._boxes, placed, strict=True)):
            for card in cards:
                column.insertWidget(column.count() - 1, card)
            row.setStretch(at, 1 if cards else 0)
        row.setSpacing(sizes.GAP_CARDS if placed[1] else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
