"""Windows over small repositories, with pages that only note what they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page, PageEntry, Route
from runyard.desktop.shell.actions import WindowActions
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.storage.store import Store


class NotingPage(Page):
    """Keeps the routes it was shown and how often it was left."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.routes: list[Route] = []
        self.left = 0
        self.current_tab = ""

    def show_route(self, route: Route) -> None:
        self.routes.append(route)
        self.current_tab = route.tab or "overview"

    def leave(self) -> None:
        self.left += 1


class RunsPage(NotingPage):
    """Stands for the list of runs."""


class RunPage(NotingPage):
    """Stands for a run."""


def _runs() -> type[Page]:
    return RunsPage


def _run() -> type[Page]:
    return RunPage


PAGES = (
    PageEntry("runs", "Runs", "list", 10, "Ctrl+1", _runs, count="runs"),
    PageEntry("run", "Run", "chart-line", 100, "", _run, section="hidden"),
)


def _leave_as_is(_page: Page) -> None:
    return None


class Opened:
    """A window with its parts."""

    def __init__(self, folder: Path, settings: Path) -> None:
        self.settings = Settings(settings)
        self.commands = CommandSet()
        self.window = MainWindow(self.settings, self.commands, PAGES, _leave_as_is)
        self.actions = WindowActions(self.window, PAGES)
        self.tasks = Tasks(Store.open(folder))
        self.workspace = Workspace(folder, self.tasks, self.settings)
        self.window.open(self.workspace)

    def page(self) -> NotingPage:
        """The page in front."""
        page = self.window.page()
        assert isinstance(page, NotingPage)
        return page


@contextmanager
def opened(folder: Path, settings: Path) -> Iterator[Opened]:
    """Open a window, and end everything it began."""
    found = Opened(folder, settings)
    try:
        yield found
    finally:
        found.window.close()
        assert found.tasks.close() == []
        found.window.deleteLater()
