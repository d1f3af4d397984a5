"""Images chosen by keys and mouse, opened, saved and copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.images.grid.cells import check_rect, open_rect
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.storage.objects import items
from runyard.storage.store import Store
from support.images_tab import click, drawn, run, shown, spot, tab

__all__ = ["drawn", "run", "shown", "tab"]

Settle = Callable[[], None]
_LEFT = Qt.MouseButton.LeftButton
_Key = Qt.Key
VAL, TRAIN = {"subset": "val"}, {"subset": "train"}


def test_the_keyboard_walks_opens_and_selects(shown: ImagesTab, qtbot: QtBot, drawn: Settle) -> None:
    grid, choosing = shown.grid, shown.grid.choosing
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(grid, _Key.Key_Right)
    here = choosing.current
    assert here >= 0
    qtbot.keyClick(grid, _Key.Key_Home)
    assert choosing.current == 0
    qtbot.keyClick(grid, _Key.Key_Down)
    assert grid.rows.ids[choosing.current] == grid.rows.ids[grid.layout_.moved(0, 1)]
    qtbot.keyClick(grid, _Key.Key_Up)
    qtbot.keyClick(grid, _Key.Key_X)
    qtbot.keyClick(grid, _Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, _Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert choosing.ordered() == list(grid.rows.ids[0:3])
    assert shown.gallery.foot.save.text() == "Save 3 images…"
    qtbot.keyClick(grid, _Key.Key_Escape)
    assert not choosing.ids
    qtbot.keyClick(grid, _Key.Key_End)
    assert choosing.current == 49
    assert 49 in grid.visible()
    assert grid.accessibleDescription() == "" or "Step 0, index 4" in grid.accessibleDescription()
    qtbot.keyClick(grid, _Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(choosing.ids) == 50
    drawn()


def test_clicks_choose_as_in_tables(shown: ImagesTab, qtbot: QtBot) -> None:
    grid, choosing = shown.grid, shown.grid.choosing
    click(qtbot, shown, 1)
    assert (choosing.current, choosing.ids) == (1, frozenset())
    click(qtbot, shown, 3, Qt.KeyboardModifier.ShiftModifier)
    assert choosing.ordered() == list(grid.rows.ids[1:4])
    click(qtbot, shown, 2, Qt.KeyboardModifier.ControlModifier)
    assert choosing.ordered() == [grid.rows.ids[1], grid.rows.ids[3]]
    box = check_rect(grid.layout_.rect(0)).center() + QPoint(16, 0)
    qtbot.mouseClick(grid.viewport(), _LEFT, pos=box)
    assert len(choosing.ids) == 3
    qtbot.mouseClick(shown.gallery.foot.clear, _LEFT)
    assert not choosing.ids
    assert not shown.gallery.foot.save.isVisible()


def test_an_image_opens_by_its_button_double_click_and_enter(
    shown: ImagesTab, qtbot: QtBot, settle: Settle
) -> None:
    grid, box = shown.grid, shown.lightbox
    qtbot.mouseMove(grid.viewport(), spot(shown, 1))
    qtbot.mouseClick(grid.viewport(), _LEFT, pos=open_rect(grid.layout_.rect(1)).center() + QPoint(16, 0))
    assert (box.isVisible(), box.number) == (True, 1)
    qtbot.keyClick(box.canvas, _Key.Key_Escape)
    assert not box.isVisible()
    qtbot.mouseDClick(grid.viewport(), _LEFT, pos=spot(shown, 2))
    assert box.number == 2
    box.close_box()
    qtbot.keyClick(grid, _Key.Key_Return)
    assert box.number == 2
    settle()
    box.close_box()


def test_selected_images_are_saved_as_they_were_logged(
    shown: ImagesTab,
    store: Store,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    settle: Settle,
) -> None:
    told: list[str] = []
    shown.workspace.noticed.connect(lambda notice: told.append(notice.text))
    place = tmp_path / "saved"
    place.mkdir()
    (place / "misclassified-step90-0.png").write_bytes(b"kept")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    for number in range(3):
        shown.grid.choosing.toggle(number)
    qtbot.mouseClick(shown.gallery.foot.save, _LEFT)
    qtbot.waitUntil(lambda: told == ["Saved 3 images to saved"])
    assert sorted(file.name for file in place.iterdir()) == [
        f"misclassified-step90-{name}.png" for name in ("0 (2)", "0", "1", "2")
    ]
    assert (place / "misclassified-step90-0.png").read_bytes() == b"kept"
    item = items.one(store, shown.grid.rows.ids[1])
    assert item is not None
    assert (place / "misclassified-step90-1.png").read_bytes() == items.content(store, item)
    shown.grid.choosing.clear()
    shown.grid.choosing.set_current(4)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place / "one.png"), ""))
    shown.commands.run("images.save")
    qtbot.waitUntil(lambda: "Saved one.png" in told)
    shown.saver.write("x", list(shown.grid.rows.ids[:2]), tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "nowhere could not be written to" in told[-1])
    settle()


def test_the_current_image_is_copied(shown: ImagesTab, qtbot: QtBot) -> None:
    click(qtbot, shown, 2)
    with qtbot.waitSignal(shown.workspace.noticed):
        qtbot.keyClick(shown.grid, _Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().width() == 8
    menu = shown.make_menu()
    assert menu is not None
    titles = [action.text() for action in menu.actions()]
    assert titles == ["Open", "Copy image", "Copy caption", "Save image…", "Select"]
    menu.actions()[2].trigger()
    assert QGuiApplication.clipboard().text() == "90 as 2, 0.25"
    menu.close()
