"""Faces of every tab that a run in good order does not show, drawn into `artefacts/faces` to be looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import KindEntry, Route, Tab
from runyard.desktop.registry import KINDS
from runyard.desktop.shell.pictures import draw, settle
from runyard.desktop.shell.window import HEIGHT, WIDTH, MainWindow
from runyard.desktop.theme import apply
from runyard.desktop.widgets import CheckBox, Faces
from runyard.desktop.widgets.skeleton import Skeleton
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage.organise import notes
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.figures import svg
from support.figures_tab import SVG
from support.logged import Logged
from support.training import EVERYTHING, Training

FACES = Path(__file__).parents[2] / "artefacts" / "faces"
BROKEN = KnownProblem("The database cannot be read", "Nothing is lost. Is the disk still connected?")
FIRST = "overview"
ASKS = re.compile("find|search", re.IGNORECASE)
#: Tabs in which one looks for something.
SEARCHED = [kind for kind in KINDS if kind.key not in ("overview", "settings")]


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> str:
    """A run of every kind, with a note."""
    with Training(folder, "everything", tmp_path, steps=12, script=EVERYTHING) as training:
        training.finish()
        found = training.hash
    with Store.open(folder) as store:
        notes.add(store, "# Plan\nwiden the net", run_id=runs.find(store, found))
    return found


@pytest.fixture
def opened(folder: Path, run: str, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = app.build(folder, tmp_path / "desktop.ini")
    made.resize(WIDTH, HEIGHT)
    made.show()
    made.go(Route("run", run=run, tab=FIRST))
    settle(made)
    yield made
    made.close()
    made.deleteLater()


def come_to(window: MainWindow, run: str, kind: KindEntry, qtbot: QtBot) -> Tab:
    """Go to a tab."""
    found: list[Tab] = []

    def there() -> bool:
        found[:] = [tab for tab in window.findChildren(kind.load()) if tab.isVisible()]
        return len(found) == 1

    window.go(Route("run", run=run, tab=kind.key))
    qtbot.waitUntil(there)
    return found[0]


def faces(tab: Tab) -> set[str]:
    """What is in sight."""
    return {each.face for each in tab.findChildren(Faces) if each.isVisible()}


def keep(window: MainWindow, name: str, theme: str) -> None:
    """Draw what is shown."""
    FACES.mkdir(parents=True, exist_ok=True)
    draw(window, FACES / f"{name}-{theme}.png")


def themed(kinds: list[KindEntry]) -> Iterator[tuple[str, KindEntry]]:
    """Go through kinds in one theme, then in the other."""
    for theme in ("light", "dark"):
        apply(QApplication.instance(), theme)
        yield from ((theme, kind) for kind in kinds)


def in_a_tab(owner: QObject | None) -> bool:
    while owner is not None and not isinstance(owner, Tab):
        owner = owner.parent()
    return owner is not None


def answered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, answer: Callable[[Callable[..., Any] | None], None]
) -> None:
    """Let tabs read nothing any more: each reading has this answer instead."""
    tasks = window.workspace.tasks
    read = tasks.read

    def asked(job: Any, *, owner: QObject, **named: Any) -> None:
        if in_a_tab(owner):
            answer(named.get("failed"))
        else:
            read(job, owner=owner, **named)

    monkeypatch.setattr(tasks, "read", asked)


def test_a_tab_that_cannot_read_says_so(
    opened: MainWindow, run: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(failed: Callable[..., Any] | None) -> None:
        if failed is not None:
            QTimer.singleShot(0, partial(failed, BROKEN))

    answered(opened, monkeypatch, fail)
    seen = {}
    for theme, kind in themed(list(KINDS)):
        tab = come_to(opened, run, kind, qtbot)
        if kind.key == FIRST:
            tab.show_run(0)  # it has read this one
        settle(opened)
        keep(opened, f"run-{kind.key}-failed", theme)
        seen[kind.key] = "failed" in faces(tab)
    assert seen == dict.fromkeys(seen, True)


def test_a_search_that_finds_nothing_says_so(opened: MainWindow, run: str, qtbot: QtBot) -> None:
    for theme, kind in themed(SEARCHED):
        tab = come_to(opened, run, kind, qtbot)
        settle(opened)
        for only in tab.findChildren(CheckBox):
            only.setChecked(only.text() == "Matches only")
        fields = [each for each in tab.findChildren(QLineEdit) if each.isVisible()]
        next(each for each in fields if ASKS.search(each.placeholderText())).setText("zebra")
        qtbot.waitUntil(lambda tab=tab: "no_match" in faces(tab))
        settle(opened)
        keep(opened, f"run-{kind.key}-no-match", theme)


def test_a_tab_that_waits_shows_what_is_coming(
    opened: MainWindow, run: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(opened, monkeypatch, lambda _failed: None)
    for theme, kind in themed([kind for kind in KINDS if kind.key != FIRST]):
        tab = come_to(opened, run, kind, qtbot)
        qtbot.waitUntil(lambda tab=tab: any(each.isVisible() for each in tab.findChildren(Skeleton)))
        keep(opened, f"run-{kind.key}-loading", theme)
        assert "loading" in faces(tab)


def test_a_vector_is_drawn_as_it_was_logged(opened: MainWindow, folder: Path) -> None:
    apply(QApplication.instance(), "light")
    with Store.open(folder) as store:
        run = Logged(store, name="drawn")
        run.items(DataKind.FIGURE, "confusion", [(0, 0, svg(), SVG)])
        run.end()
        [found] = [info.hash for info in runs.infos(store, [run.id])]
    opened.go(Route("run", run=found, tab="figures"))
    settle(opened)
    keep(opened, "run-figures-vector", "light")
    picture = QImage(str(FACES / "run-figures-vector-light.png"))
    colours = {picture.pixelColor(x, y).name() for x in range(0, WIDTH, 4) for y in range(0, HEIGHT, 4)}
    assert {"#ff0000", "#ffffff"} <= colours
