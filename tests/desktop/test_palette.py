"""The command palette: what it offers for a text, and the keys that work in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import Command
from runyard.desktop.frame import Route
from runyard.desktop.shell.matching import match
from runyard.desktop.shell.palette import CommandPalette
from runyard.desktop.shell.palette_list import PaletteListModel, key_words
from runyard.desktop.theme import tokens
from runyard.desktop.widgets import Label
from runyard.search.grammar.parse import parse
from runyard.storage.organise import views
from support import seeding
from support.windows import Opened, opened


@pytest.mark.parametrize(
    ("typed", "title", "letters"),
    [
        ("w256", "mlp-w256-adam", (4, 5, 6, 7)),
        ("go runs", "Go to runs", (0, 1, 6, 7, 8, 9)),
        ("THEME", "Switch theme", (7, 8, 9, 10, 11)),
        ("a", "Data and args", (5,)),
        ("swth", "Switch theme", (0, 1, 3, 5)),
        ("", "Anything", ()),
    ],
)
def test_match_marks_the_letters(typed: str, title: str, letters: tuple[int, ...]) -> None:
    found = match(typed, title)
    assert found is not None
    assert found.letters == letters


@pytest.mark.parametrize(
    ("typed", "title"), [("xyz", "Switch theme"), ("go trash", "Go to runs"), ("zz", "a z")]
)
def test_match_refuses(typed: str, title: str) -> None:
    assert match(typed, title) is None


def test_start_of_a_word_beats_its_inside_and_scattered_letters() -> None:
    scores = [match("run", title) for title in ("Run again", "Go to runs", "Prune old", "Retry until now")]
    found = [score.score for score in scores if score is not None]
    assert found == sorted(set(found))
    assert len(found) >= 3


@pytest.mark.parametrize(
    ("shortcut", "keys"),
    [
        ("Ctrl+K", ["Ctrl", "K"]),
        ("Ctrl++", ["Ctrl", "+"]),
        ("?", ["?"]),
        ("Shift+L", ["Shift", "L"]),
    ],
)
def test_keys_are_shown_one_by_one(shortcut: str, keys: list[str]) -> None:
    assert key_words(shortcut) == keys


@pytest.fixture
def shown(tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    with seeding.bulk(tmp_path, 60, params=3, metrics=4) as store:
        folder = store.folder
    with opened(folder, tmp_path / "desktop.ini") as found:
        found.window.show()
        qtbot.waitUntil(found.tasks.idle)
        yield found


@pytest.fixture
def palette(shown: Opened, qtbot: QtBot) -> CommandPalette:
    with qtbot.waitActive(shown.window):
        shown.window.activateWindow()
    qtbot.keyClick(shown.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert shown.actions.palette.isVisible()
    return shown.actions.palette


def titles(palette: CommandPalette, group: str) -> list[str]:
    return [choice.title for choice in palette.choices() if choice.group == group]


def type_in(palette: CommandPalette, shown: Opened, qtbot: QtBot, text: str) -> None:
    palette.field.clear()
    qtbot.keyClicks(palette.field, text)
    qtbot.waitUntil(shown.tasks.idle)


def test_opens_where_the_picture_says(shown: Opened, palette: CommandPalette) -> None:
    panel = palette.panel.geometry()
    assert (panel.width(), panel.top()) == (640, 96)
    assert panel.left() == (shown.window.width() - 640) // 2
    assert palette.geometry() == shown.window.rect()
    assert palette.field.hasFocus()


def test_offers_commands_pages_and_settings_before_anything_is_typed(palette: CommandPalette) -> None:
    assert titles(palette, "Pages") == ["Runs"]
    assert "Show keyboard shortcuts" in titles(palette, "Commands")
    assert "Open the command palette" not in titles(palette, "Commands")
    assert any(title.startswith("Switch to the") for title in titles(palette, "Settings"))
    assert titles(palette, "Runs") == []


def test_finds_runs_by_name_newest_first(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, "run-00002")
    assert titles(palette, "Runs") == ["run-000029", "run-000028", "run-000027", "run-000026"]
    first = palette.choices()[0]
    assert first.letters == tuple(range(9))
    assert first.hash == f"{29:024x}"[:8]


def test_finds_archived_runs_too(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, "run-000040")
    assert titles(palette, "Runs") == ["run-000040"]


def test_finds_a_run_by_the_start_of_its_hash(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, f"{31:024x}")
    assert titles(palette, "Runs") == ["run-000031"]


@pytest.mark.parametrize("text", ['"', "\\", "a' or 1 == 1", "((", "%_"])
def test_odd_characters_find_nothing_and_break_nothing(
    palette: CommandPalette, shown: Opened, qtbot: QtBot, text: str
) -> None:
    type_in(palette, shown, qtbot, text)
    assert titles(palette, "Runs") == []


def test_enter_opens_the_first_and_arrows_move(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, "run-00002")
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    qtbot.waitUntil(lambda: shown.window.route is not None and shown.window.route.run == f"{28:024x}")


def test_arrows_go_round_and_skip_heads(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    last = palette.list.currentIndex().row()
    assert last == palette.model.rowCount() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1


def test_runs_the_command_that_was_typed(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    before = tokens().dark
    type_in(palette, shown, qtbot, "switch theme")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tokens().dark != before)
    qtbot.keyClick(
        shown.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert tokens().dark == before


def test_what_cannot_run_is_not_offered(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, "close this run")
    assert titles(palette, "Commands") == []


def test_commands_of_the_page_come_before_the_windows(palette: CommandPalette, shown: Opened) -> None:
    palette.dismiss()
    shown.commands.add(
        Command("runs.tag", "Tag the 3 selected runs", "", "check", "T", "runs", partial(print))
    )
    palette.pop_up()
    assert titles(palette, "Commands")[0] == "Tag the 3 selected runs"


def test_escape_closes_and_gives_the_focus_back(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert shown.window.focusWidget() is not palette.field


def test_click_beside_the_panel_closes(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()


def test_shortcut_sheet_names_every_key(palette: CommandPalette, shown: Opened, qtbot: QtBot) -> None:
    palette.dismiss()
    shown.commands.press("?")
    sheet = shown.actions.sheet
    assert sheet.isVisible()
    words = {label.text() for label in sheet.findChildren(Label)}
    assert {command.title for command in shown.commands.active() if command.shortcut} <= words
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_list_model_is_sound(palette: CommandPalette, qtbot: QtBot) -> None:
    model = PaletteListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_choices(palette.choices(), {"Commands": "3 of 9"})
    model.set_choices([], {})
    assert tester.model() is model


@pytest.fixture
def viewed(shown: Opened, qtbot: QtBot) -> Opened:
    for name in ("Best of w256", "Failed today"):
        shown.tasks.write(partial(views.put, kind="runs.view", name=name, data={}))
    qtbot.waitUntil(shown.tasks.idle)
    return shown


def scoped(palette: CommandPalette, shown: Opened, qtbot: QtBot, key: Qt.Key) -> str:
    qtbot.keyClick(palette.field, key)
    qtbot.waitUntil(shown.tasks.idle)
    return palette.scope.text()


def test_tab_goes_round_the_scopes_and_each_shows_only_its_own(
    viewed: Opened, palette: CommandPalette, qtbot: QtBot
) -> None:
    groups = {}
    qtbot.waitUntil(lambda: viewed.tasks.idle() and "Saved views" in {c.group for c in palette.choices()})
    for _ in range(5):
        groups[palette.scope.text()] = {choice.group for choice in palette.choices()}
        scoped(palette, viewed, qtbot, Qt.Key.Key_Tab)
    assert groups == {
        "Everything": {"Commands", "Pages", "Saved views", "Settings"},
        "Commands": {"Commands", "Settings"},
        "Pages": {"Pages"},
        "Runs": {"Runs"},
        "Views": {"Saved views"},
    }
    assert palette.scope.text() == "Everything"
    assert scoped(palette, viewed, qtbot, Qt.Key.Key_Backtab) == "Views"


def test_runs_scope_lists_the_newest_and_more_of_what_fits(
    shown: Opened, palette: CommandPalette, qtbot: QtBot
) -> None:
    for _ in range(3):
        scoped(palette, shown, qtbot, Qt.Key.Key_Tab)
    assert titles(palette, "Runs")[0] == "run-000060"
    assert len(titles(palette, "Runs")) == 50
    type_in(palette, shown, qtbot, "run-00002")
    assert len(titles(palette, "Runs")) == 10
    palette.dismiss()
    palette.pop_up()
    assert palette.scope.text() == "Everything"


def test_saved_view_is_opened(viewed: Opened, palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.waitUntil(viewed.tasks.idle)
    type_in(palette, viewed, qtbot, "failed to")
    [choice] = [choice for choice in palette.choices() if choice.group == "Saved views"]
    assert (choice.title, choice.kind) == ("Failed today", "View")
    palette.list.setCurrentIndex(palette.model.index(palette.model.rowCount() - 1, 0))
    choice.act()
    assert viewed.page().routes[-1] == Route("runs", view="Failed today")


def test_what_was_typed_can_be_searched_for(shown: Opened, palette: CommandPalette, qtbot: QtBot) -> None:
    type_in(palette, shown, qtbot, "run- 00002")
    [choice] = [choice for choice in palette.choices() if choice.title.startswith("Search runs for")]
    choice.act()
    route = shown.page().routes[-1]
    assert route.query == '"run-" in run.name and "00002" in run.name'
    parse(route.query)


def test_a_key_that_the_page_takes_is_listed_once(shown: Opened, palette: CommandPalette) -> None:
    palette.dismiss()
    shown.commands.add(Command("runs.refresh", "Refresh", "", "refresh-cw", "F5", "runs", partial(print)))
    keys = [command.shortcut for command in shown.commands.keyed()]
    assert keys.count("F5") == 1
    assert len(keys) == len(set(keys))
    assert "app.refresh" not in [command.id for command in shown.commands.keyed()]


def test_sheet_scrolls_by_the_keys_and_keeps_those_of_the_page(
    shown: Opened, palette: CommandPalette, qtbot: QtBot
) -> None:
    palette.dismiss()
    done: list[bool] = []
    shown.commands.add(Command("runs.tag", "Tag", "", "check", "T", "runs", partial(done.append, True)))
    shown.window.resize(900, 480)
    shown.commands.run("help.shortcuts")
    sheet = shown.actions.sheet
    bar = sheet._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(shown.window.focusWidget(), Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(shown.window.focusWidget(), Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(shown.window.focusWidget(), Qt.Key.Key_T)
    assert done == []


def test_every_command_that_can_run_is_offered(shown: Opened, palette: CommandPalette) -> None:
    offered = {choice.title for choice in palette.choices()}
    missing = [
        command.id
        for command in shown.commands.active()
        if command.enabled() and command.title not in offered and not command.id.startswith("go.page.")
    ]
    assert missing == ["app.palette"]
    pages = {command.tip for command in shown.commands.active() if command.id.startswith("go.page.")}
    assert pages == set(titles(palette, "Pages"))
