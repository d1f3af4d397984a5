"""Export: what is written reads back as the repository holds it; progress, cancel and trouble."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.parts.run_actions import exporting
from runyard.desktop.parts.run_actions.exporting import ExportDialog
from runyard.desktop.state import Notice
from runyard.domain.clock import utc
from runyard.storage.store import Store
from runyard.storage.table import cells, listing
from support.asking import asked, click, opened
from support.logged import Logged
from support.runs_page import page

__all__ = ["page"]

Settle = Callable[[], None]


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    """Five runs with awkward values; the newest still goes on."""
    found = [Logged(store, name=f"net, {number}", experiment="digits") for number in range(5)]
    for number, run in enumerate(found):
        run.params({"lr": 0.1 + 0.2 * number, "note": 'a "quoted"\nline', "layers": [1, 2]})
        run.metric("loss", [1.0, float("nan") if number == 1 else 1 / (number + 3)])
    found[0].tag("best", "to, review")
    for run in found[:-1]:
        run.end()
    return found


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the person answers when asked for a file, without its suffix."""
    target = tmp_path / "runs"

    def answer(*_: object) -> tuple[str, str]:
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return target


def test_all_listed_runs_with_the_visible_columns_as_csv(
    page: RunsPage, store: Store, chosen: Path, notices: list[Notice], qtbot: QtBot
) -> None:
    page.run_actions.export()
    dialog = asked(ExportDialog, page, qtbot)
    assert dialog.primary.text() == "Export 5 runs…"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    with chosen.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    shown = [column.id for column in page.runs.shown]
    assert head == shown
    rows = cells.rows(store, listing.find(store, None).ids, shown)
    assert len(lines) == len(rows) == 5
    for line, row in zip(lines, rows, strict=True):
        read = dict(zip(head, line, strict=True))
        raw = dict(zip(shown, row.cells, strict=True))
        assert read["name"] == raw["name"]
        assert read["created"] == utc(raw["created"]).isoformat()
        assert read["tags"] == ", ".join(raw["tags"])
        assert float(read["param:lr"]) == raw["param:lr"]
        loss = next(column for column in shown if column.startswith("metric:last:loss"))
        same = float(read[loss]) == raw[loss] or (math.isnan(float(read[loss])) and math.isnan(raw[loss]))
        assert same
    assert notices[-1].text == "Exported 5 runs to runs.csv"
    assert notices[-1].act is not None
    assert notices[-1].act[0] == "Show in folder"
    assert not opened(ExportDialog, page)


def test_the_selection_with_all_columns_as_json(
    page: RunsPage, logged: list[Logged], store: Store, chosen: Path, notices: list[Notice], qtbot: QtBot
) -> None:
    page.runs.model.selection.only([logged[3].id, logged[1].id])
    click(page.bar.buttons["export"], qtbot)
    dialog = asked(ExportDialog, page, qtbot)
    assert dialog.primary.text() == "Export 2 runs…"
    dialog.columns.set_key("all")
    dialog.format.set_key("json")
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    found = json.loads(chosen.with_suffix(".json").read_text(encoding="utf-8"))
    assert [run["hash"] for run in found] == [logged[3].hash, logged[1].hash]
    assert found[0]["param:note"] == 'a "quoted"\nline'
    assert found[0]["param:layers"] == [1, 2]
    assert found[0]["archived"] is False
    assert found[1]["metric:last:loss:{}"] == "NaN"
    wanted = {column.id for column in listing.columns(store) if column.id.startswith("metric:")}
    assert wanted <= found[0].keys()


def test_columns_that_hold_no_values_stay_out(
    page: RunsPage, chosen: Path, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    loss = "metric:last:loss:{}"
    shown = ("name", "experiment", loss, "metric:curve:loss:{}")
    page.runs.set_view(replace(page.runs.view, shown=shown, groups=("experiment",)))
    settle()
    assert len(page.runs.shown) > 3
    page.run_actions.export()
    click(asked(ExportDialog, page, qtbot).primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    with chosen.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    assert set(head) <= set(shown[:3])
    assert {"name", loss} <= set(head)
    assert len(lines) == 5


def test_a_table_for_data_frames(
    page: RunsPage, logged: list[Logged], chosen: Path, notices: list[Notice], qtbot: QtBot
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    page.run_actions.export()
    dialog = asked(ExportDialog, page, qtbot)
    dialog.format.set_key("parquet")
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    table = parquet.read_table(chosen.with_suffix(".parquet"))
    assert table.column("param:lr").to_pylist() == [0.1 + 0.2 * number for number in (4, 3, 2, 1, 0)]


def test_what_is_not_installed_is_said(page: RunsPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(exporting, "find_spec", lambda name: None)
    page.run_actions.export()
    dialog = asked(ExportDialog, page, qtbot)
    [parquet] = [part for part in dialog.format.children() if getattr(part, "key", "") == "parquet"]
    assert not parquet.isEnabled()  # type: ignore[attr-defined]
    assert "pyarrow" in parquet.toolTip()  # type: ignore[attr-defined]


def test_a_file_that_cannot_be_written_is_told_and_can_be_tried_again(
    page: RunsPage, chosen: Path, notices: list[Notice], qtbot: QtBot
) -> None:
    chosen.with_suffix(".csv").mkdir()
    page.run_actions.export()
    dialog = asked(ExportDialog, page, qtbot)
    click(dialog.primary, qtbot)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "cannot be written" in dialog.problem.text()
    chosen.with_suffix(".csv").rmdir()
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    assert chosen.with_suffix(".csv").is_file()


def test_a_long_export_can_be_cancelled_and_leaves_nothing(
    page: RunsPage,
    store: Store,
    chosen: Path,
    notices: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    steps: list[tuple[int, int]] = []
    ids = list(page.workspace.runs_in_view) * 4000
    dialog = exporting.export_dialog(page, page.workspace, ids, page.runs.shown)
    target = chosen.with_suffix(".csv")
    dialog.write(target)
    writing = dialog._writing
    assert writing is not None
    writing.stepped.connect(lambda done, total: steps.append((done, total)))
    qtbot.waitUntil(lambda: bool(steps))
    assert dialog.bar.isVisible()
    assert not dialog.primary.isEnabled()
    click(dialog.cancel, qtbot)
    settle()
    assert dialog.isVisible()
    assert dialog.primary.isEnabled()
    qtbot.waitUntil(lambda: list(chosen.parent.glob("*runs.csv*")) == [])
    assert notices == []
    click(dialog.cancel, qtbot)
    assert not opened(ExportDialog, page)
