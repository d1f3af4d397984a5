"""Names that a run logged to do harm: they stay text, in their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.kinds.system.tab import SystemTab
from runyard.desktop.parts.run_charts import ChartsTab
from runyard.desktop.state import Workspace
from runyard.domain.context import canonical
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.storage.store import Store
from support.curve_runs import Logger, points
from support.metrics_tab import wait_drawn

NAMES = [
    "<img src='file:///etc/passwd'><script>alert(1)</script>",
    "a" * 5000,
    "x/" * 2500,
    "9" * 5000,
    "\u202egnp.exe\u2066\u2069\u200f",
    "line\nbreak\ttab\x07bell",
    "",
    "/",
    "\U0001f4a5" * 50,
]


@pytest.mark.parametrize(("made", "kind"), [(MetricsTab, DataKind.METRIC), (SystemTab, DataKind.SYSTEM)])
def test_hostile_names_stay_text_in_their_place(
    made: type[ChartsTab],
    kind: DataKind,
    workspace: Workspace,
    folder: Path,
    tmp_path: Path,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    tab = made(workspace, CommandSet())
    qtbot.addWidget(tab)
    tab.resize(1256, 900)
    tab.show()
    with Store.open(folder) as store:
        logger = Logger(store)
        logger.log(
            {
                SeriesKey(kind, name, canonical({"subset": name})): points([1.0, float("nan"), 2.0])
                for name in NAMES
            }
        )
        tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    settle()
    assert len(tab.state.charts()) == len(NAMES)
    assert not tab.grab().isNull()
    key = tab.state.charts()[0]
    tab.grid.tool_used.emit(key, "pin")
    tab.grid.tool_used.emit(key, "expand")
    settle()
    assert tab.big is not None
    assert not tab.big.grab().isNull()
    assert tab.commands.press("D")
    settle()
    assert not tab.sheet.grab().isNull()
    tab.chart_actions.write(tmp_path / "all.svg", "svg", None)
    tab.chart_actions.write(tmp_path / "all.csv", "csv", None)
    settle()
    drawing = (tmp_path / "all.svg").read_text(encoding="utf-8")
    assert "<img" not in drawing
    assert "<script" not in drawing
