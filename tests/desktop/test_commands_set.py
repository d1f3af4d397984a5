from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import Command, CommandSet, always, fill


class Window(QWidget):
    """A window with a text field and something else that takes the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.other = QWidget()
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.other.setFocus()
    return made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def make(said: list[str]) -> Callable[..., Command]:
    def made(name: str, key: str = "", context: str = "app", enabled: Callable[[], bool] = always) -> Command:
        return Command(
            name, name.title(), "Does it", "check", key, context, lambda: said.append(name), enabled
        )

    return made


def test_a_key_runs_its_command(
    window: Window, said: list[str], make: Callable[..., Command], qtbot: QtBot
) -> None:
    commands = CommandSet()
    commands.bind(window)
    commands.add(make("palette", "Ctrl+K"), make("compare", "C"))
    qtbot.keyClick(window.other, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.other, Qt.Key.Key_C)
    assert said == ["palette", "compare"]


def test_a_single_key_types_in_a_text_field(
    window: Window, said: list[str], make: Callable[..., Command], qtbot: QtBot
) -> None:
    commands = CommandSet()
    commands.bind(window)
    commands.add(make("compare", "C"), make("palette", "Ctrl+K"))
    window.field.setFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_C)
    assert window.field.text() == "c"
    assert said == []
    assert commands.press("C") is False
    qtbot.keyClick(window.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert said == ["palette"]


def test_only_active_contexts_answer_and_the_page_comes_first(
    window: Window, said: list[str], make: Callable[..., Command], qtbot: QtBot
) -> None:
    commands = CommandSet()
    commands.bind(window)
    commands.add(make("close", "Esc"), make("clear", "Esc", "runs"), make("next", "J", "run"))
    commands.set_contexts("runs")
    qtbot.keyClick(window.other, Qt.Key.Key_Escape)
    qtbot.keyClick(window.other, Qt.Key.Key_J)
    commands.set_contexts("run")
    qtbot.keyClick(window.other, Qt.Key.Key_Escape)
    qtbot.keyClick(window.other, Qt.Key.Key_J)
    assert said == ["clear", "close", "next"]
    assert {command.id for command in commands.active()} == {"close", "next"}


def test_a_rule_keeps_a_command_from_running(said: list[str], make: Callable[..., Command]) -> None:
    commands = CommandSet()
    commands.add(make("delete", "Del", enabled=lambda: False))
    assert commands.run("delete") is False
    assert commands.press("Del") is False
    assert said == []


def test_adding_again_replaces_and_removing_unbinds(
    window: Window, said: list[str], make: Callable[..., Command], qtbot: QtBot
) -> None:
    commands = CommandSet()
    commands.bind(window)
    commands.add(make("one", "F5"))
    commands.add(make("one", "F6"))
    qtbot.keyClick(window.other, Qt.Key.Key_F5)
    qtbot.keyClick(window.other, Qt.Key.Key_F6)
    commands.remove(["one", "unknown"])
    qtbot.keyClick(window.other, Qt.Key.Key_F6)
    assert said == ["one"]
    assert commands.all() == []
    with pytest.raises(KeyError):
        commands.find("one")


def test_a_menu_shows_titles_keys_and_rules(
    qtbot: QtBot, said: list[str], make: Callable[..., Command]
) -> None:
    commands = CommandSet()
    commands.add(make("open", "Return"), make("delete", enabled=lambda: False))
    menu = QMenu()
    qtbot.addWidget(menu)
    fill(menu, commands, ["open", "", "delete"])
    first, line, last = menu.actions()
    assert first.text() == "Open\tReturn"
    assert line.isSeparator()
    assert not last.isEnabled()
    first.trigger()
    assert said == ["open"]
