"""`PlayBar`: what is played, how far it is, and how loud."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.words import caption, clock, heading
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Button, ElidedLabel, Label, Slider
from runyard.domain.item import Item

_PARTS = 1000


class PlayBar(QWidget):
    """Previous, play and next, the place in the sound, the volume. `moved` asks for another row."""

    moved = Signal(int)
    toggled = Signal()

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self._player = player
        self.before = Button("", "skip-back", "icon", tip="Play the one before")
        self.play = Button("", "play", "icon", filled=True, tip="Play")
        self.after = Button("", "skip-forward", "icon", tip="Play the one after")
        self.title = ElidedLabel()
        self.title.setMaximumWidth(scaled(220))
        self.place = Slider(0, _PARTS, name="Place in the sound")
        self.time = Label(tone="text_soft")
        self.mute = Button("", "volume-2", "icon", tip="Mute")
        self.mute.setCheckable(True)
        self.volume = Slider(0, 100, name="Volume")
        self.volume.setMaximumWidth(96)
        self.volume.setValue(80)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        for part in (self.before, self.play, self.after):
            row.addWidget(part)
        row.addWidget(self.title, 2)
        row.addWidget(self.place, 4)
        row.addWidget(self.time)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.mute)
        row.addWidget(self.volume, 1)
        self.before.clicked.connect(self._go_back)
        self.after.clicked.connect(self._go_on)
        self.play.clicked.connect(self.toggled)
        self.place.valueChanged.connect(self._seek)
        self.mute.toggled.connect(self._mute)
        self.volume.valueChanged.connect(self._set_volume)
        player.changed.connect(self.follow)
        player.moved.connect(self.follow)
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Say what is played."""
        self.title.set_text(f"{heading(item)}, {caption(item)}" if item is not None else "Nothing is played")
        self.title.set_tone("text" if item is not None else "text_faint")
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show where the player is."""
        there = self._player.item_id is not None
        end, at = self._player.duration, self._player.position
        self.place.blockSignals(True)
        self.place.setValue(round(at / end * _PARTS) if end > 0 and there else 0)
        self.place.blockSignals(False)
        self.place.setEnabled(there and end > 0)
        self.time.setText(f"{clock(at / 1000)} / {clock(end / 1000)}" if there else "")
        self.place.setAccessibleDescription(self.time.text())
        playing = self._player.playing
        self.play.set_icon("pause" if playing else "play")
        self.play.set_tip("Pause" if playing else "Play")

    def allow(self, play: bool, before: bool, after: bool) -> None:
        """Say what there is to play."""
        self.play.setEnabled(play)
        self.before.setEnabled(before)
        self.after.setEnabled(after)

    @Slot(int)
    def _seek(self, part: int) -> None:
        if self._player.duration > 0:
            self._player.seek(round(part / _PARTS * self._player.duration))

    @Slot(bool)
    def _mute(self, muted: bool) -> None:
        self._player.set_muted(muted)
        self.mute.set_icon("volume-x" if muted else "volume-2")
        self.mute.set_tip("Play with sound again" if muted else "Mute")

    @Slot(int)
    def _set_volume(self, volume: int) -> None:
        self._player.set_volume(volume / 100)
        if self.mute.isChecked() and volume:
            self.mute.setChecked(False)

    @Slot()
    def _go_back(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _go_on(self) -> None:
        self.moved.emit(1)
