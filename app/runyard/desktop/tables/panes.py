"""`Panes`: the views of a table over one model, which scroll down as one and stand side by side."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.view import RowsView

_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded


class Panes(QObject):
    """Columns fixed at the left, columns that scroll, and, where there are any, columns fixed at the right.

    `scrolled` tells that the rows moved, up or down. The model's columns stand in this order; `split` says
    how many of them are fixed at the left and at the right.
    """

    scrolled = Signal()

    def __init__(self, model: PagedTableModel, look: Look, owner: QWidget) -> None:
        super().__init__(owner)
        self._model = model
        self.left = RowsView(model, look, owner)
        self.body = RowsView(model, look, owner)
        self.right = RowsView(model, look, owner)
        self.split = (1, 0)
        self._feet = (QWidget(), QWidget())
        self._arrange(owner)
        for view in self.all():
            view.verticalScrollBar().valueChanged.connect(self._follow)
        self.body.horizontalScrollBar().rangeChanged.connect(self._level)

    def all(self) -> tuple[RowsView, RowsView, RowsView]:
        """Return the three views."""
        return self.left, self.body, self.right

    def view(self, place: int) -> RowsView:
        """Return the view that shows the column at a place of the model."""
        left, right = self.split
        if place < left:
            return self.left
        return self.right if place >= len(self._model.columns) - right else self.body

    def set_split(self, left: int, right: int) -> None:
        """Fix so many columns; the scroll bar stands at the end of the last view."""
        self.split = (left, right)
        self.right.setVisible(right > 0)
        self._feet[1].setVisible(right > 0)
        self.body.setVerticalScrollBarPolicy(_OFF if right else _NEEDED)

    def update_row(self, number: int) -> None:
        """Paint a row anew."""
        for view in self.all():
            view.update_row(number)

    def update(self) -> None:
        """Paint everything anew."""
        for view in self.all():
            view.viewport().update()
            view.head.viewport().update()

    def _arrange(self, owner: QWidget) -> None:
        row = QHBoxLayout(owner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for view, foot in ((self.left, self._feet[0]), (self.body, None), (self.right, self._feet[1])):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(view, 1)
            if foot is not None:
                foot.setFixedHeight(0)
                column.addWidget(foot)
            row.addLayout(column, 1 if foot is None else 0)
        for view in (self.left, self.right):
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setHorizontalScrollBarPolicy(_OFF)
            spare = view.selectionModel()
            view.setSelectionModel(self.body.selectionModel())
            spare.deleteLater()
        self.left.setVerticalScrollBarPolicy(_OFF)
        self.left.set_edge("right")
        self.right.set_edge("left")
        self.left.marks = True
        self.right.hide()

    @Slot(int)
    def _follow(self, value: int) -> None:
        for view in self.all():
            view.verticalScrollBar().setValue(value)
        self.scrolled.emit()

    @Slot(int, int)
    def _level(self, _low: int, high: int) -> None:
        """Keep the views equally high where a scroll bar takes room from one."""
        for foot in self._feet:
            foot.setFixedHeight(self.body.horizontalScrollBar().sizeHint().height() if high > 0 else 0)
