"""Names of files made from what a run logged."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.saving import ask_file, file_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("loss",), "loss.txt"),
        (("weights/fc1", "1860"), "weights-fc1-1860.txt"),
        (("../../etc/passwd",), "etc-passwd.txt"),
        (("/etc/ssh/id",), "etc-ssh-id.txt"),
        (("C:\\Windows",), "C-Windows.txt"),
        (("a\x00b\u202egnp.exe\n",), "a-b-gnp.exe.txt"),
        (("...",), "saved.txt"),
        (("", ""), "saved.txt"),
        (("x" * 500,), "x" * 80 + ".txt"),
    ],
)
def test_no_logged_name_leads_out_of_the_folder_or_steers_the_screen(
    parts: tuple[str, ...], name: str
) -> None:
    assert file_name(*parts, ending="txt") == name


def test_a_name_without_an_ending_gets_one(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    for chosen, path in (("/a/b", Path("/a/b.csv")), ("/a/b.tsv", Path("/a/b.tsv")), ("", None)):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, chosen=chosen: (chosen, ""))
        assert ask_file(owner, "Save", "c.csv", "") == path
