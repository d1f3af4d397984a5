"""Waiting for the figures tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.figures.tab import FiguresTab
from runyard.desktop.state import Workspace
from runyard.domain.kinds import DataKind
from runyard.storage.store import Store
from support.logged import Logged

Figure = tuple[int, int, bytes, dict[str, Any]]
PLOTLY = {"format": "plotly", "title": "Precision", "width": None, "height": None}
SVG = {"format": "svg", "title": "Confusion", "width": 192, "height": 128}


class Shown:
    """A run with figures, and the tab that shows it."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.workspace = workspace
        self.qtbot = qtbot
        self.store = Store.open(workspace.folder)
        self.run = Logged(self.store, live=True)
        self.tab = FiguresTab(workspace, CommandSet())
        qtbot.addWidget(self.tab)
        self.tab.resize(1100, 700)

    def log(self, figures: list[Figure], name: str = "confusion", **more: Any) -> None:
        """Log figures."""
        self.run.items(DataKind.FIGURE, name, figures, more.pop("context", {"subset": "val"}), **more)

    def open(self) -> FiguresTab:
        """Show the run, and wait until its first figure is there."""
        self.tab.show()
        self.tab.show_run(self.run.id)
        self.settle()
        return self.tab

    def settle(self) -> None:
        """Wait until what was asked for is shown, or why it is not."""
        tasks, tab = self.workspace.tasks, self.tab

        def done() -> bool:
            if not tasks.idle() or tab.faces.face == "loading":
                return False
            if tab.faces.face != "content":
                return True
            pane = tab.pane
            waits = pane.form == "interactive" and not pane.interactive
            return not pane.shows("loading") and (not pane.shows("content") or not waits)

        self.qtbot.waitUntil(done)

    def close(self) -> None:
        """Put the tab away as its page does."""
        self.tab.deactivate()
        self.run.leave()
        self.store.close()


@pytest.fixture
def shown(workspace: Workspace, qtbot: QtBot) -> Iterator[Shown]:
    """A run to log figures into, and its tab."""
    made = Shown(workspace, qtbot)
    yield made
    made.close()


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> str:
    """QtWebEngine is missing."""
    from runyard.desktop.kinds.figures import web_trial

    sentence = "QtWebEngine is not here. Install the package PySide6-WebEngine to have them interactive"
    monkeypatch.setattr(web_trial, "missing", lambda: sentence)
    return sentence
