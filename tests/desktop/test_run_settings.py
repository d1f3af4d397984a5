from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.settings.tab import SettingsTab
from runyard.desktop.parts.run_actions.asking import DeleteDialog
from runyard.desktop.parts.run_actions.moving import MoveDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.state import Notice, Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.storage.organise import notes
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.asking import asked
from support.logged import Logged

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def run(store: Store) -> Logged:
    made = Logged(store, name="net", experiment="digits")
    made.end()
    return made


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> SettingsTab:
    made = SettingsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    workspace.tasks.changed.connect(made.refresh)
    return made


def line(tab: SettingsTab, key: str) -> QLineEdit:
    edit = tab.fields[key].edit
    assert isinstance(edit, QLineEdit)
    return edit


def test_each_field_saves_on_enter_and_can_be_taken_back(
    tab: SettingsTab, run: Logged, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    assert tab.faces.face == "content"
    name = line(tab, "name")
    assert name.text() == "net"
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "better")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert tab.fields["name"].count.text() == "Saved"
    settle()
    assert runs.info(store, run.id).name == "better"
    assert notices[-1].text == "Renamed to better"
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: name.text() == "net")
    assert runs.info(store, run.id).name == "net"


def test_leaving_a_field_saves_it_and_escape_takes_back(
    tab: SettingsTab, run: Logged, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    for key in ("label", "group", "job_type"):
        line(tab, key).setFocus()
        qtbot.keyClicks(line(tab, key), f"a {key}")
    text = tab.fields["description"].edit
    assert isinstance(text, QPlainTextEdit)
    text.setFocus()
    qtbot.keyClicks(text, "why")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClicks(text, "so")
    qtbot.keyClick(text, Qt.Key.Key_Return, CONTROL)
    settle()
    info = runs.info(store, run.id)
    assert (info.label, info.group, info.job_type) == ("a label", "a group", "a job_type")
    assert info.description == "why\nso"
    assert [notice.text for notice in notices][-1] == "Description of net saved"
    text.selectAll()
    qtbot.keyClicks(text, "never")
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert text.toPlainText() == "why\nso"
    line(tab, "label").setFocus()
    line(tab, "label").clear()
    tab.deactivate()
    settle()
    assert runs.info(store, run.id).label == ""
    assert notices[-1].text == "Label of net removed"


def test_a_run_keeps_its_name_when_none_is_typed(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    name = line(tab, "name")
    name.setFocus()
    name.selectAll()
    qtbot.keyClick(name, Qt.Key.Key_Delete)
    assert tab.fields["name"].problem.text() == "A run needs a name"  # type: ignore[union-attr]
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == "net"
    settle()
    assert runs.info(store, run.id).name == "net"


def test_what_others_write_does_not_touch_what_is_being_typed(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    line(tab, "group").setFocus()
    qtbot.keyClicks(line(tab, "group"), "mine")
    runs.group(store, [run.id], "theirs")
    runs.label(store, [run.id], "theirs")
    qtbot.waitUntil(lambda: line(tab, "label").text() == "theirs")
    assert line(tab, "group").text() == "mine"
    tab.deactivate()
    settle()
    assert runs.info(store, run.id).group == "mine"


def test_what_is_typed_belongs_to_the_run_it_was_typed_for(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    other = Logged(store, name="other")
    tab.show_run(run.id)
    settle()
    line(tab, "label").setFocus()
    qtbot.keyClicks(line(tab, "label"), "first")
    tab.show_run(other.id)
    settle()
    assert line(tab, "label").text() == ""
    assert runs.info(store, run.id).label == "first"
    assert runs.info(store, other.id).label == ""


def test_archiving_and_its_undo(
    tab: SettingsTab, run: Logged, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    qtbot.mouseClick(tab.away.archive, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.away.archive.text() == "Unarchive run")
    assert runs.info(store, run.id).archived
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: tab.away.archive.text() == "Archive run")
    assert not runs.info(store, run.id).archived


def test_the_trash_asks_and_gives_back(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    qtbot.mouseClick(tab.away.trash, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(asked(DeleteDialog, tab, qtbot).primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.away.trash.text() == "Restore run")
    assert runs.info(store, run.id).trashed is not None
    qtbot.mouseClick(tab.away.trash, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.away.trash.text() == "Move to trash…")
    assert runs.info(store, run.id).trashed is None


def test_deleting_for_good_says_what_goes(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run.metric("loss", [1.0, 0.5])
    run.metric("accuracy", [1.0])
    notes.add(store, "one", run_id=run.id)
    tab.show_run(run.id)
    settle()
    qtbot.mouseClick(tab.away.purge, Qt.MouseButton.LeftButton)
    dialog = asked(PurgeDialog, tab, qtbot)
    settle()
    assert "2 metrics" in dialog.warning.words()
    assert "1 note" in dialog.warning.words()
    assert "This cannot be undone" in dialog.warning.words()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)  # a quick Enter cancels
    assert runs.info(store, run.id).name == "net"


def test_a_live_run_is_not_deleted_for_good_and_says_why(
    tab: SettingsTab, store: Store, settle: Settle
) -> None:
    live = Logged(store, name="live", live=True)
    tab.show_run(live.id)
    settle()
    assert not tab.away.purge.isEnabled()
    assert tab.away.words["purge"].text().startswith("Not while a process is logging to it")
    assert tab.away.trash.isEnabled()


def test_it_moves_to_another_experiment(
    tab: SettingsTab, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(run.id)
    settle()
    assert tab.experiment.text() == "digits"
    qtbot.mouseClick(tab.choose, Qt.MouseButton.LeftButton)
    dialog = asked(MoveDialog, tab, qtbot)
    qtbot.keyClicks(dialog.search, "fresh")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.experiment.text() == "fresh")


def test_tags_are_chosen_in_the_picker(tab: SettingsTab, run: Logged, settle: Settle, qtbot: QtBot) -> None:
    tab.show_run(run.id)
    settle()
    qtbot.mouseClick(tab.edit_tags, Qt.MouseButton.LeftButton)
    picker = tab.picker
    assert picker is not None
    qtbot.waitUntil(picker.isVisible)
    settle()
    qtbot.keyClicks(picker.search, "paper")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.tags.accessibleName() == "Tags paper")
    picker.dismiss()
    settle()


def test_a_run_that_is_gone_is_told(tab: SettingsTab, settle: Settle) -> None:
    tab.show_run(99)
    settle()
    assert tab.faces.face == "failed"


def test_a_repository_that_is_only_read_can_be_looked_at(
    folder: Path, settings: Settings, qtbot: QtBot
) -> None:
    with Store.open(folder) as store:
        run = Logged(store, name="net")
        run.end()
    tasks = Tasks(Store.open(folder, read_only=True))
    tab = SettingsTab(Workspace(folder, tasks, settings), CommandSet())
    qtbot.addWidget(tab)
    tab.show()
    tab.show_run(run.id)
    qtbot.waitUntil(tasks.idle)
    assert line(tab, "name").text() == "net"
    assert line(tab, "name").isReadOnly()
    buttons = (tab.choose, tab.edit_tags, tab.away.archive, tab.away.trash, tab.away.purge)
    assert not any(button.isEnabled() for button in buttons)
    assert tab.away.words["trash"].text() == "The repository is open for reading only"
    assert tasks.close() == []
