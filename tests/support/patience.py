"""Waiting as long as a busy machine needs, and holding on to what is looked at meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

#: Milliseconds; the five seconds of pytest-qt are soon over where others need the machine as well.
PATIENCE_MS = 60_000


class PatientBot(QtBot):
    """`QtBot` whose waits end only when nothing can be hoped for any more.

    It keeps the widgets it is given until the test is over: one that a test made and nobody holds any more is
    collected whenever garbage is, its models before its views, which may be painting.
    """

    def __init__(self, request: pytest.FixtureRequest) -> None:
        super().__init__(request)
        self._kept: list[QWidget] = []

    def addWidget(self, widget: QWidget, **more: Any) -> None:
        self._kept.append(widget)
        super().addWidget(widget, **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: list[SignalInstance], *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)
