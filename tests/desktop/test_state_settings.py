"""Settings survive, stay typed, and fall back when the file holds nonsense."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.state import Selection, Settings
from runyard.desktop.state.settings import (
    SIDE_BAR_COLLAPSED,
    TEXT_SCALE,
    THEME,
    Entry,
    last_route,
    open_runs,
)


def test_values_come_back_with_their_types(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "deep" / "desktop.ini"
    first = Settings(path)
    place = Path("/data/ä, b=c;d/.runyard")
    first.set(THEME, "dark")
    first.set(TEXT_SCALE, 115)
    first.set(SIDE_BAR_COLLAPSED, True)
    first.set(open_runs(place), ["a" * 24, "b" * 24])
    first.set(last_route(place), ["run", "a" * 24, "metrics"])
    first.save()
    second = Settings(path)
    assert second.get(THEME) == "dark"
    assert second.get(TEXT_SCALE) == 115
    assert second.get(SIDE_BAR_COLLAPSED) is True
    assert second.get(open_runs(place)) == ["a" * 24, "b" * 24]
    assert second.get(last_route(place)) == ["run", "a" * 24, "metrics"]
    assert second.get(open_runs(Path("/data/other"))) == []


@pytest.mark.parametrize("kept", ["purple", "{", "3", '["dark"]'])
def test_nonsense_falls_back_and_is_logged(
    tmp_path: Path, kept: str, caplog: pytest.LogCaptureFixture, qapp: object
) -> None:
    path = tmp_path / "desktop.ini"
    path.write_text(f"[General]\ntheme={kept}\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert Settings(path).get(THEME) == "system"
    assert "theme" in caplog.text


def test_change_is_announced_once(settings: Settings, qtbot: QtBot) -> None:
    heard: list[object] = []
    settings.changed.connect(heard.append)
    settings.set(THEME, "dark")
    settings.set(THEME, "dark")
    assert heard == [THEME]


def test_other_rooms_declare_entries_of_their_own(settings: Settings, qtbot: QtBot) -> None:
    entry: Entry[float] = Entry("metrics/smoothing", 0.0, lambda value: isinstance(value, float))
    assert settings.get(entry) == 0.0
    settings.set(entry, 0.6)
    assert settings.get(entry) == 0.6


def test_selection_tells_only_of_real_changes(qtbot: QtBot) -> None:
    selection = Selection()
    heard: list[bool] = []
    selection.changed.connect(lambda: heard.append(True))
    selection.set([3, 1])
    selection.set((3, 1))
    assert selection.ids == (3, 1)
    assert heard == [True]
