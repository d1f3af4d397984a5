"""`Player`: plays one sound at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot

from runyard.desktop.kinds.audios import multimedia
from runyard.desktop.kinds.audios.reading import Source

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

_SLACK_MS = 20


class Player(QObject):
    """Everything about playing; Qt's part of it is loaded with the first sound.

    Qt's player is told what to do by signals that wait for the event loop, never by a call from Python: it
    waits for its threads, and one of them may wait for the interpreter, to hand over a warning.

    `changed` tells that it plays, pauses or plays another; `moved` the place in ms; `failed` a cause;
    `devices_changed` that a sound device came or went.
    """

    changed = Signal()
    moved = Signal(object)
    failed = Signal(str)
    devices_changed = Signal()
    _open = Signal(QUrl)
    _play = Signal()
    _pause = Signal()
    _halt = Signal()
    _go = Signal("qlonglong")  # type: ignore[arg-type]  # the stub knows only types

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._devices: QMediaDevices | None = None
        self._source: Source | None = None
        self._volume, self._muted = 0.8, False
        self._wanted_ms = 0
        self.problem = ""

    @property
    def item_id(self) -> int | None:
        """Return what is played or paused."""
        return self._source.item.id if self._source is not None else None

    @property
    def playing(self) -> bool:
        """Whether it plays now."""
        return self._player is not None and self._player.isPlaying()

    @property
    def position(self) -> int:
        """Return the place in ms."""
        if self._player is None or self._source is None:
            return 0
        return self._wanted_ms or self._player.position()

    @property
    def duration(self) -> int:
        """Return the length in ms, 0 as long as it is not known."""
        return self._player.duration() if self._player is not None and self._source is not None else 0

    @property
    def silent(self) -> bool:
        """Whether there is no device to hear anything from."""
        module = multimedia.load() if self._player is not None else None
        return module is not None and not module.QMediaDevices.audioOutputs()

    def prepare(self) -> bool:
        """Load what playing needs; False, with `problem`, where it is missing."""
        if self._player is not None:
            return True
        module = multimedia.load()
        if module is None:
            self.problem = multimedia.why_missing()
            return False
        self._devices = module.QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._follow_device)
        self._output = module.QAudioOutput(self)
        self._player = module.QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._join(self._player)
        self._player.playbackStateChanged.connect(self.changed)
        self._player.durationChanged.connect(self._seek_wanted)
        self._player.positionChanged.connect(self._moved)
        self._player.errorOccurred.connect(self._failed)
        self._set_volume()
        return True

    def _join(self, player: QMediaPlayer) -> None:
        later = Qt.ConnectionType.QueuedConnection
        self._open.connect(player.setSource, later)
        self._play.connect(player.play, later)
        self._pause.connect(player.pause, later)
        self._halt.connect(player.stop, later)
        self._go.connect(player.setPosition, later)

    def play(self, source: Source, at_ms: int = 0) -> None:
        """Play a sound from a place on; what was played before stops."""
        if not self.prepare() or self._player is None:
            self.failed.emit(self.problem)
            return
        self.stop()
        self._source = source
        self._wanted_ms = at_ms
        self._open.emit(multimedia.address(source))
        self._play.emit()
        self.changed.emit()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._player is None or self._source is None:
            return
        if self._player.isPlaying():
            self._pause.emit()
        else:
            self._play.emit()

    def pause(self) -> None:
        """Pause."""
        if self._player is not None and self._source is not None:
            self._pause.emit()

    def seek(self, ms: int) -> None:
        """Go to a place."""
        if self._player is None or self._source is None:
            return
        end = self._player.duration()
        if end <= 0:
            self._wanted_ms = max(0, ms)
            return
        self._go.emit(max(0, min(ms, end - _SLACK_MS)))

    def set_volume(self, volume: float) -> None:
        """Play this loud, from 0 to 1 as it is heard."""
        self._volume = min(1.0, max(0.0, volume))
        self._set_volume()

    def set_muted(self, muted: bool) -> None:
        """Play without a sound, or with it again."""
        self._muted = muted
        self._set_volume()

    def stop(self) -> None:
        """Play nothing any more."""
        if self._player is None or self._source is None:
            return
        self._source, self._wanted_ms = None, 0
        self._halt.emit()
        self._open.emit(QUrl())
        self.changed.emit()

    def _set_volume(self) -> None:
        if self._output is not None:
            self._output.setVolume(self._volume**2)  # the ear hears shares of what there is
            self._output.setMuted(self._muted)

    @Slot()
    def _follow_device(self) -> None:
        module = multimedia.load()
        if module is not None and self._output is not None:
            self._output.setDevice(module.QMediaDevices.defaultAudioOutput())
        self.devices_changed.emit()

    @Slot()
    def _seek_wanted(self) -> None:
        """A place asked for before the length was known."""
        wanted, self._wanted_ms = self._wanted_ms, 0
        if wanted:
            self.seek(wanted)
        self.changed.emit()

    @Slot()
    def _moved(self) -> None:
        self.moved.emit(self.position)

    @Slot(object, str)
    def _failed(self, _error: object, words: str) -> None:
        if self._source is None or self._player is None:
            return
        if self._player.source() != multimedia.address(self._source):
            return  # of a sound that was left meanwhile; the one that is wanted waits to be opened
        self.stop()
        self.failed.emit(f"This sound cannot be played ({words})" if words else "This sound cannot be played")
