from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.tag_form import TagForm
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.parts.tag_picker.choice_list import cross_rect
from runyard.desktop.state import Notice, Workspace
from runyard.desktop.widgets import Button
from runyard.storage.organise import tag_uses, tags
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
_PART = Qt.CheckState.PartiallyChecked


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    """Three runs: "zoo" is on all, "paper" on one, "best" on none, and "old" is hidden."""
    found = [Logged(store, name=f"net-{number}") for number in range(3)]
    for run in found:
        run.tag("zoo")
    found[0].tag("paper")
    for name in ("best", "old"):
        tags.create(store, name)
    tags.hide(store, tags.find(store, "old"), True)
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
    layout = QVBoxLayout(made)
    made.button = Button("Tag")  # type: ignore[attr-defined]
    layout.addWidget(made.button)  # type: ignore[attr-defined]
    layout.addStretch(1)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def picker(
    logged: list[Logged], window: QWidget, workspace: Workspace, settle: Settle
) -> Iterator[TagPicker]:
    made = TagPicker(window, workspace)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.open_for(window.button, [run.id for run in logged])  # type: ignore[attr-defined]
    settle()
    yield made
    made.dismiss()


def _words(picker: TagPicker) -> list[str]:
    return [row.words for row in picker.model.rows]


def _press(qtbot: QtBot, picker: TagPicker, place: int, *, cross: bool = False) -> None:
    rect = picker.list.visualRect(picker.model.index(place))
    at = cross_rect(rect).center() if cross else QPoint(rect.left() + 20, rect.center().y())
    qtbot.mouseClick(picker.list.viewport(), _LEFT, pos=at)


def _carriers(store: Store, name: str, runs: list[Logged]) -> list[int]:
    ids = [run.id for run in runs]
    carrying = set(tag_uses.carriers(store, tags.find(store, name), ids))
    return [place for place, run in enumerate(runs) if run.id in carrying]


