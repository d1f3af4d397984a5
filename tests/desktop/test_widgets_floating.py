"""What floats over a page: where it goes, what closes it, and where the focus is afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import AreaField, Button, Dialog, Drawer, Field, Label, PageHeader, Popover


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    made.line = QLineEdit()  # type: ignore[attr-defined]
    made.button = Button("Sort")  # type: ignore[attr-defined]
    layout.addWidget(made.line)  # type: ignore[attr-defined]
    layout.addStretch(1)
    layout.addWidget(made.button)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.activateWindow()
    made.line.setFocus()  # type: ignore[attr-defined]
    qtbot.waitUntil(made.line.hasFocus)  # type: ignore[attr-defined]
    return made


def popover(owner: QWidget) -> Popover:
    made = Popover(owner, width=200, name="Sort by")
    made.body.addWidget(Label("Created"))
    made.body.addWidget(QLineEdit())
    return made


def test_a_popover_stays_inside_the_window(window: QWidget) -> None:
    made = popover(window)
    made.open_at(window.line)  # type: ignore[attr-defined]
    below = made.geometry()
    assert below.top() > window.line.geometry().bottom()  # type: ignore[attr-defined]
    made.dismiss()
    made.open_at(window.button)  # type: ignore[attr-defined]
    assert made.geometry().bottom() < window.button.geometry().top()  # type: ignore[attr-defined]
    assert window.rect().contains(made.geometry())


def test_escape_closes_a_popover_and_gives_the_focus_back(window: QWidget, qtbot: QtBot) -> None:
    made = popover(window)
    made.open_at(window.button)  # type: ignore[attr-defined]
    assert made.hasFocus()
    with qtbot.waitSignal(made.closed):
        qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert window.line.hasFocus()  # type: ignore[attr-defined]


def test_a_press_beside_a_popover_closes_it_and_one_inside_does_not(window: QWidget, qtbot: QtBot) -> None:
    made = popover(window)
    made.toggle_at(window.button)  # type: ignore[attr-defined]
    qtbot.mouseClick(made.findChild(QLineEdit), Qt.MouseButton.LeftButton)
    assert made.isVisible()
    qtbot.mouseClick(window.childAt(500, 200), Qt.MouseButton.LeftButton, pos=QPoint(500, 200))
    assert not made.isVisible()
    made.toggle_at(window.button)  # type: ignore[attr-defined]
    made.toggle_at(window.button)  # type: ignore[attr-defined]
    assert not made.isVisible()


def test_a_drawer_covers_the_right_of_its_page(window: QWidget, qtbot: QtBot) -> None:
    drawer = Drawer(window, "Used in")
    drawer.body.addWidget(Label("runs"))
    drawer.foot.addWidget(Button("Show in runs"))
    drawer.open()
    assert drawer.geometry().right() == window.rect().right()
    assert (drawer.width(), drawer.height()) == (sizes.DRAWER, 500)
    window.resize(700, 400)
    assert (drawer.x(), drawer.height()) == (700 - sizes.DRAWER, 400)
    window.resize(300, 400)
    assert drawer.width() == 300
    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(drawer, Qt.Key.Key_Escape)
    assert window.line.hasFocus()  # type: ignore[attr-defined]


def test_a_field_counts_and_stops_at_its_limit(qtbot: QtBot) -> None:
    field = Field("Name", limit=5)
    qtbot.addWidget(field)
    field.show()
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(field.edit, "abcdefgh")
    assert field.text() == "abcde"
    assert field.count.text() == "5 of 5"
    assert not field.problem.isVisible()
    field.set_problem("A tag named abcde exists")
    assert field.problem.isVisible()
    assert field.edit.property("error") is True
    field.set_problem("")
    assert not field.problem.isVisible()


def test_a_note_gives_way_to_what_is_wrong(qtbot: QtBot) -> None:
    field = Field("Name")
    qtbot.addWidget(field)
    field.show()
    field.set_note("No other tag has this name")
    assert field.note.isVisible()
    field.set_problem("A tag named abcde exists")
    assert not field.note.isVisible()
    field.set_problem("")
    assert field.note.isVisible()


def test_some_lines_count_and_stop_at_their_limit(qtbot: QtBot) -> None:
    field = AreaField("Comment", limit=6, hint="Optional")
    qtbot.addWidget(field)
    field.show()
    heard: list[str] = []
    field.changed.connect(heard.append)
    qtbot.keyClicks(field.edit, "abcdefgh")
    assert (field.text(), heard[-1]) == ("abcdef", "abcdef")
    assert field.count.text() == "6 of 6"
    field.edit.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClicks(field.edit, "x")
    assert field.text() == "abcdef"
    field.set_text("ab")
    field.edit.insertPlainText("\N{CAT}\N{DOG}xyz")
    assert field.text() == "\N{CAT}\N{DOG}xyab"
    field.set_text("")
    field.edit.insertPlainText("\N{CAT}" * 9)
    assert field.text() == "\N{CAT}" * 6


def test_the_cross_of_a_dialog_rejects(qtbot: QtBot, window: QWidget) -> None:
    dialog = Dialog("Create tag", window)
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)


def test_a_page_header_has_its_height(qtbot: QtBot) -> None:
    header = PageHeader("Tags")
    header.tools.addWidget(Button("New tag"))
    qtbot.addWidget(header)
    assert header.sizeHint().height() <= header.height() == sizes.HEADER
