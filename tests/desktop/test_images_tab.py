"""The Images tab over a real repository: grid, ranges, order, live, selection, saving, faces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSlider
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.images.cells import check_rect, open_rect
from runyard.desktop.kinds.images.options import SIZES, Arrangement, Options
from runyard.desktop.kinds.images.reading import OPTIONS
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.kinds.images.thumbs import Thumbnails
from runyard.desktop.parts.pictures import Picture
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Label
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage import items, views
from runyard.storage.store import Store
from support.logged import Logged
from support.pictures import SVG, bomb, encoded, log_steps, meta, moving

Settle = Callable[[], None]
_LEFT = Qt.MouseButton.LeftButton
_Key = Qt.Key
VAL, TRAIN = {"subset": "val"}, {"subset": "train"}


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as found:
        yield found


@pytest.fixture
def run(store: Store) -> Logged:
    """Ten steps of five images, and four of one."""
    made = Logged(store)
    log_steps(made, range(0, 100, 10), 5, context=VAL)
    log_steps(made, range(4), 1, "weights", seed=9)
    return made


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> ImagesTab:
    made = ImagesTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    workspace.tasks.changed.connect(made.refresh)
    return made


@pytest.fixture
def drawn(tab: ImagesTab, settle: Settle, qtbot: QtBot) -> Settle:
    """Wait until every image in sight has its thumbnail."""

    def wait() -> None:
        def done() -> bool:
            seen = tab.grid.visible()
            return bool(seen) and all(tab.grid.made(number) is not None for number in seen)

        qtbot.waitUntil(done, timeout=10_000)
        settle()

    return wait


@pytest.fixture
def shown(tab: ImagesTab, run: Logged, drawn: Settle) -> ImagesTab:
    tab.show_run(run.id)
    drawn()
    return tab


def steps(tab: ImagesTab) -> list[tuple[int, int]]:
    return [(group.value, group.many) for group in tab.grid.layout_.groups]


def spot(tab: ImagesTab, number: int) -> QPoint:
    grid = tab.grid
    rect = grid.layout_.rect(number).translated(16, -grid.verticalScrollBar().value())
    return rect.center()


def click(qtbot: QtBot, tab: ImagesTab, number: int, *held: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    qtbot.mouseClick(tab.grid.viewport(), _LEFT, modifiers, spot(tab, number))


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


def test_only_what_is_in_sight_is_fetched_and_made(tab: ImagesTab, store: Store, drawn: Settle) -> None:
    made = Logged(store)
    for first in range(0, 400, 100):
        same = encoded()
        made.items(
            DataKind.IMAGE,
            "many",
            [(s, i, same, meta()) for s in range(first, first + 100) for i in range(10)],
        )
    tab.show_run(made.id)
    drawn()
    assert len(tab.grid.rows.ids) == 4000
    assert len(tab.grid.visible()) < 100
    assert tab.grid.rows.get(3000) is None
    assert tab.gallery.thumbs.bytes < 200_000  # the same content is made once
    tab.grid.verticalScrollBar().setValue(tab.grid.verticalScrollBar().maximum())
    drawn()
    assert tab.grid.rows.get(3999) is not None


def test_a_single_image_a_step_flows_on_and_says_its_step(shown: ImagesTab, drawn: Settle) -> None:
    shown.list.select(shown.list.model.series[1].key)
    drawn()
    assert not shown.grid.has_heads
    item = shown.grid.rows.get(0)
    assert item is not None
    assert shown.grid.captions.words(item) == ("3 as 0, 0.05", "3")
    words = {label.text() for label in shown.gallery.bar.ranges.findChildren(Label) if label.isVisible()}
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
    qtbot.waitUntil(lambda: views.get(store, *OPTIONS) is not None, timeout=10_000)
    assert Options.read(views.get(store, *OPTIONS)) == Options(SIZES[-1], True, Arrangement.OLDEST)
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
    with qtbot.waitSignals([foot.played, foot.played], timeout=10_000):
        qtbot.mouseClick(foot.play, _LEFT)
    assert seen == list(range(0, 91, 10))
    qtbot.waitUntil(lambda: steps(shown) == [(90, 5)])
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


def test_the_keyboard_walks_opens_and_selects(shown: ImagesTab, qtbot: QtBot, drawn: Settle) -> None:
    grid, choosing = shown.grid, shown.grid.choosing
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(grid, _Key.Key_Right)
    here = choosing.current
    assert here >= 0
    qtbot.keyClick(grid, _Key.Key_Home)
    assert choosing.current == 0
    qtbot.keyClick(grid, _Key.Key_Down)
    assert grid.rows.ids[choosing.current] == grid.rows.ids[grid.layout_.moved(0, 1)]
    qtbot.keyClick(grid, _Key.Key_Up)
    qtbot.keyClick(grid, _Key.Key_X)
    qtbot.keyClick(grid, _Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, _Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert choosing.ordered() == list(grid.rows.ids[0:3])
    assert shown.gallery.foot.save.text() == "Save 3 images…"
    qtbot.keyClick(grid, _Key.Key_Escape)
    assert not choosing.ids
    qtbot.keyClick(grid, _Key.Key_End)
    assert choosing.current == 49
    assert 49 in grid.visible()
    assert grid.accessibleDescription() == "" or "Step 0, index 4" in grid.accessibleDescription()
    qtbot.keyClick(grid, _Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(choosing.ids) == 50
    drawn()


def test_clicks_choose_as_in_tables(shown: ImagesTab, qtbot: QtBot) -> None:
    grid, choosing = shown.grid, shown.grid.choosing
    click(qtbot, shown, 1)
    assert (choosing.current, choosing.ids) == (1, frozenset())
    click(qtbot, shown, 3, Qt.KeyboardModifier.ShiftModifier)
    assert choosing.ordered() == list(grid.rows.ids[1:4])
    click(qtbot, shown, 2, Qt.KeyboardModifier.ControlModifier)
    assert choosing.ordered() == [grid.rows.ids[1], grid.rows.ids[3]]
    box = check_rect(grid.layout_.rect(0)).center() + QPoint(16, 0)
    qtbot.mouseClick(grid.viewport(), _LEFT, pos=box)
    assert len(choosing.ids) == 3
    qtbot.mouseClick(shown.gallery.foot.clear, _LEFT)
    assert not choosing.ids
    assert not shown.gallery.foot.save.isVisible()


def test_an_image_opens_by_its_button_double_click_and_enter(
    shown: ImagesTab, qtbot: QtBot, settle: Settle
) -> None:
    grid, box = shown.grid, shown.lightbox
    qtbot.mouseMove(grid.viewport(), spot(shown, 1))
    qtbot.mouseClick(grid.viewport(), _LEFT, pos=open_rect(grid.layout_.rect(1)).center() + QPoint(16, 0))
    assert (box.isVisible(), box.number) == (True, 1)
    qtbot.keyClick(box.canvas, _Key.Key_Escape)
    assert not box.isVisible()
    qtbot.mouseDClick(grid.viewport(), _LEFT, pos=spot(shown, 2))
    assert box.number == 2
    box.close_box()
    qtbot.keyClick(grid, _Key.Key_Return)
    assert box.number == 2
    settle()
    box.close_box()


def test_new_steps_come_while_the_run_goes_on(
    shown: ImagesTab, run: Logged, qtbot: QtBot, drawn: Settle
) -> None:
    grid = shown.grid
    click(qtbot, shown, 7)
    chosen = grid.rows.ids[7]
    grid.choosing.toggle(7)
    log_steps(run, range(100, 120, 10), 5, context=VAL)
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: steps(shown)[0] == (110, 5), timeout=10_000)
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
    qtbot.waitUntil(lambda: steps(shown)[0] == (110, 5), timeout=10_000)
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


def test_selected_images_are_saved_as_they_were_logged(
    shown: ImagesTab,
    store: Store,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    settle: Settle,
) -> None:
    told: list[str] = []
    shown.workspace.noticed.connect(lambda notice: told.append(notice.text))
    place = tmp_path / "saved"
    place.mkdir()
    (place / "misclassified-step90-0.png").write_bytes(b"kept")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    for number in range(3):
        shown.grid.choosing.toggle(number)
    qtbot.mouseClick(shown.gallery.foot.save, _LEFT)
    qtbot.waitUntil(lambda: told == ["3 images saved to saved"])
    assert sorted(file.name for file in place.iterdir()) == [
        f"misclassified-step90-{name}.png" for name in ("0 (2)", "0", "1", "2")
    ]
    assert (place / "misclassified-step90-0.png").read_bytes() == b"kept"
    item = items.one(store, shown.grid.rows.ids[1])
    assert item is not None
    assert (place / "misclassified-step90-1.png").read_bytes() == items.content(store, item)
    shown.grid.choosing.clear()
    shown.grid.choosing.set_current(4)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place / "one.png"), ""))
    shown.commands.run("images.save")
    qtbot.waitUntil(lambda: "Saved one.png" in told)
    shown.saver.write("x", [shown.grid.rows.ids[0]], tmp_path / "nowhere" / "one.png")
    qtbot.waitUntil(lambda: "cannot be saved" in told[-1])
    settle()


def test_the_current_image_is_copied(shown: ImagesTab, qtbot: QtBot) -> None:
    click(qtbot, shown, 2)
    with qtbot.waitSignal(shown.workspace.noticed):
        qtbot.keyClick(shown.grid, _Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().width() == 8
    menu = shown.make_menu()
    assert menu is not None
    titles = [action.text() for action in menu.actions()]
    assert titles == ["Open", "Copy image", "Copy caption", "Save image…", "Select"]
    menu.actions()[2].trigger()
    assert QGuiApplication.clipboard().text() == "90 as 2, 0.25"
    menu.close()


def test_content_that_means_harm_is_a_sentence_in_its_cell(
    tab: ImagesTab, store: Store, drawn: Settle, qtbot: QtBot
) -> None:
    whole = encoded(300, 200)
    logged = [whole, whole[: len(whole) // 2], bomb(), SVG, b"nothing", moving(), encoded(9, 9)]
    run = Logged(store)
    run.items(
        DataKind.IMAGE, "odd", [(1, n, data, meta("<b>bold</b>" * 3000)) for n, data in enumerate(logged)]
    )
    ids = items.of_series(store, 1)
    gone = next(one for one in ids if one.index == 6)
    assert gone.sha256 is not None
    items.blob_path(store, gone.sha256).unlink()
    tab.show_run(run.id)
    drawn()
    made = [tab.grid.made(number) for number in range(7)]
    assert isinstance(made[0], Picture)
    assert isinstance(made[1], Picture)
    assert made[1].cut
    assert isinstance(made[5], Picture)
    assert made[5].animated
    said = [one.sentence for one in made if isinstance(one, KnownProblem)]
    assert said[0].startswith("60,000 × 60,000 pixels")
    assert said[1:] == [
        "SVG is not shown as an image, as it can refer to other files",
        "This is no picture that can be shown",
        "The file of this image is missing",
    ]  # fmt: skip
    tab.gallery.bar.chosen.emit({"size": SIZES[-2]})
    drawn()
    assert not tab.grid.grab().isNull()


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
    qtbot.waitUntil(lambda: tab.faces.face == "content", timeout=10_000)
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


def test_thumbnails_are_kept_within_their_bytes(
    tab: ImagesTab, store: Store, drawn: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.thumbs.MOST_BYTES", 1_000_000)
    run = Logged(store)
    log_steps(run, range(100), 4)
    tab.show_run(run.id)
    drawn()
    bar = tab.grid.verticalScrollBar()
    for value in range(0, bar.maximum(), bar.pageStep()):
        bar.setValue(value)
        drawn()
        assert tab.gallery.thumbs.idle
        assert tab.gallery.thumbs.bytes <= 1_000_000
    keeper: Thumbnails = tab.gallery.thumbs
    assert keeper.bytes == sum(
        one.image.sizeInBytes() + 200 for one in keeper._made.values() if isinstance(one, Picture)
    )


def test_a_screen_that_holds_more_than_is_kept_comes_to_rest(
    shown: ImagesTab, drawn: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.thumbs.MOST_BYTES", 10_000)
    shown.gallery.bar.chosen.emit({"size": SIZES[5]})
    drawn()
    assert shown.gallery.thumbs.idle
    assert len(shown.gallery.thumbs._made) == len(shown.grid.visible())


def test_what_was_scrolled_past_is_not_made(shown: ImagesTab, drawn: Settle) -> None:
    thumbs = shown.gallery.thumbs
    thumbs.forget()
    everything = [one for number in range(50) if (one := shown.grid.wanted(number)) is not None]
    thumbs.want(everything)
    thumbs.want(everything[:1])
    assert len(thumbs._queue) <= 1
    shown.deactivate()
    assert thumbs.idle
    shown.show_run(shown._run or 0)
    drawn()


def test_commands_find_and_walk_steps(shown: ImagesTab, drawn: Settle) -> None:
    shown.commands.run("images.previous")
    assert shown.gallery.foot.steps.step == 80
    shown.commands.run("images.next")
    assert shown.gallery.foot.steps.step == 90
    shown.commands.run("images.find")
    assert shown.list.search.hasFocus() or not shown.window().isActiveWindow()
    drawn()
