"""`Playing`: brings what a person asks of the list and the bar to the player."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.kinds.audios import reading
from runyard.desktop.kinds.audios.bar import PlayBar
from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.reading import Drawn, Source
from runyard.desktop.kinds.audios.view import AudioListView
from runyard.desktop.kinds.audios.words import seconds
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item

_SECOND = 1000


class Playing(QObject):
    """One sound at a time. `told` says whether anything can be heard, and if not, why."""

    told = Signal(str)

    def __init__(
        self, tasks: Tasks, player: Player, model: AudioListModel, view: AudioListView, bar: PlayBar
    ) -> None:
        super().__init__(view)
        self._tasks = tasks
        self._player, self._model, self._view, self._bar = player, model, view, bar
        self._painted = -1
        self._share = 0.0
        self._begun: int | None = None  # the sound asked for last
        view.toggled.connect(self.toggle)
        view.sought.connect(self._seek)
        view.stepped.connect(self._step)
        bar.toggled.connect(self.toggle_current)
        bar.moved.connect(self._move)
        player.changed.connect(self._follow)
        player.moved.connect(self._follow)
        player.failed.connect(self._failed)
        player.devices_changed.connect(self.tell)
        view.selectionModel().currentChanged.connect(self._allow)

    @Slot(int)
    def toggle(self, row: int) -> None:
        """Play a row, or pause it while it plays."""
        item = self._model.item(row)
        if item is None:
            return
        if self._player.item_id == item.id:
            self._player.toggle()
        else:
            self._begin(item, 0.0)

    @Slot()
    def toggle_current(self) -> None:
        """Pause or go on with what is played; without anything, play the current row."""
        if self._player.item_id is not None:
            self._player.toggle()
        else:
            self.toggle(max(0, self._view.currentIndex().row()))

    def forget(self) -> None:
        """Play nothing any more: something else is listed."""
        self._tasks.cancel(self, "source")
        self._player.stop()
        self._bar.show_item(None)

    def rest(self) -> None:
        """Pause, and begin nothing that is still being read: nobody looks any more."""
        self._tasks.cancel(self, "source")
        self._player.pause()

    @Slot()
    def tell(self) -> None:
        """Say whether anything can be heard."""
        if not self._player.prepare():
            self.told.emit(self._player.problem)
        elif self._player.silent:
            self.told.emit("There is no sound device, so sounds run without being heard")
        else:
            self.told.emit("")

    @Slot()
    def allow(self) -> None:
        """Switch on the buttons for which there is something."""
        self._allow()

    def _begin(self, item: Item, share: float) -> None:
        self._share, self._begun = share, item.id
        self._view.setCurrentIndex(self._model.index(self._model.row_of(item.id)))
        self._tasks.read(
            partial(reading.source, item=item),
            owner=self,
            key="source",
            then=self._play,
            failed=partial(_tell_failure, self._failed),
        )

    def _play(self, source: Source) -> None:
        self._bar.show_item(source.item)
        drawn = self._model.drawn(source.item.id)
        known = drawn.waveform.seconds if drawn is not None and drawn.waveform is not None else 0.0
        length = known or seconds(source.item)
        self._player.play(source, round(self._share * length * _SECOND))
        self.tell()

    @Slot(int, float)
    def _seek(self, row: int, share: float) -> None:
        item = self._model.item(row)
        if item is None:
            return
        if self._player.item_id != item.id:
            self._begin(item, share)
        elif self._player.duration > 0:
            self._player.seek(round(share * self._player.duration))

    @Slot(int)
    def _step(self, by: int) -> None:
        if self._player.item_id is not None:
            self._player.seek(self._player.position + by * _SECOND)

    @Slot(int)
    def _move(self, by: int) -> None:
        current = self._player.item_id
        row = self._model.row_of(current) if current is not None else self._view.currentIndex().row()
        wanted = min(self._model.rowCount() - 1, max(0, row + by))
        item = self._model.item(wanted)
        if item is not None:
            self._begin(item, 0.0)
            self._view.scrollTo(self._model.index(wanted))

    @Slot()
    def _follow(self) -> None:
        current = self._player.item_id
        row = self._model.row_of(current) if current is not None else -1
        if self._painted != row:
            self._view.update_row(self._painted)
            self._painted = row
        self._view.update_row(row)
        self._allow()

    @Slot()
    def _allow(self) -> None:
        current = self._player.item_id
        row = self._model.row_of(current) if current is not None else self._view.currentIndex().row()
        many = self._model.rowCount()
        self._bar.allow(many > 0, row > 0, 0 <= row < many - 1)

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        if self._begun is not None:
            self._model.put_drawn([Drawn(self._begun, problem=sentence)])
            self._view.update_row(self._model.row_of(self._begun))
        self._bar.show_item(None)


def _tell_failure(tell: object, problem: Exception) -> None:
    sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
    tell(sentence)  # type: ignore[operator]
