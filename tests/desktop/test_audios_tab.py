"""The audio tab: rows, waveforms, playing, ranges, files, and what goes wrong."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.audios import multimedia, reading
from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.places import Places, places
from runyard.desktop.kinds.audios.tab import AudiosTab
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.storage.store import Store
from support.logged import Logged
from support.sounds import ENCODED, wav

Settle = Callable[[], None]
Sound = tuple[int, int, bytes, dict[str, Any]]


def meta(name: str = "wav", **more: Any) -> dict[str, Any]:
    return {"caption": "", "format": name, "rate": 8000, "channels": 1, "seconds": 0.5, **more}


def logged(folder: Path, sounds: list[Sound], name: str = "speech", **more: Any) -> Logged:
    store = Store.open(folder)
    run = Logged(store, live=True)
    run.items(DataKind.AUDIO, name, sounds, more.pop("context", {"subset": "val"}), **more)
    return run


@pytest.fixture
def make_tab(workspace: Workspace, qtbot: QtBot, settle: Settle) -> Callable[[Logged], AudiosTab]:
    """Return a function that shows a run and waits until its waveforms are there."""
    runs: list[Logged] = []

    def make(run: Logged) -> AudiosTab:
        runs.append(run)
        tab = AudiosTab(workspace, CommandSet())
        qtbot.addWidget(tab)
        QAbstractItemModelTester(tab.model, tab)
        tab.resize(1200, 640)
        tab.show()
        tab.show_run(run.id)
        settle()
        wait_drawn(tab, qtbot)
        return tab

    yield make
    for run in runs:
        run.leave()
        run.store.close()


def wait_drawn(tab: AudiosTab, qtbot: QtBot) -> None:
    def drawn() -> bool:
        rows = tab.view.rows_in_sight()
        return not tab.model.missing(*rows) and not tab.model.undrawn(*rows)

    if tab.model.rowCount():
        qtbot.waitUntil(drawn)


def played(tab: AudiosTab) -> list[bool]:
    """Return what will say of each change whether it plays; a short sound may be over before one looks."""
    told: list[bool] = []
    tab.player.changed.connect(lambda: told.append(tab.player.playing))
    return told


def spots(tab: AudiosTab, row: int) -> Places:
    return places(tab.view.visualRect(tab.model.index(row)))


def click(tab: AudiosTab, qtbot: QtBot, spot: QPoint) -> None:
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


THREE = [
    (step, index, wav(0.5), meta(caption=f"word {index}")) for step in (10, 20, 30) for index in range(2)
]


def test_rows_stand_newest_first_with_waveforms(
    folder: Path, make_tab: Callable[[Logged], AudiosTab]
) -> None:
    tab = make_tab(logged(folder, THREE, epoch=3.0))
    items = [tab.model.item(row) for row in range(6)]
    assert [(item.step, item.index) for item in items if item] == [
        (30, 0), (30, 1), (20, 0), (20, 1), (10, 0), (10, 1),
    ]  # fmt: skip
    assert [tab.model.begins_step(row) for row in range(6)] == [True, False] * 3
    waves = [tab.model.drawn(item.id) for item in items if item]
    assert all(wave is not None and wave.waveform is not None and len(wave.waveform.low) for wave in waves)
    assert tab.model.data(tab.model.index(0)) == "Step 30, word 0, WAV, 8 kHz, mono, 8 KB"


def test_the_order_and_the_ranges_choose_the_rows(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot, settle: Settle
) -> None:
    tab = make_tab(logged(folder, THREE))
    tab.order.set_key("oldest")
    tab.order.chosen.emit("oldest")
    settle()
    assert [item.step for row in range(6) if (item := tab.model.item(row))] == [10, 10, 20, 20, 30, 30]
    handles = {found.accessibleName(): found for found in tab.ranges.findChildren(QSlider)}
    qtbot.keyClick(handles["Steps, first"], Qt.Key.Key_Right)
    settle()
    assert tab.ranges.steps == (20, 30)
    assert [item.step for row in range(tab.model.rowCount()) if (item := tab.model.item(row))] == [
        20, 20, 30, 30,
    ]  # fmt: skip


def test_space_plays_and_pauses_and_only_one_plays(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot
) -> None:
    tab = make_tab(logged(folder, [(1, at, wav(5), meta(seconds=5.0)) for at in range(3)]))
    tab.view.setFocus()
    tab.view.setCurrentIndex(tab.model.index(0))
    qtbot.keyClick(tab.view, Qt.Key.Key_Space)
    first = tab.model.id_at(0)
    qtbot.waitUntil(lambda: tab.player.item_id == first and tab.player.playing)
    assert tab.bar.title.text() == "Step 1, Index 0"
    qtbot.keyClick(tab.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not tab.player.playing)
    qtbot.keyClick(tab.view, Qt.Key.Key_Down)
    qtbot.keyClick(tab.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: tab.player.item_id == tab.model.id_at(1) and tab.player.playing)
    click(tab, qtbot, spots(tab, 2).play.center())
    qtbot.waitUntil(lambda: tab.player.item_id == tab.model.id_at(2) and tab.player.playing)
    tab.deactivate()
    qtbot.waitUntil(lambda: not tab.player.playing)


@pytest.mark.parametrize("name", ["wav", "ogg"])
def test_going_from_sound_to_sound_at_once_holds_nothing_up(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], settle: Settle, name: str
) -> None:
    """A decoder that is stopped while it reads must not need the interpreter: both would wait for ever."""
    content = wav(30, rate=44100, channels=2) if name == "wav" else ENCODED["ogg"]
    tab = make_tab(logged(folder, [(1, at, content, meta(name)) for at in range(2)]))
    items = [item for row in range(2) if (item := tab.model.item(row))]
    sources: list[reading.Source] = []
    for item in items:
        tab.workspace.tasks.read(
            partial(reading.source, item=item), owner=tab, key=item.id, then=sources.append
        )
    settle()
    for turn in range(40):
        tab.player.play(sources[turn % 2])  # while the one before is still being opened
        assert tab.player.item_id == sources[turn % 2].item.id


def test_arrows_and_the_waveform_seek(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot
) -> None:
    tab = make_tab(logged(folder, [(1, 0, wav(20, bits=8), meta(seconds=20.0))]))
    tab.view.setFocus()
    tab.view.setCurrentIndex(tab.model.index(0))
    qtbot.keyClick(tab.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: tab.player.playing and tab.player.duration == 20_000)
    qtbot.keyClick(tab.view, Qt.Key.Key_Space)
    wave = spots(tab, 0).wave
    click(tab, qtbot, QPoint(wave.center().x(), wave.center().y()))
    qtbot.waitUntil(lambda: 9_000 < tab.player.position < 11_000)
    qtbot.keyClick(tab.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: 14_000 < tab.player.position < 16_000)
    qtbot.keyClick(tab.view, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: 13_000 < tab.player.position < 15_000)
    tab.bar.place.setValue(100)
    qtbot.waitUntil(lambda: 1_500 < tab.player.position < 2_500)
    tab.bar.volume.setValue(30)
    tab.bar.mute.click()
    assert tab.player._output is not None
    assert tab.player._output.isMuted()
    tab.bar.volume.setValue(40)
    assert not tab.player._output.isMuted()


def test_a_sound_that_is_over_can_be_played_again(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot
) -> None:
    tab = make_tab(logged(folder, [(1, 0, wav(0.2), meta(seconds=0.2))]))
    tab.playing.toggle(0)
    qtbot.waitUntil(lambda: tab.player.position > 0 and not tab.player.playing)
    told = played(tab)
    tab.bar.play.click()
    qtbot.waitUntil(lambda: True in told and not tab.player.playing)


@pytest.mark.parametrize("name", ["mp3", "flac", "ogg"])
def test_what_qt_decodes_is_drawn_and_played(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot, name: str
) -> None:
    tab = make_tab(logged(folder, [(1, 0, ENCODED[name], meta(name, seconds=None))]))
    item_id = tab.model.id_at(0)
    assert item_id is not None
    wave = tab.model.drawn(item_id)
    assert wave is not None
    assert wave.waveform is not None
    assert wave.waveform.seconds == pytest.approx(0.375, abs=0.05)
    assert 20 < wave.waveform.high.max() < 60
    told = played(tab)
    tab.playing.toggle(0)
    qtbot.waitUntil(lambda: True in told and not tab.player.playing and tab.player.position > 300)


def test_bad_files_say_so_in_their_row_and_the_others_play(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot, settle: Settle
) -> None:
    playlist = b"ID3\x04\0\0\0\0\0\0#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n"
    sounds = [wav()[:30], b"", playlist, wav(0.5, claimed=0xFFFFFFF0), ENCODED["mp3"][:40], wav(5)]
    tab = make_tab(logged(folder, [(1, at, data, meta(seconds=None)) for at, data in enumerate(sounds)]))
    outcomes = [tab.model.drawn(tab.model.id_at(row) or 0) for row in range(6)]
    said = [bool(outcome and outcome.problem) for outcome in outcomes]
    assert said == [True, True, True, False, True, False]
    assert outcomes[0] is not None
    assert outcomes[0].problem == "This WAV file is cut off before its sound"
    for row in (0, 1, 2, 4):
        tab.playing.toggle(row)
        settle()
        assert not tab.player.playing
    tab.playing.toggle(5)
    qtbot.waitUntil(lambda: tab.player.playing)


def test_a_missing_file_is_told_in_its_row(folder: Path, make_tab: Callable[[Logged], AudiosTab]) -> None:
    run = logged(folder, THREE[:1])
    for blob in run.store.blobs.rglob("*"):
        if blob.is_file():
            blob.unlink()
    tab = make_tab(run)
    outcome = tab.model.drawn(tab.model.id_at(0) or 0)
    assert outcome is not None
    assert outcome.problem == "The file of this sound is missing from the repository"


def test_no_sound_device_is_told(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = multimedia.load()
    assert module is not None
    monkeypatch.setattr(module.QMediaDevices, "audioOutputs", list)
    tab = make_tab(logged(folder, THREE[:1]))
    assert tab.strip.isVisible()
    assert tab.strip.words.text() == "There is no sound device, so sounds run without being heard"


def test_without_multimedia_the_waveforms_and_files_are_there(
    folder: Path,
    make_tab: Callable[[Logged], AudiosTab],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settle: Settle,
) -> None:
    monkeypatch.setattr(multimedia, "load", lambda: None)
    monkeypatch.setattr(multimedia, "why_missing", lambda: "Playing needs the system library libpulse.so.0")
    tab = make_tab(logged(folder, [*THREE[:1], (10, 1, ENCODED["ogg"], meta("ogg"))]))
    assert tab.strip.words.text() == "Playing needs the system library libpulse.so.0"
    first, second = (tab.model.drawn(tab.model.id_at(row) or 0) for row in range(2))
    assert first is not None
    assert first.waveform is not None
    assert second is not None
    assert second.problem == "Not drawn without QtMultimedia"
    tab.playing.toggle(0)
    settle()
    assert not tab.player.playing
    item = tab.model.item(1)
    assert item is not None
    tab.save(item, tmp_path / "kept.ogg")
    settle()
    assert (tmp_path / "kept.ogg").read_bytes() == ENCODED["ogg"]


def test_saving_where_one_may_not_is_told_and_leaves_nothing(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], tmp_path: Path, settle: Settle
) -> None:
    tab = make_tab(logged(folder, THREE[:1]))
    told: list[str] = []
    tab.workspace.noticed.connect(lambda notice: told.append(notice.text))
    item = tab.model.item(0)
    assert item is not None
    tab.save(item, tmp_path / "nowhere" / "a.wav")
    settle()
    assert told == ["a.wav could not be written. No such file or directory"]


def test_what_is_logged_meanwhile_comes_on_top_and_moves_nothing(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], qtbot: QtBot, settle: Settle
) -> None:
    run = logged(folder, [(step, 0, wav(0.02), meta()) for step in range(40)])
    tab = make_tab(run)
    scroll = tab.view.verticalScrollBar()
    scroll.setValue(500)
    tab.view.setCurrentIndex(tab.model.index(10))
    current, top = tab.model.id_at(10), tab.model.id_at(tab.view.rows_in_sight()[0])
    run.items(DataKind.AUDIO, "speech", [(50, 0, wav(0.02), meta())], {"subset": "val"})
    tab.workspace.tasks.changed.connect(tab.refresh)
    tab.workspace.tasks.look()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 41)
    assert tab.model.id_at(tab.view.currentIndex().row()) == current
    assert tab.model.id_at(tab.view.rows_in_sight()[0]) == top
    assert [row.key.name for row in tab.list.model.series] == ["speech"]


def test_a_long_list_fetches_only_what_is_seen(qtbot: QtBot) -> None:
    model = AudioListModel()
    QAbstractItemModelTester(model)
    model.set_ids(array("q", range(100_000)))
    assert len(model.missing(50_000, 50_010)) <= 201
    for first in range(0, 20_000, 100):
        model.put_items([Item(at, 1, at, 0, 0, None, {}, 1) for at in range(first, first + 100)])
    assert model.item(19_999) is not None
    assert model.item(0) is None


def test_empty_runs_and_failures_have_their_faces(
    folder: Path, workspace: Workspace, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(folder)
    run = Logged(store)
    tab = AudiosTab(workspace, CommandSet())
    qtbot.addWidget(tab)
    tab.show_run(run.id)
    settle()
    assert tab.faces.face == "empty"
    tab.show_run(run.id + 99)
    settle()
    assert tab.faces.face == "failed"
    store.close()


@pytest.mark.parametrize("part", ["extent", "ids"])
def test_rows_that_could_not_be_read_are_read_when_it_is_tried_again(
    part: str,
    folder: Path,
    make_tab: Callable[[Logged], AudiosTab],
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = getattr(reading, part)

    def broken(*_: object, **__: object) -> None:
        raise KnownProblem("The disk is busy", "Try again")

    monkeypatch.setattr(reading, part, broken)
    tab = make_tab(logged(folder, THREE))
    assert tab.faces.face == "failed"
    monkeypatch.setattr(reading, part, whole)
    tab.faces._message._action.click()
    settle()
    assert (tab.faces.face, tab.rows.face, tab.model.rowCount()) == ("content", "content", 6)


def test_a_sound_that_is_still_being_read_does_not_begin_when_the_tab_was_left(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = make_tab(logged(folder, THREE))
    begun: list[object] = []
    monkeypatch.setattr(tab.player, "play", lambda *given: begun.append(given))
    tab.playing.toggle(0)
    tab.deactivate()
    settle()
    assert begun == []


def test_the_sound_that_fails_is_told_of_not_the_row_the_keyboard_went_to(
    folder: Path, make_tab: Callable[[Logged], AudiosTab], settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = make_tab(logged(folder, THREE))

    def broken(*_: object, **__: object) -> None:
        raise KnownProblem("The file of this sound is missing", "")

    monkeypatch.setattr(reading, "source", broken)
    tab.playing.toggle(0)
    tab.view.setCurrentIndex(tab.model.index(2))
    settle()
    told = [tab.model.drawn(tab.model.id_at(row) or 0) for row in (0, 2)]
    assert [drawn is not None and bool(drawn.problem) for drawn in told] == [True, False]
