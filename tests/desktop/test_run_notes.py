"""The notes tab of a run; the notes themselves are tested in `test_notes`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.kinds.notes.tab import NotesTab
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.registry import KINDS
from runyard.desktop.state import Workspace
from runyard.storage.organise import notes
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> NotesTab:
    made = NotesTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_a_run_has_notes_of_its_own(tab: NotesTab, store: Store, settle: Settle, qtbot: QtBot) -> None:
    one, other = Logged(store), Logged(store)
    notes.add(store, "of the other", run_id=other.id)
    tab.show_run(one.id)
    settle()
    assert tab.notes.faces.face == "empty"
    tab.notes.begin()
    qtbot.waitUntil(tab.notes.sheet.text.hasFocus)
    qtbot.keyClicks(tab.notes.sheet.text, "of this one")
    tab.deactivate()
    qtbot.waitUntil(lambda: [note.text for note in notes.of_run(store, one.id)] == ["of this one"])
    tab.show_run(other.id)
    settle()
    assert [entry.title for entry in tab.notes.list.notes.entries] == ["of the other"]
    qtbot.keyClick(tab.notes.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tab.notes.faces.face == "empty")
    assert [note.text for note in notes.of_run(store, one.id)] == ["of this one"]
    settle()


def test_single_keys_begin_a_note_and_search(
    workspace: Workspace, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store)
    run.end()
    notes.add(store, "one", run_id=run.id)
    commands = CommandSet()
    page = RunPage(workspace, commands)
    page.set_kinds(KINDS)
    qtbot.addWidget(page)
    commands.bind(page)
    commands.set_contexts("run")
    page.resize(1200, 800)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_route(Route("run", run.hash, "notes"))
    settle()
    tab = page.tabs.tab("notes")
    assert isinstance(tab, NotesTab)
    qtbot.keyClick(tab.notes.list, Qt.Key.Key_Slash)
    qtbot.waitUntil(tab.notes.search.hasFocus)
    tab.notes.list.setFocus()
    qtbot.keyClick(tab.notes.list, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: tab.notes.sheet.editing)
    qtbot.waitUntil(tab.notes.sheet.text.hasFocus)
    qtbot.keyClick(tab.notes.sheet.text, Qt.Key.Key_N)  # a letter by now
    assert tab.notes.sheet.text.toPlainText() == "n"
    page.leave()
    qtbot.waitUntil(lambda: {note.text for note in notes.of_run(store, run.id)} == {"n", "one"})
    settle()
    page.close()
