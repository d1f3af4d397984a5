"""The search field with toggles: what it asks for, where it tells what is wrong, and how it looks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, MatchField
from runyard.search.matching.matching import Matcher

ARTEFACTS = Path(__file__).parents[2] / "artefacts"


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(600, 300)
    return made


@pytest.fixture
def field(window: QWidget, qtbot: QtBot) -> MatchField:
    made = MatchField("Find in logs")
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addWidget(made)
    layout.addStretch(1)
    layout.addWidget(Button("Other"))
    window.show()
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.search.hasFocus)
    return made


def sentence(window: QWidget) -> QLabel | None:
    """The words over the window, if any are to be seen."""
    shown = [label for label in window.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    return shown[0] if shown else None


def test_typing_and_toggles_ask(field: MatchField, qtbot: QtBot) -> None:
    asked: list[Matcher] = []
    field.changed.connect(asked.append)
    qtbot.keyClicks(field.search, "va")
    assert asked == [Matcher("v"), Matcher("va")]
    qtbot.mouseClick(field.case, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(field.word, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(field.regex, Qt.MouseButton.LeftButton)
    assert asked[-1] == Matcher("va", True, True, True)
    assert field.matcher == asked[-1]
    qtbot.keyClick(field.search, Qt.Key.Key_Escape)
    assert asked[-1] == Matcher("", True, True, True)


def test_toggles_are_reached_and_pressed_by_keys(field: MatchField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.search, "x")
    for toggle in (field.case, field.word, field.regex):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert toggle.hasFocus()
        assert toggle.accessibleName()
        qtbot.keyClick(toggle, Qt.Key.Key_Space)
        assert toggle.isChecked()
    assert field.matcher == Matcher("x", True, True, True)


def test_enter_steps_forward_and_with_shift_back(field: MatchField, qtbot: QtBot) -> None:
    steps: list[int] = []
    field.stepped.connect(steps.append)
    qtbot.keyClick(field.search, Qt.Key.Key_Return)
    qtbot.keyClick(field.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert steps == [1, -1]


def test_a_bad_pattern_is_told_below_while_it_is_typed(
    field: MatchField, window: QWidget, qtbot: QtBot
) -> None:
    field.regex.click()
    qtbot.keyClicks(field.search, "(a")
    told = sentence(window)
    assert told is not None
    assert told.text().startswith("This is no pattern")
    assert told.mapTo(window, QPoint(0, 0)).y() > field.geometry().bottom()
    assert field.search.property("error") is True
    assert field.search.accessibleDescription() == told.text()
    qtbot.keyClicks(field.search, ")")
    assert sentence(window) is None
    assert field.search.property("error") is False


def test_the_sentence_goes_with_the_focus_and_with_the_field(
    field: MatchField, window: QWidget, qtbot: QtBot
) -> None:
    field.set_problem("This pattern takes too long on one of the texts")
    assert sentence(window) is not None
    other = window.findChildren(Button)[-1]
    other.setFocus()
    assert sentence(window) is None
    field.setFocus()
    assert sentence(window) is not None
    field.hide()
    assert sentence(window) is None


def test_a_sentence_of_a_search_goes_when_another_begins(
    field: MatchField, window: QWidget, qtbot: QtBot
) -> None:
    field.set_problem("This pattern takes too long on one of the texts")
    qtbot.keyClicks(field.search, "y")
    assert sentence(window) is None


def test_what_stands_at_the_end_never_covers_the_text(field: MatchField) -> None:
    before = field.search.textMargins().right()
    field.show_place(3, 17)
    place = [label for label in field.findChildren(QLabel) if label.text() == "3 of 17"]
    assert place[0].isVisible()
    assert place[0].geometry().right() < field.case.x()
    assert field.search.textMargins().right() >= before + place[0].sizeHint().width()
    field.show_place(0, 0)
    assert place[0].text() == "No match"
    field.show_place()
    assert not place[0].isVisible()
    assert field.search.textMargins().right() == before


def test_a_matcher_can_be_put_in(field: MatchField) -> None:
    asked: list[Matcher] = []
    field.changed.connect(asked.append)
    field.set_matcher(Matcher("a.c", regex=True))
    assert (field.search.text(), field.regex.isChecked(), field.case.isChecked()) == ("a.c", True, False)
    assert asked == [Matcher("a.c", regex=True)]
    field.set_matcher(Matcher("a.c", regex=True))
    assert len(asked) == 1


def test_it_is_as_high_as_a_control_and_its_toggles_can_be_hit(field: MatchField) -> None:
    assert field.height() == sizes.CONTROL
    assert all(
        min(part.width(), part.height()) >= sizes.HIT for part in (field.case, field.word, field.regex)
    )


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_picture_for_eyes(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    theme.apply(qapp, name)
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    idle, busy = MatchField("Find in logs"), MatchField("Find in logs")
    row.addWidget(idle)
    row.addWidget(busy)
    window.resize(720, 110)
    window.show()
    busy.set_matcher(Matcher("val(", word=True, regex=True))
    busy.show_place(22, 24)
    busy.search.setFocus()
    qtbot.waitExposed(window)
    ratio = os.environ.get("QT_SCALE_FACTOR", "1")
    ARTEFACTS.mkdir(exist_ok=True)
    assert window.grab().save(str(ARTEFACTS / f"match_field-{name}-{ratio}.png"))
