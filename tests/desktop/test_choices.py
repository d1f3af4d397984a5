"""Choices of a tab: read once, kept together and in time, and harmless whatever the repository says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.audios.tab import AudiosTab
from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.desktop.kinds.figures.tab import FiguresTab
from runyard.desktop.kinds.images.options import Arrangement
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.parts.choices import Choices, Kept
from runyard.desktop.parts.series_tab import SeriesTab
from runyard.desktop.state import Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.distributions import log_bells
from support.figures import svg
from support.figures_tab import SVG
from support.logged import Logged
from support.pictures import log_steps
from support.sounds import wav
from support.texts_tab import log_texts


@pytest.fixture
def owner() -> QObject:
    return QObject()


def test_values_are_kept_together_and_read_again(
    workspace: Workspace, store: Store, owner: QObject, settle: Callable[[], None], qtbot: QtBot
) -> None:
    choices = Choices(workspace, "tab", owner)
    with qtbot.waitSignal(choices.arrived):
        pass
    assert choices.get("size") is None
    choices.keep("size", 3)
    choices.keep("log", True)
    choices.keep("size", 4)
    qtbot.waitUntil(lambda: views.get(store, "choices", "tab") == {"size": 4, "log": True})
    settle()
    again = Choices(workspace, "tab", owner)
    again.keep("log", False)  # somebody is quicker than the reading
    with qtbot.waitSignal(again.arrived):
        pass
    assert (again.get("size"), again.get("log")) == (4, False)
    qtbot.waitUntil(lambda: views.get(store, "choices", "tab") == {"size": 4, "log": False})
    settle()


def test_what_means_nothing_is_nothing(
    workspace: Workspace, store: Store, owner: QObject, qtbot: QtBot
) -> None:
    views.put(store, "choices", "tab", ["not", "a", "dictionary"])
    choices = Choices(workspace, "tab", owner)
    with qtbot.waitSignal(choices.arrived):
        pass
    assert choices.get("size") is None


def test_a_repository_that_cannot_be_written_is_not_written(
    workspace: Workspace, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = workspace.tasks
    monkeypatch.setattr(tasks, "read_only", True)
    monkeypatch.setattr(tasks, "write", lambda *_args, **_named: pytest.fail("it was written"))
    choices = Choices(workspace, "tab", owner)
    choices.keep("size", 3)
    assert choices.get("size") == 3
    tasks.closing.emit()


def test_what_cannot_be_kept_is_told(
    workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise KnownProblem("The disk is full")

    monkeypatch.setattr(views, "put", full)
    told: list[str] = []
    workspace.noticed.connect(lambda notice: told.append(notice.text))
    Kept(workspace, ("choices", "tab")).put([1])
    qtbot.waitUntil(lambda: told == ["The disk is full"])


def test_a_choice_made_before_the_others_are_here_leaves_them(
    workspace: Workspace, store: Store, owner: QObject
) -> None:
    views.put(store, "choices", "tab", {"size": 3, "log": True})
    Choices(workspace, "tab", owner).keep("log", False)
    assert workspace.tasks.close() == []
    assert views.get(store, "choices", "tab") == {"size": 3, "log": False}


def test_a_choice_outlives_who_made_it(workspace: Workspace, store: Store, qtbot: QtBot) -> None:
    tab = QObject()
    Choices(workspace, "tab", tab).keep("size", 3)
    tab.deleteLater()
    del tab
    qtbot.waitUntil(lambda: views.get(store, "choices", "tab") == {"size": 3})


def test_choices_of_many_tabs_leave_nothing_in_the_workspace(
    workspace: Workspace, settle: Callable[[], None]
) -> None:
    Kept(workspace, ("choices", "tab")).put([1])
    before = len(workspace.children())
    for number in range(20):
        tab = QObject()
        Choices(workspace, str(number), tab).keep("size", number)
        tab.deleteLater()
    settle()
    assert len(workspace.children()) == before


def _choose_text(tab: TextsTab, value: str) -> None:
    tab.reader.head.rendering.set_key(value)
    tab.reader.head.rendering.changed.emit(value)


def _choose_view(tab: DistributionsTab, value: str) -> None:
    tab.bar.view.set_key(value)
    tab.bar.view.changed.emit(value)


def _choose_order(tab: ImagesTab, value: str) -> None:
    tab.gallery.bar.order.chosen.emit(Arrangement(value))


def _choose_size(tab: ImagesTab, value: str) -> None:
    box = tab.lightbox
    tab.grid.opened.emit(0)
    (box.head.actual if value == "own size" else box.head.fit).click()
    box.close_box()


def _size_of_box(tab: ImagesTab) -> str:
    return "own size" if tab.lightbox.canvas.own_size else "whole"


def _choose_volume(tab: AudiosTab, value: str) -> None:
    tab.bar.volume.setValue(int(value))


def _choose_sounds(tab: AudiosTab, value: str) -> None:
    tab.order.set_key(value)
    tab.order.chosen.emit(value)


def _choose_fit(tab: FiguresTab, value: str) -> None:
    tab.pane.head.fit.setChecked(value == "fit")


#: Tabs, what is chosen in each, how, and where it shows.
_CHOSEN: list[tuple[type[SeriesTab], str, Callable[[Any, str], None], Callable[[Any], str]]] = [
    (TextsTab, "code", _choose_text, lambda tab: str(tab.reader.rendering)),
    (DistributionsTab, "ridges", _choose_view, lambda tab: str(tab.bar.view.key())),
    (ImagesTab, "oldest", _choose_order, lambda tab: str(tab.gallery.options.arrangement)),
    (ImagesTab, "own size", _choose_size, _size_of_box),
    (AudiosTab, "35", _choose_volume, lambda tab: str(tab.bar.volume.value())),
    (AudiosTab, "oldest", _choose_sounds, lambda tab: str(tab.order.key())),
    (FiguresTab, "fit", _choose_fit, lambda tab: "fit" if tab.pane.sheet.fits else "own size"),
]


@pytest.mark.parametrize(("made", "value", "choose", "chosen"), _CHOSEN)
def test_what_was_chosen_right_before_the_window_closed_is_there_again(
    folder: Path,
    store: Store,
    settings: Settings,
    qtbot: QtBot,
    made: type[SeriesTab],
    value: str,
    choose: Callable[[Any, str], None],
    chosen: Callable[[Any], str],
) -> None:
    run = Logged(store)
    log_texts(run, "words", ["a dog", "a cat"])
    log_bells(run, "weights", range(0, 90, 30))
    log_steps(run, range(2), 2)
    run.items(DataKind.AUDIO, "speech", [(0, 0, wav(), {"format": "wav", "seconds": 0.5})], {})
    run.items(DataKind.FIGURE, "curve", [(0, 0, svg(), SVG)], {})

    def opened() -> tuple[Tasks, SeriesTab]:
        tasks = Tasks(Store.open(folder))
        tab = made(Workspace(folder, tasks, settings, tasks), CommandSet())
        qtbot.addWidget(tab)
        tab.show_run(run.id)
        qtbot.waitUntil(lambda: tab.list.current is not None and tasks.idle())
        return tasks, tab

    tasks, tab = opened()
    assert chosen(tab) != value
    choose(tab, value)
    assert tasks.close() == []
    tasks, tab = opened()
    qtbot.waitUntil(lambda: chosen(tab) == value)
    assert tasks.close() == []
