"""The page of an experiment in a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.experiment.page import ExperimentPage
from runyard.desktop.state import Workspace
from runyard.storage.organise import experiments
from runyard.storage.store import Store
from support.experiment_runs import NAME, full
from support.logged import Logged


@pytest.fixture
def page(workspace: Workspace, went: list[Route], qtbot: QtBot) -> ExperimentPage:
    """The page in a window, which goes where it asks to."""
    made = ExperimentPage(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 832)
    made.show()
    made.commands.bind(made)

    def follow(route: Route) -> None:
        if route.page == "experiment":
            made.show_route(route)

    workspace.go.connect(follow)
    return made


@pytest.fixture
def shown(store: Store, page: ExperimentPage, settle: Callable[[], None]) -> dict[str, Logged]:
    """The page over NAME, with runs of every kind around."""
    made = full(store)
    page.show_route(Route("experiment", experiment=experiments.find(store, NAME)))
    settle()
    return made
