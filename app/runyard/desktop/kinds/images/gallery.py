"""`Gallery`: the images of one series as a grid, with the bars above and below it."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.kinds.images import reading
from runyard.desktop.kinds.images.bar import ControlBar
from runyard.desktop.kinds.images.foot import Foot
from runyard.desktop.kinds.images.grid.cells import caption_height
from runyard.desktop.kinds.images.grid.grid import ImageGrid
from runyard.desktop.kinds.images.grid.layout import Measure
from runyard.desktop.kinds.images.grid.thumbs import Thumbnails
from runyard.desktop.kinds.images.groups import place_of
from runyard.desktop.kinds.images.options import SMALL, Arrangement, Options
from runyard.desktop.kinds.images.reading import Contents, plain_caption
from runyard.desktop.kinds.images.rows import Rows
from runyard.desktop.parts.choices import Kept
from runyard.desktop.state import Workspace
from runyard.desktop.theme import watcher
from runyard.desktop.widgets import Faces
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.domain.series import SeriesInfo

_DRAG_MS = 60


class Gallery(QWidget):
    """Shows a series within the ranges chosen. `laid_out` tells that its images stand otherwise."""

    laid_out = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._info: SeriesInfo | None = None
        self._asked: tuple[Any, ...] = ()
        self._syncing = False
        self._reading = self._again = False
        self.options = Options()
        self.contents: Contents | None = None
        self.bar = ControlBar()
        self.rows = Rows(workspace.tasks, self)
        self.thumbs = Thumbnails(workspace.tasks, self)
        self.grid = ImageGrid(self.rows, self.thumbs)
        self.faces = Faces(self.grid)
        self.foot = Foot()
        self._dragging = QTimer(self, singleShot=True, interval=_DRAG_MS)
        self._kept = Kept(workspace, reading.OPTIONS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.faces, 1)
        column.addWidget(self.foot)
        self._connect()

    def _connect(self) -> None:
        self.bar.ranges.changed.connect(self._dragged)
        self.bar.chosen.connect(self._choose)
        self._dragging.timeout.connect(self._read)
        self.foot.steps.changed.connect(self._step_chosen)
        self.foot.clear_asked.connect(self.grid.choosing.clear)
        self.grid.scrolled.connect(self._scrolled)
        self.grid.settled.connect(self._settled)
        self.grid.choosing.changed.connect(self._current_changed)
        self.grid.choosing.selected.connect(self._selected)
        watcher().changed.connect(self._measure)

    @property
    def smooth(self) -> bool:
        """Whether images are drawn smoothly: as chosen, else as their size asks for."""
        chosen = self.options.smooth
        if chosen is not None or self.contents is None:
            return chosen is not False
        sides = [max(_said(item)) for item in self.contents.sample]
        return not sides or max(sides) > SMALL

    @property
    def series_id(self) -> int:
        """Return the id of the series that is shown or being read, 0 without one."""
        return 0 if self._info is None else self._info.id

    @property
    def current(self) -> Item | None:
        """Return the image the keyboard stands on."""
        return self.rows.get(self.grid.choosing.current)

    def set_options(self, options: Options) -> None:
        """Take the choices that were kept."""
        self.options = options

    @Slot(bool)
    def keep_own_size(self, own: bool) -> None:
        """Keep how large the lightbox shows images."""
        self.options = replace(self.options, own_size=own)
        self._kept.put(self.options.plain())

    def show_series(self, info: SeriesInfo | None) -> None:
        """Show another series, from its top."""
        self._info, self.contents = info, None
        self.foot.steps.stop()
        self.rows.set_ids(array("q"))
        self.grid.show_groups((), self._measured(True), self.options.arrangement)
        self.grid.choosing.follow(None, keep=False)
        self.bar.ranges.forget()
        if info is not None:
            self.faces.show_loading()
            self._read()

    def refresh(self, info: SeriesInfo) -> None:
        """Take in what was logged to the series that is shown."""
        before, self._info = self._info, info
        if self._reading:
            self._again = self._again or before != info  # not broken off: a fast run would never be shown
        elif self.contents is None or self.contents.series != info:
            self._read()
        else:
            self.grid.ask_again()

    def rest(self) -> None:
        """Stop what costs time."""
        self.foot.steps.stop()
        self.thumbs.stop()

    # Reading

    @Slot()
    def _dragged(self) -> None:
        """Read again while a range is dragged, but not for every place it passes."""
        if not self._dragging.isActive():
            self._dragging.start()

    @Slot()
    def _read(self) -> None:
        if self._info is None:
            return
        stands = self.options.arrangement
        steps, indices = self.bar.ranges.steps, self.bar.ranges.indices
        if stands is Arrangement.ONE and self.contents is not None and self.foot.steps.step is not None:
            steps = (self.foot.steps.step, self.foot.steps.step)
        self._reading, self._again = True, False
        self._asked = (self._info.id, steps, indices, stands)
        self._workspace.tasks.read(
            partial(reading.contents, self._info, steps, indices, stands),
            owner=self,
            key="contents",
            then=self._take,
            failed=self._fail,
        )

    def _fail(self, problem: Exception) -> None:
        self._reading = False
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._read)

    def _take(self, found: Contents) -> None:
        self._reading = False
        if self._info is None or found.series.id != self._info.id:
            return
        fresh = self.contents is None
        self.contents = found
        self.bar.ranges.set_steps(found.steps)
        self.bar.ranges.set_indices(found.indices)
        self._offer_steps()
        if self._wanted() != self._asked:
            self._read()  # a range has grown with the run, or this is the first look at one step
            return
        self._show(found, fresh=fresh)
        if self._again:
            self._read()

    def _wanted(self) -> tuple[Any, ...]:
        """Return what should be read now."""
        stands, step = self.options.arrangement, self.foot.steps.step
        one = stands is Arrangement.ONE and step is not None
        steps = (step, step) if one else self.bar.ranges.steps
        return (self.series_id, steps, self.bar.ranges.indices, stands)

    def _offer_steps(self) -> None:
        """Offer the steps within the range to walk through."""
        if self.contents is None:
            return
        low, high = self.bar.ranges.steps or (None, None)
        steps = [
            step for step, _ in self.contents.steps if low is None or high is None or low <= step <= high
        ]
        self._syncing = True
        self.foot.steps.set_steps(steps)
        self._syncing = False

    def _show(self, found: Contents, *, fresh: bool) -> None:
        grid, places = self.grid, found.places
        one = found.arrangement is Arrangement.ONE
        top = None if fresh else grid.top_item()
        here = self.rows.ids[grid.choosing.current] if grid.choosing.current >= 0 else None
        index = self._index_here()
        self.rows.set_ids(places.ids)
        self.rows.put(found.sample)
        groups, heads = found.groups, found.heads
        grid.captions.with_step = not heads or found.arrangement is Arrangement.INDEX
        self.bar.show_options(self.options.size, self.smooth, self.options.arrangement)
        grid.smooth = self.smooth
        grid.show_groups(groups, self._measured(heads), found.arrangement)
        if one and here is not None and here not in places.ids and index in places.indices:
            here = places.ids[places.indices.index(index)]  # the same index at the step that is shown now
        grid.choosing.follow(None if fresh else here, keep=not fresh)
        grid.stay(top) if not one else grid.guide(grid.verticalScrollBar().value())
        if len(places.ids):
            self.faces.show_content()
        else:
            self.faces.show_empty(
                "No images in these ranges", "Other steps or indices have some", "Show all", self._show_all
            )
        if fresh or not one:
            self._follow_top()
        self.laid_out.emit()

    def _index_here(self) -> int:
        """Return the index of the current image, -1 without one."""
        number, item = self.grid.choosing.current, self.current
        return item.index if number >= 0 and item is not None else -1

    def _show_all(self) -> None:
        self.bar.ranges.forget()
        self._read()

    # How cells look

    def _measured(self, heads: bool) -> Measure:
        sample = self.contents.sample if self.contents is not None else []
        shapes = sorted(width / height for width, height in map(_said, sample) if width and height)
        aspect = shapes[len(shapes) // 2] if shapes else 1.0
        captioned = self.grid.captions.with_step or any(plain_caption(item) for item in sample)
        return Measure(self.options.size, aspect, caption_height() if captioned else 0, heads)

    @Slot()
    def _measure(self) -> None:
        self.grid.set_measure(self._measured(self.grid.has_heads))

    @Slot(object)
    def _choose(self, choices: dict[str, Any]) -> None:
        before, self.options = self.options, replace(self.options, **choices)
        if self.options == before:
            return
        self._kept.put(self.options.plain())
        if "size" in choices:
            self._measure()
        elif "smooth" in choices:
            self.grid.set_smooth(self.smooth)
            self.laid_out.emit()
        else:
            self.grid.choosing.follow(None, keep=True)
            self._read()

    # Steps

    @Slot(object)
    def _step_chosen(self, step: int | None) -> None:
        """Show the step in place, or scroll to its images and stand on the one of the same index."""
        if self._syncing or step is None or self.contents is None:
            return
        if self.options.arrangement is Arrangement.ONE:
            self.grid.hold_pictures()
            self.foot.steps.set_busy(True)
            self._read()
            return
        index = max(0, self._index_here())
        number = place_of(self.contents.places, self.contents.arrangement, step, index)
        if number < 0:
            return
        self._syncing = True
        if self.grid.choosing.current >= 0:
            self.grid.choosing.set_current(number)
        self.grid.show_number(number)
        self._syncing = False

    @Slot(object)
    def _scrolled(self, number: int) -> None:
        """The slider says what is on top."""
        if not self.foot.steps.playing:
            self._tell_step(number)

    @Slot()
    def _current_changed(self) -> None:
        self._tell_step(self.grid.choosing.current)

    def _follow_top(self) -> None:
        seen = self.grid.visible()
        if seen and self.options.arrangement is not Arrangement.ONE:
            self._tell_step(seen[0])

    def _tell_step(self, number: int) -> None:
        if self._syncing or self.contents is None or not 0 <= number < len(self.contents.places.steps):
            return
        self._syncing = True
        self.foot.steps.set_step(self.contents.places.steps[number])
        self._syncing = False

    @Slot()
    def _settled(self) -> None:
        self.foot.steps.set_busy(False)

    @Slot()
    def _selected(self) -> None:
        self.foot.show_selected(len(self.grid.choosing.ids))


def _said(item: Item) -> tuple[int, int]:
    """Return the size an image was logged with; zeros where it says none."""
    width, height = item.meta.get("width"), item.meta.get("height")
    if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
        return width, height
    return 0, 0
