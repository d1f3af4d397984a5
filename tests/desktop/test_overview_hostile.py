"""What a run logged is data: in the Overview tab nothing of it is loaded, run, or written where it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHelpEvent
from PySide6.QtNetwork import QTcpServer
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.overview.files.saving import safe_name
from runyard.desktop.kinds.overview.git import diff as diffs
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.state import Notice, Workspace
from runyard.storage.objects import attachments
from runyard.storage.store import Store
from support.around_runs import DIFF, attach, pin
from support.one_run import START, Logged
from support.overview_tab import opened

Settle = Callable[[], None]
HTML = '<b>numpy</b><img src="file:///etc/passwd"><script>alert(1)</script>'
#: No system takes these as they are, or takes them for something else.
DEVICES = ("CON", "nul.txt", "com1", "LPT9.log", "aux .tar.gz")


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    return opened(workspace, qtbot)


@pytest.fixture
def listener(qapp: QApplication) -> Iterator[QTcpServer]:
    """Somebody who would hear it if anything were loaded."""
    server = QTcpServer()
    assert server.listen()
    yield server
    server.close()


def test_markdown_of_a_pinned_param_loads_nothing(
    store: Store, tab: OverviewTab, settle: Settle, listener: QTcpServer, qtbot: QtBot, tmp_path: Path
) -> None:
    there = f"http://127.0.0.1:{listener.serverPort()}"
    picture = tmp_path / "local.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    text = (
        f"![remote]({there}/a.png)\n\n![local]({picture.as_uri()})\n\n"
        f'<img src="{there}/b.png"><iframe src="{there}/c"></iframe><script>x()</script>\n\n# Words'
    )
    logged = Logged(params={"goal": text})
    run = logged.store(store)
    pin(store, logged, ["goal"])
    tab.show_run(run)
    settle()
    prose = tab.references._entries["goal"].prose
    assert prose is not None
    qtbot.waitUntil(prose.ready)
    assert "Words" in prose.toPlainText()
    assert "￼" not in prose.toPlainText(), "a picture stands in the text"
    heard = []
    listener.newConnection.connect(lambda: heard.append(1))
    QTimer.singleShot(200, prose.update)
    with qtbot.waitSignal(prose.document().contentsChanged, timeout=200, raising=False):
        pass
    assert heard == []
    assert not listener.hasPendingConnections()


def test_thousands_of_pinned_params_show_the_first(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = Logged(params={f"p{at}": "x" for at in range(3_000)})
    run = logged.store(store)
    pin(store, logged, [f"p{at}" for at in range(3_000)])
    tab.show_run(run)
    settle()
    assert len(tab.references._entries) == 30
    assert tab.references._rest.text() == "2,970 more are among the params"


def test_a_value_nested_without_end_is_not_followed(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = Logged(params={"a": {"a": {"a": 1}}})
    run = logged.store(store)
    pin(store, logged, [".".join("a" * 5_000), "..", "", "a..a"])
    tab.show_run(run)
    settle()
    assert {entry.words.text() for entry in tab.references._entries.values()} == {"Not set"}


def test_a_huge_difference_shows_its_beginning(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    logged = Logged(params={"__system_params": {"git_info": {"branch": "main"}}})
    run = logged.store(store)
    line = b"+" + b"x" * 99 + b"\n"
    head = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,600000 @@\n"
    attach(store, logged, {attachments.DIFF: head + line * 520_000})
    tab.show_run(run)
    settle()
    card = tab.cards.git
    assert sum(len(text) for text in card.diff.lines) <= diffs.MOST_BYTES
    assert card.diff.cut
    assert card.note.text() == f"The first {len(card.diff.lines):,} lines are shown, the whole has 50.1 MB"
    card.view.go_to(card.view.lines.rowCount() - 1)
    assert not card.view.grab().isNull()
    card.seek.setChecked(True)
    card.field.search.setText("x")
    settle()
    assert len(card.view.lines.found) == 10_000, "no more are marked"


def test_one_line_without_end_is_cut(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = Logged(params={"lr": 1})
    run = logged.store(store)
    attach(store, logged, {attachments.DIFF: b"diff --git a/x b/x\n@@ -0,0 +1 @@\n+" + b"\t" * 1_900_000})
    tab.show_run(run)
    settle()
    assert max(map(len, tab.cards.git.diff.lines)) == diffs.LONGEST_LINE
    assert not tab.cards.git.view.grab().isNull()


def test_hunks_that_lie_about_their_length_do_no_harm() -> None:
    text = b"diff --git a/x b/x\n@@ -1,99999999999999999999 +1,7 @@\n+a\n" + DIFF
    found = diffs.parse(text, len(text))
    assert len(found.lines) == len(found.kinds) == len(text.splitlines())


def test_names_with_markup_are_plain_words(
    store: Store, tab: OverviewTab, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _spot, text, _widget: tips.append(text))
    around = {"packages": {HTML * 9: HTML}, "env_variables": {HTML: HTML}, "arguments": [HTML]}
    run = Logged(params={HTML: HTML, "__system_params": around}, name=HTML).store(store)
    Logged(hash="b" * 32, started=START - 10**9, name=HTML * 9, params={HTML: 2}).store(store)
    tab.show_run(run)
    settle()
    table = tab.cards.packages.table
    assert table.cards.row(0).cells[0].text.startswith("<b>numpy</b>")
    spot = table.visualRect(table.cards.index(0, 0)).center()
    ask = QHelpEvent(QHelpEvent.Type.ToolTip, spot, table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(table.viewport(), ask)
    label = tab.changed.other
    assert label.text().startswith("<b>numpy</b>")
    label.resize(60, 20)
    spot = QPoint(5, 5)
    QApplication.sendEvent(label, QHelpEvent(QHelpEvent.Type.ToolTip, spot, label.mapToGlobal(spot)))
    assert len(tips) == 2
    assert all("numpy" in tip and not re.search(r"<(b|img|script)\b", tip) for tip in tips)


@pytest.mark.parametrize(
    ("logged", "safe"),
    [
        ("../../x", "x"),
        ("..\\..\\evil.bat", "evil.bat"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\x.txt", "x.txt"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
        (".bashrc", "bashrc"),
        ("report.pdf\u202etxt.exe", "report.pdf_txt.exe"),
        ("a\x00b\nc", "a_b_c"),
        ('w<e>i:r"d|?*', "w_e_i_r_d___"),
        ("trailing. . ", "trailing"),
        ("\ud800", "file"),
        ("checkpoints/best.pt", "best.pt"),
        ("größe 名前.txt", "größe 名前.txt"),
    ],
)
def test_a_logged_name_becomes_a_harmless_one(logged: str, safe: str) -> None:
    assert safe_name(logged) == safe


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_is_no_file_name(name: str) -> None:
    assert safe_name(name) == f"_{name}"


def test_a_long_name_keeps_its_ending() -> None:
    assert len(safe_name("x" * 5_000 + ".pt")) <= 120
    assert safe_name("x" * 5_000 + ".pt").endswith(".pt")
    assert len(safe_name("x." + "y" * 5_000)) <= 120


@pytest.mark.parametrize("name", ["../../x", "CON", "/tmp/../x"])
def test_an_artifact_is_proposed_in_the_home_folder_only(
    store: Store, tab: OverviewTab, settle: Settle, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[Path] = []

    def refuse(_parent: object, _title: str, start: str, *_rest: object) -> tuple[str, str]:
        asked.append(Path(start))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", refuse)
    logged = Logged()
    run = logged.store(store)
    attach(store, logged, {name: b"1"})
    tab.show_run(run)
    settle()
    card = tab.cards.files
    card.table.setCurrentIndex(card.model.index(0, 0))
    card.save()
    assert asked == [Path.home() / safe_name(name)]
    settle()


def test_a_digest_that_is_none_leads_nowhere(
    workspace: Workspace, store: Store, tab: OverviewTab, settle: Settle, tmp_path: Path
) -> None:
    notices: list[Notice] = []
    workspace.noticed.connect(notices.append)
    logged = Logged(params={"lr": 1})
    run = logged.store(store)
    attach(store, logged, {"x": b"1"})
    with store.write():
        store.connection.execute("PRAGMA defer_foreign_keys=ON")
        store.connection.execute("UPDATE blob SET sha256 = '../../../etc/passwd'")
        store.connection.execute("UPDATE attachment SET sha256 = '../../../etc/passwd'")
    tab.show_run(run)
    settle()
    card = tab.cards.files
    card.table.setCurrentIndex(card.model.index(0, 0))
    card.show_folder()
    assert [notice.text for notice in notices] == ["This file is missing from the repository"]


def test_odd_shapes_of_what_is_kept_are_taken_as_unknown(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    odd = {
        "packages": ["numpy"],
        "env_variables": 3,
        "env_variables_dropped": {"a": 1},
        "arguments": {"x": 1},
        "git_info": {"branch": ["x"], "commit": {"hash": 5, "timestamp": "soon"}, "untracked": "all"},
    }
    tab.show_run(Logged(params={"__system_params": odd}).store(store))
    settle()
    assert tab.faces.face == "content"
    tab.show_run(Logged(hash="c" * 32, params={"__system_params": 7}).store(store))
    settle()
    assert tab.faces.face == "content"


def test_a_value_of_megabytes_is_shown_by_its_beginning(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    logged = Logged(params={"big": "line\n" * 400_000, "list": list(range(100_000))})
    run = logged.store(store)
    pin(store, logged, ["list", "big"])
    tab.show_run(run)
    settle()
    assert len(tab.references._entries["list"].words.text()) <= 4_001
    assert all(len(cell.text) < 500 for cell in tab.cards.params.model.row(0).cells)
