"""The texts tab over a real repository: table, search, ranges, live."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store
from support.logged import Logged
from support.texts_tab import choose, go_to, log_texts, opened, read, rows, search, wait

_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def run(store: Store) -> Logged:
    """Captions at twelve steps, and four samples at one step."""
    found = Logged(store)
    captions = [f"Caption {at}: a {'Cat' if at % 3 else 'dog'} on a beach" for at in range(12)]
    log_texts(found, "captions", captions, epoch=2.0)
    log_texts(
        found, "samples", ["first cat", "second dog and dog", "third", "# Title\n\n- dog"], together=True
    )
    return found


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> TextsTab:
    made = opened(workspace, qtbot, qapp)
    QAbstractItemModelTester(
        made.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made.table.model
    )
    return made


@pytest.fixture
def shown(tab: TextsTab, run: Logged, qtbot: QtBot) -> TextsTab:
    tab.show_run(run.id)
    wait(tab, qtbot)
    return tab


def test_texts_stand_in_a_table_and_the_first_is_read(shown: TextsTab) -> None:
    assert (shown.faces.face, shown.inner.face, shown.reader.faces.face) == ("content",) * 3
    assert [column.title for column in shown.table.model.columns] == ["Step", "Epoch", "Text"]
    assert rows(shown)[:2] == [
        (0, 2.0, "Caption 0: a dog on a beach"),
        (10, 2.0, "Caption 1: a Cat on a beach"),
    ]
    assert read(shown) == "Caption 0: a dog on a beach"
    assert shown.reader.head.title.text() == "Step 0"
    assert shown.reader.head.facts.text().startswith("epoch 2 · 27 characters · 1 line")
    assert shown.bar.told.text() == "12 texts"


def test_indices_are_a_column_where_there_are_several(shown: TextsTab, qtbot: QtBot) -> None:
    choose(shown, "samples", qtbot)
    assert [column.title for column in shown.table.model.columns] == ["Step", "Index", "Text"]
    assert [row[:2] for row in rows(shown)] == [(0, 0), (0, 1), (0, 2), (0, 3)]
    go_to(shown, 1, qtbot)
    assert shown.reader.head.title.text() == "Step 0, index 1"


def test_rows_are_read_by_key_and_by_click(shown: TextsTab, qtbot: QtBot) -> None:
    shown.activateWindow()
    shown.table.setFocus()
    qtbot.waitUntil(shown.table.body.hasFocus)
    qtbot.keyClick(shown.table.body, _Key.Key_Down)
    wait(shown, qtbot)
    assert read(shown).startswith("Caption 1")
    qtbot.keyClick(shown.table.body, _Key.Key_J)
    wait(shown, qtbot)
    assert read(shown).startswith("Caption 2")
    at = QPoint(40, shown.table.body.rowViewportPosition(5) + 10)
    qtbot.mouseClick(shown.table.body.viewport(), _LEFT, pos=at)
    wait(shown, qtbot)
    assert read(shown).startswith("Caption 5")
    assert shown.reader.head.title.text() == "Step 50"


def test_the_head_of_steps_turns_the_order_round(shown: TextsTab, qtbot: QtBot) -> None:
    qtbot.mouseClick(shown.table.pinned.head.viewport(), _LEFT, pos=QPoint(60, 10))
    wait(shown, qtbot)
    assert [row[0] for row in rows(shown)][:3] == [110, 100, 90]
    qtbot.mouseClick(shown.table.body.head.viewport(), _LEFT, pos=QPoint(200, 10))  # texts have no order
    wait(shown, qtbot)
    assert [row[0] for row in rows(shown)][:3] == [110, 100, 90]


def test_the_newest_text_is_read_first(workspace: Workspace, run: Logged, qtbot: QtBot) -> None:
    tab = TextsTab(workspace, CommandSet())
    qtbot.addWidget(tab)
    tab.resize(1256, 772)
    tab.show()
    tab.show_run(run.id)
    wait(tab, qtbot)
    assert [row[0] for row in rows(tab)][:3] == [110, 100, 90]
    assert read(tab).startswith("Caption 11")


def test_a_search_lists_what_it_finds_and_marks_it(shown: TextsTab, qtbot: QtBot) -> None:
    shown.activateWindow()
    shown.table.setFocus()
    qtbot.waitUntil(shown.table.body.hasFocus)  # a field would keep the key for itself
    shown.commands.press("/")
    qtbot.waitUntil(shown.bar.field.search.hasFocus)
    qtbot.keyClicks(shown.bar.field.search, "dog")
    wait(shown, qtbot)
    assert [row[0] for row in rows(shown)] == [0, 30, 60, 90]
    assert shown.bar.told.text() == "4 of 12 texts"
    preview = shown.table.model.row(1).cells[-1]  # type: ignore[union-attr]
    assert [preview.text[begin:end] for begin, end in preview.spans] == ["dog"]
    sheet = shown.reader.view.sheet
    assert sheet is not None
    assert [sheet.text[begin:end] for begin, end in sheet.spans] == ["dog"]
    assert shown.reader.head.matches.text() == "1 of 1"
    qtbot.keyClick(shown.bar.field.search, _Key.Key_Escape)
    wait(shown, qtbot)
    assert len(rows(shown)) == 12
    assert shown.bar.told.text() == "12 texts"


def test_case_words_and_patterns(shown: TextsTab, qtbot: QtBot) -> None:
    search(shown, qtbot, "cat")
    assert len(rows(shown)) == 8
    search(shown, qtbot, "cat", case=True)
    assert shown.inner.face == "no_match"
    search(shown, qtbot, "cap")
    assert len(rows(shown)) == 12
    search(shown, qtbot, "cap", word=True)
    assert shown.inner.face == "no_match"
    assert not shown.reader.isVisible()
    search(shown, qtbot, r"\b1?[01]\b", regex=True)
    assert [row[0] for row in rows(shown)] == [0, 10, 100, 110]
    assert shown.reader.isVisible()
    search(shown, qtbot, "(", regex=True)
    assert len(rows(shown)) == 12
    assert shown.bar.field.search.property("error")
    search(shown, qtbot, "zebra")
    shown.bar.field.clear()
    wait(shown, qtbot)
    assert shown.inner.face == "content"


def test_next_and_previous_go_through_texts_round_the_ends(shown: TextsTab, qtbot: QtBot) -> None:
    choose(shown, "samples", qtbot)
    shown.reader.set_rendering("plain")
    search(shown, qtbot, "dog")

    def place() -> tuple[str, str]:
        return shown.reader.head.title.text(), shown.reader.head.matches.text()

    assert place() == ("Step 0, index 1", "1 of 2")
    shown.table.setFocus()
    shown.commands.press("F3")
    wait(shown, qtbot)
    assert place() == ("Step 0, index 1", "2 of 2")
    qtbot.mouseClick(shown.bar.after, _LEFT)
    wait(shown, qtbot)
    assert place() == ("Step 0, index 3", "1 of 1")
    assert shown.bar.field._place.text() == "2 of 2"
    shown.bar.field.search.setFocus()
    qtbot.keyClick(shown.bar.field.search, _Key.Key_Return)
    wait(shown, qtbot)
    assert place() == ("Step 0, index 1", "1 of 2")
    qtbot.keyClick(shown.bar.field.search, _Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    wait(shown, qtbot)
    assert place() == ("Step 0, index 3", "1 of 1")
    shown.table.setFocus()  # a field would keep the key for itself
    qtbot.mouseClick(shown.bar.before, _LEFT)
    wait(shown, qtbot)
    assert place() == ("Step 0, index 1", "2 of 2")  # one comes from behind
    qtbot.mouseClick(shown.reader.head.before, _LEFT)
    assert place() == ("Step 0, index 1", "1 of 2")
    search(shown, qtbot, "second")
    shown.commands.press("F3")
    wait(shown, qtbot)
    assert place() == ("Step 0, index 1", "1 of 1")


def test_ranges_of_steps_and_indices_narrow_the_table(shown: TextsTab, qtbot: QtBot) -> None:
    slider = shown.bar.ranges._steps.slider
    slider.span.choose(2, 4)
    slider.changed.emit()
    wait(shown, qtbot)
    assert [row[0] for row in rows(shown)] == [20, 30, 40]
    search(shown, qtbot, "dog")
    assert [row[0] for row in rows(shown)] == [30]
    assert shown.bar.told.text() == "1 of 3 texts"
    search(shown, qtbot, "")
    choose(shown, "samples", qtbot)
    assert len(rows(shown)) == 4
    slider = shown.bar.ranges._indices.slider
    slider.span.choose(1, 2)
    slider.changed.emit()
    wait(shown, qtbot)
    assert [row[1] for row in rows(shown)] == [1, 2]


def test_new_texts_come_while_the_run_is_live_and_one_stays_where_one_reads(
    shown: TextsTab, run: Logged, qtbot: QtBot
) -> None:
    go_to(shown, 4, qtbot)
    search(shown, qtbot, "beach")
    log_texts(run, "captions", [*[f"again {at}" for at in range(12)], "one more beach", "no match"])
    qtbot.waitUntil(lambda: shown.bar.told.text() == "1 of 14 texts")
    wait(shown, qtbot)
    search(shown, qtbot, "")
    assert len(rows(shown)) == 14
    go_to(shown, 4, qtbot)
    log_texts(run, "captions", [f"again {at}" for at in range(20)])
    qtbot.waitUntil(lambda: shown.bar.told.text() == "20 texts")
    wait(shown, qtbot)
    assert shown.table.choosing.current == 4
    assert read(shown) == "again 4"


def test_nothing_is_read_again_where_nothing_changed(
    shown: TextsTab, run: Logged, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[object] = []
    monkeypatch.setattr(shown, "_load", lambda: loads.append(None))
    run.metric("loss", [1.0])
    qtbot.waitUntil(lambda: not shown._listing and shown.workspace.tasks.idle())
    shown._read()
    wait(shown, qtbot)
    assert loads == []


def test_many_texts_are_searched_piece_by_piece(
    tab: TextsTab, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.texts.reading._PIECE", 0.0)
    monkeypatch.setattr("runyard.desktop.kinds.texts.reading._PAGE", 50)
    run = Logged(store)
    log_texts(run, "many", [f"text {at} {'needle' if at % 100 == 7 else 'hay'}" for at in range(1000)])
    tab.show_run(run.id)
    wait(tab, qtbot)
    assert len(tab.table.model.ids) == 1000
    seen: list[tuple[str, int]] = []
    tab.searcher.moved.connect(lambda: seen.append((tab.bar.told.text(), len(tab.table.model.ids))))
    search(tab, qtbot, "needle")
    assert len(seen) == 20
    assert tab.bar.told.text() == "10 of 1,000 texts"
    assert [row[0] for row in rows(tab)] == [at * 10 for at in range(7, 1000, 100)]
    tab.bar.field.set_matcher(tab.bar.field.matcher._replace(text="hay"))
    qtbot.waitUntil(lambda: tab.searcher.busy)
    tab._read()
    tab.deactivate()  # nobody looks any more, not at what that reading brings either
    qtbot.waitUntil(tab.workspace.tasks.idle)
    assert tab.searcher.busy
    tab.hide()
    tab.show()  # nothing has changed meanwhile
    wait(tab, qtbot)
    assert tab.bar.told.text() == "990 of 1,000 texts"


def _changed(run: Logged) -> object:
    from runyard.domain.changes import Changes

    return Changes(1, frozenset({run.id}))


def test_a_pattern_that_never_ends_is_given_up_and_told(
    tab: TextsTab, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.search.evaluation.regexes.SECONDS", 0.02)
    run = Logged(store)
    log_texts(run, "traps", ["# Title\n\n**" + "a" * 60 + "!**"] * 40)
    tab.show_run(run.id)
    wait(tab, qtbot)
    search(tab, qtbot, "(a|a|aa)+$", regex=True)
    assert tab.inner.face == "no_match"
    assert "too long" in tab.searcher.problem
    assert "too long" in tab.bar.field.search.toolTip()


def test_the_faces_of_a_run_without_texts_and_of_a_failure(
    tab: TextsTab, run: Logged, store: Store, qtbot: QtBot
) -> None:
    tab.show_run(Logged(store).id)
    wait(tab, qtbot)
    assert tab.faces.face == "empty"
    tab._failed(KnownProblem("The database is damaged", "Restore it from a copy"))
    assert tab.faces.face == "failed"
    tab.show_run(run.id)
    wait(tab, qtbot)
    assert tab.faces.face == "content"
    tab._unloaded(KnownProblem("The database is damaged"))
    assert tab.inner.face == "failed"
    tab._load()
    wait(tab, qtbot)
    assert tab.inner.face == "content"


@pytest.mark.parametrize("wide", [716, 900, 1100, 1256])
def test_table_and_reader_stand_side_by_side_where_there_is_room(
    shown: TextsTab, wide: int, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown.resize(wide, 600)
    qtbot.waitUntil(lambda: shown.width() == wide)
    wait(shown, qtbot)
    beside = wide - shown.list.width() >= 760
    assert (shown.split.orientation() is Qt.Orientation.Horizontal) is beside
    assert shown.reader.width() >= 320
    assert shown.table.width() >= 168
    assert shown.bar.geometry().right() <= shown.width()
    field = shown.bar.field.mapTo(shown, QPoint(0, 0)).x()
    ranges = shown.bar.ranges.mapTo(shown, QPoint(0, 0)).x() + shown.bar.ranges.width()
    assert ranges <= field