def test_attached_tags_come_first_and_hidden_ones_not_at_all(picker: TagPicker) -> None:
    assert picker.search.hasFocus()
    assert _words(picker) == ["paper", "zoo", "best"]
    assert [row.state for row in picker.model.rows] == [_PART, Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    assert picker.title.text() == "Tags of 3 runs"
    assert picker.geometry().right() <= picker.parentWidget().width()


def test_several_tags_in_one_opening_by_keyboard(
    picker: TagPicker, store: Store, logged: list[Logged], said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(picker.search, _Key.Key_Return)  # "paper", carried by one, goes on all
    qtbot.keyClick(picker.search, _Key.Key_Down)
    qtbot.keyClick(picker.search, _Key.Key_Return)  # "zoo" comes off
    qtbot.keyClick(picker.search, _Key.Key_Down)
    qtbot.keyClick(picker.search, _Key.Key_Return)  # "best" goes on
    settle()
    assert picker.isVisible()
    assert _words(picker) == ["paper", "zoo", "best"]  # rows stay where they are while one chooses
    assert [_carriers(store, name, logged) for name in ("paper", "zoo", "best")] == [[0, 1, 2], [], [0, 1, 2]]
    qtbot.keyClick(picker.search, _Key.Key_Escape)
    assert not picker.isVisible()
    assert said[-1].text == "Changed the tags of 3 runs"
    assert said[-1].undo is not None
    said[-1].undo()
    settle()
    assert [_carriers(store, name, logged) for name in ("paper", "zoo", "best")] == [[0], [0, 1, 2], []]


def test_by_mouse_and_the_cross_takes_off(
    picker: TagPicker, store: Store, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _press(qtbot, picker, 2)
    _press(qtbot, picker, 0, cross=True)
    settle()
    assert [_carriers(store, name, logged) for name in ("best", "paper")] == [[0, 1, 2], []]
    _press(qtbot, picker, 2, cross=True)
    _press(qtbot, picker, 1)
    settle()
    assert [_carriers(store, name, logged) for name in ("best", "zoo")] == [[], []]
    _press(qtbot, picker, 1, cross=True)  # no cross there any more: the row is toggled
    settle()
    assert _carriers(store, "zoo", logged) == [0, 1, 2]


def test_nothing_is_said_where_nothing_changed(
    picker: TagPicker, said: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    for _ in range(2):
        qtbot.keyClick(picker.search, _Key.Key_Down)
    qtbot.keyClick(picker.search, _Key.Key_Return)
    settle()
    qtbot.keyClick(picker.search, _Key.Key_Return)
    settle()
    picker.dismiss()
    assert said == []


def test_a_new_name_and_enter_makes_and_attaches(
    picker: TagPicker, store: Store, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClicks(picker.search, "brand new")
    assert _words(picker) == ["Create tag brand new"]
    qtbot.keyClick(picker.search, _Key.Key_Return)
    settle()
    assert _carriers(store, "brand new", logged) == [0, 1, 2]
    assert picker.search.text() == ""
    assert "brand new" in _words(picker)
    assert picker.list.currentIndex().data() == "brand new"


def test_typing_finds_first_what_begins_so(picker: TagPicker, store: Store, qtbot: QtBot) -> None:
    qtbot.keyClicks(picker.search, "E")
    assert _words(picker) == ["best", "paper", "Create tag E"]
    qtbot.keyClicks(picker.search, "s")
    assert _words(picker) == ["best", "Create tag Es"]
    picker.search.setText("b")
    assert _words(picker) == ["best", "Create tag b"]
    picker.search.setText("best")
    assert _words(picker) == ["best"]
    assert picker.search.maxLength() == 50
    qtbot.keyClick(picker.search, _Key.Key_Escape)
    assert picker.search.text() == ""
    assert picker.isVisible()


def test_a_hidden_name_is_shown_again(
    picker: TagPicker, store: Store, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClicks(picker.search, "old")
    assert _words(picker) == ["Show hidden tag old"]
    qtbot.keyClick(picker.search, _Key.Key_Return)
    settle()
    assert _carriers(store, "old", logged) == [0, 1, 2]
    assert not next(use.tag.hidden for use in tags.all(store) if use.tag.name == "old")
    qtbot.waitUntil(lambda: "old" in _words(picker))


def test_the_form_and_back_to_where_one_was(
    picker: TagPicker, window: QWidget, store: Store, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClicks(picker.search, "teacher")
    qtbot.mouseClick(picker.new_tag, _LEFT)
    form = window.findChild(TagForm)
    assert isinstance(form, TagForm)
    assert form.name.text() == "teacher"
    assert not picker.isVisible()
    settle()
    form.comment.set_text("Others learn from it")
    qtbot.mouseClick(form.primary, _LEFT)
    settle()
    assert _carriers(store, "teacher", logged) == [0, 1, 2]
    assert picker.isVisible()
    qtbot.waitUntil(lambda: "teacher" in _words(picker))


def test_leaving_the_form_leads_back_too(
    picker: TagPicker, window: QWidget, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.mouseClick(picker.new_tag, _LEFT)
    form = window.findChild(TagForm)
    assert isinstance(form, TagForm)
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.keyClick(form, _Key.Key_Escape)
    settle()
    assert picker.isVisible()
    assert _words(picker) == ["paper", "zoo", "best"]


def test_what_another_process_does_is_shown(
    picker: TagPicker, store: Store, logged: list[Logged], qtbot: QtBot
) -> None:
    tags.attach(store, [logged[0].id], tags.find(store, "best"))
    qtbot.waitUntil(lambda: picker.model.rows[2].runs == 1)
    tags.delete(store, tags.find(store, "paper"))
    qtbot.waitUntil(lambda: _words(picker) == ["zoo", "best"])


def test_no_tags_yet_say_how_to_make_one(
    store: Store, window: QWidget, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store, name="net")
    made = TagPicker(window, workspace)
    made.open_for(window.button, [run.id])  # type: ignore[attr-defined]
    settle()
    assert made.message.isVisible()
    assert made.title.text() == "Tags of this run"
    qtbot.keyClicks(made.search, "first")
    assert not made.message.isVisible()
    qtbot.keyClick(made.search, _Key.Key_Return)
    settle()
    assert _carriers(store, "first", [run]) == [0]
    made.dismiss()


def test_a_thousand_tags_are_found_and_moved_through(
    store: Store, window: QWidget, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store, name="net")
    with store.write():
        store.connection.executemany(
            "INSERT INTO tag(name, color, created) VALUES (?, '0', 0)",
            [(f"tag-{number:04d}".ljust(50, "W"),) for number in range(1000)],
        )
    made = TagPicker(window, workspace)
    made.open_for(window.button, [run.id])  # type: ignore[attr-defined]
    settle()
    assert made.model.rowCount() == 1000
    for _ in range(3):
        qtbot.keyClick(made.search, _Key.Key_PageDown)
    assert made.list.currentIndex().row() == 24
    assert made.height() <= window.height()
    qtbot.keyClicks(made.search, "0999")
    assert made.model.rowCount() == 2
    made.dismiss()


def test_a_press_beside_closes(picker: TagPicker, window: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.childAt(880, 690), _LEFT, pos=QPoint(880, 690))
    assert not picker.isVisible()
