"""What a start continues: place, open runs and their tabs, size, side bar; after a kill as well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Route
from runyard.desktop.state import Settings
from runyard.desktop.state import settings as entries
from support import seeding
from support.windows import opened


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with seeding.bulk(tmp_path / "digits", 12, params=3, metrics=0) as store:
        return store.folder


def hash_of(number: int) -> str:
    return f"{number:024x}"


def test_every_open_run_comes_back_at_its_tab(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with opened(place, tmp_path / "x.ini") as first:
        first.window.show()
        for number, tab in ((3, "params"), (4, "metrics"), (5, "params")):
            first.workspace.open_run(hash_of(number), tab)
        first.window.go(Route("runs"))
    with opened(place, tmp_path / "x.ini") as second:
        assert second.window.route == Route("runs")
        assert second.window.open_runs is not None
        assert second.window.open_runs.tabs() == {
            hash_of(3): "params",
            hash_of(4): "metrics",
            hash_of(5): "params",
        }
        qtbot.waitUntil(second.tasks.idle)
        second.window.side_bar.run_items()[1].click()
        assert second.window.route == Route("run", hash_of(4), "metrics")


def test_each_repository_keeps_its_own_size(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with seeding.empty(tmp_path / "other") as store:
        other = store.folder
    for folder, size in ((place, (760, 700)), (other, (740, 640))):
        with opened(folder, tmp_path / "x.ini") as found:
            found.window.show()
            found.window.resize(*size)
    with opened(place, tmp_path / "x.ini") as found:
        assert (found.window.width(), found.window.height()) == (760, 700)


@pytest.mark.parametrize("kept", [["nowhere", "", ""], ["run", "", ""], ["experiment", "", "", ""], ["a"]])
def test_a_place_that_is_no_more_is_no_trouble(
    place: Path, tmp_path: Path, kept: list[str], qtbot: QtBot
) -> None:
    settings = Settings(tmp_path / "x.ini")
    settings.set(entries.last_route(place), kept)
    settings.set(entries.geometry(place), "no geometry")
    settings.save()
    with opened(place, tmp_path / "x.ini") as found:
        assert found.window.route == Route("runs")


def test_session_is_kept_a_moment_after_each_step(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with opened(place, tmp_path / "x.ini") as found:
        found.window.show()
        found.workspace.open_run(hash_of(3), "params")
        asked = Settings(tmp_path / "x.ini")
        qtbot.waitUntil(lambda: asked.get(entries.open_runs(place)) == [hash_of(3)])
        assert asked.get(entries.last_route(place))[:3] == ["run", hash_of(3), "params"]


SCRIPT = """
    import os, signal, sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    from runyard.desktop import app

    folder, settings, run = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    window = app.build(folder, settings)
    window.show()
    window.resize(796, 700)
    window.workspace.open_run(run, "params")

    def look():
        if settings.exists() and run in settings.read_text():
            os.kill(os.getpid(), signal.SIGKILL)

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    application.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_a_start_after_a_kill_continues(place: Path, tmp_path: Path, qtbot: QtBot) -> None:
    settings = tmp_path / "x.ini"
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), str(place), str(settings), hash_of(7)],
        check=False,
        capture_output=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    window = app.build(place, settings)
    try:
        assert window.route is not None
        assert (window.route.page, window.route.run) == ("run", hash_of(7))
        assert (window.width(), window.height()) == (796, 700)
    finally:
        window.close()
        window.deleteLater()
