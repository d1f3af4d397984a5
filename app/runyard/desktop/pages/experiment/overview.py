"""`OverviewTab`: how the runs of an experiment do, and what happened lately."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.pages.experiment.best_runs import BestRuns
from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts import queries
from runyard.desktop.parts.activity import ActivityFeed
from runyard.desktop.parts.calendar import Contributions
from runyard.desktop.parts.count_cards import CountCards
from runyard.desktop.parts.status_bar import StatusBar, parts_of
from runyard.desktop.state import Workspace
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Label, Rule

_FEED = (264, 368)
_SHARE = 0.293
_BESIDE = 860
_FEED_BELOW = 420
_ANY = 16_777_215  # what Qt takes for no limit
#: The words around add what is missing to the 24 between groups.
_BETWEEN = 20


class OverviewTab(QWidget):
    """Cards, bar, calendar and best runs at the left, activity at the right.

    `best_chosen` carries how the best runs are found, as it is kept.
    """

    best_chosen = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.cards = CountCards(workspace)
        self.bar = StatusBar()
        self.contributions = Contributions(workspace)
        self.best = BestRuns(workspace)
        self.feed = ActivityFeed(workspace, experiment_id=-1)
        self.best.chosen.connect(self.best_chosen)
        self.area = QScrollArea()
        self._rule = Rule()
        self._below = False
        self.best.turned.connect(self._turn)
        self._arrange()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show an experiment."""
        counts = snapshot.counts
        self.cards.show_counts(counts, queries.of_experiment(snapshot.name))
        self.bar.set_parts(parts_of(counts.by_status, counts.archived))
        self.contributions.show_experiment(snapshot.id, snapshot.name)
        best = self.best.show_snapshot(snapshot)
        self.feed.show_experiment(snapshot.id, best.column if best is not None else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_feed(below=self.width() < scaled(_BESIDE))
        if not self._below:
            least, most = _FEED
            self.feed.setFixedWidth(scaled(min(most, max(least, round(self.width() * _SHARE)))))

    def _place_feed(self, *, below: bool) -> None:
        """Put the feed beside the rest, or below it where there is no room."""
        if below == self._below:
            return
        self._below = below
        self._rule.setVisible(not below)
        if below:
            self.feed.setMinimumWidth(0)
            self.feed.setMaximumWidth(_ANY)
            self.feed.setFixedHeight(scaled(_FEED_BELOW))
            self._column.insertWidget(2, self.feed)
        else:
            self.feed.setMinimumHeight(0)
            self.feed.setMaximumHeight(_ANY)
            self._row.addWidget(self.feed)

    @Slot(object)
    def _turn(self, event: QWheelEvent) -> None:
        QCoreApplication.sendEvent(self.area.verticalScrollBar(), event)

    def _arrange(self) -> None:
        """Put the empty places in each other before they are filled: moving full ones takes its time.

        What is added later comes later for the Tab key.
        """
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.area, 1)
        self._row.addWidget(self._rule)
        content = QWidget()
        self.area.setWidget(content)
        content.setAutoFillBackground(False)  # the area has just switched it on
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, sizes.MARGIN, 0, sizes.MARGIN)
        self._column.setSpacing(_BETWEEN)
        inside = QVBoxLayout()
        inside.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        inside.setSpacing(_BETWEEN)
        self._column.addLayout(inside)
        by_status = QVBoxLayout()
        by_status.setSpacing(sizes.GAP)
        inside.addWidget(self.cards)
        inside.addLayout(by_status)
        inside.addWidget(self.contributions)
        by_status.addWidget(Label("Runs by status", bold=True))
        by_status.addWidget(self.bar)
        self._column.addWidget(self.best)
        self._column.addStretch(1)
        self._row.addWidget(self.feed)
