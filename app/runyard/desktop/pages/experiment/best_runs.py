"""`BestRuns`: the runs of an experiment with the lowest or the highest value of a metric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.experiment import best
from runyard.desktop.pages.experiment.best import Best
from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts import queries
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes, watcher
from runyard.desktop.widgets import Faces, Label, Select
from runyard.search.grammar.parse import parse
from runyard.storage.table.listing import Listing

_EMPTY = 160


class BestRuns(QWidget):
    """Title, the choice of a metric, and the table.

    `chosen` carries the choice as it is kept, `turned` what the wheel did over the table.
    """

    chosen = Signal(object)
    turned = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.by = Select(name="Best runs by")
        self.by.setMaxVisibleItems(16)
        self.table = RunTable(workspace, limit=best.ROWS)
        self.table.model.selection.single = True
        self.faces = Faces(self.table)
        self._about: tuple[Any, ...] = ()
        self._latest: tuple[Snapshot, Best | None] | None = None
        self._rows = 0
        self._arrange()
        self.by.chosen.connect(self._choose)
        self.table.opened.connect(workspace.open_run)
        self.table.found.connect(self._show_found)
        self.table.table.body.horizontalScrollBar().rangeChanged.connect(self._fit)
        watcher().changed.connect(self._fit)
        for pane in self.table.table.panes.all():
            pane.viewport().installEventFilter(self)

    def show_snapshot(self, snapshot: Snapshot) -> Best | None:
        """Show the best runs of an experiment; return by what they are found."""
        choices = best.choices(snapshot.metrics)
        current = _kept(snapshot.best, choices)
        self.by.set_options([(choice, choice.words) for choice in choices])
        self.by.set_key(current)
        self.by.setVisible(bool(choices))
        self._by.setVisible(bool(choices))
        self._latest = snapshot, current
        if self.isVisible():
            self._find()
        return current

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.set_awake(True)
        self._find()

    def hideEvent(self, event: QHideEvent) -> None:
        self.table.set_awake(False)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            self.turned.emit(event)  # all rows are in sight: the wheel turns the page
            return True
        return super().eventFilter(watched, event)

    def _find(self) -> None:
        """Find the runs, where something is other than it was; nothing is read while nobody looks."""
        if self._latest is None:
            return
        snapshot, current = self._latest
        about = (snapshot.name, current, tuple(snapshot.params), tuple(snapshot.metrics))
        if about == self._about:
            return
        searched = self._about[:1] == about[:1]
        self._about = about
        if not searched:
            self.faces.show_loading()
        self.table.set_view(best.view(current, snapshot.params, snapshot.metrics))
        if not searched:
            self.table.search(parse(queries.of_experiment(snapshot.name)))

    def _arrange(self) -> None:
        self._by = Label("by", tone="text_soft")
        head = QHBoxLayout()
        head.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        head.setSpacing(sizes.GAP)
        head.addWidget(Label("Best runs", bold=True))
        head.addStretch(1)
        head.addWidget(self._by)
        head.addWidget(self.by)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP)
        column.addLayout(head)
        column.addWidget(self.faces)
        self.faces.setFixedHeight(_EMPTY)

    @Slot(object)
    def _choose(self, choice: Best) -> None:
        self.chosen.emit([choice.name, choice.context, choice.highest])

    @Slot(object)
    def _show_found(self, found: Listing) -> None:
        self._rows = len(found.ids)
        self._fit()
        if found.ids:
            self.faces.show_content()
        else:
            self.faces.show_empty("No runs to compare", "Archived ones are left out")

    @Slot()
    def _fit(self) -> None:
        """As high as the rows and, where columns do not fit, the bar to scroll them: nothing else scrolls."""
        table = self.table.table
        head = table.body.head.sizeHint().height()
        bar = sizes.SCROLL_BAR if table.body.horizontalScrollBar().maximum() else 0
        high = head + self._rows * table.row_height + bar + 2
        self.faces.setFixedHeight(high if self._rows else _EMPTY)


def _kept(kept: Any, choices: Sequence[Best]) -> Best | None:
    """Return the choice that was kept, or the likeliest."""
    for choice in choices:
        if kept == [choice.name, choice.context, choice.highest]:
            return choice
    return choices[0] if choices else None
