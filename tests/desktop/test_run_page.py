from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import KindEntry, Route, RunContents, Tab
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.state import Workspace
from runyard.domain.changes import Changes
from runyard.storage.runs import runs
from runyard.storage.runs.changed import SURROUNDINGS
from runyard.storage.store import Store
from support.one_run import Logged, sweep

Settle = Callable[[], None]
FIRST, SECOND, THIRD = "a" * 32, "b" * 32, "c" * 32


class NotingTab(Tab):
    """Notes what the page asks of it."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.shown: list[int] = []
        self.refreshed: list[Changes] = []
        self.rested = 0

    def show_run(self, run_id: int) -> None:
        self.shown.append(run_id)

    def refresh(self, changes: Changes) -> None:
        self.refreshed.append(changes)

    def deactivate(self) -> None:
        self.rested += 1


def load() -> type[Tab]:
    return NotingTab


def no_count(_contents: RunContents) -> None:
    return None


def metric_count(contents: RunContents) -> int:
    return contents.metrics


def param_count(contents: RunContents) -> int:
    return contents.params


KINDS = (
    KindEntry("overview", "Overview", "info", 10, load, no_count),
    KindEntry("params", "Params", "braces", 30, load, param_count),
    KindEntry("metrics", "Metrics", "chart-line", 20, load, metric_count),
)


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    opened = Store.open(workspace.folder)
    yield opened
    opened.close()


@pytest.fixture
def commands() -> CommandSet:
    return CommandSet()


@pytest.fixture
def page(workspace: Workspace, commands: CommandSet, qtbot: QtBot) -> RunPage:
    made = RunPage(workspace, commands)
    made.set_kinds(KINDS)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    workspace.go.connect(made.show_route)
    return made


def tab(page: RunPage, key: str) -> NotingTab:
    found = page.tabs.tab(key)
    assert isinstance(found, NotingTab)
    return found


def test_only_what_a_person_logged_counts_as_params(store: Store, page: RunPage, settle: Settle) -> None:
    around = {"packages": {"numpy": "2"}, "arguments": ["train.py", "--lr"]}
    sweep(hash=FIRST, params={"lr": 1, "data": {"name": "a"}, SURROUNDINGS: around}).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page.tabs.bar._tabs["params"].accessibleName() == "Params 2"


def test_a_route_shows_the_run_and_its_first_tab(store: Store, page: RunPage, settle: Settle) -> None:
    run = sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page.faces.face == "content"
    assert page.current_tab == "overview"
    assert tab(page, "overview").shown == [run]
    assert page.tabs.tab("params") is None
    assert page.header.name.label.text() == "mlp-w256-adam-3e-3-s2"
    assert page.header.experiment.text() == "digits-mlp"
    assert page.header.hash.text() == "aaaaaaaa"
    assert page.header.status.accessibleName() == "Status Running 62 %"
    assert [kind.key for kind in page.tabs.kinds()] == ["overview", "metrics", "params"]


def test_tabs_are_built_when_asked_for_and_rest_when_left(
    store: Store, page: RunPage, settle: Settle, qtbot: QtBot
) -> None:
    run = sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    page.commands.run("run.tab.params")
    assert page.current_tab == "params"
    settle()
    assert tab(page, "params").shown == [run]
    assert tab(page, "overview").rested == 1
    page.show_route(Route("run", FIRST, "overview"))
    assert tab(page, "overview").shown == [run]
    page.leave()
    assert tab(page, "overview").rested == 2


def test_a_tab_that_was_in_front_when_the_page_was_left_rests_when_another_is_asked_for(
    store: Store, page: RunPage, settle: Settle
) -> None:
    sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST, "overview"))
    settle()
    page.leave()
    page.show_route(Route("run", FIRST, "params"))  # the page, and with it the tab, were shown again before
    assert tab(page, "overview").rested == 2
    settle()
    assert tab(page, "params").rested == 0


def test_a_kind_is_imported_aside_while_the_page_goes_on(
    store: Store, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    sweep(hash=FIRST).store(store)
    imported, go_on = [], threading.Event()

    def slow() -> type[Tab]:
        imported.append(threading.current_thread())
        assert go_on.wait(60)
        return NotingTab

    page = RunPage(workspace, CommandSet())
    page.set_kinds([*KINDS, KindEntry("slow", "Slow", "info", 90, slow, no_count)])
    qtbot.addWidget(page)
    page.show()
    try:
        page.show_route(Route("run", FIRST))
        settle()
        page.show_route(Route("run", FIRST, "slow"))
        qtbot.waitUntil(lambda: bool(imported))
        assert imported[0] is not threading.main_thread()
        assert page.current_tab == "slow"
        page.show_route(Route("run", FIRST, "metrics"))
        qtbot.waitUntil(lambda: page.tabs.tab("metrics") is not None)
    finally:
        go_on.set()
    settle()
    assert page.tabs.tab("slow") is None  # nobody waits for it any more
    assert page.current_tab == "metrics"
    page.show_route(Route("run", FIRST, "slow"))
    settle()
    assert len(tab(page, "slow").shown) == 1
    page.leave()


def test_an_unknown_tab_leaves_the_one_in_front(store: Store, page: RunPage, settle: Settle) -> None:
    sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST, "images"))
    settle()
    assert page.current_tab == "overview"


def test_only_changes_of_its_run_reach_the_tabs_and_hidden_ones_hear_later(
    workspace: Workspace, store: Store, page: RunPage, settle: Settle, qtbot: QtBot
) -> None:
    announced: list[Changes] = []
    workspace.tasks.changed.connect(announced.append)
    run = sweep(hash=FIRST).store(store)
    other = Logged(hash=SECOND).store(store)
    qtbot.waitUntil(lambda: any(changes.revision >= store.revision() for changes in announced))
    page.show_route(Route("run", FIRST, "params"))
    settle()
    page.show_route(Route("run", FIRST, "overview"))
    settle()
    workspace.tasks.changed.emit(Changes(50, frozenset({other})))
    assert tab(page, "overview").refreshed == []
    workspace.tasks.changed.emit(Changes(51, frozenset({run})))
    workspace.tasks.changed.emit(Changes(52, frozenset({run})))
    assert [changes.revision for changes in tab(page, "overview").refreshed] == [51, 52]
    assert tab(page, "params").refreshed == []
    page.show_route(Route("run", FIRST, "params"))
    assert [changes.revision for changes in tab(page, "params").refreshed] == [52]
    settle()


def test_renaming_in_place_is_written_and_shown(
    workspace: Workspace, store: Store, page: RunPage, settle: Settle, qtbot: QtBot
) -> None:
    run = sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    qtbot.mouseClick(page.header.name.pencil, Qt.MouseButton.LeftButton)
    field = page.header.name.field
    assert field.text() == "mlp-w256-adam-3e-3-s2"
    field.setText("better name")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert runs.info(store, run).name == "better name"
    assert page.header.name.label.text() == "better name"
    assert page.header.name.pencil.hasFocus()  # and not the button that leads to another run
    page.commands.run("run.rename")
    field.setText("never")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.isHidden()
    settle()
    assert runs.info(store, run).name == "better name"


def test_previous_and_next_follow_the_list(
    workspace: Workspace, store: Store, page: RunPage, settle: Settle, qtbot: QtBot
) -> None:
    first, second = sweep(hash=FIRST).store(store), Logged(hash=SECOND, name="other").store(store)
    workspace.runs_in_view = [second, 99, first]
    page.show_route(Route("run", SECOND, "metrics"))
    settle()
    assert page.header.place.text() == "1 of 3"
    assert not page.header.before.isEnabled()
    workspace.runs_in_view = [second, first]
    qtbot.mouseClick(page.header.after, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.header.name.label.text() == "mlp-w256-adam-3e-3-s2")
    assert page.current_tab == "metrics"
    assert page.header.place.text() == "2 of 2"
    assert not page.header.after.isEnabled()
    page.commands.run("run.previous")
    qtbot.waitUntil(lambda: page.header.name.label.text() == "other")


def test_nobody_is_taken_back_to_a_page_that_was_left(
    workspace: Workspace, store: Store, page: RunPage, settle: Settle
) -> None:
    first, second = sweep(hash=FIRST).store(store), Logged(hash=SECOND, name="other").store(store)
    workspace.runs_in_view = [first, second]
    page.show_route(Route("run", FIRST))
    settle()
    asked: list[Route] = []
    workspace.go.connect(asked.append)
    page.show_next()
    page.leave()
    settle()
    assert asked == []


def test_a_run_that_is_not_listed_has_no_neighbours(store: Store, page: RunPage, settle: Settle) -> None:
    sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page.header.place.isHidden()
    assert page.header.after.isHidden()


def test_a_run_that_is_gone_is_told_and_another_can_follow(
    store: Store, page: RunPage, settle: Settle
) -> None:
    page.show_route(Route("run", THIRD))
    settle()
    assert page.faces.face == "empty"
    sweep(hash=FIRST).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page.faces.face == "content"


def test_the_clock_runs_only_for_an_active_run_in_front(store: Store, page: RunPage, settle: Settle) -> None:
    sweep(hash=FIRST).store(store)
    ended = {"status": "finished", "code": 0, "signal": "", "traceback": ""}
    sweep(hash=SECOND, exit=ended).store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page._clock.isActive()
    page.show_route(Route("run", SECOND))
    settle()
    assert not page._clock.isActive()
    assert page.header.duration.text() == "4 m 12 s"
    assert page.header.progress.isHidden()
    page.show_route(Route("run", FIRST))
    settle()
    page.leave()
    assert not page._clock.isActive()


def test_the_experiment_leads_to_its_runs(
    workspace: Workspace, store: Store, page: RunPage, settle: Settle, qtbot: QtBot
) -> None:
    sweep(hash=FIRST, experiment='say "hi"').store(store)
    page.show_route(Route("run", FIRST))
    settle()
    workspace.go.disconnect(page.show_route)
    with qtbot.waitSignal(workspace.go) as asked:
        page.header.experiment.clicked.emit()
    assert asked.args == [Route("runs", query='run.experiment == "say \\"hi\\""')]


def test_logged_names_are_never_read_as_markup(store: Store, page: RunPage, settle: Settle) -> None:
    Logged(hash=FIRST, name="<b>bold</b>", script="<i>x</i>.py").store(store)
    page.show_route(Route("run", FIRST))
    settle()
    assert page.header.name.label.text() == "<b>bold</b>"
    formats = {label.textFormat() for label in page.header.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_every_tab_has_a_key(page: RunPage, commands: CommandSet) -> None:
    keys = {command.id: command.shortcut for command in commands.all()}
    assert keys["run.tab.overview"] == "Alt+1"
    assert keys["run.tab.metrics"] == "Alt+2"
    assert keys["run.tab.params"] == "Alt+3"
    assert all(command.context == "run" for command in commands.all())
