"""One image alone: zoom, neighbours, steps, details, what moves and what cannot be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.images.lightbox.canvas import Canvas
from runyard.desktop.kinds.images.lightbox.lightbox import Lightbox
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import ElidedLabel
from runyard.domain.kinds import DataKind
from runyard.storage.objects import items
from runyard.storage.store import Store
from support.images_tab import open_tab
from support.logged import Logged
from support.pictures import bomb, encoded, log_steps, meta, moving

Settle = Callable[[], None]
_LEFT = Qt.MouseButton.LeftButton
_Key = Qt.Key
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(448, 348)
    made.set_picture(QImage(100, 50, QImage.Format.Format_RGB32), ())
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> ImagesTab:
    return open_tab(workspace, qtbot, 1000)


@pytest.fixture
def opened(tab: ImagesTab, store: Store, settle: Settle, qtbot: QtBot) -> Iterator[Lightbox]:
    """The sixth of nine images: index 2 at step 10 of steps 20, 10, 0."""
    run = Logged(store)
    log_steps(run, range(0, 30, 10), 3, context={"subset": "val"})
    tab.show_run(run.id)
    settle()
    tab.open_image(5)
    qtbot.waitUntil(lambda: looks_at(tab.lightbox) == (10, 2))
    yield tab.lightbox
    tab.lightbox.close_box()
    settle()


def looks_at(box: Lightbox) -> tuple[int, int] | None:
    """Return step and index of the image that is drawn."""
    item = box.item
    return (item.step, item.index) if item is not None and not box.foot.steps.busy else None


def fact(box: Lightbox, name: str) -> str:
    found = box.details._values[name]
    assert isinstance(found, ElidedLabel)
    return found.text()


def turn(canvas: Canvas, at: QPointF, by: int) -> None:
    """Turn the wheel."""
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_picture_fits_by_whole_pixels(canvas: Canvas) -> None:
    assert canvas.fits
    assert canvas.zoom == 4.0
    assert canvas.picture_rect().center() == QPointF(224, 174)
    canvas.smooth = True
    canvas.set_picture(QImage(1000, 500, QImage.Format.Format_RGB32), ())
    assert canvas.zoom == pytest.approx(0.4)


def test_the_wheel_zooms_about_the_pointer(canvas: Canvas) -> None:
    told: list[float] = []
    canvas.zoomed.connect(told.append)
    at = QPointF(100, 120)
    before = canvas.picture_rect()
    spot = (at.x() - before.left()) / canvas.zoom
    turn(canvas, at, 120)
    assert canvas.zoom == pytest.approx(5.0)
    after = canvas.picture_rect()
    assert (at.x() - after.left()) / canvas.zoom == pytest.approx(spot)
    assert told[-1] == pytest.approx(5.0 * canvas.devicePixelRatioF())
    for _ in range(60):
        turn(canvas, at, 120)
    assert canvas.zoom == 64.0
    for _ in range(200):
        turn(canvas, at, -120)
    assert 0 < canvas.zoom < 1
    assert not canvas.grab().isNull()


def test_keys_zoom_fit_and_move(canvas: Canvas, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, _Key.Key_Plus)
    assert canvas.zoom == pytest.approx(5.0)
    left = canvas.picture_rect().left()
    qtbot.keyClick(canvas, _Key.Key_Right, _SHIFT)
    assert canvas.picture_rect().left() == pytest.approx(left - 64)
    qtbot.keyClick(canvas, _Key.Key_0)
    assert canvas.fits
    qtbot.keyClick(canvas, _Key.Key_1)
    assert canvas.zoom * canvas.devicePixelRatioF() == pytest.approx(1.0)
    qtbot.mouseDClick(canvas, _LEFT, pos=QPoint(224, 174))
    assert canvas.fits


def test_dragging_moves_and_never_loses_the_picture(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.zoom_to(10)
    left = canvas.picture_rect().left()
    qtbot.mousePress(canvas, _LEFT, pos=QPoint(200, 150))
    qtbot.mouseMove(canvas, QPoint(150, 150))
    assert canvas.picture_rect().left() == pytest.approx(left - 50)
    for _ in range(20):
        qtbot.mouseMove(canvas, QPoint(-5000, 150))
        qtbot.mouseMove(canvas, QPoint(150, 150))
    qtbot.mouseRelease(canvas, _LEFT)
    canvas.pan(QPointF(-90_000, -90_000))
    assert canvas.picture_rect().intersects(canvas.rect().toRectF())


def test_a_large_picture_is_drawn_from_the_half_that_fits(canvas: Canvas) -> None:
    red, blue = (QImage(n, n, QImage.Format.Format_RGB32) for n in (2000, 1000))
    red.fill(Qt.GlobalColor.red)
    blue.fill(Qt.GlobalColor.blue)
    canvas.set_picture(red, [blue])
    ratio = canvas.devicePixelRatioF()
    assert canvas.grab().toImage().pixelColor(round(224 * ratio), round(174 * ratio)).name() == "#0000ff"
    canvas.actual()
    assert canvas.grab().toImage().pixelColor(round(224 * ratio), round(174 * ratio)).name() == "#ff0000"


def test_the_pixel_under_the_pointer_is_told(canvas: Canvas, qtbot: QtBot) -> None:
    image = QImage(100, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    image.setPixelColor(2, 3, Qt.GlobalColor.red)
    canvas.set_picture(image, ())
    told: list[str] = []
    canvas.pointed.connect(told.append)
    corner = canvas.picture_rect().topLeft().toPoint()
    qtbot.mouseMove(canvas, corner + QPoint(10, 14))
    qtbot.mouseMove(canvas, corner + QPoint(4, 4))
    qtbot.mouseMove(canvas, corner - QPoint(4, 4))
    assert told == ["2, 3  #ff0000", "1, 1  #000000", ""]


def test_what_is_of_the_same_size_stays_zoomed(canvas: Canvas) -> None:
    canvas.zoom_to(9)
    canvas.set_picture(QImage(100, 50, QImage.Format.Format_RGB32), ())
    assert canvas.zoom == 9
    canvas.set_picture(QImage(50, 50, QImage.Format.Format_RGB32), ())
    assert canvas.fits


def test_the_size_chosen_last_is_that_of_the_next_picture(canvas: Canvas) -> None:
    told: list[bool] = []
    canvas.sized.connect(told.append)
    canvas.actual()
    canvas.zoom_to(9)
    canvas.set_picture(QImage(50, 30, QImage.Format.Format_RGB32), ())
    assert canvas.zoom == 1
    assert canvas.picture_rect().center() == QRectF(canvas.rect()).center()
    canvas.fit()
    canvas.set_picture(QImage(40, 30, QImage.Format.Format_RGB32), ())
    assert canvas.fits
    assert told == [True, False]


def test_arrows_go_to_the_neighbours_and_stop_at_the_ends(opened: Lightbox, qtbot: QtBot) -> None:
    assert opened.head.title.text() == "misclassified, subset val"
    assert opened.head.place.text() == "6 of 9"
    qtbot.keyClick(opened.canvas, _Key.Key_Right)
    qtbot.waitUntil(lambda: looks_at(opened) == (0, 0))
    qtbot.keyClick(opened.canvas, _Key.Key_End)
    qtbot.waitUntil(lambda: looks_at(opened) == (0, 2))
    assert not opened.next.isEnabled()
    qtbot.keyClick(opened.canvas, _Key.Key_Right)
    assert opened.number == 8
    qtbot.mouseClick(opened.previous, _LEFT)
    qtbot.waitUntil(lambda: looks_at(opened) == (0, 1))
    qtbot.keyClick(opened.canvas, _Key.Key_Home)
    qtbot.waitUntil(lambda: looks_at(opened) == (20, 0))
    assert not opened.previous.isEnabled()


def test_steps_are_walked_and_played_at_the_same_index(opened: Lightbox, qtbot: QtBot) -> None:
    steps = opened.foot.steps
    assert (steps.step, steps.told.text()) == (10, "2 of 3 steps")
    qtbot.keyClick(opened.canvas, _Key.Key_Down)
    qtbot.waitUntil(lambda: looks_at(opened) == (20, 2))
    qtbot.keyClick(opened.canvas, _Key.Key_Up)
    qtbot.waitUntil(lambda: looks_at(opened) == (10, 2))
    seen: list[tuple[int, int]] = []
    opened.viewer.shown.connect(lambda whole: seen.append((whole.item.step, whole.item.index)))
    steps._timer.setInterval(1)
    qtbot.keyClick(opened.canvas, _Key.Key_End)
    qtbot.waitUntil(lambda: looks_at(opened) == (0, 2))
    seen.clear()
    with qtbot.waitSignals([steps.played, steps.played]):
        qtbot.keyClick(opened.canvas, _Key.Key_Space)
    qtbot.waitUntil(lambda: looks_at(opened) == (20, 2))
    assert seen == [(10, 2), (20, 2)]


def test_details_say_what_is_known(opened: Lightbox, qtbot: QtBot) -> None:
    assert not opened.details.isVisible()
    qtbot.keyClick(opened.canvas, _Key.Key_I)
    assert opened.details.isVisible()
    assert opened.details.caption.text() == "10 as 2, 0.25"
    assert (fact(opened, "Step"), fact(opened, "Index"), fact(opened, "Epoch")) == ("10", "2", "1")
    assert (fact(opened, "Size"), fact(opened, "Format")) == ("8 × 8 px", "PNG")
    assert (len(fact(opened, "SHA-256")), fact(opened, "Context")) == (64, "subset val")
    qtbot.mouseClick(opened.head.details, _LEFT)
    assert not opened.details.isVisible()


def test_saving_and_copying_are_asked_for_by_key(opened: Lightbox, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(opened.copy_asked) as told:
        qtbot.keyClick(opened.canvas, _Key.Key_C, control)
    assert told.args == [opened.item]
    opened.save_asked.disconnect()
    with qtbot.waitSignal(opened.save_asked) as told:
        qtbot.mouseClick(opened.head.save, _LEFT)
    assert told.args == [opened.item]


def test_the_image_stays_while_others_come_and_the_grid_stands_on_it(
    tab: ImagesTab, opened: Lightbox, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    shown = opened.item
    run = Logged(store, digest=store.connection.execute("SELECT hash FROM run").fetchone()[0])
    log_steps(run, range(40, 60, 10), 3, context={"subset": "val"})
    tab.workspace.tasks.look()
    qtbot.waitUntil(lambda: opened.head.place.text() == "12 of 15")
    assert opened.item == shown
    assert opened.foot.steps.told.text() == "2 of 5 steps"
    qtbot.keyClick(opened.canvas, _Key.Key_Escape)
    assert not opened.isVisible()
    assert tab.grid.choosing.current == 11
    settle()


def test_what_cannot_be_shown_is_told_and_its_neighbours_stay_near(
    tab: ImagesTab, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    run = Logged(store)
    logged = [encoded(), bomb(), encoded(300, 200)[:9000], encoded(seed=5)]
    run.items(DataKind.IMAGE, "odd", [(1, n, data, meta(f"n{n}")) for n, data in enumerate(logged)])
    gone = items.of_series(store, 1)[3]
    assert gone.sha256 is not None
    items.blob_path(store, gone.sha256).unlink()
    tab.show_run(run.id)
    settle()
    box = tab.lightbox
    tab.open_image(0)
    qtbot.waitUntil(lambda: looks_at(box) == (1, 0))
    qtbot.keyClick(box.canvas, _Key.Key_Right)
    qtbot.waitUntil(lambda: box.faces.face == "failed")
    assert not box.head.copy.isEnabled()
    assert box.head.save.isEnabled()
    qtbot.keyClick(box, _Key.Key_Right)
    qtbot.waitUntil(lambda: looks_at(box) == (1, 2))
    assert box.faces.face == "content"
    assert box.details.trouble.text() == "Cut off: the end of the file is missing"
    qtbot.keyClick(box.canvas, _Key.Key_Right)
    qtbot.waitUntil(lambda: box.faces.face == "failed")
    qtbot.keyClick(box, _Key.Key_Escape)
    assert not box.isVisible()
    settle()


@pytest.mark.parametrize(("form", "duration"), [("gif", 30), ("webp", 30), ("webp", 0)])
def test_what_moves_does_so_until_it_is_left(
    tab: ImagesTab, store: Store, settle: Settle, qtbot: QtBot, form: str, duration: int
) -> None:
    run = Logged(store)
    logged = [moving(form=form.upper(), duration=duration), encoded(20, 20)]
    run.items(DataKind.IMAGE, "clip", [(1, n, data, meta(form=form)) for n, data in enumerate(logged)])
    tab.show_run(run.id)
    settle()
    box = tab.lightbox
    tab.open_image(0)
    colors: set[str] = set()

    def moved() -> bool:
        colors.add(box.canvas._levels[0].pixelColor(3, 3).name() if box.canvas._levels else "")
        return len(colors - {""}) >= 4

    qtbot.waitUntil(moved)
    colors.clear()
    qtbot.waitUntil(moved)  # it begins again
    assert box.moving._timer.interval() >= 20
    tab.deactivate()
    assert not box.moving.playing
    tab.hide()
    tab.show()  # as the run page shows it again
    qtbot.waitUntil(lambda: box.moving.playing)
    qtbot.keyClick(box.canvas, _Key.Key_Right)
    qtbot.waitUntil(lambda: looks_at(box) == (1, 1))
    assert not box.moving.playing
    box.close_box()
    settle()


def test_a_large_gif_stands_still_and_says_so(
    tab: ImagesTab, store: Store, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.lightbox.moving.MOST_PIXELS", 100)
    run = Logged(store)
    run.items(DataKind.IMAGE, "clip", [(1, 0, moving(), meta(form="gif"))])
    tab.show_run(run.id)
    settle()
    tab.open_image(0)
    qtbot.waitUntil(lambda: looks_at(tab.lightbox) == (1, 0))
    assert not tab.lightbox.moving.playing
    assert tab.lightbox.details.trouble.text() == "Too large to be played: the first frame is shown"
    tab.lightbox.close_box()
    settle()


def test_few_whole_pictures_are_kept(opened: Lightbox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.lightbox.viewing.MOST_BYTES", 600)
    for number in range(5):
        opened._go(number)
        qtbot.waitUntil(lambda: looks_at(opened) is not None)
        assert opened.viewer.bytes <= 600
    opened.close_box()
    assert opened.viewer.bytes == 0
