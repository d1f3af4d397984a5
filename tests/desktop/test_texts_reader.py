"""The reader of texts: renderings, matches, copying, saving, and texts that mean harm."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.texts import document
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.state import Workspace
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.logged import Logged
from support.texts_tab import choose, go_to, log_texts, opened, read, rows, search, wait

_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
MARKDOWN = "# Title\n\nSome **bold** words and a dog\n\n- one dog\n"
CODE = 'def f(x):\n    """One\n    two"""\n    return x + 1  # more\n'


@pytest.fixture
def run(store: Store) -> Logged:
    return Logged(store)


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> TextsTab:
    return opened(workspace, qtbot, qapp)


@pytest.fixture
def show(tab: TextsTab, run: Logged, qtbot: QtBot) -> Callable[..., TextsTab]:
    """Return a function that logs texts and reads the first of them."""

    def shown(*texts: str | bytes) -> TextsTab:
        log_texts(run, "texts", texts)
        tab.show_run(run.id)
        wait(tab, qtbot)
        return tab

    return shown


def test_each_text_opens_as_what_it_seems_to_be(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show("plain words", MARKDOWN, '{"a": [1, {"b": null}]}', CODE)
    found = []
    for place in range(4):
        go_to(tab, place, qtbot)
        found.append((tab.reader.rendering, tab.reader.markdown.isVisible()))
        assert not tab.grab().isNull()
    assert found == [("plain", False), ("markdown", True), ("json", False), ("code", False)]
    go_to(tab, 2, qtbot)
    assert read(tab) == '{\n  "a": [\n    1,\n    {"b": null}\n  ]\n}'
    go_to(tab, 1, qtbot)
    assert tab.reader.markdown.prose.document().toPlainText().startswith("Title\n")


def test_a_chosen_rendering_holds_for_the_texts_of_this_name(
    show: Callable[..., TextsTab], run: Logged, workspace: Workspace, store: Store, qtbot: QtBot
) -> None:
    log_texts(run, "others", [MARKDOWN])
    tab = show(MARKDOWN, "words", "not json")
    choose(tab, "texts", qtbot)
    plain = next(part for part in tab.reader.head.rendering._parts if part.key == "json")
    qtbot.mouseClick(plain, _LEFT)
    wait(tab, qtbot)
    assert tab.reader.head.note.text() == "Not JSON: something that is no JSON stands at line 1, column 1"
    assert read(tab) == MARKDOWN
    go_to(tab, 2, qtbot)
    assert tab.reader.rendering == "json"
    choose(tab, "others", qtbot)
    assert tab.reader.rendering == "markdown"
    choose(tab, "texts", qtbot)
    assert tab.reader.rendering == "json"
    qtbot.waitUntil(lambda: views.get(store, "choices", "texts") == {"texts": "json"})
    again = TextsTab(workspace, CommandSet())
    qtbot.addWidget(again)
    again.show()
    again.show_run(run.id)
    wait(again, qtbot)
    choose(again, "texts", qtbot)
    assert again.reader.rendering == "json"


def test_lines_are_wrapped_or_not(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show("word " * 400 + "\nsecond")
    view = tab.reader.view
    assert view.sheet is not None
    assert len(view.sheet.rows.starts) > 10
    assert view.horizontalScrollBar().maximum() == 0
    qtbot.mouseClick(tab.reader.head.wrap, _LEFT)
    wait(tab, qtbot)
    assert len(view.sheet.rows.starts) == 2
    assert view.horizontalScrollBar().maximum() > 1000
    search(tab, qtbot, "second")
    assert view.match == 0
    qtbot.mouseClick(tab.reader.head.wrap, _LEFT)
    wait(tab, qtbot)
    before = len(view.sheet.rows.starts)
    tab.split.setSizes([700, 340])
    wait(tab, qtbot)
    assert len(view.sheet.rows.starts) > before


def test_enter_gives_the_reader_all_the_room_and_esc_takes_it_back(
    show: Callable[..., TextsTab], qtbot: QtBot
) -> None:
    tab = show("first", "second")
    tab.activateWindow()
    tab.table.setFocus()
    qtbot.waitUntil(tab.table.body.hasFocus)
    qtbot.keyClick(tab.table.body, _Key.Key_Return)
    wait(tab, qtbot)
    assert not tab.table.isVisible()
    assert tab.reader.view.hasFocus()
    assert not tab.grab().isNull()
    assert read(tab) == "first"
    tab.commands.press("J")
    wait(tab, qtbot)
    assert read(tab) == "second"
    qtbot.mouseClick(tab.reader.head.above, _LEFT)
    wait(tab, qtbot)
    assert read(tab) == "first"
    tab.reader.view.setFocus()
    qtbot.keyClick(tab.reader.view, _Key.Key_Escape)
    wait(tab, qtbot)
    assert not tab.reader.head.above.isVisible()
    assert tab.table.isVisible()
    assert tab.table.body.hasFocus()
    qtbot.mouseClick(tab.reader.head.large, _LEFT)
    assert not tab.table.isVisible()
    search(tab, qtbot, "zebra")
    assert tab.table.isVisible() is False
    assert tab.inner.isVisible()  # which says that nothing matches
    search(tab, qtbot, "")
    assert tab.table.isVisible()


def test_text_is_selected_and_copied(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show("one two 🦊 three\nfour")
    view = tab.reader.view
    row = QPoint(round(view._gutter() + 4.5 * view._wide), 8 + view._high // 2)
    qtbot.mouseDClick(view.viewport(), _LEFT, pos=row)
    assert view.selected_text() == "two"
    view.setFocus()
    qtbot.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "two"
    begin = QPoint(round(view._gutter()), row.y())
    qtbot.mousePress(view.viewport(), _LEFT, pos=begin)
    end = QPointF(view.viewport().width() - 2, row.y() + view._high)
    assert view.place_at(end) == len("one two 🦊 three\nfour")
    view.select(0, view.place_at(end))
    qtbot.mouseRelease(view.viewport(), _LEFT)
    assert view.selected_text() == "one two 🦊 three\nfour"
    assert not view.grab().isNull()
    qtbot.keySequence(view, QKeySequence(QKeySequence.StandardKey.SelectAll))
    assert len(view.selected_text()) == 20
    for place in range(16):
        assert view.place_at(QPointF(view._gutter() + view._rows.x_of(0, place), row.y())) == place
    qtbot.mouseClick(tab.reader.copy, _LEFT)
    assert QGuiApplication.clipboard().text() == "one two 🦊 three\nfour"
    assert [action.text() for action in tab.reader.menu().actions()] == ["Copy", "Select all"]
    QGuiApplication.clipboard().clear()
    qtbot.keySequence(tab.table.body, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "one two 🦊 three\nfour"
    menu = tab.menu()
    assert [action.text() for action in menu.actions()] == [
        "Read in the whole tab",
        "Copy text",
        "Save text…",
    ]
    QGuiApplication.clipboard().clear()
    menu.actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == "one two 🦊 three\nfour"
    menu.actions()[0].trigger()
    assert tab.reader.head.large.isChecked()


def test_a_text_is_saved_byte_by_byte(
    show: Callable[..., TextsTab],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    workspace: Workspace,
) -> None:
    told: list[str] = []
    workspace.noticed.connect(lambda notice: told.append(notice.text))
    data = b"first\r\nsecond \xff\x00 third"
    tab = show(data, b"x" * 40_000)
    asked: list[str] = []

    def chosen(_owner: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(tmp_path / Path(start).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    qtbot.mouseClick(tab.reader.head.save, _LEFT)
    wait(tab, qtbot)
    go_to(tab, 1, qtbot)
    qtbot.mouseClick(tab.reader.head.save, _LEFT)
    wait(tab, qtbot)
    assert asked == ["texts-0.txt", "texts-10.txt"]
    assert (tmp_path / "texts-0.txt").read_bytes() == data
    assert (tmp_path / "texts-10.txt").read_bytes() == b"x" * 40_000
    assert told == ["Saved texts-0.txt", "Saved texts-10.txt"]


def test_matches_are_marked_in_markdown_too(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show(MARKDOWN)
    search(tab, qtbot, "dog")
    marks = tab.reader.markdown.prose.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["dog", "dog"]  # type: ignore[attr-defined]
    assert tab.reader.head.matches.text() == "2 matches"
    assert tab.reader.step(1)
    assert tab.reader.step(1)
    assert tab.reader.head.matches.text() == "2 of 2"
    assert not tab.reader.step(1)
    search(tab, qtbot, "")
    assert tab.reader.markdown.prose.extraSelections() == []


# Texts that mean harm


HARM = """<img src="http://127.0.0.1:9/a.png"><script>alert(1)</script>
![a](http://127.0.0.1:9/b.png) ![b](file:///etc/passwd) <iframe src="http://127.0.0.1:9/"></iframe>

# Title

[link](file:///etc/passwd) <style>* {color: red}</style>
"""


def test_markup_loads_and_runs_nothing(
    show: Callable[..., TextsTab], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(
        QTextDocument, "loadResource", lambda _self, _kind, name: loaded.append(QUrl(name).toString())
    )
    tab = show(HARM)
    for rendering in ("markdown", "plain", "json", "code"):
        tab.reader.set_rendering(rendering)
        wait(tab, qtbot)
        assert not tab.grab().isNull()
    assert loaded == []
    tab.reader.set_rendering("markdown")
    wait(tab, qtbot)
    said = tab.reader.markdown.prose.document().toPlainText()
    assert "<script>alert(1)</script>" in said  # words, no markup
    assert rows(tab)[0][1].startswith('<img src="http')  # type: ignore[union-attr, attr-defined]
    index = tab.table.model.index(0, 1)
    assert "<script>" in str(index.data())


def test_signs_that_steer_a_screen_are_shown_as_signs(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    harm = "a\x00b \u202egnp.exe\u202c \x1b[2J\x1b]0;title\x07 \u2066x\u2069"
    tab = show(harm)
    text, _ = tab.reader.view._rows._laid(0)
    assert text == "a�b �gnp.exe� �[2J�]0;title� �x�"
    assert "8 characters that steer a screen or the direction of writing are" in tab.reader.head.note.text()
    assert not set(rows(tab)[0][1]) & set("\x00\x1b\x07\u202e\u2066")  # type: ignore[call-overload]
    tab.reader.view.select_all()
    assert (
        tab.reader.view.selected_text() == "a\x00b \u202egnp.exe\u202c \x1b[2J\x1b]0;title\x07 \u2066x\u2069"
    )
    assert not tab.grab().isNull()


def test_json_ten_thousand_deep_is_shown(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show("[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000)
    assert tab.reader.rendering == "json"
    assert tab.reader.head.note.text() == ""
    go_to(tab, 1, qtbot)
    assert "".join(read(tab).split()) == '{"a":' * 10_000 + "1" + "}" * 10_000
    tab.reader.view.verticalScrollBar().setValue(tab.reader.view.verticalScrollBar().maximum() // 2)
    assert not tab.grab().isNull()


def test_what_is_no_utf8_and_what_is_empty_is_shown(show: Callable[..., TextsTab], qtbot: QtBot) -> None:
    tab = show(b"caf\xe9 \xff\xfe \xf0\x9f", b"", b"\r\n\r\n", "e" + "\u0301" * 3000, "שלום abc مرحبا")
    assert read(tab) == "caf\ufffd \ufffd\ufffd \ufffd"
    for place in range(1, 5):
        go_to(tab, place, qtbot)
        assert tab.reader.faces.face == "content"
        assert not tab.grab().isNull()
    go_to(tab, 2, qtbot)
    assert read(tab) == "\n\n"


def test_a_missing_file_is_told_where_it_is_missed(
    show: Callable[..., TextsTab], store: Store, qtbot: QtBot
) -> None:
    tab = show("short", "x" * 30_000)
    for path in store.blobs.rglob("*"):
        if path.is_file():
            path.unlink()
    tab.table.model.spoil()
    go_to(tab, 1, qtbot)
    assert tab.reader.faces.face == "failed"
    assert rows(tab)[1][1] == "Its file is missing"
    search(tab, qtbot, "x")
    assert tab.inner.face == "no_match"
    search(tab, qtbot, "")
    go_to(tab, 0, qtbot)
    assert tab.reader.faces.face == "content"


def test_only_so_much_of_a_text_is_read(
    show: Callable[..., TextsTab], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 20_000)
    monkeypatch.setattr(document, "MOST_JSON", 15_000)
    tab = show(json.dumps(list(range(5000))))
    assert "The last" in tab.reader.head.note.text()
    tab.reader.set_rendering("json")
    wait(tab, qtbot)
    assert "too long to be set out" in tab.reader.head.note.text()
    assert len(read(tab)) == 20_000


def test_fifty_megabytes_on_one_line_never_hold_the_interface(
    show: Callable[..., TextsTab], qtbot: QtBot, long_form: bool
) -> None:
    """Not timed against a clock: while it is read, set out and searched, the event loop goes on."""
    size = 50_000_000 if long_form else 12_000_000
    tab = show("short", "x" * (size - 6) + "needle")
    beats: list[float] = []
    pulse = QTimer(tab, interval=5)
    pulse.timeout.connect(lambda: beats.append(time.monotonic()))
    pulse.start()
    before = threading.active_count()
    go_to(tab, 1, qtbot)
    search(tab, qtbot, "needle")
    pulse.stop()
    view = tab.reader.view
    assert view.sheet is not None
    assert len(view.sheet.text) == size
    assert view.match == 0
    assert view.verticalScrollBar().value() > view.verticalScrollBar().maximum() * 0.9
    assert len(beats) > 10
    assert threading.active_count() <= before
    qtbot.mouseClick(tab.reader.head.wrap, _LEFT)
    wait(tab, qtbot)
    assert not tab.grab().isNull()
