"""Quick filters of the runs explorer: written into the query and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.runs.facets import ChoicePopover, CreatedPopover
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.state import Workspace
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.runs_page import click, names, open_page, popover

Settle = Callable[[], None]
_Key, _Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot, store: Store, settle: Settle) -> Iterator[RunsPage]:
    made = open_page(workspace, store, qtbot, settle)
    yield made
    made.close()


def test_a_status_is_chosen_by_keys_and_stands_in_the_query(
    page: RunsPage, qtbot: QtBot, settle: Settle
) -> None:
    chip = page.controls.chips.chips["status"]
    chip.setFocus()
    qtbot.keyClick(chip, _Key.Key_Return)
    found = popover(page)
    assert isinstance(found, ChoicePopover)
    for key in (_Key.Key_Down, _Key.Key_Down, _Key.Key_Down, _Key.Key_Space, _Key.Key_Down, _Key.Key_Space):
        qtbot.keyClick(found.list.view, key)
    assert page.field.text() == 'run.status in ("failed", "crashed")'
    settle()
    assert names(page) == ["net-5"]
    assert chip.value() == "failed, crashed"
    qtbot.keyClick(found.list.view, _Key.Key_Escape)
    assert chip.hasFocus()
    qtbot.keyClick(chip, _Key.Key_Delete)
    settle()
    assert page.field.text() == ""
    assert len(names(page)) == 12


def test_filters_by_mouse_beside_what_is_typed(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    page.field.set_text("run.hparams.seed == 0 or run.hparams.seed == 1")
    settle()
    chips = page.controls.chips
    click(qtbot, chips.chips["experiment"])
    settle()
    found = popover(page)
    assert isinstance(found, ChoicePopover)
    place = found.list.view.visualRect(found.list.model.index(0)).center()
    qtbot.mouseClick(found.list.view.viewport(), _Left, pos=place)
    settle()
    text = 'run.experiment.name == "digits" and (run.hparams.seed == 0 or run.hparams.seed == 1)'
    assert page.field.text() == text
    assert len(names(page)) == 4
    cross = chips.chips["experiment"].rect().center()
    cross.setX(chips.chips["experiment"].width() - 12)
    qtbot.mouseClick(chips.chips["experiment"], _Left, pos=cross)
    assert page.field.text() == "run.hparams.seed == 0 or run.hparams.seed == 1"


def test_what_is_typed_is_read_back(page: RunsPage, settle: Settle) -> None:
    page.field.set_text('"best" in run.tags and run.hparams.lr >= 0.05 and run.active == False')
    settle()
    chips = page.controls.chips
    assert chips.chips["tag"].value() == "best"
    assert [(chip.text(), chip.value()) for chip in chips.others] == [("lr", "≥ 0.05"), ("Active", "= no")]
    chips.others[0].click()
    assert page.field.edit.textCursor().selectedText() == "run.hparams.lr >= 0.05"
    chips.others[0].removed.emit()
    assert page.field.text() == '"best" in run.tags and run.active == False'
    page.field.set_text("run.name ==")
    assert not chips.isEnabled()
    page.field.set_text("")
    assert chips.isEnabled()
    assert chips.others == []


def test_days_of_creation(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    chip = page.controls.chips.chips["created"]
    click(qtbot, chip)
    found = popover(page)
    assert isinstance(found, CreatedPopover)
    found.since.set_text("20.11.2025")
    qtbot.keyClick(found.since.edit, _Key.Key_Return)
    assert found.since.problem.text() == "Write a day as 2026-11-20"
    found.since.set_text("2025-11-30")
    found.until.set_text("2025-11-19")
    click(qtbot, found.use)
    assert page.field.text() == '"2025-11-19" <= run.created_at <= "2025-11-30"'
    settle()
    assert len(names(page)) == 12
    click(qtbot, chip)
    qtbot.keyClick(found.list.view, _Key.Key_Down)
    qtbot.keyClick(found.list.view, _Key.Key_Down)
    qtbot.keyClick(found.list.view, _Key.Key_Return)
    assert chip.value() == "last 7 days"
    click(qtbot, chip)
    found.list.chosen.emit("any")
    assert page.field.text() == ""


def test_archived_runs_alone_and_among_the_others(
    page: RunsPage, qtbot: QtBot, settle: Settle, store: Store
) -> None:
    runs.archive(store, list(page.workspace.runs_in_view)[:2], True)
    chip = page.controls.chips.chips["archived"]
    for row, many in ((1, 2), (2, 12), (0, 10)):
        click(qtbot, chip)
        found = popover(page)
        place = found.list.view.visualRect(found.list.model.index(row)).center()  # type: ignore[attr-defined]
        qtbot.mouseClick(found.list.view.viewport(), _Left, pos=place)  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda many=many: len(names(page)) == many)
    assert page.field.text() == ""


def test_a_filter_by_any_column(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    page.runs.setFocus()
    qtbot.keyClick(page.runs.table.body, _Key.Key_F)
    made = page.controls.chips._filter
    assert made is not None
    qtbot.keyClicks(made.list.search, "loss last")
    qtbot.keyClick(made.list.search, _Key.Key_Return)
    made.how.set_key("<")
    made.how.chosen.emit("<")
    made.value.set_text("few")
    qtbot.keyClick(made.value.edit, _Key.Key_Return)
    assert made.value.problem.text() == "Type a number, such as 0.001"
    made.value.set_text("0.25")
    qtbot.keyClick(made.value.edit, _Key.Key_Return)
    assert page.field.text() == 'run.metrics["loss", {"subset": "val"}].last < 0.25'
    settle()
    assert names(page) == ["net-2", "net-1", "net-0"]
    assert [chip.text() for chip in page.controls.chips.others] == ["loss val last"]


def test_what_does_not_fit_is_behind_the_last_chip(page: RunsPage, qtbot: QtBot, settle: Settle) -> None:
    page.resize(900, 876)
    chips = page.controls.chips
    qtbot.waitUntil(chips.more.isVisible)
    assert chips.chips["tag"].isHidden()
    assert chips.add.geometry().right() <= chips.width()
    click(qtbot, chips.more)
    chips._rest_list.chosen.emit("tag")
    settle()
    found = popover(page)
    assert isinstance(found, ChoicePopover)
    found.list.checked.emit({"best"})
    settle()
    assert len(names(page)) == 3


def test_a_filter_does_not_write_over_what_is_half_typed(
    page: RunsPage, qtbot: QtBot, settle: Settle
) -> None:
    page.focus_search()
    qtbot.keyClicks(page.field.edit, "run.name == ")
    page.controls.chips.text_asked.emit("run.active")
    assert page.field.text() == "run.name == "
    assert "missing" in page.words.text()
    assert not page.controls.chips.isEnabled()


def test_a_value_that_no_run_has_stays_when_others_are_checked(
    page: RunsPage, qtbot: QtBot, settle: Settle
) -> None:
    page.field.set_text('run.experiment.name == "gone"')
    click(qtbot, page.controls.chips.chips["experiment"])
    settle()
    found = popover(page)
    assert isinstance(found, ChoicePopover)
    assert found.list.model.checked == {"gone"}
    found.list.checked.emit({"gone", "digits"})
    assert page.field.text() == 'run.experiment.name in ("digits", "gone")'
