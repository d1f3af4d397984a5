"""The Images tab over a real repository: grid, ranges, order, steps, live, faces."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.images.options import SIZES, Arrangement, Options
from runyard.desktop.kinds.images.reading import OPTIONS
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import ElidedLabel
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.images_tab import click, drawn, run, shown, steps, tab
from support.logged import Logged
from support.pictures import log_steps

__all__ = ["drawn", "run", "shown", "tab"]

Settle = Callable[[], None]
_LEFT = Qt.MouseButton.LeftButton
_Key = Qt.Key
VAL, TRAIN = {"subset": "val"}, {"subset": "train"}


def test_images_stand_below_their_steps_newest_first(shown: ImagesTab) -> None:
    assert steps(shown) == [(step, 5) for step in range(90, -1, -10)]
    assert shown.faces.face == shown.gallery.faces.face == "content"
    assert [one.key.name for one in shown.list.model.series] == ["misclassified", "weights"]
    first = shown.grid.rows.get(0)
    assert first is not None
    assert (first.step, first.index, first.epoch) == (90, 0, 9.0)
    assert shown.grid.captions.words(first) == ("90 as 0", "0.05")
    assert not shown.gallery.smooth  # eight pixels across: every one is to be seen
    assert not shown.grid.grab().isNull()


def test_a_single_image_a_step_flows_on_and_says_its_step(shown: ImagesTab, drawn: Settle) -> None:
    shown.list.select(shown.list.model.series[1].key)
    drawn()
    assert not shown.grid.has_heads
    item = shown.grid.rows.get(0)
    assert item is not None
    assert shown.grid.captions.words(item) == ("3 as 0, 0.05", "3")
    words = {
        label.accessibleName()
        for label in shown.gallery.bar.ranges.findChildren(ElidedLabel)
        if label.isVisible()
    }
    assert "One image a step" in words


def test_ranges_cut_steps_and_indices(shown: ImagesTab, qtbot: QtBot, drawn: Settle) -> None:
    ranges = shown.gallery.bar.ranges
    sliders = {each.accessibleName(): each for each in ranges.findChildren(QSlider)}
    first, last = sliders["Steps, first"], sliders["Index, last"]
    for _ in range(3):
        qtbot.keyClick(first, _Key.Key_Right)
    qtbot.keyClick(last, _Key.Key_Left)
    qtbot.waitUntil(lambda: steps(shown)[-1] == (30, 4))
    assert (ranges.steps, ranges.indices) == ((30, 90), (0, 3))
    assert shown.gallery.foot.steps.told.text() == "7 of 7 steps"
    drawn()


def test_order_rendering_and_size_are_kept_in_the_repository(
    shown: ImagesTab, store: Store, workspace: Workspace, qtbot: QtBot, drawn: Settle, settle: Settle
) -> None:
    bar = shown.gallery.bar
    bar.order.chosen.emit(Arrangement.OLDEST)
    qtbot.waitUntil(lambda: steps(shown)[0] == (0, 5))
    bar.rendering.changed.emit(True)
    wide = shown.grid.layout_.cell_width
    qtbot.keyClick(bar.size_, _Key.Key_End)
    assert shown.grid.layout_.cell_width > wide
    assert shown.grid.smooth
    kept = Options(SIZES[-1], True, Arrangement.OLDEST)
    qtbot.waitUntil(lambda: Options.read(views.get(store, *OPTIONS)) == kept)
    other = ImagesTab(workspace, CommandSet())
    qtbot.addWidget(other)
    other.show_run(shown._run or 0)
    qtbot.waitUntil(lambda: other.gallery.options.size == SIZES[-1])
    drawn()
    settle()


def test_by_index_an_image_is_followed_through_its_steps(
    shown: ImagesTab, qtbot: QtBot, drawn: Settle
) -> None:
    shown.gallery.bar.order.chosen.emit(Arrangement.INDEX)
    qtbot.waitUntil(lambda: steps(shown) == [(index, 10) for index in range(5)])
    item = shown.grid.rows.get(0)
    drawn()
    item = shown.grid.rows.get(1)
    assert item is not None
    assert (item.index, item.step) == (0, 10)
    assert shown.grid.captions.words(item)[1] == "10"


def test_one_step_at_a_time_stays_in_place_and_plays(shown: ImagesTab, qtbot: QtBot, drawn: Settle) -> None:
    shown.gallery.bar.order.chosen.emit(Arrangement.ONE)
    qtbot.waitUntil(lambda: steps(shown) == [(90, 5)])
    shown.grid.choosing.set_current(2)
    drawn()
    foot = shown.gallery.foot.steps
    qtbot.mouseClick(foot.previous, _LEFT)
    qtbot.waitUntil(lambda: steps(shown) == [(80, 5)])
    drawn()
    assert shown.grid.choosing.current == 2
    seen: list[int] = []
    foot.changed.connect(seen.append)
    foot.set_step(0)
    drawn()
    foot._timer.setInterval(1)
    with qtbot.waitSignals([foot.played, foot.played]):
        qtbot.mouseClick(foot.play, _LEFT)
    assert seen == list(range(0, 91, 10))
    qtbot.waitUntil(lambda: steps(shown) == [(90, 5)])
    drawn()


def test_one_step_at_a_time_follows_the_run(
    shown: ImagesTab, run: Logged, qtbot: QtBot, drawn: Settle
) -> None:
    shown.gallery.bar.order.chosen.emit(Arrangement.ONE)
    qtbot.waitUntil(lambda: steps(shown) == [(90, 5)])
    log_steps(run, range(100, 110, 10), 3, context=VAL)
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: steps(shown) == [(100, 3)])
    shown.gallery.foot.steps.set_step(50)
    qtbot.waitUntil(lambda: steps(shown) == [(50, 5)])
    log_steps(run, range(110, 120, 10), 3, context=VAL)
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: shown.gallery.foot.steps.told.text() == "6 of 12 steps")
    drawn()
    assert steps(shown) == [(50, 5)]


def _apart(bar: QWidget) -> bool:
    """Whether no control of a bar lies over another or leaves the bar."""
    parts = [part for part in bar.findChildren(QWidget) if part.parent() is bar and part.isVisible()]
    places = [part.geometry() for part in parts]
    inside = all(bar.rect().contains(place) for place in places)
    return len(parts) > 1 and inside and not any(a.intersects(b) for a, b in combinations(places, 2))


@pytest.mark.parametrize("wide", [716, 800, 880, 1004, 1256])
def test_controls_never_overlap(shown: ImagesTab, wide: int, qtbot: QtBot, drawn: Settle) -> None:
    shown.grid.choosing.toggle(1)
    shown.resize(max(800, wide), 600)
    qtbot.waitUntil(lambda: shown.minimumWidth() <= wide)  # the window may be as narrow as this
    shown.resize(wide, 600)
    qtbot.waitUntil(lambda: shown.width() == wide)
    for bar in (shown.gallery.bar, shown.gallery.foot, shown.gallery.foot.steps):
        qtbot.waitUntil(partial(_apart, bar))
    drawn()


def test_the_slider_scrolls_to_a_step_and_says_what_is_on_top(
    shown: ImagesTab, qtbot: QtBot, drawn: Settle
) -> None:
    grid, foot = shown.grid, shown.gallery.foot.steps
    assert foot.step == 90
    foot.field.selectAll()
    qtbot.keyClicks(foot.field, "52")
    qtbot.keyClick(foot.field, _Key.Key_Return)
    assert (foot.step, foot.told.text()) == (50, "Nothing at 52, nearest is 50")
    assert grid.verticalScrollBar().value() == grid.layout_.top(4)
    grid.verticalScrollBar().setValue(grid.layout_.top(1))
    assert foot.step == 80
    drawn()


def test_new_steps_come_while_the_run_goes_on(
    shown: ImagesTab, run: Logged, qtbot: QtBot, drawn: Settle
) -> None:
    grid = shown.grid
    click(qtbot, shown, 7)
    chosen = grid.rows.ids[7]
    grid.choosing.toggle(7)
    log_steps(run, range(100, 120, 10), 5, context=VAL)
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: steps(shown)[0] == (110, 5))
    assert grid.verticalScrollBar().value() == 0
    assert shown.gallery.foot.steps.step is not None
    assert grid.rows.ids[grid.choosing.current] == chosen
    assert grid.choosing.ids == {chosen}
    drawn()


def test_who_has_scrolled_keeps_what_they_look_at(
    shown: ImagesTab, run: Logged, qtbot: QtBot, drawn: Settle
) -> None:
    grid = shown.grid
    grid.verticalScrollBar().setValue(grid.layout_.top(4) + 10)
    top = grid.top_item()
    drawn()
    log_steps(run, range(100, 120, 10), 5, context=VAL)
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: steps(shown)[0] == (110, 5))
    assert grid.top_item() == top
    drawn()


def test_nothing_is_read_when_another_run_changed(
    shown: ImagesTab, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(shown, "_read", lambda: asked.append(1))
    Logged(store)
    shown.workspace.tasks.look()
    settle()
    assert asked == []


def test_the_series_stays_chosen_from_run_to_run(shown: ImagesTab, store: Store, drawn: Settle) -> None:
    shown.list.select(shown.list.model.series[1].key)
    drawn()
    other = Logged(store)
    log_steps(other, range(3), 2, "aaa")
    log_steps(other, range(2), 1, "weights")
    shown.show_run(other.id)
    drawn()
    assert shown.list.current is not None
    assert (shown.list.current.key.name, shown.list.current.run_id) == ("weights", other.id)
    assert len(shown.grid.rows.ids) == 2


def test_what_comes_while_a_series_is_read_is_read_after_it(
    shown: ImagesTab, run: Logged, drawn: Settle
) -> None:
    gallery = shown.gallery
    assert gallery.contents is not None
    gallery._read()
    gallery.refresh(gallery.contents.series._replace(revision=10**6))
    gallery.refresh(gallery.contents.series._replace(revision=10**6))
    drawn()
    assert not gallery._again
    assert gallery.contents.series.revision == 10**6


def test_a_run_without_images_says_how_to_log_one(tab: ImagesTab, store: Store, settle: Settle) -> None:
    tab.show_run(Logged(store).id)
    settle()
    assert tab.faces.face == "empty"


def test_the_first_image_of_a_live_run_appears(
    tab: ImagesTab, store: Store, settle: Settle, drawn: Settle, qtbot: QtBot
) -> None:
    run = Logged(store, live=True)
    tab.show_run(run.id)
    settle()
    assert tab.faces.face == "empty"
    log_steps(run, range(1), 2)
    tab.workspace.tasks.look()
    qtbot.waitUntil(lambda: tab.faces.face == "content")
    drawn()
    run.leave()


def test_trouble_is_told_and_can_be_tried_again(tab: ImagesTab, run: Logged, drawn: Settle) -> None:
    tab.show_run(run.id)
    drawn()
    tab._fail(KnownProblem("The database is busy", "Try again"))
    assert tab.faces.face == "failed"
    tab._retry()
    drawn()
    assert tab.faces.face == "content"


def test_commands_find_and_walk_steps(shown: ImagesTab, drawn: Settle) -> None:
    shown.commands.run("images.previous")
    assert shown.gallery.foot.steps.step == 80
    shown.commands.run("images.next")
    assert shown.gallery.foot.steps.step == 90
    shown.commands.run("images.find")
    assert shown.list.search.hasFocus() or not shown.window().isActiveWindow()
    drawn()
