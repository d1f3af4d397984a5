"""`SettingsPage`: everything a person can choose, what the repository holds, and what this program is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page, PageEntry, Route
from runyard.desktop.pages.settings.about import About
from runyard.desktop.pages.settings.components import Component, components
from runyard.desktop.pages.settings.repository import RepositoryCards
from runyard.desktop.pages.settings.rows import Choices, add_row
from runyard.desktop.state import Workspace
from runyard.desktop.state import settings as entries
from runyard.desktop.state.settings import TRASH_AGES
from runyard.desktop.state.table_view import DENSITIES
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Card, ColumnArea, PageHeader

_WIDE = 760
_THEMES = (("system", "System"), ("dark", "Dark"), ("light", "Light"))
_SCALES = tuple((scale, f"{scale} %") for scale in entries.SCALES)
_PACES = ((0, "At once"), (1, "Every second"), (5, "Every 5 seconds"), (30, "Every 30 seconds"))
_AGES = tuple((days, f"After {days} days" if days else "Never") for days in TRASH_AGES)
_STAYS = ((4, "4 seconds"), (10, "10 seconds"), (0, "Until closed"))
_LEFT_OFF = ("", "Where I left off")


class SettingsPage(Page):
    """One column of cards. Whatever is picked is kept and takes effect at once."""

    title = "Settings"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.choices = Choices(workspace.settings, self)
        self.repository = RepositoryCards(workspace, self)
        self.about = About(self)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, sizes.MARGIN, 0, sizes.MARGIN)
        self._column.setSpacing(sizes.MARGIN)
        self._add_looks()
        self._add_behaviour()
        for card in (*self.repository.cards(), *self.about.cards()):
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._area = ColumnArea(self._inside, _WIDE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(PageHeader(self.title))
        whole.addWidget(self._area, 1)

    def set_pages(self, pages: Sequence[PageEntry]) -> None:
        """Take the pages a start may begin with."""
        shown = sorted((page for page in pages if page.section == "main"), key=_order)
        self.start.set_options([_LEFT_OFF, *((page.key, page.title) for page in shown)])
        self.start.set_key(self.workspace.settings.get(entries.START_PAGE))

    def show_route(self, route: Route) -> None:
        self.repository.read()
        self.workspace.tasks.read(components, owner=self, key="about", then=self._show_about)

    def _show_about(self, found: tuple[list[tuple[str, str]], list[Component]]) -> None:
        self.about.show(*found)
        QTimer.singleShot(0, self._area, self._area.refit)

    def leave(self) -> None:
        self.about.close_text()

    def _add_looks(self) -> None:
        card = Card("Appearance")
        choose = self.choices
        self.theme = choose.segmented(entries.THEME, _THEMES, "Theme")
        self.scale = choose.segmented(entries.TEXT_SCALE, _SCALES, "Text size")
        self.density = choose.segmented(
            entries.DENSITY, [(density, density.capitalize()) for density in DENSITIES], "Row height"
        )
        add_row(card, "Theme", "System follows what the computer is set to", self.theme)
        add_row(card, "Text size", "Ctrl++ and Ctrl+- change it on every page", self.scale)
        add_row(
            card,
            "Row height",
            "Of tables that have no saved view, and of new views; each saved view keeps its own",
            self.density,
        )
        self._column.addWidget(card)

    def _add_behaviour(self) -> None:
        choose = self.choices
        start = Card("Start and messages")
        self.start = choose.select(entries.START_PAGE, [_LEFT_OFF], "Page to start with")
        self.stays = choose.select(entries.NOTICE_STAYS, _STAYS, "How long messages stay")
        add_row(start, "Page to start with", "When a repository is opened", self.start)
        add_row(start, "Messages stay", "Pointing at a message keeps it longer", self.stays)
        self._column.addWidget(start)
        fresh = Card("Refresh")
        self.live = choose.switch(entries.LIVE, "Live updates")
        self.pace = choose.select(entries.PACE, _PACES, "Look for what other programs wrote")
        add_row(fresh, "Live updates", "New runs and values appear in tables by themselves", self.live)
        said = "Training scripts and other windows; a slower pace spares network folders and batteries"
        add_row(fresh, "Look for changes", said, self.pace)
        self._column.addWidget(fresh)
        trash = Card("Trash")
        self.age = choose.select(entries.TRASH_AGE, _AGES, "When runs in the trash are purged")
        said = "At the next start, in the background. What is purged cannot be brought back"
        add_row(trash, "Purge runs from the trash", said, self.age)
        self._column.addWidget(trash)


def _order(page: PageEntry) -> int:
    return page.order
