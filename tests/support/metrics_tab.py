"""Waiting for a tab of charts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from runyard.desktop.parts.run_charts import ChartsTab


def wait_drawn(tab: ChartsTab, qtbot: QtBot) -> None:
    """Wait until every chart in sight has its lines."""

    def drawn() -> bool:
        keys = tab.grid.visible_keys()
        charts = [tab.grid.chart(key) for key in keys]
        return bool(keys) and all(chart is not None and chart.lines for chart in charts)

    qtbot.waitUntil(drawn)
