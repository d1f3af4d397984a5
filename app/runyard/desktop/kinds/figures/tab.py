"""`FiguresTab`: the figures of a run, one at a time, step by step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.commands import Command
from runyard.desktop.kinds.figures import reading
from runyard.desktop.kinds.figures.export_menu import Exporter
from runyard.desktop.kinds.figures.pane import FigurePane
from runyard.desktop.kinds.figures.reading import Steps
from runyard.desktop.kinds.figures.warm_up import WarmUp
from runyard.desktop.parts.choices import Choices
from runyard.desktop.parts.series_tab import Nothing, SeriesTab
from runyard.desktop.parts.step_ranges import StepRanges, StepSlider
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Rule, copy_to_clipboard
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet

_EXAMPLE = 'run.track(Figure(fig), name="confusion", step=step)'


class FiguresTab(SeriesTab):
    """The list of series, the ranges, one figure, and the slider over its steps."""

    kind: ClassVar[DataKind] = DataKind.FIGURE
    nothing: ClassVar[Nothing] = Nothing("No figures", _EXAMPLE, f"A run logs them with {_EXAMPLE}")

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._series: SeriesInfo | None = None
        self._revision = -1
        self._steps: list[tuple[int, int]] = []
        self._items: list[Item] = []
        self._index = 0
        self._active = False
        self.choices = Choices(workspace, "figures", self)
        self.ranges = StepRanges("figure")
        self.pane = FigurePane(workspace)
        self.warm_up = WarmUp(workspace.tasks, self.pane.door, self)
        self.exporter = Exporter(workspace, self.pane)
        self.slider = StepSlider()
        self._fill()
        self._connect()
        commands.add(
            Command(
                "figures.find", "Find a figure", "Search the names and contexts", "search", "/", "run",
                self._find, self.isVisible,
            ),
            Command(
                "figures.fit", "Fit the figure into the pane", "Or show its own size", "expand", "F", "run",
                self.pane.head.fit.toggle, self.isVisible,
            ),
        )  # fmt: skip

    def _fill(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(sizes.MARGIN - 6, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.addWidget(self.ranges, 1)
        row.addStretch(0)
        foot = QWidget()
        foot.setFixedHeight(sizes.TOOLBAR)
        below = QHBoxLayout(foot)
        below.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        below.addWidget(self.slider)
        for part, stretch in ((bar, 0), (_line(), 0), (self.pane, 1), (_line(), 0), (foot, 0)):
            self.right.addWidget(part, stretch)

    def _connect(self) -> None:
        self.choices.arrived.connect(self._take_choices)
        for name, button in self._kept():
            button.toggled.connect(partial(self.choices.keep, name))
        self.ranges.changed.connect(self._narrow)
        self.slider.changed.connect(self._go)
        self.pane.head.moved.connect(self._move)
        self.pane.settled.connect(self._rest)
        self.pane.link_refused.connect(self._tell_link)

    def show_run(self, run_id: int) -> None:
        """Show the figures of this run."""
        self._active = True
        super().show_run(run_id)

    def _kept(self) -> tuple[tuple[str, Button], ...]:
        """Return the buttons of the head that stay as they were left."""
        return ("fit", self.pane.head.fit), ("themed", self.pane.head.themed)

    @Slot()
    def _take_choices(self) -> None:
        """Show figures as they were wanted last time."""
        for name, button in self._kept():
            wanted = self.choices.get(name)
            if isinstance(wanted, bool):
                button.setChecked(wanted)

    def _forget(self) -> None:
        self._series, self._items, self._steps = None, [], []
        self.slider.stop()
        self.warm_up.stop()
        self.pane.clear()
        super()._forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the figure again that was put away with the tab."""
        super().showEvent(event)
        woken, self._active = not self._active, True
        if woken and self._items:
            self._show_item()

    def deactivate(self) -> None:
        """Stop playing, and free the web view."""
        self._active = False
        self.warm_up.stop()
        self.slider.stop()
        self.pane.deactivate()

    def _series_listed(self, info: SeriesInfo) -> None:
        if info.revision != self._revision:
            self._read_steps(info)

    def _failed(self, problem: Exception) -> None:
        self._revision = -1  # what was not read is read when it is tried again
        super()._failed(problem)

    @Slot(object)
    def _series_chosen(self, series: SeriesInfo | None) -> None:
        self._series, self._items, self._index = series, [], 0
        self.slider.stop()
        self.ranges.forget()
        self.slider.set_steps([])
        if series is None:
            self.pane.clear()
            return
        self.pane.head.show_words(series.key.name, "")
        self.pane.faces.show_loading()
        self._read_steps(series)

    def _read_steps(self, series: SeriesInfo) -> None:
        self._revision = series.revision
        self.workspace.tasks.read(
            partial(reading.steps, series_id=series.id),
            owner=self,
            key="steps",
            then=self._take_steps,
            failed=self._failed,
        )

    def _take_steps(self, found: Steps) -> None:
        if self._series is None or found.series_id != self._series.id:
            return
        self._steps = found.steps
        self.ranges.set_steps(found.steps)
        self.ranges.set_indices(found.indices)
        self._offer_steps()
        # The step shown may have been logged anew, and the first one has no signal of its own.
        self._read_items()

    def _offer_steps(self) -> None:
        bounds = self.ranges.steps
        low, high = bounds if bounds is not None else (None, None)
        offered = [
            step for step, _ in self._steps if (low is None or step >= low) and (high is None or step <= high)
        ]
        self.slider.set_steps(offered)

    @Slot()
    def _narrow(self) -> None:
        self._offer_steps()
        self._read_items()

    @Slot(object)
    def _go(self, step: int | None) -> None:
        if step is not None:
            self._read_items()

    def _read_items(self) -> None:
        if self._series is None or self.slider.step is None:
            return
        self.slider.set_busy(True)
        self.workspace.tasks.read(
            partial(
                reading.at_step,
                series_id=self._series.id,
                step=self.slider.step,
                indices=self.ranges.indices,
            ),
            owner=self,
            key="items",
            then=self._take_items,
            failed=self._failed,
        )

    def _take_items(self, found: list[Item]) -> None:
        before = self._items
        self._items = found
        if not self._active:
            return
        if found != before or not self.pane.shows("content"):
            self._show_item()
        else:
            self._rest()

    def _show_item(self) -> None:
        found, series = self._items, self._series
        if series is None:
            return
        if not found:
            self.pane.clear()
            if self.slider.step is not None:
                self.pane.faces.show_empty("No figure within the index range", "Another step may have one")
            self._rest()
            return
        place = self._place()
        item = found[place]
        title = item.meta.get("title")
        self.pane.head.show_words(
            title if isinstance(title, str) and title else series.key.name, _facts(item)
        )
        self.pane.head.show_place(place, len(found))
        self.pane.sheet.setAccessibleDescription(f"{self.pane.head.title.text()}, {_facts(item)}")
        self.exporter.name = f"{series.key.name}-{item.step}"
        self.pane.show_item(item)

    def _place(self) -> int:
        """Return which of the figures of the step stands at the index looked at, or nearest below it."""
        below = [at for at, item in enumerate(self._items) if item.index <= self._index]
        return below[-1] if below else 0

    @Slot(int)
    def _move(self, by: int) -> None:
        place = min(len(self._items) - 1, max(0, self._place() + by))
        if self._items:
            self._index = self._items[place].index
            self._show_item()

    @Slot()
    def _rest(self) -> None:
        self.slider.set_busy(False)
        if self.pane.drawing is not None and self._active:
            self.warm_up.think_of([info.id for info in self.list.model.series])

    @Slot(str)
    def _tell_link(self, address: str) -> None:
        shown = address if len(address) <= 80 else f"{address[:79]}…"
        self.workspace.notice(
            f"Links in figures do not open ({shown})",
            act=("Copy address", partial(copy_to_clipboard, address)),
        )


def _line() -> Rule:
    return Rule(Qt.Orientation.Horizontal)


def _facts(item: Item) -> str:
    parts = [f"step {item.step:,}"]
    if item.epoch is not None:
        parts.append(f"epoch {item.epoch:g}")
    if item.index:
        parts.append(f"index {item.index:,}")
    return ", ".join(parts)
