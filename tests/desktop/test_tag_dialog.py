from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.tag_form import TagForm
from runyard.desktop.state import Notice, Workspace
from runyard.domain.run import Tag
from runyard.storage.organise import tags
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def store(folder: Path) -> Store:
    """Another process's connection, to a repository with the tags "paper" and, hidden, "old"."""
    found = Store.open(folder)
    tags.create(found, "paper", "Numbers in the draft", "6")
    tags.create(found, "old")
    tags.hide(found, tags.find(found, "old"), True)
    return found


@pytest.fixture
def said(workspace: Workspace) -> list[Notice]:
    heard: list[Notice] = []
    workspace.noticed.connect(heard.append)
    return heard


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    theme.apply(qapp, "dark")
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def create(store: Store, workspace: Workspace, window: QWidget, settle: Settle) -> TagForm:
    form = TagForm(window, workspace)
    form.open()
    settle()
    return form


@pytest.fixture
def edit(store: Store, workspace: Workspace, window: QWidget, settle: Settle) -> TagForm:
    form = TagForm(window, workspace, _tag(store, "paper"))
    form.open()
    settle()
    return form


def _tag(store: Store, name: str) -> Tag:
    return next(use.tag for use in tags.all(store) if use.tag.name == name)


def test_a_tag_is_made_by_keyboard_and_undone(
    create: TagForm, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    heard: list[str] = []
    create.saved.connect(heard.append)
    assert create.name.edit.hasFocus()
    assert not create.primary.isEnabled()
    assert create.name.note.text() == "Required"
    qtbot.keyClicks(create.name.edit, "  distil from cnn ")
    assert create.name.count.text() == "18 of 50"
    assert create.name.note.text() == "No other tag has this name"
    qtbot.keyClick(create.name.edit, _Key.Key_Tab)
    assert create.comment.edit.hasFocus()
    qtbot.keyClicks(create.comment.edit, "Small nets")
    qtbot.keyClick(create.comment.edit, _Key.Key_Return, _CTRL)
    settle()
    made = _tag(store, "distil from cnn")
    assert (made.comment, made.color) == ("Small nets", "2")  # the next of the palette was chosen
    assert (heard, said[-1].text) == (["distil from cnn"], "Created tag distil from cnn")
    assert said[-1].undo is not None
    said[-1].undo()
    settle()
    assert {use.tag.name for use in tags.all(store)} == {"paper", "old"}


def test_enter_in_the_name_creates(create: TagForm, store: Store, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(create.name.edit, _Key.Key_Return)
    settle()
    assert create.isVisible()
    qtbot.keyClicks(create.name.edit, "best")
    qtbot.keyClick(create.name.edit, _Key.Key_Return)
    settle()
    assert _tag(store, "best")


def test_typing_stops_at_the_limits(create: TagForm, qtbot: QtBot) -> None:
    qtbot.keyClicks(create.name.edit, "n" * 60)
    assert create.name.text() == "n" * 50
    assert create.name.count.text() == "50 of 50"
    assert create.name.count._tone == "bad"
    qtbot.keyClick(create.name.edit, _Key.Key_Backspace)
    assert create.name.count._tone == "text_faint"
    create.comment.edit.insertPlainText("c" * 230)
    assert create.comment.text() == "c" * 200
    assert create.comment.count.text() == "200 of 200"
    assert create.comment.count._tone == "bad"


def test_a_name_that_exists_is_told_at_once(create: TagForm, qtbot: QtBot) -> None:
    qtbot.keyClicks(create.name.edit, "paper")
    assert create.name.problem.text() == "A tag named paper exists"
    assert create.name.problem.isVisible()
    assert not create.primary.isEnabled()
    qtbot.keyClick(create.name.edit, _Key.Key_Return)
    assert create.isVisible()
    qtbot.keyClicks(create.name.edit, "2")
    assert not create.name.problem.isVisible()
    assert create.primary.isEnabled()
    create.name.set_text("old ")
    assert create.name.problem.text() == "A tag named old exists, hidden"


def test_a_name_taken_meanwhile_by_another_process(create: TagForm, store: Store, qtbot: QtBot) -> None:
    create.name.set_text("late")
    assert create.primary.isEnabled()
    tags.create(store, "late")
    qtbot.waitUntil(lambda: create.name.problem.text() == "A tag named late exists")
    assert not create.primary.isEnabled()


def test_what_storage_refuses_stays_in_the_form(
    create: TagForm, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_parts: object, **_named: object) -> None:
        raise tags.KnownProblem("The disk is full", "Free some space")

    create.name.set_text("new")
    monkeypatch.setattr(tags, "create", refuse)
    create.primary.click()
    settle()
    assert create.isVisible()
    assert create.name.problem.text() == "The disk is full"


def test_colours_by_mouse_and_by_keyboard(
    create: TagForm, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    colour = create.colour
    assert colour.name.text() == "Violet"
    assert all(swatch.accessibleName() and swatch.height() >= 24 for swatch in colour.swatches)
    qtbot.mouseClick(colour.swatches[6], _LEFT)
    assert (colour.color(), colour.name.text()) == ("6", "Cyan")
    colour.swatches[6].setFocus()
    qtbot.keyClick(colour.swatches[6], _Key.Key_Right)
    assert colour.color() == "7"
    assert not colour.slider.isVisible()
    high = create.height()
    qtbot.mouseClick(colour.custom, _LEFT)
    assert colour.slider.isVisible()
    assert colour.name.text() == "Custom"
    qtbot.waitUntil(lambda: create.height() > high)
    colour.slider.setFocus()
    qtbot.keyClick(colour.slider, _Key.Key_Home)
    qtbot.keyClick(colour.slider, _Key.Key_Right)
    assert colour.color() == "hue:1"
    create.name.set_text("custom")
    create.primary.click()
    settle()
    assert _tag(store, "custom").color == "hue:1"


def test_a_colour_that_was_picked_is_not_changed_by_what_is_read(
    create: TagForm, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    qtbot.mouseClick(create.colour.swatches[4], _LEFT)
    tags.create(store, "another")
    qtbot.waitUntil(lambda: "another" in (create._others or {}))
    assert create.colour.color() == "4"


def test_the_preview_follows_and_names_real_runs(
    store: Store, workspace: Workspace, window: QWidget, settle: Settle, qtbot: QtBot
) -> None:
    Logged(store, name="net-1").tag("paper")
    form = TagForm(window, workspace, name="x" * 60)
    form.open()
    settle()
    assert form.name.text() == "x" * 50
    assert [run.name for run in form.preview._runs] == ["net-1"]
    qtbot.keyClick(form.name.edit, _Key.Key_A, _CTRL)
    qtbot.keyClicks(form.name.edit, "best")
    assert form.preview.accessibleName() == "Preview of tag best"
    before = form.preview.grab().toImage()
    qtbot.mouseClick(form.colour.swatches[5], _LEFT)
    assert form.preview.grab().toImage() != before
    form.reject()


def test_saving_an_edit_and_taking_it_back(
    edit: TagForm, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    assert edit.name.text() == "paper"
    assert not edit.primary.isEnabled()
    edit.name.edit.selectAll()
    qtbot.keyClicks(edit.name.edit, "figures")
    qtbot.mouseClick(edit.primary, _LEFT)
    settle()
    assert _tag(store, "figures").comment == "Numbers in the draft"
    assert said[-1].text == "Saved tag figures"
    assert said[-1].undo is not None
    said[-1].undo()
    settle()
    assert _tag(store, "paper").color == "6"


def test_reset_puts_back_and_closing_discards(
    edit: TagForm, store: Store, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    assert not edit.reset.isEnabled()
    edit.name.set_text("old")
    assert not edit.primary.isEnabled()
    edit.comment.set_text("other")
    edit.colour.custom.click()
    qtbot.mouseClick(edit.reset, _LEFT)
    assert edit.tag() == _tag(store, "paper")
    assert not edit.reset.isEnabled()
    edit.name.set_text("lost")
    qtbot.mouseClick(edit.close_button, _LEFT)
    settle()
    assert {use.tag.name for use in tags.all(store)} == {"paper", "old"}
    assert said == []


def test_a_tag_deleted_meanwhile_cannot_be_saved(
    edit: TagForm, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    edit.name.set_text("figures")
    tags.delete(store, _tag(store, "paper").id)
    edit.primary.click()
    settle()
    assert edit.isVisible()
    assert edit.name.problem.text() == "The tag is gone"


def test_tab_goes_through_the_form_and_back(create: TagForm, qtbot: QtBot) -> None:
    seen: list[object] = []
    create.name.set_text("a")
    for _ in range(20):
        found = QApplication.focusWidget()
        if found in seen:
            break
        seen.append(found)
        assert found is not None
        qtbot.keyClick(found, _Key.Key_Tab)
    assert {create.name.edit, create.comment.edit, create.cancel, create.primary} <= set(seen)
    assert QApplication.focusWidget() is create.name.edit
