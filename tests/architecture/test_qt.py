"""Facts about Qt that the interface relies on."""

from __future__ import annotations

import ast
import sys
import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from support import leaks
from support.sources import ROOT, named, python_files, tree


def test_a_call_that_returns_none_keeps_its_reference(qtbot):
    """PySide6 6.12.0 on Python below 3.12 loses one each time, and the process aborts after 7,000 calls."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(30_000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 1_000


def test_a_window_left_open_is_named(qapp):
    before = leaks.Present.now()
    widget = QWidget(objectName="forgotten")
    QTimer(widget, interval=1000).start()
    assert leaks.since(before) == ["window QWidget 'forgotten' with 1 running timers"]


def test_a_thread_left_running_is_named(qapp, monkeypatch):
    monkeypatch.setattr(leaks, "PATIENCE", 0.05)
    before = leaks.Present.now()
    finish = threading.Event()
    thread = threading.Thread(target=finish.wait, name="forgotten")
    thread.start()
    found = leaks.since(before)
    finish.set()
    thread.join()
    assert found == ["thread forgotten"]


def test_no_lambda_that_holds_self_is_connected():
    """Such a connection keeps the widget alive for good."""
    held = [
        f"{named(path)}:{call.lineno}"
        for path in python_files("app/runyard/desktop")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "connect"
        and any(_holds_self(argument) for argument in call.args)
    ]
    assert held == []


def _holds_self(argument):
    return isinstance(argument, ast.Lambda) and any(
        isinstance(name, ast.Name) and name.id == "self" for name in ast.walk(argument.body)
    )


def test_every_icon_that_is_named_exists():
    """Calls of `icon("...")` and `pixmap("...")`, and arguments called `icon`."""
    present = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    used = {name: where for path in python_files("app") for name, where in _icons(path)}
    assert present
    assert {name: where for name, where in used.items() if name not in present} == {}


def _icons(path):
    for call in ast.walk(tree(path)):
        if not isinstance(call, ast.Call):
            continue
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        found = [keyword.value for keyword in call.keywords if keyword.arg == "icon"]
        if function in {"icon", "pixmap"}:
            found += call.args[:1]
        for value in found:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value, f"{named(path)}:{call.lineno}"
