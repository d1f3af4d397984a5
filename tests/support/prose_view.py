"""Prose in a window, for tests."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.prose import Prose
from runyard.desktop.tasks import Tasks


@pytest.fixture
def shown(tasks: Tasks, qtbot: QtBot) -> Prose:
    """Prose that is in sight, without a text yet."""
    made = Prose(tasks, name="Note")
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def fill(shown: Prose, text: str, qtbot: QtBot) -> str:
    """Show a text, wait until all of it is set, and return it as it is read."""
    shown.set_markdown(text)
    qtbot.waitUntil(shown.ready)
    return shown.toPlainText()
