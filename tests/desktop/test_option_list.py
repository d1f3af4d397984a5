"""Lists to find something in and choose it, and the popover around them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.widgets import Button, Option, OptionList, Popover

_Key = Qt.Key
OPTIONS = [Option(number, f"name {number}", "even" if number % 2 == 0 else "odd") for number in range(2000)]


def shown(qtbot: QtBot, **how: bool) -> OptionList:
    made = OptionList("Find a number", **how)  # type: ignore[arg-type]
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.set_options(OPTIONS)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def labels(found: OptionList) -> list[str]:
    return [str(found.model.index(row).data()) for row in range(min(3, found.model.rowCount()))]


def test_typing_finds_and_keys_choose(qtbot: QtBot) -> None:
    made = shown(qtbot)
    chosen: list[int] = []
    made.chosen.connect(chosen.append)
    qtbot.keyClicks(made.search, "odd 11")
    assert labels(made) == ["name 11, odd", "name 111, odd", "name 113, odd"]
    qtbot.keyClick(made.search, _Key.Key_Down)
    qtbot.keyClick(made.search, _Key.Key_Return)
    qtbot.keyClick(made.search, _Key.Key_Up)
    qtbot.keyClick(made.search, _Key.Key_Enter)
    assert chosen == [111, 11]
    qtbot.keyClicks(made.search, " nowhere")
    assert made.none.isVisible()
    assert not made.view.isVisible()
    qtbot.keyClick(made.search, _Key.Key_Return)
    assert chosen == [111, 11]
    made.begin()
    assert labels(made)[0] == "name 0, even"


@pytest.mark.parametrize("search", [True, False])
def test_several_are_checked_by_mouse_and_keys(qtbot: QtBot, search: bool) -> None:
    made = shown(qtbot, checkable=True, search=search)
    found: list[set[int]] = []
    made.checked.connect(found.append)
    place = made.view.visualRect(made.model.index(2)).center()
    qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    focus = made.search if search else made.view
    qtbot.keyClick(focus, _Key.Key_Down)
    qtbot.keyClick(focus, _Key.Key_Return if search else _Key.Key_Space)
    qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert found == [{2}, {2, 3}, {3}]
    assert made.model.index(3).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


def test_it_is_as_high_as_what_it_offers(qtbot: QtBot) -> None:
    made = shown(qtbot)
    whole = made.view.height()
    made.set_options(OPTIONS[:2])
    assert made.view.height() < whole
    assert made.view.height() >= 2 * 28


def test_the_current_option_stays_when_others_come(qtbot: QtBot) -> None:
    made = shown(qtbot)
    made.begin(3)
    made.set_options(OPTIONS[2:])
    assert made.view.currentIndex().data() == "name 3, odd"
    made.set_options(OPTIONS[10:])
    assert made.view.currentIndex().data() == "name 10, even"


def test_tab_stays_in_a_popover_and_escape_goes_back(qtbot: QtBot) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    behind = QLineEdit()
    layout.addWidget(behind)
    qtbot.addWidget(window)
    window.resize(400, 400)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    behind.setFocus()
    panel = Popover(behind, name="Panel")
    one, field = Button("One"), QLineEdit()
    panel.body.addWidget(field)
    panel.body.addWidget(one)
    panel.open_at(behind)
    seen = []
    for _ in range(3):
        qtbot.keyClick(window.focusWidget(), _Key.Key_Tab)
        seen.append(window.focusWidget())
    assert seen == [field, one, field]
    qtbot.keyClick(field, _Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is one
    qtbot.keyClick(one, _Key.Key_Escape)
    assert behind.hasFocus()
    assert not panel.isVisible()
    assert panel.mapTo(window, QPoint(0, 0)).x() >= 0
