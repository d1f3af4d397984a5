from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.parts import queries
from runyard.desktop.parts.calendar import Calendar, Contributions
from runyard.desktop.parts.calendar.days import Weeks, last_year, level
from runyard.desktop.state import Workspace
from runyard.desktop.theme import tokens
from runyard.domain import clock
from runyard.search.grammar.parse import parse
from runyard.storage.organise import experiments
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.logged import Logged

LAST = dt.date(2026, 11, 21)
WEEKS = last_year(LAST)
THURSDAY = dt.date(2026, 11, 12)
BUSY = {THURSDAY: 14, dt.date(2026, 3, 2): 1, dt.date(2026, 7, 31): 56}
DAY_US = 86_400_000_000
Settle = Callable[[], None]


@pytest.fixture
def calendar(qtbot: QtBot) -> Calendar:
    made = Calendar()
    qtbot.addWidget(made)
    made.set_days(BUSY, WEEKS.first, WEEKS.last)
    made.resize(856, 140)
    made.show()
    return made


def middle(calendar: Calendar, day: dt.date) -> QPoint:
    return calendar.cell_rect(day).center().toPoint()


def point_at(calendar: Calendar, day: dt.date) -> None:
    at = QPointF(middle(calendar, day))
    none = Qt.MouseButton.NoButton
    place = calendar.mapToGlobal(at)
    QApplication.sendEvent(
        calendar,
        QMouseEvent(QEvent.Type.MouseMove, at, place, none, none, Qt.KeyboardModifier.NoModifier),
    )


def test_a_year_is_laid_out_in_weeks_that_begin_on_monday() -> None:
    assert (WEEKS.first, WEEKS.columns) == (dt.date(2025, 11, 22), 53)
    assert WEEKS.place(LAST) == (52, 5)
    assert WEEKS.day(0, 4) is None
    assert WEEKS.day(0, 5) == WEEKS.first
    assert WEEKS.day(52, 6) is None
    assert next(name for _, name in WEEKS.months()) == "Dec"
    assert len(WEEKS.months()) == 12


def test_only_a_day_without_a_run_is_pale() -> None:
    assert [level(count, 56) for count in (0, 1, 14, 40, 56)] == [0, 1, 2, 4, 4]
    assert level(0, 0) == 0


def test_days_are_painted_by_how_busy_they_were(calendar: Calendar) -> None:
    shot: QImage = calendar.grab().toImage()
    heat = [color.rgb() for color in tokens().heat]
    painted = {day: heat.index(shot.pixel(middle(calendar, day))) for day in (*BUSY, LAST)}
    assert painted == {THURSDAY: 2, dt.date(2026, 3, 2): 1, dt.date(2026, 7, 31): 4, LAST: 0}


def test_cells_fill_the_width_and_stay_apart(calendar: Calendar) -> None:
    for wide in (400, 856, 1160):
        calendar.resize(wide, calendar.height())
        cell, before = calendar.cell_rect(LAST), calendar.cell_rect(LAST - dt.timedelta(days=7))
        below = calendar.cell_rect(LAST - dt.timedelta(days=1))
        assert cell.right() <= wide
        assert cell.right() > wide - 20
        assert before.right() < cell.left()
        assert below.bottom() < cell.top()
        assert calendar.height() >= calendar.cell_rect(dt.date(2026, 11, 15)).bottom()


def test_the_pointer_rings_a_day_and_tells_it(calendar: Calendar, qtbot: QtBot) -> None:
    calendar.clearFocus()
    assert calendar.label() == ""
    point_at(calendar, THURSDAY)
    assert calendar.label() == "Thu 12 Nov 2026, 14 runs created"
    point_at(calendar, LAST)
    assert calendar.label() == "Sat 21 Nov 2026, no run created"
    QApplication.sendEvent(calendar, QEvent(QEvent.Type.Leave))
    assert calendar.label() == ""


def test_a_click_chooses_a_day_and_one_beside_the_days_none(calendar: Calendar, qtbot: QtBot) -> None:
    chosen: list[dt.date] = []
    calendar.day_chosen.connect(chosen.append)
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=middle(calendar, THURSDAY))
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen == [THURSDAY]


def test_arrows_go_from_day_to_day_and_enter_chooses(calendar: Calendar, qtbot: QtBot) -> None:
    chosen: list[dt.date] = []
    calendar.day_chosen.connect(chosen.append)
    calendar.setFocus()
    qtbot.waitUntil(calendar.hasFocus)
    assert calendar.current_day() == LAST
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(calendar, key)
    assert calendar.label() == "Thu 12 Nov 2026, 14 runs created"
    qtbot.keyClick(calendar, Qt.Key.Key_Return)
    assert chosen == [THURSDAY]
    qtbot.keyClick(calendar, Qt.Key.Key_Home)
    qtbot.keyClick(calendar, Qt.Key.Key_Left)
    assert calendar.current_day() == WEEKS.first
    qtbot.keyClick(calendar, Qt.Key.Key_End)
    qtbot.keyClick(calendar, Qt.Key.Key_Down)
    assert calendar.current_day() == LAST


def test_it_is_told_in_words_too(calendar: Calendar) -> None:
    assert calendar.accessibleDescription() == "71 in the last year, 56 on the busiest day"
    calendar.set_days({}, WEEKS.first, WEEKS.last)
    assert calendar.accessibleDescription() == "None in the last year"


@pytest.mark.parametrize("about", ["a", ""])
def test_a_day_leads_to_the_runs_it_counts(
    workspace: Workspace, store: Store, settle: Settle, qtbot: QtBot, about: str
) -> None:
    moment = clock.now() - 3 * DAY_US
    made = [Logged(store, created=moment + i, experiment="ab"[i % 2]) for i in range(8)]
    runs.archive(store, [made[0].id], True)
    runs.trash(store, [made[2].id, made[3].id])
    Logged(store, created=moment - DAY_US, experiment="a")
    went: list[Route] = []
    workspace.go.connect(went.append)
    shown = Contributions(workspace)
    qtbot.addWidget(shown)
    shown.resize(900, 200)
    shown.show_experiment(experiments.find(store, about) if about else None, about)
    shown.show()
    settle()
    day = clock.local(moment).date()
    expected = 2 if about else 5
    point_at(shown.calendar, day)
    assert shown.calendar.label().endswith(f", {expected} runs created")
    qtbot.mouseClick(shown.calendar, Qt.MouseButton.LeftButton, pos=middle(shown.calendar, day))
    [route] = went
    assert route.page == "runs"
    assert route.query is not None
    assert queries.of_day(day) in route.query
    assert len(listing.find(store, parse(route.query)).ids) == expected


def test_it_follows_what_others_log(workspace: Workspace, store: Store, settle: Settle, qtbot: QtBot) -> None:
    shown = Contributions(workspace)
    qtbot.addWidget(shown)
    shown.show_experiment(None)
    shown.show()
    settle()
    assert shown.sum.text() == "None in the last year"
    Logged(store, created=clock.now())
    qtbot.waitUntil(lambda: shown.sum.text() == "1 in the last year, 1 on the busiest day")


def test_weeks_of_a_short_range() -> None:
    weeks = Weeks(THURSDAY, THURSDAY)
    assert (weeks.columns, weeks.months()) == (1, [])
    assert weeks.day(0, 3) == THURSDAY
    assert weeks.day(0, 2) is None
