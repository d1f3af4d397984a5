"""The distributions tab where something is wrong or missing, and what it writes to files."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage.store import Store
from support.distributions import bell, log_bells, meta, opened, weights
from support.logged import Logged


@pytest.fixture
def run(store: Store) -> Logged:
    """One series of 40 steps."""
    found = Logged(store)
    log_bells(found, "weights", range(0, 1200, 30), "fc1")
    return found


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> DistributionsTab:
    return opened(workspace, qtbot, qapp)


DAMAGED = [
    (10, weights(1, 2)[:-3], meta(0, 2, 2)),
    (20, weights(1, math.nan), meta(0, 2, 2)),
    (30, weights(1, -2), meta(0, 2, 2)),
    (40, weights(1, 2), meta(0, math.inf, 2)),
    (50, weights(1, 2), meta(-1.7e308, 1.7e308, 2)),
    (60, weights(1, 2), meta(0, 2, 7)),
    (70, weights(1, 2), {}),
    (80, b"", meta(0, 2, 2)),
    (90, bytes(8 * 65_537), meta(0, 2, 65_537)),
]


def test_a_range_that_is_none_is_told_with_its_reason(
    tab: DistributionsTab, store: Store, settle: Callable[[], None]
) -> None:
    run = Logged(store)
    wide, turned = meta(-1e308, 1e308, 2), meta(2, 0, 2)
    logged = [(0, 0, weights(1, 2), wide), (1, 0, weights(1, 2), turned)]
    run.items(DataKind.DISTRIBUTION, "odd", logged)
    tab.show_run(run.id)
    settle()
    assert tab.charts.histogram.sentence == "Its range ends before it begins"
    assert tab.problem.text() == (
        "Step 0 cannot be read: its range is wider than a number can hold; nor can 1 other step"
    )


def test_damaged_steps_are_told_and_the_others_shown(
    tab: DistributionsTab, store: Store, settle: Callable[[], None]
) -> None:
    run = Logged(store)
    run.items(DataKind.DISTRIBUTION, "odd", [(0, 0, weights(1, 2), meta(0, 2, 2))])
    run.items(DataKind.DISTRIBUTION, "odd", [(step, 0, content, about) for step, content, about in DAMAGED])
    tab.show_run(run.id)
    settle()
    heat = tab.charts.heat.heat
    assert heat is not None
    assert heat.damaged == (10, 20, 30, 40, 50, 60, 70, 80, 90)
    assert tab.problem.text() == (
        "Step 10 cannot be read: 13 bytes are no list of weights; nor can 8 other steps"
    )
    assert tab.steps.step == 90
    assert "more than 65,536" in tab.charts.histogram.sentence
    for ridges in (False, True):
        tab.charts.show_view(ridges=ridges)
        for log in (False, True):
            tab.charts.show_scale(log=log)
            assert not tab.grab().isNull()
    for step, _, _ in DAMAGED:
        tab.steps.set_step(step)
        settle()
        assert tab.charts.histogram.histogram is None
        assert tab.charts.histogram.sentence
        tab.charts.histogram.grab()
    tab.steps.set_step(0)
    settle()
    assert tab.charts.histogram.histogram is not None


def test_a_series_of_which_nothing_can_be_read_says_so(
    tab: DistributionsTab, store: Store, settle: Callable[[], None]
) -> None:
    run = Logged(store)
    run.items(DataKind.DISTRIBUTION, "odd", [(step, 0, content, about) for step, content, about in DAMAGED])
    tab.show_run(run.id)
    settle()
    assert tab.charts.heat.heat is None
    assert "nor can 8 other steps" in tab.problem.text()
    assert not tab.grab().isNull()


def test_empty_histograms_and_a_missing_file_are_shown(
    tab: DistributionsTab, store: Store, settle: Callable[[], None]
) -> None:
    run = Logged(store)
    run.items(DataKind.DISTRIBUTION, "zero", [(at, 0, weights(0, 0), meta(0, 2, 2)) for at in range(3)])
    large = weights(*[1.0] * 3000)
    run.items(DataKind.DISTRIBUTION, "zero", [(3, 0, large, meta(0, 2, 3000))])
    for path in store.blobs.rglob("*"):
        if path.is_file():
            path.unlink()
    tab.show_run(run.id)
    settle()
    assert tab.problem.text() == "Step 3 cannot be read: its content is missing"
    tab.steps.set_step(1)
    settle()
    assert tab.charts.facts.values["mean"].text() == "–"
    tab.charts.show_scale(log=True)
    assert not tab.grab().isNull()


def test_a_great_many_bins_are_joined_for_the_map_and_not_for_the_histogram(
    tab: DistributionsTab, store: Store, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.distributions.reading._MOST_WEIGHTS", 2000)
    monkeypatch.setattr("runyard.desktop.kinds.distributions.reading._PAGE_BYTES", 50_000)
    run = Logged(store)
    many = weights(*[float(place % 7) for place in range(5000)])
    run.items(DataKind.DISTRIBUTION, "fine", [(at, 0, many, meta(0, 1, 5000)) for at in range(10)])
    tab.show_run(run.id)
    settle()
    heat = tab.charts.heat.heat
    assert heat is not None
    assert heat.matrix.shape == (10, 200)
    assert heat.matrix[3].sum() == pytest.approx(sum(place % 7 for place in range(5000)))
    words = "Of 5,000 bins a step 200 are drawn over all steps; the histogram has each"
    assert tab.problem.text() == words
    histogram = tab.charts.histogram
    assert histogram.histogram is not None
    assert len(histogram.histogram.weights) == 5000
    assert not tab.grab().isNull()


def test_the_faces_of_a_run_without_distributions_and_of_a_failure(
    tab: DistributionsTab, run: Logged, store: Store, settle: Callable[[], None]
) -> None:
    tab.show_run(Logged(store).id)
    settle()
    assert tab.faces.face == "empty"
    tab._failed(KnownProblem("The database is damaged", "Restore it from a copy"))
    assert tab.faces.face == "failed"
    tab.show_run(run.id)
    settle()
    assert tab.faces.face == "content"
    tab._unloaded(KnownProblem("The database is damaged"))
    assert tab.inner.face == "failed"
    tab._load()
    settle()
    assert tab.inner.face == "content"
    tab.list.search.setText("no such name")
    assert tab.list.faces.face == "no_match"


def test_weights_and_charts_are_saved(
    tab: DistributionsTab,
    run: Logged,
    settle: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    workspace: Workspace,
) -> None:
    tab.show_run(run.id)
    settle()
    told: list[str] = []
    workspace.noticed.connect(lambda notice: told.append(notice.text))
    target = tmp_path / "weights.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tab._save_csv()
    settle()
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40 * 16
    assert list(rows[0]) == ["step", "index", "epoch", "bin_low", "bin_high", "weight"]
    content, about = bell(0)
    assert [row["weight"] for row in rows[:16]] == [str(value) for value in memoryview(content).cast("d")]
    assert float(rows[0]["bin_low"]) == about["low"]
    assert float(rows[15]["bin_high"]) == about["high"]
    picture = tmp_path / "charts"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(picture), ""))
    tab._save_picture()
    settle()
    image = QImage(str(picture) + ".png")
    assert image.width() > 1500
    assert image.height() > tab.charts.heat.height()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "such.csv"), ""))
    tab._save_csv()
    settle()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    tab._save_csv()
    settle()
    assert told[:2] == ["Saved weights.csv", "Saved charts.png"]
    assert told[2].startswith("such.csv could not be written")
    assert len(told) == 3
    assert [action.text() for action in tab.save_menu().actions()] == [
        "Save charts as a picture…",
        "Save weights as CSV…",
    ]
