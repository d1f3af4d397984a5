"""`AudiosTab`: the audio of a run, to be heard and seen."""

from __future__ import annotations

from array import array
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import Command
from runyard.desktop.kinds.audios import reading
from runyard.desktop.kinds.audios.bar import PlayBar
from runyard.desktop.kinds.audios.drawing import Drawer
from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.places import ROW
from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.playing import Playing
from runyard.desktop.kinds.audios.reading import Series
from runyard.desktop.kinds.audios.view import AudioListView
from runyard.desktop.parts.choices import Choices
from runyard.desktop.parts.series_tab import Listing, Nothing, SeriesTab
from runyard.desktop.parts.step_ranges import StepRanges
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, Label, Rule, Select, Strip
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet

_EXAMPLE = 'run.track(Audio(samples, rate=22050), name="speech", step=step)'
_ORDERS = (("newest", "Newest first"), ("oldest", "Oldest first"))


class AudiosTab(SeriesTab):
    """The list of series, the ranges, the rows of sounds, and the bar that plays."""

    kind: ClassVar[DataKind] = DataKind.AUDIO
    nothing: ClassVar[Nothing] = Nothing(
        "No audio", _EXAMPLE, f"A run logs it with {_EXAMPLE}", "It appears here as the run logs it"
    )

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._series: SeriesInfo | None = None
        self._revision = -1
        self.choices = Choices(workspace, "audios", self)
        self.ranges = StepRanges("sound")
        self.order = Select(_ORDERS, name="Order")
        self.strip = Strip()
        self.model = AudioListModel(self)
        self.player = Player(self)
        self.view = AudioListView(self.model, self.player)
        self.bar = PlayBar(self.player)
        self.playing = Playing(workspace.tasks, self.player, self.model, self.view, self.bar)
        self.drawer = Drawer(workspace.tasks, self.model, self)
        self.rows = Faces(self.view)
        self._fill()
        self._connect()
        commands.add(
            Command(
                "audios.find", "Find audio", "Search the names and contexts", "search", "/", "run",
                self._find, self.isVisible,
            ),
            Command(
                "audios.play", "Play or pause", "The sound of the current row", "audio-lines", "P", "run",
                self.playing.toggle_current, self.isVisible,
            ),
        )  # fmt: skip

    def _fill(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(sizes.MARGIN - 6, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.setSpacing(sizes.GAP_GROUPS)
        row.addWidget(self.ranges, 1)
        row.addStretch(0)
        row.addWidget(_titled("Order", self.order))
        parts = ((bar, 0), (_line(), 0), (self.strip, 0), (self.rows, 1), (_line(), 0), (self.bar, 0))
        for part, stretch in parts:
            self.right.addWidget(part, stretch)

    def _connect(self) -> None:
        self.choices.arrived.connect(self._take_choices)
        self.ranges.changed.connect(self._read_ids)
        self.bar.volume.valueChanged.connect(self._keep_volume)
        self.order.chosen.connect(self._reorder)
        self.playing.told.connect(self._tell)
        self.view.seen.connect(self._seen)
        self.view.saved.connect(self._ask_file)
        self.drawer.drawn.connect(self.view.viewport().update)

    @Slot()
    def _take_choices(self) -> None:
        """Play as loud, and in the order, as last time."""
        volume = self.choices.get("volume")
        if isinstance(volume, int) and not isinstance(volume, bool):
            self.bar.volume.setValue(volume)
        before = self.order.key()
        self.order.set_key(self.choices.get("order"))
        if self.order.key() != before:
            self._read_ids()

    @Slot(int)
    def _keep_volume(self, volume: int) -> None:
        self.choices.keep("volume", volume)

    def _forget(self) -> None:
        self._series = None
        self.playing.forget()
        self.drawer.forget()
        self.model.set_ids(array("q"))
        super()._forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on drawing the rows in sight."""
        super().showEvent(event)
        self.view.look()

    def deactivate(self) -> None:
        """Pause, and draw nothing more."""
        self.playing.rest()
        self.drawer.forget()

    def _take(self, listing: Listing) -> None:
        super()._take(listing)
        if self.list.current is not None:
            self.playing.tell()

    def _series_listed(self, info: SeriesInfo) -> None:
        if info.revision != self._revision:
            self._read_extent(info)

    def _failed(self, problem: Exception) -> None:
        self._revision = -1  # what was not read is read when it is tried again
        super()._failed(problem)

    @Slot(object)
    def _series_chosen(self, series: SeriesInfo | None) -> None:
        self._series = series
        self.playing.forget()
        self.drawer.forget()
        self.ranges.forget()
        self.model.set_ids(array("q"))
        if series is not None:
            self.rows.show_loading()
            self._read_extent(series)

    def _read_extent(self, series: SeriesInfo) -> None:
        self._revision = series.revision
        self.workspace.tasks.read(
            partial(reading.extent, series_id=series.id),
            owner=self,
            key="extent",
            then=self._take_extent,
            failed=self._failed,
        )

    def _take_extent(self, found: Series) -> None:
        if self._series is None or found.series_id != self._series.id:
            return
        self.ranges.set_steps(found.steps)
        self.ranges.set_indices(found.indices)
        self._read_ids()

    @Slot()
    def _read_ids(self) -> None:
        if self._series is None:
            return
        self.workspace.tasks.read(
            partial(
                reading.ids,
                series_id=self._series.id,
                steps=self.ranges.steps,
                indices=self.ranges.indices,
                newest_first=self.order.key() == "newest",
            ),
            owner=self,
            key="ids",
            then=self._take_ids,
            failed=self._failed,
        )

    def _take_ids(self, ids: array[int]) -> None:
        current = self.model.id_at(self.view.currentIndex().row())
        scroll = self.view.verticalScrollBar()
        above = self.model.set_ids(ids)
        if above > 0 and scroll.value() > 0:
            scroll.setValue(scroll.value() + above * ROW)  # what was looked at stays where it is
        elif above < 0:
            row = self.model.row_of(current) if current is not None else 0
            self.view.setCurrentIndex(self.model.index(max(0, row)))
        if not len(ids):
            self.rows.show_empty("No audio within these ranges", "Widen the steps or the index")
        else:
            self.rows.show_content()
        self.playing.allow()
        self.view.look()

    @Slot(object)
    def _reorder(self, order: str) -> None:
        self.choices.keep("order", order)
        self._read_ids()

    @Slot(int, int)
    def _seen(self, first: int, last: int) -> None:
        missing = self.model.missing(first, last)
        if missing:
            self.workspace.tasks.read(
                partial(reading.some, wanted=missing), owner=self, key="items", then=self._take_items
            )
        self.drawer.look(first, last)

    def _take_items(self, found: list[Item]) -> None:
        self.model.put_items(found)
        self.drawer.look(*self.view.rows_in_sight())

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.strip.say(sentence)

    @Slot(int)
    def _ask_file(self, row: int) -> None:
        item = self.model.item(row)
        if item is None or self._series is None:
            return
        name = "".join(sign if sign.isalnum() or sign in "-_ ." else "-" for sign in self._series.key.name)
        ending = str(item.meta.get("format") or "wav")
        ending = ending if ending in ("wav", "mp3", "flac", "ogg") else "bin"
        plain = name.strip(". ")[:80] or "audio"
        start = Path.home() / f"{plain}-{item.step}-{item.index}.{ending}"
        kinds = f"{ending.upper()} audio (*.{ending})"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save audio", str(start), kinds)
        if chosen:
            path = Path(chosen)
            self.save(item, path if path.suffix else path.with_name(f"{path.name}.{ending}"))

    def save(self, item: Item, path: Path) -> None:
        """Write a sound to a file, as it was logged."""
        self.workspace.tasks.read(
            partial(reading.save, item=item, path=path),
            owner=self,
            key="save",
            then=self._saved,
            failed=self._not_saved,
        )

    def _saved(self, path: Path) -> None:
        self.workspace.notice(
            f"Audio written to {path.name}", act=("Show in folder", partial(_show_folder, path))
        )

    def _not_saved(self, problem: Exception) -> None:
        self.workspace.notice(str(problem), bad=True)


def _line() -> Rule:
    return Rule(Qt.Orientation.Horizontal)


def _titled(title: str, part: QWidget) -> QWidget:
    """Return a control under its name, as the ranges beside it have theirs."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    label = Label(title, size=sizes.TEXT_SMALL, tone="text_soft")
    label.setBuddy(part)
    column.addWidget(label)
    column.addWidget(part)
    return whole


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
