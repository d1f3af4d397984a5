"""The grid: no ragged edge, only charts in sight exist, folding."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.axes import Axes
from runyard.desktop.parts.chart_grid import Cell, ChartGrid, Section
from runyard.desktop.parts.chart_grid.layout import arrange
from runyard.desktop.widgets import SectionHead


def _section(key: str, count: int, *, large: bool = False) -> Section:
    return Section(key, key, tuple(Cell((key, i), f"m{i}") for i in range(count)), large)


def test_at_the_size_of_the_design_charts_have_the_size_of_the_design() -> None:
    found = arrange([_section("pinned", 3, large=True), _section("val", 7)], (), 16, 1224, 236)
    assert [head.top() for head in found.heads] == [4, 280]
    large = [placed.rect for placed in found.cells if placed.large]
    assert [(rect.left(), rect.width(), rect.height()) for rect in large] == [
        (16, 400, 236),
        (428, 400, 236),
        (840, 400, 236),
    ]
    small = [placed.rect for placed in found.cells if not placed.large]
    assert {(rect.width(), rect.height()) for rect in small} == {(236, 156)}
    assert small[5].top() - small[0].bottom() - 1 == 11


@pytest.mark.parametrize("size", [160, 196, 236, 300, 400])
@pytest.mark.parametrize("width", [300, 777, 1224, 1801])
@pytest.mark.parametrize("large", [False, True])
def test_rows_fill_the_width_to_the_pixel(size: int, width: int, large: bool) -> None:
    found = arrange([_section("a", 40, large=large)], (), 16, width, size)
    rows: dict[int, list[tuple[int, int]]] = {}
    for placed in found.cells:
        rows.setdefault(placed.rect.top(), []).append((placed.rect.left(), placed.rect.right()))
    full = list(rows.values())[:-1]
    for row in full:
        assert row[0][0] == 16
        assert row[-1][1] == 16 + width - 1
        assert all(b[0] - a[1] - 1 in (11, 12) for a, b in pairwise(row))


def test_a_folded_section_takes_no_room() -> None:
    sections = [_section("a", 40), _section("b", 3)]
    opened = arrange(sections, (), 16, 1224, 236)
    folded = arrange(sections, {"a"}, 16, 1224, 236)
    assert len(folded.cells) == 3
    assert folded.heads[1].top() < 80 < opened.heads[1].top()


@pytest.fixture
def grid(qtbot: QtBot) -> ChartGrid:
    made = ChartGrid()
    qtbot.addWidget(made)
    made.resize(1256, 700)
    made.show()
    return made


def test_only_charts_near_the_view_exist(grid: ChartGrid, qtbot: QtBot) -> None:
    asked: list[Hashable] = []

    def note(keys: list[Hashable]) -> None:
        asked.extend(keys)

    grid.seen.connect(note)
    grid.set_sections([_section("a", 1000)])
    first = list(asked)
    assert 20 <= len(first) <= 45
    assert grid.visible_keys() == first
    asked.clear()
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert ("a", 999) in asked
    assert ("a", 0) not in grid.visible_keys()
    assert len(grid._charts) + len(grid._spare) <= 80


def test_lines_are_kept_while_a_chart_is_out_of_sight(grid: ChartGrid) -> None:
    grid.set_sections([_section("a", 1000)])
    grid.set_lines(("a", 0), [], Axes(log=True))
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    bar.setValue(0)
    chart = grid.chart(("a", 0))
    assert chart is not None
    assert chart.axes.log


def test_a_click_on_a_head_folds_its_section(grid: ChartGrid, qtbot: QtBot) -> None:
    grid.set_sections([_section("a", 5), _section("b", 5)])
    head = next(one for one in grid.findChildren(SectionHead) if one.text() == "a")
    with qtbot.waitSignal(grid.folded_changed) as caught:
        qtbot.mouseClick(head, Qt.MouseButton.LeftButton)
    assert caught.args == [{"a"}]
    assert grid.visible_keys() == [("b", i) for i in range(5)]


def test_charts_follow_the_width(grid: ChartGrid, qtbot: QtBot) -> None:
    grid.set_sections([_section("a", 50)])
    for width in (1256, 700, 1700):
        grid.resize(width, 700)
        rights = [grid._charts[key].geometry().right() for key in grid.visible_keys()]
        bar = grid.verticalScrollBar().sizeHint().width()
        assert max(rights) == grid.viewport().width() - 16 + bar - 1


def test_tab_visits_charts_from_the_top(grid: ChartGrid, qtbot: QtBot) -> None:
    grid.set_sections([_section("a", 10)])
    first = grid.chart(("a", 0))
    assert first is not None
    first.setFocus()
    following = first.nextInFocusChain()
    assert following is grid.chart(("a", 1))
