"""`Drawer`: waveforms for the rows in sight, a few at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.kinds.audios import reading
from runyard.desktop.kinds.audios.decoding import Decoder
from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.reading import Drawn
from runyard.desktop.tasks import Tasks
from runyard.domain.item import Item

_FEW = 4


class Drawer(QObject):
    """`drawn` tells that some are there."""

    drawn = Signal()

    def __init__(self, tasks: Tasks, model: AudioListModel, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._model = model
        self._rows = (0, 0)
        self._busy = False
        self._decoding: set[int] = set()
        self.decoder = Decoder(self)
        self.decoder.drawn.connect(self._decoded)

    def look(self, first: int, last: int) -> None:
        """Draw what is in these rows."""
        self._rows = (first, last)
        self._go_on()

    def forget(self) -> None:
        """Draw nothing of what was asked for."""
        self._tasks.cancel(self, "drawn")
        self._busy = False
        self._rows = (0, -1)
        self._decoding.clear()
        self.decoder.forget()

    def _go_on(self) -> None:
        if self._busy:
            return
        waiting = [item for item in self._model.undrawn(*self._rows) if item.id not in self._decoding]
        if not waiting:
            return
        self._busy = True
        few: list[Item] = waiting[:_FEW]
        self._tasks.read(partial(reading.drawn, wanted=few), owner=self, key="drawn", then=self._take)

    def _take(self, found: list[Drawn]) -> None:
        self._busy = False
        for one in found:
            if one.decode is not None:
                self._decoding.add(one.item_id)
                self.decoder.add(one.decode)
        self._model.put_drawn([one for one in found if one.decode is None])
        self.drawn.emit()
        self._go_on()

    @Slot(object)
    def _decoded(self, one: Drawn) -> None:
        self._decoding.discard(one.item_id)
        self._model.put_drawn([one])
        self.drawn.emit()
