"""The notes tab of a run; the notes themselves are tested in `test_notes`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.notes.tab import NotesTab
from runyard.desktop.state import Workspace
from runyard.storage import notes
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace.folder) as opened:
        yield opened


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
