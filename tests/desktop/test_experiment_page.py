from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.experiment import best, snapshot
from runyard.desktop.pages.experiment.page import ExperimentPage
from runyard.desktop.parts.experiment_actions.leaving import DeleteExperimentDialog
from runyard.desktop.state import Notice, Workspace
from runyard.desktop.tasks import Cancel
from runyard.search.grammar.parse import parse
from runyard.storage.organise import experiments, notes
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.experiment_page import page, shown
from support.experiment_runs import NAME, VAL
from support.logged import Logged

__all__ = ["page", "shown"]

Settle = Callable[[], None]


def test_each_card_leads_to_exactly_the_runs_it_counts(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, went: list[Route], qtbot: QtBot
) -> None:
    counted = {}
    for title, card in page.stack.overview.cards.cards.items():
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert went[-1].page == "runs"
        assert went[-1].query is not None
        found = listing.find(store, parse(went[-1].query)).ids
        assert {info.experiment for info in runs.infos(store, found)} <= {NAME}
        assert card.count_text() == str(len(found)), title
        counted[title] = len(found)
    assert counted == {
        "Total": 8, "Active": 2, "Finished": 1, "Failed": 1, "Crashed": 1, "Killed": 0, "Archived": 2,
    }  # fmt: skip
    assert page.stack.overview.cards.cards["Active"].accessibleName() == "Active, 2, 1 queued"
    qtbot.mouseClick(page.header.show_runs, Qt.MouseButton.LeftButton)
    assert page.header.show_runs.text() == "Show 6 runs"
    assert went[-1].query is not None
    assert len(listing.find(store, parse(went[-1].query)).ids) == 6


def test_the_bar_tells_every_status_and_its_share(page: ExperimentPage, shown: dict[str, Logged]) -> None:
    bar = page.stack.overview.bar
    assert [bar.words(part) for part in bar.parts] == [
        "Running 2 25.0 %", "Queued 1 12.5 %", "Finished 1 12.5 %", "Failed 1 12.5 %", "Crashed 1 12.5 %",
        "Archived 2 25.0 %",
    ]  # fmt: skip
    assert bar.accessibleDescription() == ", ".join(bar.words(part) for part in bar.parts)


def test_the_header_says_what_and_since_when(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, qtbot: QtBot
) -> None:
    assert page.header.name.text() == NAME
    assert page.header.description.isHidden()
    assert page.header.created.text().startswith("Created today ")
    experiments.describe(store, experiments.find(store, NAME), "What is\nwide enough")
    qtbot.waitUntil(lambda: page.header.description.text() == "What is wide enough")
    assert not page.header.description.isHidden()


