"""Git and the artifacts of a run in the Overview tab: reading a difference, and saving copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.overview.git import diff as diffs
from runyard.desktop.kinds.overview.git.diff import ADDED, CONTEXT, HEAD, PLACE, REMOVED, parse
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.kinds.overview.table.card_model import CELL
from runyard.desktop.state import Notice, Workspace
from runyard.domain.changes import Changes
from runyard.search.matching.matching import Matcher
from runyard.storage.objects import attachments, blobs
from runyard.storage.store import Store
from support.around_runs import DIFF, attach, two_runs
from support.one_run import Logged, sweep
from support.overview_tab import opened

Settle = Callable[[], None]


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    return opened(workspace, qtbot)


def test_a_difference_is_read_by_its_hunks_and_not_by_its_signs() -> None:
    found = parse(DIFF, len(DIFF))
    assert [(file.sign, file.path, file.added, file.removed) for file in found.files] == [
        ("M", "train.py", 2, 1),
        ("A", "config.py", 2, 0),
    ]
    kinds = dict(zip(found.lines, found.kinds, strict=True))
    assert kinds["+--- a line that only looks like a head"] == ADDED
    assert kinds["--- a/train.py"] == HEAD
    assert kinds["-  h = dropout(h, 0.1)"] == REMOVED
    assert kinds["   return self.fc2(h)"] == CONTEXT
    assert kinds["@@ -0,0 +1,2 @@"] == PLACE
    assert not found.cut


def test_renamed_deleted_and_binary_files_are_told() -> None:
    text = b"""diff --git a/old.py b/new.py
