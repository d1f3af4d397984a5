"""The whole app over a repository that a real training process writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.shell.window import MainWindow
from runyard.storage import location
from runyard.storage.store import Store
from support.training import Training


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty repository."""
    place = location.resolve(tmp_path / "digits", create=True)
    Store.open(place, create=True).close()
    return place


@pytest.fixture
def training(folder: Path, tmp_path: Path) -> Iterator[Training]:
    """A training that is under way."""
    with Training(folder, "live-net", tmp_path) as found:
        yield found


@pytest.fixture
def trained(folder: Path, tmp_path: Path) -> None:
    """Three trainings that have ended; the first two differ in their seeds only."""
    for seed, (name, lr) in enumerate({"alpha": 0.003, "beta": 0.003, "gamma": 0.01}.items()):
        with Training(folder, name, tmp_path, steps=600, lr=lr, seed=seed) as training:
            training.finish()


@pytest.fixture
def window(folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The app, shown."""
    made = app.build(folder, tmp_path / "desktop.ini")
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
