"""What means harm in the grid, and what is fetched, made and kept of thousands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.images.grid.thumbs import Thumbnails
from runyard.desktop.kinds.images.options import SIZES
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.parts.pictures import Picture
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage.objects import items
from runyard.storage.store import Store
from support.images_tab import drawn, run, shown, tab
from support.logged import Logged
from support.pictures import SVG, bomb, encoded, log_steps, meta, moving

__all__ = ["drawn", "run", "shown", "tab"]

Settle = Callable[[], None]
_LEFT = Qt.MouseButton.LeftButton
_Key = Qt.Key
VAL, TRAIN = {"subset": "val"}, {"subset": "train"}


def test_content_that_means_harm_is_a_sentence_in_its_cell(
    tab: ImagesTab, store: Store, drawn: Settle, qtbot: QtBot
) -> None:
    whole = encoded(300, 200)
    logged = [whole, whole[: len(whole) // 2], bomb(), SVG, b"nothing", moving(), encoded(9, 9)]
    run = Logged(store)
    run.items(
        DataKind.IMAGE, "odd", [(1, n, data, meta("<b>bold</b>" * 3000)) for n, data in enumerate(logged)]
    )
    ids = items.of_series(store, 1)
    gone = next(one for one in ids if one.index == 6)
    assert gone.sha256 is not None
    items.blob_path(store, gone.sha256).unlink()
    tab.show_run(run.id)
    drawn()
    made = [tab.grid.made(number) for number in range(7)]
    assert isinstance(made[0], Picture)
    assert isinstance(made[1], Picture)
    assert made[1].cut
    assert isinstance(made[5], Picture)
    assert made[5].animated
    said = [one.sentence for one in made if isinstance(one, KnownProblem)]
    assert said[0].startswith("60,000 × 60,000 pixels")
    assert said[1:] == [
        "SVG is not shown as an image, as it can refer to other files",
        "This is no picture that can be shown",
        "The file of this image is missing",
    ]  # fmt: skip
    tab.gallery.bar.chosen.emit({"size": SIZES[-2]})
    drawn()
    assert not tab.grid.grab().isNull()


def test_only_what_is_in_sight_is_fetched_and_made(tab: ImagesTab, store: Store, drawn: Settle) -> None:
    made = Logged(store)
    for first in range(0, 400, 100):
        same = encoded()
        made.items(
            DataKind.IMAGE,
            "many",
            [(s, i, same, meta()) for s in range(first, first + 100) for i in range(10)],
        )
    tab.show_run(made.id)
    drawn()
    assert len(tab.grid.rows.ids) == 4000
    assert len(tab.grid.visible()) < 100
    assert tab.grid.rows.get(3000) is None
    assert tab.gallery.thumbs.bytes < 200_000  # the same content is made once
    tab.grid.verticalScrollBar().setValue(tab.grid.verticalScrollBar().maximum())
    drawn()
    assert tab.grid.rows.get(3999) is not None


def test_thumbnails_are_kept_within_their_bytes(
    tab: ImagesTab, store: Store, drawn: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.grid.thumbs.MOST_BYTES", 1_000_000)
    run = Logged(store)
    log_steps(run, range(100), 4)
    tab.show_run(run.id)
    drawn()
    bar = tab.grid.verticalScrollBar()
    for value in range(0, bar.maximum(), bar.pageStep()):
        bar.setValue(value)
        drawn()
        assert tab.gallery.thumbs.idle
        assert tab.gallery.thumbs.bytes <= 1_000_000
    keeper: Thumbnails = tab.gallery.thumbs
    assert keeper.bytes == sum(
        one.image.sizeInBytes() + 200 for one in keeper._made.values() if isinstance(one, Picture)
    )


def test_a_screen_that_holds_more_than_is_kept_comes_to_rest(
    shown: ImagesTab, drawn: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runyard.desktop.kinds.images.grid.thumbs.MOST_BYTES", 10_000)
    shown.gallery.bar.chosen.emit({"size": SIZES[5]})
    drawn()
    assert shown.gallery.thumbs.idle
    assert len(shown.gallery.thumbs._made) == len(shown.grid.visible())


def test_what_was_scrolled_past_is_not_made(shown: ImagesTab, drawn: Settle) -> None:
    thumbs = shown.gallery.thumbs
    thumbs.forget()
    everything = [one for number in range(50) if (one := shown.grid.wanted(number)) is not None]
    thumbs.want(everything)
    thumbs.want(everything[:1])
    assert len(thumbs._queue) <= 1
    shown.deactivate()
    assert thumbs.idle
    shown.show_run(shown._run or 0)
    drawn()
