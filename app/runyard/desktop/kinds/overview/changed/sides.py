"""`Sides`: params, code and packages, and metrics of two runs, side by side where there is room."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.changed.change_rows import METRIC_COLUMNS, VALUE_COLUMNS
from runyard.desktop.kinds.overview.changed.comparing import Comparison
from runyard.desktop.kinds.overview.table.card_model import CardRow, CardTableModel, Column
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import ElidedLabel, Label, Rule
from runyard.storage.runs.changed import common_step

#: Rows in sight before a part scrolls, and the width from which the parts stand side by side.
_ROWS, _SIDE_BY_SIDE = 7, 860


class Sides(QWidget):
    """What differs; `diff_asked` wants the uncommitted changes."""

    diff_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.params = _Part("Params", VALUE_COLUMNS)
        self.code = _Part("Code and packages", VALUE_COLUMNS)
        self.metrics = _Part("Metrics", METRIC_COLUMNS)
        self.show_diff = ElidedLabel("Show uncommitted changes", tone="accent", link=True)
        self.show_diff.clicked.connect(self.diff_asked)
        self.code.column.addWidget(self.show_diff)
        self._rules = (Rule(), Rule())
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part, share in ((self.params, 4), (self._rules[0], 0), (self.code, 4), (self._rules[1], 0)):
            self._row.addWidget(part, share)
        self._row.addWidget(self.metrics, 6)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return where the Tab key stops, in order."""
        return (self.params.table, self.code.table, self.show_diff, self.metrics.table)

    def show_comparison(self, found: Comparison) -> None:
        """Show in what two runs differ."""
        change = found.changed
        self.params.show_rows(found.params, f"{len(change.params):,} of {change.total:,}", "No param differs")
        self.code.show_rows(found.code, "", "The same" if change.after.commit else "Not kept by this run")
        self.show_diff.setVisible(bool(change.after.diff))
        step = common_step(change.metrics)
        at = "at the last step of both" if step is None else f"at step {step:,} of both"
        none = "No metric differs" if change.compared else "No metric in common"
        self.metrics.show_rows(found.metrics, at if change.metrics else "", none)

    def copy_lines(self) -> list[str]:
        """Return all that differs as text, each part below its title."""
        lines: list[str] = []
        for part in (self.params, self.code, self.metrics):
            if part.rows:
                lines += ["", part.title.text(), *(row.copy for row in part.rows)]
        return lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _SIDE_BY_SIDE
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        for rule in self._rules:
            rule.setVisible(beside)


class _Part(QWidget):
    """A title with a note, and rows; or a few words where there are none."""

    def __init__(self, title: str, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self.rows: list[CardRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title = Label(title, size=sizes.TEXT_SMALL, bold=True, tone="text_soft")
        self._note = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self._none = Label(tone="text_faint")
        self.table = CardTable(CardTableModel(columns, self), title, header=False, most=_ROWS)
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addWidget(self._note, 1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(12, 0, 12, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, sizes.GAP, 0, 4)
        whole.setSpacing(2)
        head.setContentsMargins(12, 0, 12, 2)
        whole.addLayout(head)
        whole.addWidget(self.table)
        whole.addLayout(self.column)
        self.column.addWidget(self._none)
        whole.addStretch(1)

    def show_rows(self, rows: list[CardRow], note: str, none: str) -> None:
        """Show these rows, or the words for none."""
        self.rows = rows
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._note.setText(note)
        self._none.setText(none)
        self._none.setVisible(not rows)
