"""The bar of the selection: what it says, what gives way where it is narrow, the list of a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.parts.run_actions import RunActions, SelectionBar
from runyard.desktop.parts.run_actions.moving import TargetListModel
from runyard.desktop.parts.run_actions.run_list import MOST_ROWS, RunList, RunListModel
from runyard.desktop.parts.run_actions.words import counted, where
from runyard.desktop.state import Workspace
from runyard.domain.run import Experiment
from runyard.domain.status import RunStatus
from runyard.storage.organise import tags
from runyard.storage.runs import runs
from runyard.storage.runs.brief import Brief, Process
from runyard.storage.store import Store
from support.asking import click
from support.logged import Logged

Settle = Callable[[], None]


class _Place(QWidget):
    """A page of which only the bar is there."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.chosen: list[int] = []
        self.commands = CommandSet()
        self.acts = RunActions(workspace, self.commands, "runs", self._chosen, self)
        self.bar = SelectionBar(self.acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self.bar)

    def select(self, ids: list[int], total: int) -> None:
        self.chosen = ids
        self.bar.set_selected(ids, total)

    def _chosen(self) -> list[int]:
        return self.chosen


@pytest.fixture
def place(workspace: Workspace, qtbot: QtBot) -> Iterator[_Place]:
    made = _Place(workspace)
    qtbot.addWidget(made)
    made.resize(1256, 200)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def _brief(number: int, status: RunStatus = RunStatus.FINISHED, *processes: Process) -> Brief:
    return Brief(
        number, f"{number:024x}", f"net-{number}", status, number, False, "digits", "", False, processes
    )


def test_the_bar_is_there_while_something_is_selected(place: _Place, store: Store, settle: Settle) -> None:
    ids = [Logged(store).id for _ in range(3)]
    assert not place.bar.isVisible()
    place.select(ids[:2], 3)
    settle()
    assert place.bar.isVisible()
    assert place.bar.height() == 44
    assert place.bar.geometry().bottom() == place.rect().bottom()
    assert place.bar.count.text() == "2 selected"
    assert place.bar.box.checkState() is Qt.CheckState.PartiallyChecked
    assert (place.bar.archive.text(), place.bar.delete.text()) == ("Archive 2 runs…", "Delete 2 runs…")
    assert place.bar.delete.geometry().right() == place.width() - 17
    place.select(ids, 3)
    assert place.bar.box.checkState() is Qt.CheckState.Checked
    place.select([], 3)
    assert not place.bar.isVisible()


def test_the_box_selects_all_or_nothing(place: _Place, store: Store, qtbot: QtBot) -> None:
    ids = [Logged(store).id for _ in range(2)]
    asked: list[str] = []
    place.bar.all_asked.connect(lambda: asked.append("all"))
    place.bar.cleared.connect(lambda: asked.append("none"))
    place.select(ids[:1], 2)
    click(place.bar.box, qtbot)
    assert place.bar.box.checkState() is Qt.CheckState.PartiallyChecked
    place.select(ids, 2)
    click(place.bar.box, qtbot)
    click(place.bar.clear, qtbot)
    assert asked == ["all", "none", "none"]


@pytest.mark.parametrize(
    ("wide", "gone"),
    [(1256, []), (700, ["rename", "export"]), (480, ["tag", "move", "rename", "export", "archive"])],
)
def test_what_does_not_fit_goes_into_the_menu(
    place: _Place, store: Store, wide: int, gone: list[str]
) -> None:
    place.resize(wide, 200)
    place.select([Logged(store).id], 5)
    bar = place.bar
    hidden = [name for name in ("tag", "move", "rename", "export") if bar.buttons[name].isHidden()]
    hidden += [name for name in ("archive", "delete") if getattr(bar, name).isHidden()]
    assert set(gone) <= set(hidden) or wide == 1256
    assert (hidden == []) is (gone == [])
    assert not bar.delete.isHidden()
    assert set(hidden) <= set(bar.menu_names())
    layout = bar.layout()
    assert layout is not None
    layout.activate()
    shown = [part for part in bar.children() if isinstance(part, QWidget) and part.isVisible()]
    edges = sorted((part.geometry().left(), part.geometry().right()) for part in shown)
    assert all(right < left for (_, right), (left, _) in pairwise(edges))
    assert edges[-1][1] < bar.width()


def test_all_archived_offers_the_way_back(place: _Place, store: Store, settle: Settle) -> None:
    ids = [Logged(store).id for _ in range(2)]
    runs.archive(store, ids, True)
    place.select(ids, 2)
    settle()
    assert place.bar.archive.text() == "Unarchive 2 runs…"
    assert not place.commands.find("runs.archive").enabled()
    assert "archive" in place.bar.menu_names()


def test_t_opens_the_tags_of_the_selection(place: _Place, store: Store, settle: Settle, qtbot: QtBot) -> None:
    ids = [Logged(store).id for _ in range(2)]
    tags.create(store, "best")
    place.commands.bind(place)
    place.select(ids, 2)
    settle()
    qtbot.keyClick(place, Qt.Key.Key_T)
    settle()
    picker = place.acts.tagging.picker
    assert picker is not None
    assert picker.isVisible()
    assert picker.title.text() == "Tags of 2 runs"
    picker.dismiss()
    settle()


def test_those_in_progress_stand_apart_and_go_one_by_one(qtbot: QtBot) -> None:
    briefs = [_brief(1), _brief(2, RunStatus.RUNNING, Process("gpu-3", 4711)), _brief(3, RunStatus.CRASHED)]
    model = RunListModel(briefs)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    def rows() -> list[object]:
        return [model.index(row).data() for row in range(model.rowCount(QModelIndex()))]

    assert rows() == [
        "In progress",
        "net-2, Running, pid 4711 on gpu-3",
        "Not in progress",
        "net-1, Finished, digits",
        "net-3, Crashed, digits",
    ]
    model.leave_out(0)  # a heading stays
    model.leave_out(1)
    assert rows()[0] == "Not in progress"
    model.set_sizes({1: 2048})
    assert rows()[1] == "net-1, Finished, 2.00 KB" or str(rows()[1]).startswith("net-1, Finished, 2")
    model.leave_out(1)
    model.leave_out(1)
    assert rows() == []


def test_thousands_are_listed_at_once_and_the_keyboard_leaves_one_out(qtbot: QtBot) -> None:
    listed = RunList([_brief(number) for number in range(3000)])
    qtbot.addWidget(listed)
    listed.resize(528, listed.height())
    listed.show()
    assert listed.height() < (MOST_ROWS + 1) * listed.view.row_height()
    listed.view.setCurrentIndex(listed.model.index(2))
    with qtbot.waitSignal(listed.changed):
        qtbot.keyClick(listed.view, Qt.Key.Key_Delete)
    assert listed.ids()[:3] == [0, 1, 3]
    assert len(listed.ids()) == 2999


def test_experiments_to_move_to(qtbot: QtBot) -> None:
    known = [Experiment(1, "digits", runs=3), Experiment(2, "letters"), Experiment(3, "old", archived=True)]
    model = TargetListModel(known, "digits")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.first_good("") == 1
    model.narrow("old")
    assert model.rowCount() == 0  # archived, but its name is taken
    model.narrow("DIG")
    assert [model.index(row).data() for row in range(model.rowCount())] == [
        "digits, their experiment",
        "Create experiment DIG",
    ]
    assert model.first_good("DIG") == 1


def test_words() -> None:
    assert (counted(1), counted(2400)) == ("1 run", "2,400 runs")
    assert where([Process("a", 1), Process("", 2), Process("b", 3)]) == "pid 1 on a, pid 2 and 1 more"
