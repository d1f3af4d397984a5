"""The tags page over runs that carry tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.tags.page import TagsPage
from runyard.desktop.parts.tag_form import TagForm
from runyard.desktop.state import Workspace
from runyard.storage.organise import tags
from runyard.storage.store import Store
from support.logged import Logged


def log_tagged(store: Store) -> list[Logged]:
    """Five runs in two experiments: "sweep" is on all, "paper" on two, "Smoke" on none, "old" is hidden."""
    found = []
    for number in range(5):
        run = Logged(store, name=f"net-{number}", experiment="digits" if number % 2 else "letters")
        run.tag("sweep", *(("paper", "old") if number < 2 else ()))
        run.end()
        found.append(run)
    tags.create(store, "Smoke", "Short runs that only test the script")
    tags.hide(store, tags.find(store, "old"), True)
    paper = tags.find(store, "paper")
    tags.edit(store, paper, name="paper", comment="Numbers in the draft", color="6")
    return found


@contextmanager
def opened(workspace: Workspace, qtbot: QtBot, app: QApplication) -> Iterator[TagsPage]:
    """Show the page in a window of its own, with its keys."""
    theme.apply(app, "dark")
    commands = CommandSet()
    page = TagsPage(workspace, commands)
    qtbot.addWidget(page)
    commands.bind(page)
    commands.set_contexts("tags")
    page.resize(1256, 876)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield page
    page.close()


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> Iterator[TagsPage]:
    """The page, shown nothing yet."""
    with opened(workspace, qtbot, qapp) as made:
        yield made


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    """The runs of `log_tagged`."""
    return log_tagged(store)


@pytest.fixture
def listed(logged: list[Logged], page: TagsPage, settle: Callable[[], None]) -> TagsPage:
    """The page with the tags of those runs."""
    page.show_route(Route("tags"))
    settle()
    return page


def names(page: TagsPage) -> list[str]:
    """Return the listed tags."""
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def click(qtbot: QtBot, page: TagsPage, name: str) -> None:
    """Click on the row of a tag."""
    view = page.table.pinned
    at = QPoint(60, view.rowViewportPosition(names(page).index(name)) + 10)
    held = Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)


def go_to(page: TagsPage, name: str) -> None:
    """Make the row of a tag the current one."""
    page.table.setFocus()
    page.table.choosing.set_current(names(page).index(name))


def form_of(page: TagsPage) -> TagForm:
    """Return the form that is open."""
    form = page.findChild(TagForm)
    assert isinstance(form, TagForm)
    return form