rename from old.py
rename to new.py
diff --git a/gone.py b/gone.py
deleted file mode 100644
@@ -1 +0,0 @@
-x
diff --git a/x.bin b/x.bin
Binary files a/x.bin and b/x.bin differ
"""
    assert [(file.sign, file.path, file.removed) for file in parse(text, len(text)).files] == [
        ("R", "new.py", 0),
        ("D", "gone.py", 1),
        ("M", "x.bin", 0),
    ]


def test_what_is_no_difference_is_shown_as_it_is() -> None:
    found = parse(b"\xff\xfe\x00 no diff\r\n\x1b[31mred\n@@ -a +b @@", 30)
    assert len(found.lines) == 3
    assert found.files == []
    assert set(found.kinds) == {HEAD}


def test_the_git_card_shows_branch_commit_and_files(store: Store, tab: OverviewTab, settle: Settle) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.cards.git
    assert card.facts.branch.words.text() == "sweep/width"
    assert card.facts.commit.words.text() == "dddddddd"
    assert card.facts.author.text().startswith("Ada <ada@example.org> · ")
    assert card._count.text() == "2 changed files"
    assert card.parts.files.cards.row(0).cells[1].text == "train.py"
    assert card.note.text() == "2 untracked files"
    QAbstractItemModelTester(card.view.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert card.view.lines.rowCount() == len(DIFF.splitlines())


def test_the_tab_key_goes_on_from_the_commit_to_the_changes(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.cards.git
    card.facts.copy.setFocus()
    for stop in (card.parts.files, card.view):
        qtbot.keyClick(tab.window().focusWidget(), Qt.Key.Key_Tab)
        assert stop.hasFocus()


def test_a_file_leads_to_its_lines(store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.cards.git
    card.parts.files.setCurrentIndex(card.parts.files.cards.index(1, 0))
    card.parts.files.setFocus()
    qtbot.keyClick(card.parts.files, Qt.Key.Key_Return)
    assert card.view.currentIndex().data() == "diff --git a/config.py b/config.py"
    spot = card.parts.files.visualRect(card.parts.files.cards.index(0, 1)).center()
    qtbot.mouseClick(card.parts.files.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert card.view.currentIndex().data() == "diff --git a/train.py b/train.py"


def test_a_difference_is_searched_with_place_and_count(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.cards.git
    qtbot.mouseClick(card.seek, Qt.MouseButton.LeftButton)
    for letter in "dropout":
        qtbot.keyClick(card.field.search, letter)
    settle()
    assert card.field._place.text() == "1 of 3"
    assert card.view.currentIndex().data() == "-  h = dropout(h, 0.1)"
    qtbot.keyClick(card.field.search, Qt.Key.Key_Return)
    assert card.field._place.text() == "2 of 3"
    qtbot.keyClick(card.field.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(card.field.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert card.view.currentIndex().data() == "+dropout = 0.2"
    assert len(card.view.lines.found) == 3
    card.field.search.setText("nowhere")
    settle()
    assert card.field._place.text() == "No match"
    card.seek.setChecked(False)
    settle()
    assert card.view.lines.found == {}
    assert card.field._place.isHidden()


def test_lines_are_copied(store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    view = tab.cards.git.view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(6, 0))
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "-  h = dropout(h, 0.1)\n+  h = dropout(h, self.p)"
    qtbot.mouseClick(tab.cards.git.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == DIFF.decode()


@pytest.mark.parametrize(
    ("dirty", "sentence"),
    [(False, "No uncommitted changes"), (True, "There were uncommitted changes, which were not kept")],
)
def test_a_commit_without_a_difference_says_what_there_was(
    store: Store, tab: OverviewTab, settle: Settle, dirty: bool, sentence: str
) -> None:
    info = {"branch": "main", "commit": {"hash": "a" * 40}, "dirty": dirty}
    tab.show_run(Logged(params={"__system_params": {"git_info": info}}).store(store))
    settle()
    card = tab.cards.git
    assert card.note.text() == sentence
    assert not card.view.isVisible()
    assert card.seek.isHidden()


def test_a_difference_whose_file_is_missing_is_told(store: Store, tab: OverviewTab, settle: Settle) -> None:
    _, run = two_runs(store)
    [kept] = [one for one in attachments.of_run(store, run) if one.name == attachments.DIFF]
    blobs.place(store.blobs, kept.sha256).unlink()
    tab.show_run(run)
    settle()
    assert tab.cards.git.note.text().startswith("The uncommitted changes are missing from the repository")


def test_a_search_of_a_difference_stops_when_asked() -> None:
    found = parse(b"x\n" * 10_000, 20_000)
    assert diffs.search(found, Matcher("x"), lambda: True) == ([], None)
    assert len(parse(b"x\n" * 10_000, 20_000, lambda: True).lines) == 0


def with_files(store: Store) -> int:
    logged = sweep()
    run = logged.store(store)
    attach(
        store, logged, {"checkpoints/best.pt": b"12345678", "report.md": b"# hi", "a/report.md": b"x" * 2048}
    )
    return run


def test_artifacts_show_name_size_and_time(store: Store, tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(with_files(store))
    settle()
    card = tab.cards.files
    rows = [card.model.row(at) for at in range(card.shown)]
    assert [row.cells[0].text for row in rows] == ["a/report.md", "checkpoints/best.pt", "report.md"]
    assert [row.cells[1].text for row in rows] == ["2 KB", "8 bytes", "4 bytes"]
    assert card._count.text() == "3 files, 2 KB"
    card.sort_by(1)
    assert card.model.row(0).cells[0].text == "a/report.md"
    assert card._count.text() == "3 files, 2 KB"


def test_the_latest_of_a_name_counts(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = sweep()
    run = logged.store(store)
    attach(store, logged, {"best.pt": b"1"})
    attach(store, logged, {"other": b"1", "best.pt": b"22"})
    tab.show_run(run)
    settle()
    card = tab.cards.files
    notes = [(card.model.data(card.model.index(at, 0), CELL).note) for at in range(card.shown)]
    assert notes == ["older", "", ""]
    card.seek.setChecked(True)
    card.search.filter.setCurrentIndex(card.search.filter.findText("Latest"))
    card.search.filter.activated.emit(card.search.filter.currentIndex())
    assert card.shown == 2


def test_a_copy_is_saved_where_a_person_says(
    store: Store,
    tab: OverviewTab,
    settle: Settle,
    notices: list[Notice],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    asked: list[str] = []
    target = tmp_path / "copy.pt"

    def choose(_parent: object, _title: str, start: str, *_rest: object) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    tab.show_run(with_files(store))
    settle()
    card = tab.cards.files
    assert card._buttons.isHidden()
    card.table.setFocus()
    card.table.setCurrentIndex(card.model.index(1, 0))
    assert not card._buttons.isHidden()
    qtbot.keyClick(card.table, Qt.Key.Key_Return)
    settle()
    assert asked == ["best.pt"]
    assert target.read_bytes() == b"12345678"
    assert notices[-1].text == "Saved copy.pt"
    assert [path.name for path in tmp_path.glob(".copy*")] == []


def test_a_copy_that_fails_is_told_and_leaves_what_was_there(
    store: Store,
    tab: OverviewTab,
    settle: Settle,
    notices: list[Notice],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "kept.pt"
    target.write_bytes(b"mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    run = with_files(store)
    tab.show_run(run)
    settle()
    card = tab.cards.files
    card.table.setCurrentIndex(card.model.index(1, 0))
    file = card.current_file()
    assert file is not None
    blobs.place(store.blobs, file.sha256).unlink()
    card.save()
    settle()
    assert notices[-1].bad
    assert "missing from the repository" in notices[-1].text
    assert target.read_bytes() == b"mine"
    card.show_folder()
    assert notices[-1].text == "This file is missing from the repository"


def test_its_folder_is_opened_and_its_hash_copied(
    store: Store, tab: OverviewTab, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    tab.show_run(with_files(store))
    settle()
    card = tab.cards.files
    card.table.setCurrentIndex(card.model.index(0, 0))
    card.show_folder()
    file = card.current_file()
    assert file is not None
    assert Path(opened[0].toLocalFile()) == blobs.place(store.blobs, file.sha256).parent
    card.copy_hash()
    assert QGuiApplication.clipboard().text() == file.sha256
    titles = [action.text() for action in card.make_menu().actions()]
    assert titles[:5] == ["Save a copy…", "Open folder", "Copy hash", "Copy value", "Copy row"]


def test_new_artifacts_come_while_the_run_logs(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = sweep()
    run = logged.store(store)
    tab.show_run(run)
    settle()
    assert tab.cards.files.isHidden()
    attach(store, logged, {"a.txt": b"1"})
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert not tab.cards.files.isHidden()
    tab.cards.files.table.setCurrentIndex(tab.cards.files.model.index(0, 0))
    attach(store, logged, {"b.txt": b"1"})
    tab.refresh(Changes(10, frozenset({run})))
    settle()
    file = tab.cards.files.current_file()
    assert file is not None
    assert file.name == "a.txt"