def test_another_experiment_is_found_in_the_switcher(
    page: ExperimentPage,
    shown: dict[str, Logged],
    store: Store,
    went: list[Route],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    page.commands.run("experiment.tab.settings")
    qtbot.mouseClick(page.header.switch, Qt.MouseButton.LeftButton)
    assert page.header.popover is not None
    assert page.header.popover.isVisible()
    assert page.header.others is not None
    qtbot.keyClicks(page.header.others.search, "oth")
    qtbot.keyClick(page.header.others.search, Qt.Key.Key_Return)
    settle()
    assert not page.header.popover.isVisible()
    assert went[-1] == Route("experiment", experiment=experiments.find(store, "other"), tab="settings")
    assert page.header.name.text() == "other"
    qtbot.mouseClick(page.header.up, Qt.MouseButton.LeftButton)
    assert went[-1] == Route("experiments")


def test_a_tab_is_built_when_somebody_looks_at_it(
    page: ExperimentPage, shown: dict[str, Logged], qtbot: QtBot
) -> None:
    keys = ("overview", "runs", "notes", "settings")
    assert [key for key in keys if page.stack.has(key)] == ["overview"]
    page.commands.run("experiment.tab.settings")
    assert [key for key in keys if page.stack.has(key)] == ["overview", "settings"]
    assert page.stack.settings.values()[0] == NAME
    assert page.stack.currentWidget() is page.stack.settings


def test_the_best_runs_are_those_with_the_lowest_held_out_loss(
    page: ExperimentPage, shown: dict[str, Logged], went: list[Route], settle: Settle, qtbot: QtBot
) -> None:
    table = page.stack.overview.best
    assert table.by.currentText() == "loss val, lowest"
    titles = [column.title for column in table.table.shown]
    assert titles[:2] == ["Name", "Status"]
    assert "lr" in titles
    assert "same" not in titles
    listed = [shown[f"{NAME} {place}"].id for place in (3, 2, 0)]
    assert list(table.table.model.ids)[:3] == listed
    assert len(table.table.model.ids) == 6
    table.table.setFocus()
    qtbot.keyClick(table.table.table.body, Qt.Key.Key_Down)
    qtbot.keyClick(table.table.table.body, Qt.Key.Key_Return)
    assert went[-1] == Route("run", run=shown[f"{NAME} 3"].hash)


def test_another_order_of_the_best_is_kept_and_told_in_the_feed(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, settle: Settle
) -> None:
    by = page.stack.overview.best.by
    words = [by.itemText(place) for place in range(by.count())]
    assert words == ["loss val, lowest", "loss val, highest", "accuracy val, highest", "accuracy val, lowest"]
    by.setCurrentIndex(2)
    by.activated.emit(2)
    settle()
    assert page.stack.overview.best.table.model.ids[0] == shown[f"{NAME} 3"].id
    told = {line.words: line.right for line in page.stack.overview.feed.list.lines.lines}
    assert told["finished 0"] == "90"
    page.show_route(Route("experiment", experiment=experiments.find(store, "other")))
    settle()
    assert by.currentText() == "loss val, lowest"
    page.show_route(Route("experiment", experiment=experiments.find(store, NAME)))
    settle()
    assert by.currentText() == "accuracy val, highest"


def test_a_choice_of_the_best_holds_against_what_was_read_before_it(
    page: ExperimentPage,
    shown: dict[str, Logged],
    store: Store,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entered, let_go, read = threading.Event(), threading.Event(), snapshot.read

    def held(
        number: int, known: snapshot.Snapshot | None, source: Store, cancel: Cancel
    ) -> snapshot.Snapshot:
        found = read(number, known, source, cancel)
        if not entered.is_set():
            entered.set()
            assert let_go.wait(60)
        return found

    monkeypatch.setattr(snapshot, "read", held)
    page.refresh()
    assert entered.wait(60)
    page.stack.overview.best.by.activated.emit(2)
    let_go.set()
    settle()
    assert page.stack.overview.best.by.currentText() == "accuracy val, highest"


def test_only_eleven_runs_are_the_best_and_the_wheel_turns_the_page(
    page: ExperimentPage, store: Store, settle: Settle
) -> None:
    for place in range(20):
        Logged(store, experiment="a").metric("loss", [float(place)])
    page.show_route(Route("experiment", experiment=experiments.find(store, "a")))
    settle()
    table = page.stack.overview.best.table
    assert len(table.model.ids) == best.ROWS
    page.resize(1256, 500)
    body = table.table.body.viewport()
    bar = page.stack.overview.area.verticalScrollBar()
    assert bar.maximum() > 0
    at = QPointF(body.rect().center())
    turn = QWheelEvent(
        at, body.mapToGlobal(at), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(body, turn)
    assert bar.value() > 0


def test_the_runs_tab_joins_what_is_typed_with_the_experiment(
    page: ExperimentPage,
    shown: dict[str, Logged],
    store: Store,
    went: list[Route],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settle()
    assert page.current_tab == "runs"
    assert len(page.stack.runs.runs.model.ids) == 6
    page.stack.runs.focus_search()
    qtbot.keyClicks(page.stack.runs.field.edit, 'run.status == "failed" or run.archived')
    qtbot.keyClick(page.stack.runs.field.edit, Qt.Key.Key_Return)
    settle()
    found = runs.infos(store, list(page.stack.runs.runs.model.ids))
    assert {info.experiment for info in found} == {NAME}
    assert len(found) == 3
    page.stack.runs.field.set_text('run.name == "nowhere"')
    settle()
    assert page.stack.runs.faces.face == "no_match"
    page.show_route(Route("experiment", experiment=experiments.find(store, "other"), tab="runs"))
    settle()
    assert page.stack.runs.field.text() == ""
    assert {info.experiment for info in runs.infos(store, list(page.stack.runs.runs.model.ids))} == {"other"}


def test_the_view_of_the_runs_is_kept_for_every_experiment(
    page: ExperimentPage,
    shown: dict[str, Logged],
    workspace: Workspace,
    store: Store,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    page.commands.run("experiment.tab.runs")
    settle()
    page.stack.runs.runs.table.sort_asked.emit("name", False)
    kept = page.stack.runs.runs.view
    workspace.tasks.closing.emit()  # right before the window closes
    settle()
    again = ExperimentPage(workspace, CommandSet())
    qtbot.addWidget(again)
    again.show()
    again.show_route(Route("experiment", experiment=experiments.find(store, "other"), tab="runs"))
    settle()
    assert again.stack.runs.runs.view.sort == kept.sort


def test_the_bar_acts_on_selected_runs_and_only_while_they_are_seen(
    page: ExperimentPage, shown: dict[str, Logged], settle: Settle, qtbot: QtBot
) -> None:
    page.commands.run("experiment.tab.runs")
    settle()
    assert page.stack.runs.bar.isHidden()
    page.stack.runs.runs.table.choosing.set_current(0)
    page.stack.runs.runs.table.choosing.toggle_current()
    assert not page.stack.runs.bar.isHidden()
    assert page.commands.find("experiment.delete").enabled()
    page.commands.run("experiment.tab.overview")
    settle()
    assert page.stack.runs.chosen() == []
    assert not page.commands.find("experiment.delete").enabled()


def test_save_is_off_until_something_is_changed(
    page: ExperimentPage,
    shown: dict[str, Logged],
    store: Store,
    notices: list[Notice],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    page.commands.run("experiment.tab.settings")
    form = page.stack.settings
    assert not form.save.isEnabled()
    form.name.set_text("other")
    assert form.name.problem.text() == "An experiment named other exists"
    assert not form.save.isEnabled()
    form.name.set_text("renamed")
    form.description.edit.setPlainText("said")
    assert form.save.isEnabled()
    qtbot.keyClick(form.name.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.header.name.text() == "renamed")
    settle()
    assert not form.save.isEnabled()
    assert experiments.find(store, "renamed")
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: form.name.text() == NAME)


def test_archive_and_delete_from_the_settings(
    page: ExperimentPage,
    shown: dict[str, Logged],
    store: Store,
    went: list[Route],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    page.commands.run("experiment.tab.settings")
    qtbot.mouseClick(page.stack.settings.archive, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.settings.archive.text() == "Unarchive experiment")
    titles = [action.text() for action in page.menu().actions()]
    assert "Unarchive experiment" in titles
    assert "Archive experiment" not in titles
    qtbot.mouseClick(page.stack.settings.delete, Qt.MouseButton.LeftButton)
    settle()
    asked = page.doing.dialog
    assert isinstance(asked, DeleteExperimentDialog)
    qtbot.mouseClick(asked.fate._parts[1], Qt.MouseButton.LeftButton)
    asked.target.set_key(experiments.find(store, "other"))
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: Route("experiments") in went)
    assert [found.name for found in experiments.all(store)] == ["other"]


def test_it_follows_what_others_log(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, qtbot: QtBot
) -> None:
    Logged(store, experiment=NAME)
    qtbot.waitUntil(lambda: page.stack.overview.cards.cards["Total"].count_text() == "9")
    notes.add(store, "seen", experiment_id=experiments.find(store, NAME))
    qtbot.waitUntil(lambda: page.stack.overview.feed.list.lines.lines[1].words == "Note edited, seen")


def test_the_best_runs_rest_while_another_tab_is_in_front(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    page.commands.run("experiment.tab.runs")
    settle()
    assert page.stack.runs.runs.table.body.hasFocus()
    before = list(page.stack.overview.best.table.model.ids)
    new = Logged(store, experiment=NAME)
    new.metric("loss", [0.0], VAL)
    qtbot.waitUntil(lambda: new.id in page.stack.runs.runs.model.ids)
    qtbot.waitUntil(lambda: page._snapshot is not None and page._snapshot.listed == 7)
    settle()
    assert list(page.stack.overview.best.table.model.ids) == before
    page.commands.run("experiment.tab.overview")
    qtbot.waitUntil(lambda: page.stack.overview.best.table.model.ids[0] == new.id)


def test_delete_on_the_notes_is_about_the_note(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    number = experiments.find(store, NAME)
    notes.add(store, "one", experiment_id=number)
    page.commands.run("experiment.tab.notes")
    qtbot.waitUntil(lambda: page.stack.notes.list.notes.rowCount() == 1)
    page.stack.notes.list.setFocus()
    qtbot.waitUntil(page.stack.notes.list.hasFocus)
    qtbot.keyClick(page.stack.notes.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: notes.of_experiment(store, number) == [])
    settle()


def test_one_that_is_gone_says_so(
    page: ExperimentPage, shown: dict[str, Logged], store: Store, went: list[Route], qtbot: QtBot
) -> None:
    experiments.delete(store, experiments.find(store, NAME), target=experiments.find(store, "other"))
    qtbot.waitUntil(lambda: page.faces.face == "empty")
    page._go_up()
    assert went[-1] == Route("experiments")


def test_an_empty_experiment_has_a_face_for_each_part(
    page: ExperimentPage, store: Store, settle: Settle
) -> None:
    experiments.create(store, "empty")
    page.show_route(Route("experiment", experiment=experiments.find(store, "empty")))
    settle()
    assert page.stack.overview.best.faces.face == "empty"
    assert page.stack.overview.bar.accessibleDescription() == "No runs"
    assert not page.header.show_runs.isEnabled()
    page.show_route(Route("experiment", experiment=experiments.find(store, "empty"), tab="runs"))
    settle()
    assert page.stack.runs.faces.face == "empty"


def test_without_an_experiment_it_leads_to_the_list(page: ExperimentPage, went: list[Route]) -> None:
    page.show_route(Route("experiment"))
    assert page.faces.face == "empty"
