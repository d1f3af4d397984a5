"""What tests of the texts tab share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.state import Workspace
from runyard.domain.kinds import DataKind
from runyard.search.matching.matching import Matcher
from support.logged import Logged, key


def log_texts(
    run: Logged,
    name: str,
    texts: Sequence[str | bytes],
    *,
    together: bool = False,
    epoch: float | None = None,
) -> None:
    """Log texts at steps 0, 10, 20 …, or all at step 0 with an index each."""
    logged = []
    for place, text in enumerate(texts):
        data = text if isinstance(text, bytes) else text.encode()
        step, index = (0, place) if together else (place * 10, 0)
        logged.append((step, index, data, {"length": len(text)}))
    run.items(DataKind.TEXT, name, logged, epoch=epoch)


def opened(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> TextsTab:
    """Return a tab in a dark window, told of changes as the run page tells it, the first text on top."""
    theme.apply(qapp, "dark")
    made = TextsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 772)
    made.show()
    made.table.sort_asked.emit("step", False)  # the newest is on top until somebody asks
    workspace.tasks.changed.connect(made.refresh)
    return made


def wait(tab: TextsTab, qtbot: QtBot) -> None:
    """Wait until nothing is read, searched or set out any more."""

    def calm() -> bool:
        timers = (tab._typing, tab.reader._settle)
        still = not any(timer.isActive() for timer in timers) and tab.reader.markdown.settled()
        return still and tab.workspace.tasks.idle() and not tab.searcher.busy

    qtbot.waitUntil(calm)


def choose(tab: TextsTab, name: str, qtbot: QtBot) -> None:
    """Show the texts of a name."""
    tab.list.select(key(name, None, DataKind.TEXT))
    wait(tab, qtbot)


def search(
    tab: TextsTab, qtbot: QtBot, text: str, *, case: bool = False, word: bool = False, regex: bool = False
) -> None:
    """Look for something."""
    tab.bar.field.set_matcher(Matcher(text, case, word, regex))
    wait(tab, qtbot)


def go_to(tab: TextsTab, place: int, qtbot: QtBot) -> None:
    """Read the text of a row."""
    tab.table.go_to(place)
    wait(tab, qtbot)


def rows(tab: TextsTab) -> list[tuple[object, ...]]:
    """Return what the visible rows say."""
    model = tab.table.model
    found = []
    for place in range(len(model.ids)):
        row = model.row(place)
        found.append(() if row is None else tuple(getattr(cell, "text", cell) for cell in row.cells))
    return found


def read(tab: TextsTab) -> str:
    """Return what the reader shows, of all its rows."""
    sheet = tab.reader.view.sheet
    return "" if sheet is None else sheet.text
