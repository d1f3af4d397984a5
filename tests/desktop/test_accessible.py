"""Every page of the window: each control has a name, Tab visits all and returns, nothing is clipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import app, theme
from runyard.desktop.frame import Route
from runyard.desktop.registry import KINDS, PAGES
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state.settings import TEXT_SCALE
from runyard.desktop.widgets import Button, Label, Switch
from support import seeding

ROUTES = {page.key: Route(page.key) for page in PAGES}
ROUTES["run"] = Route("run", f"{3:024x}", "overview")
ROUTES.update({f"run, {kind.key}": Route("run", f"{3:024x}", kind.key) for kind in KINDS})
ROUTES["experiment"] = Route("experiment", experiment=1)
SMALLEST = 24


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with seeding.bulk(tmp_path_factory.mktemp("named"), 12, params=3, metrics=4) as store:
        return store.folder


@pytest.fixture
def window(place: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = app.build(place, tmp_path / "desktop.ini")
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light", 1.0)


def show(window: MainWindow, key: str, qtbot: QtBot) -> None:
    window.go(ROUTES[key])
    workspace = window.workspace
    assert workspace is not None
    qtbot.waitUntil(workspace.tasks.idle)


def in_reach(window: MainWindow) -> set[QWidget]:
    """The controls that Tab should come to."""
    return {
        child
        for child in window.findChildren(QWidget)
        if child.isVisible()
        and child.isEnabled()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.focusProxy() is None
        and not (isinstance(child, QAbstractButton) and child.group() is not None and not child.isChecked())
    }


def named(widget: QWidget) -> bool:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return bool(widget.accessibleName() or text)


@pytest.mark.parametrize("key", sorted(ROUTES))
def test_every_control_has_a_name_and_is_large_enough(window: MainWindow, key: str, qtbot: QtBot) -> None:
    show(window, key, qtbot)
    nameless = [widget for widget in in_reach(window) if not named(widget)]
    assert nameless == []
    buttons = [child for child in window.findChildren(QAbstractButton) if child.isVisible()]
    assert [button for button in buttons if not named(button)] == []

    def small() -> list[tuple[str, str, int, int]]:
        return [
            (type(button).__name__, button.accessibleName() or button.text(), button.width(), button.height())
            for button in buttons
            if isinstance(button, Button | Switch) and min(button.width(), button.height()) < SMALLEST
            if button.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]

    qtbot.waitUntil(lambda: not small())  # what has just been read may not be laid out yet


@pytest.mark.parametrize("key", sorted(ROUTES))
def test_tab_visits_every_control_and_returns(window: MainWindow, key: str, qtbot: QtBot) -> None:
    show(window, key, qtbot)
    window.side_bar.repository.setFocus()
    seen: list[QWidget] = []
    wanted = in_reach(window)
    for _ in range(2 * len(wanted) + 10):
        focus = window.focusWidget()
        assert focus is not None
        if focus is window.side_bar.repository and seen:
            break
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    else:
        pytest.fail(f"Tab never came back, it ended at {focus!r}")
    missed = {(type(widget).__name__, widget.accessibleName()) for widget in wanted - set(seen)}
    assert missed == set()


@pytest.mark.parametrize("key", sorted(ROUTES))
def test_large_text_has_room(window: MainWindow, key: str, qtbot: QtBot) -> None:
    show(window, key, qtbot)
    window.settings.set(TEXT_SCALE, 140)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.tasks.idle())
    QApplication.sendPostedEvents()
    clipped = [
        (label.text(), label.height(), label.fontMetrics().height())
        for label in window.findChildren(Label)
        if label.isVisible() and label.text() and label.height() < label.fontMetrics().height()
    ]
    assert clipped == []
    narrow = [
        (button.text(), button.width(), button.fontMetrics().horizontalAdvance(button.text()))
        for button in window.findChildren(Button)
        if button.isVisible() and button.width() < button.fontMetrics().horizontalAdvance(button.text())
    ]
    assert narrow == []
