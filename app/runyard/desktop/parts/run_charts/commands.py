"""The commands of a tab of charts; single keys act on the chart with the focus or under the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from runyard.desktop.commands import Command

if TYPE_CHECKING:
    from runyard.desktop.parts.run_charts.tab import ChartsTab


def chart_commands(tab: ChartsTab) -> list[Command]:
    """Return what can be done in a tab, and to its current chart."""
    place, one, many = tab.outline.place, tab.outline.one, tab.outline.many
    shown = tab.isVisible

    def made(name: str, title: str, tip: str, icon: str, key: str, tool: str) -> Command:
        run = partial(_use, tab, tool)
        return Command(f"{place}.{name}", title, tip, icon, key, "run", run, partial(_has_chart, tab))

    return [
        Command(
            f"{place}.find", f"Find a {one}", f"Search the {many} of this run", "search", "/", "run",
            tab.find_metric, shown,
        ),
        Command(
            f"{place}.whole", "Show charts whole", "Undo every zoom", "zoom-in", "", "run",
            tab.show_whole, shown,
        ),
        Command(
            f"{place}.table", f"Show {many} as a table", "The points of all charts shown", "table", "",
            "run", tab.toggle_table, shown,
        ),
        Command(
            f"{place}.export", f"Export {many}…", "Points or pictures of the charts", "download", "", "run",
            tab.chart_actions.export, shown,
        ),
        made("pin", "Pin or unpin the chart", "The chart with the focus", "pin", "P", "pin"),
        made("data", "Show the chart as a table", "Every point of it", "table", "D", "table"),
        made("log", "Show log at the crosshair", "What was printed at that time", "list", "L", "log"),
    ]  # fmt: skip


def _has_chart(tab: ChartsTab) -> bool:
    return tab.isVisible() and tab.current is not None


def _use(tab: ChartsTab, tool: str) -> None:
    if tab.current is not None:
        tab.use_tool(tab.current, tool)
