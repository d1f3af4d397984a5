"""What the tabs of kinds with items have in common: the list is live, says why it is empty, tries again."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.parts import series_tab
from runyard.desktop.parts.series_tab import Listing, Nothing, SeriesTab
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]


class Names(SeriesTab):
    kind: ClassVar[DataKind] = DataKind.TEXT
    nothing: ClassVar[Nothing] = Nothing("No texts", "run.track(...)")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, CommandSet())
        self.told: list[str] = []
        self.right.addWidget(QLabel())

    def _series_chosen(self, info: SeriesInfo | None) -> None:
        self.told.append("none" if info is None else f"chosen {info.key.name}")

    def _series_listed(self, info: SeriesInfo) -> None:
        self.told.append(f"listed {info.key.name} {info.count}")


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> Names:
    made = Names(workspace)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the runs whose series are read, as they are."""
    real, heard = series_tab.listing, []

    def listing(run_id: int, kind: DataKind, store: Store, cancel: Cancel) -> Listing:
        heard.append(run_id)
        return real(run_id, kind, store, cancel)

    monkeypatch.setattr(series_tab, "listing", listing)
    return heard


def log(run: Logged, name: str, *steps: int) -> None:
    run.items(DataKind.TEXT, name, [(step, 0, b"words", {"length": 5}) for step in steps])


def words(tab: Names) -> str:
    return " ".join(label.text() for label in tab.faces.findChildren(QLabel) if label.isVisible())


class Dressed(QLabel):
    """Counts how often it is dressed anew."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_what_a_tab_holds_is_dressed_once(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> None:
    """A tab took 50 ms to make while each of five levels dressed all below it when it got its parent."""
    theme.apply(qapp, "dark")
    tab, held = Names(workspace), Dressed()
    qtbot.addWidget(tab)
    before = held.times
    tab.right.addWidget(held)
    assert held.times - before == 1
    assert tab.isAncestorOf(held)


def test_a_series_is_chosen_once_and_told_again_when_it_grows(
    tab: Names, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store, live=True)
    log(run, "report", 1)
    tab.show_run(run.id)
    settle()
    assert tab.told == ["chosen report"]
    tab.workspace.tasks.changed.connect(tab.refresh)
    log(run, "report", 2, 3)
    tab.workspace.tasks.look()
    qtbot.waitUntil(lambda: tab.told[-1] == "listed report 3")
    run.leave()


def test_what_changes_during_a_reading_is_read_once_after_it(
    tab: Names, store: Store, settle: Settle, reads: list[int]
) -> None:
    run = Logged(store)
    log(run, "report", 1)
    tab.show_run(run.id)
    for _ in range(5):
        tab.show_run(run.id)
    settle()
    assert reads == [run.id, run.id]
    assert tab.faces.face == "content"


def test_another_run_does_not_wait_for_the_one_before(tab: Names, store: Store, settle: Settle) -> None:
    first, second = Logged(store), Logged(store)
    log(first, "first", 1)
    log(second, "second", 1)
    tab.show_run(first.id)
    tab.show_run(second.id)
    settle()
    assert tab.told == ["chosen second"]
    assert [one.key.name for one in tab.list.model.series] == ["second"]


@pytest.mark.parametrize(("live", "said"), [(True, "as the run logs them"), (False, "has logged none")])
def test_a_run_with_nothing_says_so(tab: Names, store: Store, settle: Settle, live: bool, said: str) -> None:
    run = Logged(store, live=True)
    if not live:
        run.end()
    tab.show_run(run.id)
    settle()
    assert tab.faces.face == "empty"
    assert said in words(tab)
    run.leave()


def test_a_failed_reading_says_why_and_is_tried_again(
    tab: Names, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Listing:
        raise KnownProblem("The database is damaged", "Restore it from a copy")

    run = Logged(store)
    log(run, "report", 1)
    with monkeypatch.context() as patched:
        patched.setattr(series_tab, "listing", broken)
        tab.show_run(run.id)
        settle()
        assert tab.faces.face == "failed"
        assert "Restore it from a copy" in words(tab)
    tab._retry()
    settle()
    assert tab.faces.face == "content"
