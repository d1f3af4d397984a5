"""Ranges of steps and indices, and the slider over steps, by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.step_ranges import StepRanges, StepSlider
from runyard.desktop.parts.step_ranges.range_slider import SIDE, RangeSlider, _gathered
from runyard.desktop.parts.step_ranges.span import Span
from runyard.desktop.theme import sizes, ui_font
from runyard.desktop.widgets import ElidedLabel

COUNTS = [(step, 10) for step in range(0, 1000, 100)]
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ranges(qtbot: QtBot) -> StepRanges:
    made = StepRanges("image")
    qtbot.addWidget(made)
    made.resize(532, 60)
    made.set_steps(COUNTS)
    made.set_indices([(index, 30 - index) for index in range(5)])
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def slider(qtbot: QtBot) -> StepSlider:
    made = StepSlider()
    qtbot.addWidget(made)
    made.resize(900, 44)
    made.set_steps([0, 100, 250, 1860])
    made.show()
    qtbot.waitExposed(made)
    return made


def part(found: StepRanges, title: str) -> RangeSlider:
    [slider] = [each for each in found.findChildren(RangeSlider) if each._title == title]
    return slider


def handle(found: StepRanges, name: str) -> QWidget:
    [made] = [each for each in found.findChildren(QWidget) if each.accessibleName() == name]
    return made


def x_of(found: RangeSlider, place: int) -> int:
    return round(SIDE + place * (found.width() - 2 * SIDE) / len(found.span.values))


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, _LEFT, pos=start)
    qtbot.mouseMove(widget, end)
    qtbot.mouseRelease(widget, _LEFT, pos=end)


def test_all_is_chosen_at_first_and_keys_narrow_it(ranges: StepRanges, qtbot: QtBot) -> None:
    assert (ranges.steps, ranges.indices) == (None, None)
    assert part(ranges, "Steps").words == "0 – 900"
    with qtbot.waitSignal(ranges.changed):
        qtbot.keyClick(handle(ranges, "Steps, first"), Qt.Key.Key_Right)
    assert ranges.steps == (100, 900)
    qtbot.keyClick(handle(ranges, "Steps, last"), Qt.Key.Key_Left)
    assert ranges.steps == (100, 800)
    qtbot.keyClick(handle(ranges, "Steps, first"), Qt.Key.Key_End)
    assert ranges.steps == (800, 800)
    qtbot.keyClick(handle(ranges, "Steps, first"), Qt.Key.Key_Escape)
    assert ranges.steps is None


def test_handles_are_dragged_and_never_cross(ranges: StepRanges, qtbot: QtBot) -> None:
    steps, last = part(ranges, "Steps"), handle(ranges, "Steps, last")
    middle = last.rect().center()
    drag(qtbot, last, middle, last.mapFrom(steps, QPoint(x_of(steps, 6), last.y() + 12)))
    assert ranges.steps == (0, 500)
    first = handle(ranges, "Steps, first")
    drag(qtbot, first, first.rect().center(), QPoint(steps.width() * 2, 12))
    assert ranges.steps == (500, 500)
    assert last.geometry().center().x() > first.geometry().center().x()


def test_a_press_beside_brings_the_nearer_end_and_one_inside_moves_both(
    ranges: StepRanges, qtbot: QtBot
) -> None:
    steps = part(ranges, "Steps")
    steps.span.choose(2, 4)
    steps.show_span()
    qtbot.mouseClick(steps, _LEFT, pos=QPoint(x_of(steps, 8), 30))
    assert ranges.steps == (200, 700)
    drag(qtbot, steps, QPoint(x_of(steps, 4), 30), QPoint(x_of(steps, 6), 30))
    assert ranges.steps == (400, 900)
    qtbot.mouseDClick(steps, _LEFT, pos=QPoint(x_of(steps, 6), 30))
    assert ranges.steps is None


def test_indices_are_told_of_how_many(ranges: StepRanges, qtbot: QtBot) -> None:
    qtbot.keyClick(handle(ranges, "Index, last"), Qt.Key.Key_Left)
    assert ranges.indices == (0, 3)
    assert part(ranges, "Index").words == "0 – 3 of 4"


def test_a_range_at_the_end_grows_with_the_run(ranges: StepRanges, qtbot: QtBot) -> None:
    qtbot.keyClick(handle(ranges, "Steps, first"), Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(ranges.changed):
        ranges.set_steps([*COUNTS, (1000, 3)])
    assert ranges.steps == (100, 1000)
    qtbot.keyClick(handle(ranges, "Steps, last"), Qt.Key.Key_Left)
    ranges.set_steps([*COUNTS, (1000, 3), (1100, 3)])
    assert ranges.steps == (100, 900)
    ranges.forget()
    assert ranges.steps is None


def test_nothing_to_choose_is_a_sentence(ranges: StepRanges) -> None:
    ranges.set_steps([(1860, 4)])
    ranges.set_indices([(0, 4)])
    words = {
        label.text() for label in ranges.findChildren(QWidget) if hasattr(label, "text") and label.isVisible()
    }
    assert words == {"Steps", "One step, 1,860", "Index", "One image a step"}
    assert not part(ranges, "Steps").isVisible()
    assert (ranges.steps, ranges.indices) == (None, None)
    ranges.set_steps(COUNTS)
    assert part(ranges, "Steps").isVisible()


def test_a_sentence_gives_way_to_a_shorter_one_and_is_never_cut(ranges: StepRanges, qtbot: QtBot) -> None:
    ranges.set_steps(COUNTS)
    ranges.set_indices([(0, 4)])

    def said() -> list[ElidedLabel]:
        return [label for label in ranges.findChildren(ElidedLabel) if label.isVisible()]

    for width, words in ((600, "One image a step"), (190, "One a step"), (600, "One image a step")):
        ranges.resize(width, ranges.height())
        qtbot.waitUntil(lambda words=words: [label.text() for label in said()] == [words])
        assert not said()[0].is_elided()


def test_a_slider_has_room_for_its_title_beside_the_numbers(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    greedy, made = QWidget(), StepRanges("image")
    line = QHBoxLayout(row)
    line.addWidget(made)
    line.addWidget(greedy, 100)
    made.set_steps([(10**9, 1), (10**9 + 1, 1)])
    made.set_indices([(0, 2)])
    row.resize(500, 60)
    row.show()
    qtbot.waitExposed(row)
    slider = part(made, "Steps")
    words = QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance("Steps1,000,000,000 – 1,000,000,001")
    assert slider.width() >= words + sizes.GAP + 2 * SIDE


def test_a_span_of_which_nothing_is_left_is_forgotten() -> None:
    span = Span()
    span.set_counts([(1, 1), (2, 1), (3, 1)])
    span.choose(1, 1)
    assert span.bounds == (2, 2)
    span.set_counts([(1, 1), (3, 1)])
    assert span.bounds is None
    span.set_counts([])
    assert span.bounds is None


def test_many_steps_share_bars_and_a_peak_is_kept() -> None:
    amounts = [1] * 10_000
    amounts[7777] = 50
    gathered = _gathered(amounts, 100)
    assert len(gathered) == 100
    assert max(gathered) == 50


def test_ten_thousand_steps_paint_and_handles_stay_inside(ranges: StepRanges) -> None:
    ranges.set_steps([(step, 1) for step in range(10_000)])
    steps = part(ranges, "Steps")
    assert not steps.grab().isNull()
    for name in ("Steps, first", "Steps, last"):
        middle = handle(ranges, name).geometry().center().x()
        assert SIDE - 1 <= middle <= steps.width() - SIDE + 1


def test_a_slider_begins_at_the_last_step_and_goes_by_buttons_and_keys(
    slider: StepSlider, qtbot: QtBot
) -> None:
    assert slider.step == 1860
    assert slider.told.text() == "4 of 4 steps"
    with qtbot.waitSignal(slider.changed) as told:
        qtbot.mouseClick(slider.previous, _LEFT)
    assert told.args == [250]
    qtbot.keyClick(slider.slider, Qt.Key.Key_Left)
    assert slider.step == 100
    qtbot.keyClick(slider.slider, Qt.Key.Key_Home)
    assert slider.step == 0
    assert not slider.previous.isEnabled()
    qtbot.mouseClick(slider.next, _LEFT)
    assert slider.step == 100


@pytest.mark.parametrize(
    ("typed", "step", "told"),
    [
        ("200", 250, "Nothing at 200, nearest is 250"),
        ("1,860", 1860, "4 of 4 steps"),
        ("999999", 1860, "Nothing at 999,999, nearest is 1,860"),
        ("-5", 0, "Nothing at -5, nearest is 0"),
        ("175", 100, "Nothing at 175, nearest is 100"),
    ],
)
def test_a_typed_step_leads_to_the_nearest_logged_and_says_so(
    slider: StepSlider, qtbot: QtBot, typed: str, step: int, told: str
) -> None:
    slider.set_step(100 if step != 100 else 250)
    slider.field.selectAll()
    qtbot.keyClicks(slider.field, typed)
    qtbot.keyClick(slider.field, Qt.Key.Key_Return)
    assert slider.step == step
    assert slider.told.text() == told
    assert slider.field.text() == f"{step:,}"


def test_what_is_no_number_is_told_and_esc_brings_the_step_back(slider: StepSlider, qtbot: QtBot) -> None:
    slider.field.selectAll()
    qtbot.keyClicks(slider.field, "soon")
    qtbot.keyClick(slider.field, Qt.Key.Key_Return)
    assert (slider.step, slider.told.text()) == (1860, "soon is not a step")
    qtbot.keyClicks(slider.field, "9")
    qtbot.keyClick(slider.field, Qt.Key.Key_Escape)
    assert slider.field.text() == "1,860"


def test_playing_goes_from_the_first_step_to_the_last_and_ends(slider: StepSlider, qtbot: QtBot) -> None:
    seen: list[int] = []
    slider.changed.connect(seen.append)
    slider._timer.setInterval(1)
    with qtbot.waitSignals([slider.played, slider.played]):
        qtbot.mouseClick(slider.play, _LEFT)
        assert slider.playing
        assert slider.play.accessibleName() == "Pause"
    assert seen == [0, 100, 250, 1860]
    assert not slider.playing


def test_playing_waits_for_what_is_not_ready(slider: StepSlider, qtbot: QtBot) -> None:
    slider.set_busy(True)
    slider._timer.setInterval(1)
    qtbot.mouseClick(slider.play, _LEFT)
    with qtbot.waitSignal(slider._timer.timeout):
        pass
    assert slider.step == 0
    slider.set_busy(False)
    qtbot.waitUntil(lambda: slider.step != 0)
    slider.stop()


def test_the_last_step_is_followed_and_another_stays(slider: StepSlider, qtbot: QtBot) -> None:
    with qtbot.waitSignal(slider.changed) as told:
        slider.set_steps([0, 100, 250, 1860, 1900])
    assert told.args == [1900]
    slider.set_step(100)
    with qtbot.assertNotEmitted(slider.changed):
        slider.set_steps([0, 100, 250, 1860, 1900, 2000])
    assert slider.step == 100
    slider.set_steps([])
    assert slider.step is None
    assert slider.told.text() == "No steps"
    slider.set_steps([7])
    assert (slider.step, slider.told.text()) == (7, "One step")
    assert not slider.play.isEnabled()
