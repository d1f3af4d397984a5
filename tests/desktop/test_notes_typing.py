"""Notes being typed into: saved, undone, and changed by somebody else meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.note_editor import Notes
from runyard.desktop.state import Notice
from runyard.storage.organise import notes
from runyard.storage.removal.purge import purge
from runyard.storage.store import Store
from support.logged import Logged
from support.notes_view import experiment, saved, shown, titles, type_note

__all__ = ["experiment", "shown"]

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_last_saving_is_undone_from_its_notice(
    shown: Notes, store: Store, experiment: int, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "text", experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    type_note(shown, ", longer", qtbot)
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: saved(store, experiment) == ["text, longer"])
    settle()
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: saved(store, experiment) == ["text"])
    qtbot.waitUntil(lambda: shown.sheet.view.toPlainText() == "text")
    settle()


def test_edits_are_undone_by_keys_and_all_at_once(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "text", experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    assert not shown.sheet.revert.isEnabled()
    type_note(shown, " one", qtbot)
    qtbot.waitUntil(lambda: saved(store, experiment) == ["text one"])
    shown.sheet.text.undo()
    assert shown.sheet.text.toPlainText() == "text"
    shown.sheet.text.redo()
    qtbot.mouseClick(shown.sheet.revert, Qt.MouseButton.LeftButton)
    assert shown.sheet.text.toPlainText() == "text"
    shown.sheet.text.undo()
    assert shown.sheet.text.toPlainText() == "text one"
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    settle()
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    shown.sheet.text.undo()
    assert shown.sheet.text.toPlainText() == "text"
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: saved(store, experiment) == ["text"])
    settle()


def test_what_is_typed_is_saved_when_one_leaves(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    notes.add(store, "two", experiment_id=experiment)
    other = Logged(store, experiment="b")
    shown.show_experiment(experiment)
    settle()
    for leave in (shown.leave, shown.hide):
        shown.show()
        if not shown.sheet.editing:
            qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
        type_note(shown, "!", qtbot)
        leave()
        settle()
    assert saved(store, experiment) == ["two!!", "one"]
    shown.show()
    type_note(shown, "!", qtbot)
    shown.list.setCurrentIndex(shown.list.notes.index(1))
    assert not shown.sheet.editing
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    type_note(shown, "?", qtbot)
    shown.show_run(other.id)
    settle()
    assert saved(store, experiment) == ["one?", "two!!!"]


def test_a_note_that_is_opened_again_at_once_is_still_the_same(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    for _ in range(3):
        qtbot.keyClick(shown.list, Qt.Key.Key_Return)
        type_note(shown, "!", qtbot)
        qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    settle()
    qtbot.waitUntil(lambda: saved(store, experiment) == ["one!!!"])


def test_of_two_windows_that_type_into_one_note_neither_loses_a_word(
    shown: Notes, store: Store, experiment: int, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    [known] = notes.of_experiment(store, experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    notes.edit(store, known.id, "theirs")
    shown.sheet.text.setPlainText("mine")
    qtbot.waitUntil(lambda: set(saved(store, experiment)) == {"theirs", "mine"})
    qtbot.waitUntil(lambda: titles(shown) == ["mine", "theirs"])
    assert shown.sheet.editing
    assert "note of its own" in notices[-1].text
    type_note(shown, "?", qtbot)
    shown.leave()
    settle()
    assert set(saved(store, experiment)) == {"theirs", "?mine"}


def test_what_others_write_is_taken_in_while_nothing_is_typed(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    [known] = notes.of_experiment(store, experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    notes.edit(store, known.id, "theirs")
    qtbot.waitUntil(lambda: shown.sheet.text.toPlainText() == "theirs")
    assert shown.sheet.state.text() == "Changed in another window"
    shown.sheet.text.undo()
    assert shown.sheet.text.toPlainText() == "one"
    shown.sheet.text.redo()
    notes.remove(store, known.id)
    qtbot.waitUntil(lambda: shown.sheet.state.text().startswith("Deleted in another window"))
    assert shown.sheet.text.toPlainText() == "theirs"
    type_note(shown, "!", qtbot)
    shown.leave()
    qtbot.waitUntil(lambda: len(saved(store, experiment)) == 1)
    settle()


def test_a_note_deleted_elsewhere_does_not_come_back_by_itself(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    notes.add(store, "two", experiment_id=experiment)
    [two, _] = notes.of_experiment(store, experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    notes.remove(store, two.id)
    qtbot.waitUntil(lambda: shown.sheet.state.text().startswith("Deleted in another window"))
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    settle()
    assert saved(store, experiment) == ["one"]
    assert titles(shown) == ["one"]


def test_a_note_from_which_all_is_taken_is_deleted_and_comes_back(
    shown: Notes, store: Store, experiment: int, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "one", experiment_id=experiment)
    before = notes.of_experiment(store, experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    shown.sheet.text.selectAll()
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown.sheet.state.text() == "A note needs a word to be kept")
    qtbot.keyClick(shown.sheet.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: saved(store, experiment) == [])
    settle()
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: notes.of_experiment(store, experiment) == before)
    settle()


def test_what_cannot_be_saved_is_told_and_can_be_copied(
    shown: Notes, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store)
    run.end()
    shown.show_run(run.id)
    settle()
    shown.begin()
    purge(store, [run.id])
    type_note(shown, "words", qtbot)
    qtbot.waitUntil(lambda: shown.sheet.state.text() == "Not saved: The run is gone")
    assert notices == []
    type_note(shown, " more", qtbot)
    shown.hide()
    qtbot.waitUntil(lambda: len(notices) == 1)
    assert notices[0].text == "The note is not saved: The run is gone"
    assert notices[0].act is not None
    assert notices[0].act[0] == "Copy text"
    notices[0].act[1]()
    assert QGuiApplication.clipboard().text() == "words more"
    settle()


def test_what_others_write_does_not_touch_what_is_being_typed(
    shown: Notes, store: Store, experiment: int, settle: Settle, qtbot: QtBot
) -> None:
    notes.add(store, "mine", experiment_id=experiment)
    shown.show_experiment(experiment)
    settle()
    qtbot.mouseClick(shown.sheet.change, Qt.MouseButton.LeftButton)
    type_note(shown, ", and on", qtbot)
    notes.add(store, "theirs", experiment_id=experiment)
    qtbot.waitUntil(lambda: "theirs" in titles(shown))
    assert shown.sheet.editing
    assert shown.sheet.text.toPlainText() == "mine, and on"
    shown.leave()
    settle()
