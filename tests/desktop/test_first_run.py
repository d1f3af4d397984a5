from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from runyard import Repo
from runyard.desktop.parts.first_run import CodeBlock, FirstRun, demo, face, shell_lines
from runyard.desktop.parts.first_run.scripts import PLAIN, SCRIPTS
from runyard.desktop.state import Notice, Workspace
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged
from support.programs import succeed

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(workspace: Workspace, qtbot: QtBot) -> Iterator[FirstRun]:
    made = FirstRun(workspace)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    yield made
    made.close()


def _fails(tmp_path: Path) -> str:
    """A program that stands for a Python without what the demo needs."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho first line >&2\necho The data is missing >&2\nexit 3\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("title", [title for title, _ in SCRIPTS])
def test_each_library_has_lines_that_are_python_and_can_be_copied(
    shown: FirstRun, qtbot: QtBot, title: str
) -> None:
    [choice] = [b for b in shown.script.framework.findChildren(QAbstractButton) if b.text() == title]
    qtbot.mouseClick(choice, _LEFT)
    qtbot.mouseClick(shown.script.code.copy, _LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied == dict(SCRIPTS)[title]
    compile(copied, title, "exec")
    assert "from runyard import Run\n" in copied
    assert "run.track(" in copied


def test_the_plain_lines_log_what_they_say(tmp_path: Path) -> None:
    # A process of its own, as a script has: threads of a run would collect widgets that other tests left.
    succeed("def train_step():\n    return 0.5\n\n" + PLAIN.replace("3000", "30"))
    [found] = Repo(tmp_path).iter_runs()
    assert found.experiment == "digits-mlp"
    assert found["hparams", "width"] == 256
    assert len(found.get_metric("loss", {"subset": "train"}).values) == 30


def test_the_prompt_is_shown_and_not_copied(qtbot: QtBot) -> None:
    block = CodeBlock(shell_lines(Path("/data/my nets")))
    qtbot.addWidget(block)
    qtbot.mouseClick(block.copy, _LEFT)
    assert QGuiApplication.clipboard().text() == 'cd "/data/my nets"\npython train.py'
    assert shell_lines(Path.home() / "nets").startswith("$ cd ~/nets\n")


def test_lines_that_do_not_fit_are_cut_on_the_screen_only(qtbot: QtBot) -> None:
    block = CodeBlock("run.track(" + "x" * 300 + ")")
    qtbot.addWidget(block)
    block.resize(300, block.sizeHint().height())
    block.show()
    block.grab()
    qtbot.mouseClick(block.copy, _LEFT)
    assert len(QGuiApplication.clipboard().text()) == 311


def test_a_demo_that_cannot_train_says_why_and_can_be_tried_again(
    shown: FirstRun,
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    said: list[Notice] = []
    workspace.noticed.connect(said.append)
    monkeypatch.setattr(sys, "executable", _fails(tmp_path))
    qtbot.mouseClick(shown.demo, _LEFT)
    assert shown.training.running
    assert not shown.demo.isEnabled()
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0].text == "The demo did not train: The data is missing"
    assert said[0].bad
    assert shown.demo.isEnabled()
    assert not shown.training.running


def test_the_demo_is_offered_only_where_it_can_train(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(face, "can_train", lambda: False)
    without = FirstRun(workspace)
    qtbot.addWidget(without)
    without.show()
    assert not without.demo.isVisible()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not demo.can_train()


def test_a_repository_whose_runs_lie_in_the_trash_is_not_called_new(
    shown: FirstRun, folder: Path, qtbot: QtBot
) -> None:
    assert shown.title.text() == "No runs yet"
    shown.hide()
    with Store.open(folder) as store:
        run = Logged(store, name="first")
        run.end()
        runs.trash(store, [run.id])
    shown.show()
    qtbot.waitUntil(lambda: shown.title.text() == "No runs")
    assert "trash" in shown.sentence.text()


def test_tab_reaches_every_button(shown: FirstRun, qtbot: QtBot) -> None:
    wanted = {shown.script.code.copy, shown.shell.copy}
    shown.script.framework.findChildren(QAbstractButton)[0].setFocus()
    for _ in range(12):
        focused = shown.focusWidget()
        wanted.discard(focused)  # type: ignore[arg-type]
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert wanted == set()
