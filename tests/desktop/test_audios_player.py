"""The player alone: it is told late what became of the sound before."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.reading import Source
from runyard.domain.item import Item
from support.sounds import wav


def test_the_late_failure_of_a_sound_that_was_left_does_not_stop_the_next_one(
    tmp_path: Path, qtbot: QtBot
) -> None:
    sources = []
    for at in range(2):
        path = tmp_path / f"{at}.wav"
        path.write_bytes(wav(5))
        sources.append(Source(Item(at, 1, at, 0, 0, None, {}, 1), path))
    told: list[str] = []
    player = Player()
    player.failed.connect(told.append)
    player.play(sources[0])
    qtbot.waitUntil(lambda: player.playing)
    player.play(sources[1])
    assert player._player is not None
    player._player.errorOccurred.emit(player._player.error(), "late")  # before Qt was told of the second
    qtbot.waitUntil(lambda: told != [] or player.playing)
    assert told == []
    assert player.item_id == 1
    player.stop()
    qtbot.waitUntil(lambda: not player.playing)
