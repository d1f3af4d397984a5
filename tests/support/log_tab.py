"""Waiting for the Logs tab, and what it shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.state import Workspace
from runyard.journal.batch import LogLine
from runyard.search.matching.matching import Matcher
from support.logged import Logged

SECOND = 1_000_000


def opened(workspace: Workspace, qtbot: QtBot) -> LogsTab:
    """Return a tab as the run page would have it in front."""
    made = LogsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 600)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


def prints(run: Logged, *texts: str, stream: int = 1, at: int = 0) -> None:
    """Print lines a second apart, the first `at` seconds after the run began."""
    lines = [LogLine(run.created + (at + i) * SECOND, stream, text) for i, text in enumerate(texts)]
    run.log(lines=lines)


def show(tab: LogsTab, run: Logged, qtbot: QtBot) -> None:
    """Show a run and wait until what is in sight has been read."""
    tab.show_run(run.id)
    read(tab, qtbot)


def read(tab: LogsTab, qtbot: QtBot) -> None:
    """Wait until everything has been read, searched and sorted."""
    qtbot.waitUntil(partial(idle, tab))


def idle(tab: LogsTab) -> bool:
    """Whether nothing is under way."""
    return not tab._typing.isActive() and tab.workspace.tasks.idle() and tab.state.progress >= 1


def shown(tab: LogsTab) -> list[str]:
    """Return the texts of the rows in sight."""
    lines = [tab.state.line(one.row) for one in tab.view.scene.seen()]
    return ["" if line is None else line.text for line in lines]


def numbers(tab: LogsTab) -> list[int]:
    """Return the numbers of all lines shown, as they stand beside them."""
    return [tab.state.rows.line(row) + 1 for row in range(len(tab.state.rows))]


def find(tab: LogsTab, qtbot: QtBot, text: str, **how: bool) -> None:
    """Search for something and wait until that is done."""
    tab.bar.search.set_matcher(Matcher(text, **how))
    read(tab, qtbot)


def spot(tab: LogsTab, line: int, column: int) -> QPoint:
    """Return where a place of a line in sight is."""
    scene = tab.view.scene
    one = next(one for one in scene.seen() if tab.state.rows.line(one.row) == line)
    layout = scene.layout_of(one.row)
    assert layout is not None
    x = scene.columns.text_start - scene.shift + layout.spot(column).x()
    return QPointF(x, one.top + scene.columns.row / 2).toPoint()


def clipboard() -> str:
    """Return what was copied."""
    return QGuiApplication.clipboard().text()
