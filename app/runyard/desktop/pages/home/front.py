"""`Front`: the left column of the home page."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.pages.home.active_runs import ActiveRuns
from runyard.desktop.pages.home.holdings import Holdings
from runyard.desktop.pages.home.links import Link, LinkCard
from runyard.desktop.pages.home.reading import WEEK, Home
from runyard.desktop.parts import queries
from runyard.desktop.parts.calendar import Contributions
from runyard.desktop.parts.count_cards import CountCards
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Label
from runyard.storage.organise.tags import TagUse
from runyard.storage.overview.overview import Totals

#: From this width on cards stand side by side.
_SIDE_BY_SIDE = 600


class Front(QScrollArea):
    """Active runs, numbers, the calendar and lists of places to go to. `asked` tells where to go."""

    asked = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.active = ActiveRuns()
        self.counts = CountCards(workspace)
        self.holdings = Holdings()
        self.contributions = Contributions(workspace)
        self.quick = LinkCard("Quick searches", "")
        self.searches = LinkCard("Recent searches", "Searches among the runs are kept here")
        self.views = LinkCard("Saved views", "A view of the runs that is saved under a name is listed here")
        self.experiments = LinkCard("Experiments", "All experiments are archived", Route("experiments"))
        self.tags = LinkCard("Tags", "No run carries a tag yet", Route("tags"))
        self._stops = 0
        self._rows = (QHBoxLayout(), QHBoxLayout())
        self._arrange()
        self.active.asked.connect(self.asked)
        for card in (self.quick, self.searches, self.views, self.experiments, self.tags):
            card.asked.connect(self.asked)
        self.contributions.show_experiment(None)

    def show_home(self, home: Home) -> None:
        """Show the repository as it was read."""
        self.active.show_runs(home.active, home.counts.active)
        self.counts.show_counts(home.counts)
        self.quick.show_links(_quick(home))
        self.searches.show_links(
            [Link(text, Route("runs", query=text), "history", query=True) for text in home.searches]
        )
        self.views.show_links([Link(name, Route("runs", view=name), "bookmark") for name in home.views])
        self.experiments.show_links(
            [
                Link(one.name, Route("experiment", experiment=one.id), "flask-conical", one.runs)
                for one in home.experiments
            ]
        )
        self.tags.show_links([_tagged(use) for use in home.tags])
        self._order_stops()

    def show_totals(self, totals: Totals) -> None:
        """Show how much the repository holds."""
        self.holdings.show_totals(totals)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * sizes.MARGIN
        self.active.fit(room)
        direction = QBoxLayout.Direction
        for row in self._rows:
            row.setDirection(direction.LeftToRight if room >= _SIDE_BY_SIDE else direction.TopToBottom)

    def _order_stops(self) -> None:
        """Rows come after the page was made: without this, Tab would reach them after everything else."""
        cards = (self.quick, self.searches, self.views, self.experiments, self.tags)
        stops = [stop for card in cards for stop in card.stops()]
        if len(stops) != self._stops:
            self._stops = len(stops)
            for before, after in pairwise((self.contributions.calendar, *stops)):
                self.setTabOrder(before, after)

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[sizes.MARGIN] * 4)
        column.setSpacing(sizes.GAP_GROUPS)
        column.addWidget(self.active)
        for title, part in (("Runs", self.counts), ("Logged", self.holdings)):
            group = QVBoxLayout()
            group.setSpacing(sizes.GAP)
            group.addWidget(Label(title, bold=True))
            group.addWidget(part)
            column.addLayout(group)
        column.addWidget(self.contributions)
        cards = QVBoxLayout()
        cards.setSpacing(sizes.GAP_CARDS)
        listed = ((self.quick, self.searches, self.views), (self.experiments, self.tags))
        for row, members in zip(self._rows, listed, strict=True):
            row.setSpacing(sizes.GAP_CARDS)
            for card in members:
                row.addWidget(card, 1)
            cards.addLayout(row)
        column.addLayout(cards)
        column.addStretch(1)
        self.setWidget(inside)


def _quick(home: Home) -> list[Link]:
    """Searches that everybody needs; each number is what the query finds."""
    wanted = (
        ("Active", queries.ACTIVE, "cpu", home.counts.active),
        ("Created today", queries.since(home.today), "clock", home.created_today),
        ("Last 7 days", queries.since(home.today - WEEK), "clock", home.created_this_week),
        ("Archived", queries.ARCHIVED, "archive", home.counts.archived),
    )
    return [Link(text, Route("runs", query=query), icon, number) for text, query, icon, number in wanted]


def _tagged(use: TagUse) -> Link:
    query = queries.of_tag(use.tag.name)
    return Link(use.tag.name, Route("runs", query=query), number=use.runs, tag=use.tag)
