"""The notes of an experiment in a test: opened, typed into and read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.note_editor import Notes
from runyard.desktop.state import Workspace
from runyard.storage.organise import experiments, notes
from runyard.storage.store import Store


def open_notes(workspace: Workspace, qtbot: QtBot) -> Notes:
    """Return the view in a window of its own."""
    made = Notes(workspace)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


@pytest.fixture
def experiment(store: Store) -> int:
    """An experiment without notes."""
    experiments.create(store, "a")
    return experiments.find(store, "a")


@pytest.fixture
def shown(workspace: Workspace, qtbot: QtBot) -> Notes:
    """The view, shown nothing yet."""
    return open_notes(workspace, qtbot)


def titles(shown: Notes) -> list[str]:
    """Return the first lines in the list, from the top."""
    return [entry.title for entry in shown.list.notes.entries]


def type_note(shown: Notes, text: str, qtbot: QtBot) -> None:
    """Type into the note that is open."""
    shown.sheet.text.setFocus()
    qtbot.keyClicks(shown.sheet.text, text)


def saved(store: Store, experiment: int) -> list[str]:
    """Return the notes that are stored."""
    return [note.text for note in notes.of_experiment(store, experiment)]
