"""Runs are found, ordered, grouped, tagged, moved, put away and brought back, by keyboard and by mouse."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard import Repo
from runyard.desktop.pages.experiments.page import ExperimentsPage
from runyard.desktop.pages.runs.name_dialog import NameDialog
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.pages.tags.page import TagsPage
from runyard.desktop.pages.trash.page import TrashPage
from runyard.desktop.parts.run_actions.asking import AskDialog, DeleteDialog
from runyard.desktop.parts.run_actions.exporting import ExportDialog
from runyard.desktop.parts.run_actions.moving import MoveDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.storage.store import Store
from support.logged import Logged
from support.person import Person

Open = Callable[[], Person]
_Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
#: Rate and seed by name; the loss is ten times the rate and a little for the seed.
RUNS = {"slow-a": (0.001, 0), "slow-b": (0.001, 1), "fast-a": (0.1, 0), "fast-b": (0.1, 1), "odd": (0.3, 0)}


@pytest.fixture
def logged(folder: Path) -> dict[str, Logged]:
    """Five runs in one experiment, that ended one after the other."""
    found = {}
    with Store.open(folder) as store:
        for name, (lr, seed) in RUNS.items():
            found[name] = Logged(store, name=name, experiment="sweep")
            found[name].params({"lr": lr, "seed": seed})
            found[name].metric("loss", [9.0, lr * 10 + seed / 100])
            found[name].end()
    return found


@pytest.fixture
def sit(folder: Path, logged: dict[str, Logged], tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """Return what opens the app, always with the same settings."""
    persons: list[Person] = []

    def opened() -> Person:
        persons.append(Person(folder, tmp_path / "desktop.ini", qtbot))
        return persons[-1]

    yield opened
    persons[-1].leave()


def test_a_search_sorted_and_grouped_is_saved_and_found_again(sit: Open) -> None:
    person = sit()
    page = person.at(RunsPage)
    table = page.runs.table
    person.sees(table, "odd", "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_Slash)
    person.type("run.lr < 0.2")
    person.press(_Key.Key_Escape, _Key.Key_Escape)
    person.sees(table, "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_S)
    person.type("loss")
    person.press(_Key.Key_Return, _Key.Key_Escape)
    person.sees(table, "slow-a", "slow-b", "fast-a", "fast-b")
    person.press(_Key.Key_G)
    person.type("lr")
    person.press(_Key.Key_Return, _Key.Key_Escape)
    person.sees(table, "lr 0.001", "lr 0.1")
    person.click(page.controls.groups.fold)
    person.sees(table, "lr 0.001", "slow-a", "slow-b", "lr 0.1", "fast-a", "fast-b")
    person.press(_Key.Key_K, held=CTRL)
    person.type("save view as")
    person.press(_Key.Key_Return)
    person.asked(NameDialog)
    person.type("Rates")
    person.press(_Key.Key_Return)
    person.qtbot.waitUntil(lambda: "Rates" in page.state.saved)
    person.press(_Key.Key_K, held=CTRL)
    person.type("list runs without")
    person.press(_Key.Key_Return)
    person.sees(table, "slow-a", "slow-b", "fast-a", "fast-b")
    person.leave()

    person = sit()
    page = person.at(RunsPage)
    person.sees(page.runs.table, "slow-a", "slow-b", "fast-a", "fast-b")
    assert page.runs.table.isAncestorOf(person.focus())
    assert page.state.name == "Rates"
    assert page.state.edited
    person.press(_Key.Key_K, held=CTRL)
    person.type("revert view")
    person.press(_Key.Key_Return)
    person.sees(page.runs.table, "lr 0.001", "lr 0.1")


def test_archived_deleted_restored_and_gone_for_good(sit: Open, folder: Path) -> None:
    person = sit()
    page = person.at(RunsPage)
    table = page.runs.table
    person.sees(table, "odd", "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_Home, _Key.Key_X)
    person.click(page.bar.archive)
    person.click(person.asked(AskDialog).primary)
    person.sees(table, "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_Z, held=CTRL)
    person.sees(table, "odd", "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_Escape, _Key.Key_Home, _Key.Key_X, _Key.Key_J, _Key.Key_X, _Key.Key_Delete)
    person.asked(DeleteDialog)
    person.press(_Key.Key_Return)
    person.told("Moved 2 runs to the trash")
    person.sees(table, "fast-a", "slow-b", "slow-a")

    person.click(person.window.side_bar.pages["trash"])
    trash = person.at(TrashPage)
    person.qtbot.waitUntil(lambda: trash.model.rowCount() == 2)
    assert trash.table.isAncestorOf(person.focus())
    person.press(_Key.Key_Slash)
    person.type("odd")
    person.press(_Key.Key_Return)
    person.sees(trash.table, "odd")
    person.press(_Key.Key_J, _Key.Key_X, _Key.Key_Delete)
    person.click(person.asked(PurgeDialog).primary)
    person.qtbot.waitUntil(lambda: trash.model.rowCount() == 0)
    person.press(_Key.Key_Slash)
    person.press(_Key.Key_A, held=CTRL)
    person.press(_Key.Key_Backspace, _Key.Key_Return)
    person.sees(trash.table, "fast-b")
    person.press(_Key.Key_J, _Key.Key_X)
    trash.restore_selected()
    person.qtbot.waitUntil(lambda: trash.model.rowCount() == 0)
    person.press(_Key.Key_2, held=CTRL)
    person.sees(table, "fast-b", "fast-a", "slow-b", "slow-a")
    with Repo(folder.parent, read_only=True) as repo:
        assert sorted(run.name for run in repo.iter_runs()) == ["fast-a", "fast-b", "slow-a", "slow-b"]


def test_tagged_moved_and_exported(
    sit: Open, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*_: object) -> tuple[str, str]:
        return str(tmp_path / "chosen"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    person = sit()
    page = person.at(RunsPage)
    table = page.runs.table
    person.sees(table, "odd", "fast-b", "fast-a", "slow-b", "slow-a")
    person.press(_Key.Key_Home, _Key.Key_J, _Key.Key_X, _Key.Key_J, _Key.Key_X, _Key.Key_T)
    person.type("keen")
    person.press(_Key.Key_Return, _Key.Key_Escape)
    person.press(_Key.Key_4, held=CTRL)
    person.sees(person.at(TagsPage).table, "keen")
    person.press(_Key.Key_2, held=CTRL)
    person.at(RunsPage)
    assert len(page.runs.selected()) == 2
    page.run_actions.move()
    person.asked(MoveDialog)
    person.type("second")
    person.press(_Key.Key_Return)
    person.told("Moved 2 runs to second")
    person.press(_Key.Key_3, held=CTRL)
    experiments = person.at(ExperimentsPage)
    person.qtbot.waitUntil(lambda: experiments.model.rowCount() == 2)
    person.press(_Key.Key_2, held=CTRL)
    person.press(_Key.Key_Slash)
    person.type('"keen" in run.tags and run.experiment == "second"')
    person.press(_Key.Key_Escape, _Key.Key_Escape)
    person.sees(table, "fast-b", "fast-a")
    person.press(_Key.Key_Escape)
    person.click(page.header.export)
    person.click(person.asked(ExportDialog).primary)
    target = tmp_path / "chosen.csv"
    person.qtbot.waitUntil(target.exists)
    person.wait()
    with target.open(newline="", encoding="utf-8") as file:
        titles, *lines = csv.reader(file)
    assert [line[titles.index("name")] for line in lines] == ["fast-b", "fast-a"]
    with Repo(folder.parent, read_only=True) as repo:
        found = repo.query_runs('"keen" in run.tags')
        assert {run.name: run.experiment for run in found} == {"fast-a": "second", "fast-b": "second"}
