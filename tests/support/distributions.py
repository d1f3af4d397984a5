"""Distributions as a run logs them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.desktop.state import Workspace
from runyard.domain.kinds import DataKind
from support.logged import Logged


def weights(*values: float) -> bytes:
    """Return weights as they are stored."""
    return struct.pack(f"<{len(values)}d", *values)


def meta(low: float, high: float, bins: int, **more: Any) -> dict[str, Any]:
    """Return what is stored with weights."""
    return {"low": low, "high": high, "bins": bins, "count": None, **more}


def bell(step: int, bins: int = 16) -> tuple[bytes, dict[str, Any]]:
    """Return a distribution that becomes narrower and moves as steps go on."""
    found = [float(max(0, 20 - abs(place - bins // 2) * (3 + step // 100))) for place in range(bins)]
    wide = 4 - min(3, step / 400)
    total = sum(found)
    return weights(*found), meta(-wide, wide, bins, count=int(total), mean=step / 1000, std=0.5)


def log_bells(run: Logged, name: str, steps: Sequence[int], layer: str | None = None) -> None:
    """Log one distribution a step."""
    context = None if layer is None else {"layer": layer}
    run.items(DataKind.DISTRIBUTION, name, [(step, 0, *bell(step)) for step in steps], context)


def opened(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> DistributionsTab:
    """Return a tab in a dark window, told of changes as the run page tells it."""
    theme.apply(qapp, "dark")
    made = DistributionsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 772)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made
