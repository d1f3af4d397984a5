"""The small chart: its geometry, ranges, marks, crosshair, zoom and keys."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.crosshair import CrosshairState
from runyard.desktop.charts.drawing import head_words, make_scale
from runyard.desktop.charts.lines import Line, Mark, MarkKind, summary, value_at, x_extent, y_extent
from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.paint import spread
from runyard.desktop.charts.scale import Scale
from runyard.desktop.charts.small import SmallChart
from runyard.desktop.charts.thinning import Pyramid, thin, whole
from runyard.desktop.theme import series_color, tokens


def _line(
    values: list[float],
    *,
    key: int = 0,
    label: str = "train",
    color: int = 1,
    steps: list[float] | None = None,
) -> Line:
    y = np.array(values, dtype=float)
    x = np.arange(len(y), dtype=float) if steps is None else np.array(steps, dtype=float)
    full = Pyramid(x, y)
    return Line(
        key,
        label,
        color,
        thin(full.points, x[0], x[-1], 400),
        None,
        full,
        _marks(x, y),
        values[-1],
    )


def _marks(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Mark, ...]:
    held = {
        MarkKind.NAN: np.isnan(y),
        MarkKind.HIGH: np.isposinf(y),
        MarkKind.LOW: np.isneginf(y),
        MarkKind.BELOW: y <= 0,
    }
    return tuple(Mark(kind, tuple(x[at].tolist())) for kind, at in held.items() if at.any())


@pytest.fixture
def chart(qtbot: QtBot) -> SmallChart:
    made = SmallChart(CrosshairState())
    qtbot.addWidget(made)
    made.resize(400, 236)
    made.set_head("loss", "loss", "train", large=True, pinned=False)
    made.show()
    return made


def _colors(image: QImage, rect: QRectF) -> set[int]:
    ratio = image.devicePixelRatio()
    inner = rect.toAlignedRect()
    return {
        image.pixelColor(round(x * ratio), round(y * ratio)).rgb()
        for x in range(inner.left(), inner.right())
        for y in range(inner.top(), inner.bottom())
    }


def test_the_plot_has_the_margins_of_the_design(chart: SmallChart) -> None:
    assert chart.plot_rect() == QRectF(40, 40, 348, 176)
    chart.set_head("f1", "f1", "", large=False, pinned=False)
    chart.resize(236, 156)
    assert chart.plot_rect() == QRectF(40, 36, 184, 100)


def test_the_curve_is_drawn_in_its_colour(chart: SmallChart) -> None:
    chart.set_lines([_line([0.0, 1.0] * 2000)], Axes())
    assert series_color(1).rgb() in _colors(chart.grab().toImage(), chart.plot_rect())


def test_without_lines_there_is_a_skeleton_and_then_a_reason(chart: SmallChart) -> None:
    before = chart.grab().toImage()
    assert tokens().line.rgb() in _colors(before, chart.plot_rect())
    chart.fail("The database is damaged")
    assert chart.grab().toImage() != before


def test_one_point_is_a_dot(chart: SmallChart) -> None:
    chart.set_lines([_line([2.0])], Axes())
    assert series_color(1).rgb() in _colors(chart.grab().toImage(), chart.plot_rect())


@pytest.mark.parametrize(
    "values", [[1.0, 1.0 - 1e-16], [math.nan] * 5, [math.inf, -math.inf, 1.0], [1e308, -1e308], [5e-324, 0.0]]
)
@pytest.mark.parametrize("log", [False, True])
def test_any_values_can_be_drawn(chart: SmallChart, values: list[float], log: bool) -> None:
    chart.set_lines([_line(values)], Axes(log=log))
    assert not chart.grab().isNull()


def test_a_log_axis_leaves_out_what_is_not_above_zero() -> None:
    line = _line([-1.0, 0.0, 0.01, 100.0])
    found = y_extent([line], Axes(log=True), 0, 3)
    assert found is not None
    assert 0 < found[0] <= 0.01
    assert found[1] >= 100
    scale = Scale(QRectF(0, 0, 100, 100), 0, 3, *found, log=True)
    shapes = scale.polygons(line.curve)
    assert [shape.size() for shape in shapes] == [2]
    assert scale.py(-1.0) is None
    assert y_extent([_line([-1.0, 0.0])], Axes(log=True), 0, 1) is None


def test_decades_are_evenly_spaced_on_a_log_axis() -> None:
    scale = Scale(QRectF(0, 0, 100, 300), 0, 1, 0.01, 10.0, log=True)
    places = [scale.py(value) for value in (0.01, 0.1, 1.0, 10.0)]
    assert places == pytest.approx([300, 200, 100, 0])


def test_a_line_breaks_at_nan_and_nowhere_else() -> None:
    scale = Scale(QRectF(0, 0, 100, 100), 0, 5, 0, 1)
    x = np.arange(6.0)
    shapes = scale.polygons(whole(x, np.array([0, 1, math.nan, 1, math.inf, 0])))
    assert [shape.size() for shape in shapes] == [2, 3]


def test_nan_is_marked_on_the_axis(chart: SmallChart) -> None:
    values = [1.0] * 100
    chart.set_lines([_line(values)], Axes())
    assert tokens().warn.rgb() not in _colors(chart.grab().toImage(), chart.plot_rect())
    values[42] = math.nan
    chart.set_lines([_line(values)], Axes())
    assert tokens().warn.rgb() in _colors(chart.grab().toImage(), chart.plot_rect())
    assert "NaN at step 42" in chart.accessibleDescription()


def test_the_planned_length_is_the_end_of_the_axis() -> None:
    line = _line([1.0] * 100)
    assert x_extent([line], Axes(end=300.0)) == (0.0, 300.0)
    assert x_extent([line], Axes(end=50.0)) == (0.0, 100.0)
    assert x_extent([], Axes(end=50.0)) == (0.0, 50.0)


def test_outliers_do_not_set_the_range() -> None:
    line = _line([1.0] * 200 + [1e6] + [2.0] * 200)
    everything = y_extent([line], Axes(), 0, 400)
    most = y_extent([line], Axes(ignore_outliers=True), 0, 400)
    assert everything is not None
    assert most is not None
    assert everything[1] >= 1e6
    assert most[1] < 3


def test_what_is_seen_sets_the_range() -> None:
    line = _line([float(value) for value in range(1000)])
    found = y_extent([line], Axes(), 100, 200)
    assert found is not None
    assert 80 < found[0] <= 99
    assert 201 <= found[1] < 220


def test_the_crosshair_finds_exact_values_even_where_the_picture_is_thinned() -> None:
    values = np.random.default_rng(0).normal(size=50_000)
    x = np.arange(50_000.0)
    line = Line(0, "", 0, thin(whole(x, values), 0, 50_000, 100), None, Pyramid(x, values))
    assert value_at(line, 31_415.2) == (31_415.0, values[31_415])
    assert value_at(line, 80_000) is None


def test_all_charts_share_the_crosshair(qtbot: QtBot) -> None:
    shared = CrosshairState()
    charts = [SmallChart(shared) for _ in range(2)]
    for number, one in enumerate(charts):
        qtbot.addWidget(one)
        one.resize(236, 156)
        one.set_head(number, "loss", "", large=False, pinned=False)
        one.set_lines([_line([float(i) for i in range(100)])], Axes())
        one.show()
    before = [one.grab().toImage() for one in charts]
    plot = charts[0].plot_rect()
    qtbot.mouseMove(charts[0], QPoint(round(plot.center().x()), round(plot.center().y())))
    assert shared.x == pytest.approx(50, abs=1)
    assert [one.grab().toImage() != old for one, old in zip(charts, before, strict=True)] == [True, True]


def _drag(chart: SmallChart, qtbot: QtBot, start: float, end: float) -> None:
    plot = chart.plot_rect()
    y = round(plot.center().y())
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(chart, left, pos=QPoint(round(plot.left() + start * plot.width()), y))
    qtbot.mouseMove(chart, QPoint(round(plot.left() + end * plot.width()), y))
    qtbot.mouseRelease(chart, left, pos=QPoint(round(plot.left() + end * plot.width()), y))


def test_a_drag_zooms_and_a_double_click_resets(chart: SmallChart, qtbot: QtBot) -> None:
    chart.set_lines([_line([float(i) for i in range(1001)])], Axes())
    with qtbot.waitSignal(chart.view_changed):
        _drag(chart, qtbot, 0.25, 0.5)
    view = chart.view()
    assert view == pytest.approx((250, 500), abs=4)
    assert chart._crosshair.x == pytest.approx(375, abs=4)  # what the pointer stands over now
    centre = chart.plot_rect().center().toPoint()
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=centre)
    assert chart.view() is None
    assert chart._crosshair.x == pytest.approx(500, abs=4)


def test_keys_lead_the_crosshair_until_the_pointer_moves(chart: SmallChart, qtbot: QtBot) -> None:
    lines = [_line([float(i) for i in range(1001)])]
    chart.set_lines(lines, Axes())
    qtbot.mouseMove(chart, chart.plot_rect().center().toPoint())
    there = chart._crosshair.x
    assert there is not None
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    moved = chart._crosshair.x
    assert moved is not None
    assert moved > there
    chart.set_lines(lines, Axes())  # fresh samples of a live run
    assert chart._crosshair.x == moved


def test_the_big_chart_keeps_the_crosshair_under_the_pointer(qtbot: QtBot) -> None:
    from runyard.desktop.charts.big import BigChart

    big = BigChart()
    qtbot.addWidget(big)
    big.resize(800, 500)
    big.show()
    big.set_lines([_line([float(i) for i in range(1001)])], Axes())
    big.reset()
    plot = big._plot.viewport()
    qtbot.mouseMove(plot, big.scale().plot.center().toPoint())
    assert big.crosshair == pytest.approx(500, abs=4)
    qtbot.keyClick(big, Qt.Key.Key_Right)
    assert big.crosshair == pytest.approx(600, abs=6)
    qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=big.scale().plot.center().toPoint())
    assert big.crosshair == pytest.approx(500, abs=4)


def test_what_a_logarithmic_x_axis_leaves_out_is_said_in_the_head() -> None:
    late, early, below = (
        [_line([1.0, 2.0, 3.0], steps=steps)] for steps in ([1, 2, 3], [0, 1, 2], [-1, 0, 1])
    )
    sloped = Axes(x_log=True)
    scale = make_scale(early, sloped, QRectF(40, 40, 300, 100), None)
    assert head_words("train", early, sloped, scale) == "without step 0, train"
    assert head_words("train", early, Axes(), scale) == "train"
    assert head_words("train", late, sloped, scale) == "train"
    assert head_words("", [*late, *below], sloped, scale) == "above 0 only"
    assert head_words("", early, Axes(XKind.RELATIVE, x_log=True), scale) == "without the start"
    assert summary("loss", early, sloped).endswith(". Without step 0")


def test_the_wheel_zooms_only_with_ctrl(chart: SmallChart) -> None:
    chart.set_lines([_line([float(i) for i in range(1001)])], Axes())
    at = QPointF(chart.plot_rect().center())

    def turn(modifiers: Qt.KeyboardModifier) -> bool:
        event = QWheelEvent(
            at, chart.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(chart, event)
        return event.isAccepted()

    turn(Qt.KeyboardModifier.NoModifier)
    assert chart.view() is None
    assert turn(Qt.KeyboardModifier.ControlModifier)
    assert chart.view() == pytest.approx((100, 900), abs=4)


def test_everything_works_by_keyboard(chart: SmallChart, qtbot: QtBot) -> None:
    chart.set_lines([_line([float(i) for i in range(101)])], Axes())
    used: list[tuple[object, str]] = []

    def note(key: object, tool: str) -> None:
        used.append((key, tool))

    chart.tool_used.connect(note)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert used == [("loss", "expand")]
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.view() is not None
    qtbot.keyClick(chart, Qt.Key.Key_0)
    assert chart.view() is None
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart._crosshair.x == pytest.approx(2, abs=1)


def test_tools_are_large_enough_to_hit(chart: SmallChart, qtbot: QtBot) -> None:
    chart.set_lines([_line([1.0, 2.0])], Axes())
    chart.set_head("loss", "loss", "train", large=True, pinned=True)
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert [tool.key for tool in chart.tools()] == ["pin"]
    with qtbot.waitSignal(chart.tool_used) as caught:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(400 - 8 - 12, 16))
    assert caught.args == ["loss", "pin"]


def test_a_chart_describes_itself(chart: SmallChart) -> None:
    chart.set_lines([_line([3.0, 1.0, 2.0])], Axes(XKind.STEP))
    words = chart.accessibleDescription()
    assert words == ("loss. train from step 0 to step 2, last 2.000, lowest 1.000, highest 3.000")
    assert summary("loss", [], Axes()) == "loss. No points yet"


def test_used_again_for_another_metric_nothing_of_the_old_one_stays(chart: SmallChart) -> None:
    chart.set_lines([_line([1.0, 2.0])], Axes())
    chart.set_view((0.0, 0.5))
    chart.set_head("other", "other", "", large=True, pinned=False)
    assert chart.lines == ()
    assert chart.view() is None
    assert QColor(series_color(1)).rgb() not in _colors(chart.grab().toImage(), chart.plot_rect())


def test_labels_never_overlap() -> None:
    placed = spread([10, 11, 12, 60], 20, 0, 80)
    assert placed == sorted(placed)
    assert all(b - a >= 20 for a, b in pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] <= 80
