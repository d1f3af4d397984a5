from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.note_editor import Notes
from runyard.desktop.parts.note_editor.entries import Entry
from runyard.desktop.parts.note_editor.list import NoteListModel
from runyard.desktop.state import Notice, Workspace
from runyard.storage.organise import notes
from runyard.storage.organise.notes import Note
from runyard.storage.store import Store
from support.logged import Logged
from support.notes_view import experiment, saved, shown, titles, type_note

__all__ = ["experiment", "shown"]

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
TEXT = """# Sweep plan

First the **width**, see [the paper](https://example.org/p), [this](file:///etc/hostname).

- one
- `two`

| lr | loss |
|---|---|
| 1 | 2 |

```python
run = Run()
```

<script>alert(1)</script>
"""


def test_a_note_is_saved_as_it_is_typed(
    shown: Notes, store: Store, experiment: int, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    shown.show_experiment(experiment)
    settle()
    assert shown.faces.face == "empty"
    shown.begin()
    assert shown.sheet.editing
    qtbot.waitUntil(shown.sheet.text.hasFocus)
    type_note(shown, "wide first", qtbot)
    qtbot.waitUntil(lambda: saved(store, experiment) == ["wide first"])
    qtbot.waitUntil(lambda: shown.sheet.state.text().startswith("Saved "))
    assert shown.sheet.editing
    type_note(shown, ", then deep", qtbot)
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: saved(store, experiment) == ["wide first, then deep"])
    qtbot.waitUntil(lambda: titles(shown) == ["wide first, then deep"])
    settle()
    assert not shown.sheet.editing
    assert shown.list.hasFocus()
    assert shown.sheet.view.toPlainText() == "wide first, then deep"
    assert shown.sheet.facts.text().startswith("Created today ")
    assert notices[-1].text == "Note saved"
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: shown.faces.face == "empty")
    assert saved(store, experiment) == []
    settle()


def test_notes_are_chosen_edited_and_previewed(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "older", experiment_id=experiment)
    notes.add(store, TEXT, experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    assert titles(shown) == ["Sweep plan", "older"]
    assert shown.sheet.view.toPlainText().startswith("Sweep plan")
    shown.list.setFocus()
    qtbot.keyClick(shown.list, Qt.Key.Key_Down)
    assert shown.sheet.view.toPlainText() == "older"
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    assert shown.sheet.editing
    type_note(shown, " and *more*", qtbot)
    desk = shown.sheet.desk
    assert not desk.preview.isVisible()
    qtbot.mouseClick(shown.sheet.mode._parts[1], Qt.MouseButton.LeftButton)
    assert desk.preview.isVisible()
    assert desk.text.isVisible()
    assert desk.preview.toPlainText() == "older and more"
    type_note(shown, "!", qtbot)
    qtbot.waitUntil(lambda: desk.preview.toPlainText() == "older and more!")
    qtbot.mouseClick(shown.sheet.mode._parts[2], Qt.MouseButton.LeftButton)
    assert not desk.text.isVisible()
    qtbot.mouseClick(shown.sheet.done, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: saved(store, experiment)[0] == "older and *more*!")
    qtbot.waitUntil(lambda: titles(shown)[0] == "older and *more*!")
    settle()


def test_how_one_edits_is_remembered(shown: Notes, workspace: Workspace, qtbot: QtBot) -> None:
    shown.sheet.mode.changed.emit("both")
    again = Notes(workspace)
    qtbot.addWidget(again)
    assert again.sheet.mode.key() == "both"


def test_notes_are_searched(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    for text in ("# Plan\n\nwider nets", "# Result\n\nBETTER", "# Next"):
        notes.add(store, text, experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.keyClicks(shown.search, "better")
    assert titles(shown) == ["Result"]
    qtbot.keyClicks(shown.search, " not")
    assert shown.column.faces.face == "no_match"
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    assert titles(shown) == ["Next", "Result", "Plan"]
    assert shown.column.faces.face == "content"


def test_a_new_note_without_a_word_is_none(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.new, Qt.MouseButton.LeftButton)
    assert titles(shown) == ["New note", "one"]
    shown.list.setCurrentIndex(shown.list.notes.index(1))
    assert titles(shown) == ["one"]
    assert not shown.sheet.editing


def test_a_deleted_note_comes_back_by_undo(
    shown: Notes, store: Store, experiment: int, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    notes.add(store, "two", experiment_id=experiment)
    before = notes.of_experiment(store, experiment)
    shown.show_experiment(experiment)
    settle()
    shown.list.setFocus()
    qtbot.keyClick(shown.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: titles(shown) == ["one"])
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: titles(shown) == ["two", "one"])
    assert notes.of_experiment(store, experiment) == before
    settle()


def test_notes_on_a_run(shown: Notes, store: Store, settle: Settle, qtbot: QtBot) -> None:
    run = Logged(store, live=True)
    shown.show_run(run.id)
    settle()
    shown.begin()
    type_note(shown, "on a run", qtbot)
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: titles(shown) == ["on a run"])
    qtbot.waitUntil(lambda: [note.text for note in notes.of_run(store, run.id)] == ["on a run"])
    notes.add(store, "from elsewhere", run_id=run.id)
    qtbot.waitUntil(lambda: titles(shown) == ["from elsewhere", "on a run"])
    settle()


def test_the_model_obeys_the_rules_of_models(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    model = NoteListModel(owner)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    one = Entry(Note(1, None, 1, "# One\nmore", 10, 20), None)
    new = Entry(None, "draft")
    for entries in ([one], [new, one], [new, one._replace(typed="changed")], []):
        model.set_entries(entries)
    model.set_entries([new, one])
    assert model.index(0).data() == "draft, Not saved yet"
    assert model.index(1).data().startswith("One, Edited 1 Jan 1970")
    assert tester.model() is model
