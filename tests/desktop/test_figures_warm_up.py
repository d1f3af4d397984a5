"""The browser starts while one looks at a still figure, and only where a run has interactive ones."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.figures import web_guard, web_trial
from support.figures import plotly, svg
from support.figures_tab import PLOTLY, SVG, Shown, shown

__all__ = ["shown"]


@pytest.fixture
def started(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the browser was started; it is known to work here."""
    found: list[str] = []
    monkeypatch.setattr(web_guard, "start", lambda: found.append("browser"))
    monkeypatch.setattr(shown.tab.pane.door, "decided", True)
    return found


def wait_thought(shown: Shown) -> None:
    """Wait until it is known whether the browser is wanted, and all was done about it."""
    warm_up = shown.tab.warm_up
    shown.qtbot.waitUntil(lambda: shown.workspace.tasks.idle() and not warm_up._rest.isActive())


def test_the_browser_starts_at_rest_where_another_figure_is_interactive(
    shown: Shown, started: list[str], qtbot: QtBot
) -> None:
    shown.log([(1, 0, svg(), SVG)], name="a still one")
    shown.log([(1, 0, plotly(), PLOTLY)], name="b interactive")
    tab = shown.open()
    assert tab.pane.form == "vector"
    qtbot.waitUntil(lambda: started == ["browser"])
    tab.warm_up.think_of([1, 2])
    wait_thought(shown)
    assert started == ["browser"]  # once


def test_nothing_starts_for_figures_that_are_all_still(shown: Shown, started: list[str]) -> None:
    shown.log([(1, 0, svg(), SVG)], name="a", plotly=plotly())
    shown.log([(1, 0, svg(), SVG)], name="b")
    shown.open()
    wait_thought(shown)
    assert started == []
    assert not shown.tab.warm_up._wanted


def test_nothing_starts_for_who_has_left(shown: Shown, started: list[str], qtbot: QtBot) -> None:
    shown.log([(1, 0, svg(), SVG)], name="a still one")
    shown.log([(1, 0, plotly(), PLOTLY)], name="b interactive")
    shown.tab.warm_up._rest.setInterval(3_600_000)  # or it would be over before one has left
    tab = shown.open()
    qtbot.waitUntil(tab.warm_up._rest.isActive)
    tab.deactivate()
    wait_thought(shown)
    assert started == []


def test_whether_it_works_is_found_out_first(
    shown: Shown, started: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = shown.tab.pane.door
    monkeypatch.setattr(door, "decided", False)
    monkeypatch.setattr(web_trial, "trial", lambda _stopped: None)
    monkeypatch.setattr(web_trial, "loaded", lambda: None)
    shown.log([(1, 0, svg(), SVG)], name="a still one")
    shown.log([(1, 0, plotly(), PLOTLY)], name="b interactive")
    shown.open()
    qtbot.waitUntil(lambda: started == ["browser"])
    assert door.decided


def test_nothing_starts_where_it_does_not_work(shown: Shown, started: list[str]) -> None:
    shown.tab.pane.door.give_up("No sandbox")
    shown.log([(1, 0, svg(), SVG)], name="a still one")
    shown.log([(1, 0, plotly(), PLOTLY)], name="b interactive")
    shown.open()
    wait_thought(shown)
    assert started == []
