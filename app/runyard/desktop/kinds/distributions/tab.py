"""`DistributionsTab`: the distributions a run has logged, as heat map, ridgeline and histogram."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import Command
from runyard.desktop.kinds.distributions import loading
from runyard.desktop.kinds.distributions.bar import RIDGES, DistributionBar, Foot
from runyard.desktop.kinds.distributions.charts import DistributionCharts
from runyard.desktop.kinds.distributions.head import DistributionHead
from runyard.desktop.kinds.distributions.wish import Chosen, Known, Loaded, Wish
from runyard.desktop.parts.choices import Choices
from runyard.desktop.parts.ranged_tab import RangedTab
from runyard.desktop.parts.saving import ask_file, file_name, save, write_picture
from runyard.desktop.parts.series_tab import Nothing
from runyard.desktop.parts.step_ranges import StepSlider
from runyard.desktop.state import Workspace
from runyard.desktop.theme import icon, sizes
from runyard.desktop.widgets import Faces, Label
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet


class DistributionsTab(RangedTab):
    """Names at the left; at the right ranges, charts and the slider over steps."""

    kind: ClassVar[DataKind] = DataKind.DISTRIBUTION
    nothing: ClassVar[Nothing] = Nothing(
        "No distributions", 'run.track(Distribution(weights), name="weights", context={"layer": "fc1"})'
    )

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._known: tuple[int, Known] = (0, {})
        self.bar = DistributionBar()
        self.head = DistributionHead()
        self.charts = DistributionCharts()
        self.problem = Label(tone="warn", size=sizes.TEXT_SMALL, wrap=True)
        self.steps = StepSlider()
        self.choices = Choices(workspace, "distributions", self)
        self._foot = Foot(self.steps)
        self.ranges = self.bar.ranges
        body = QWidget()
        self.inner = Faces(body)
        self.right.addWidget(self.bar)
        self.right.addWidget(self.inner, 1)
        self.right.addWidget(self._foot)
        self._fill(body)
        self._connect()
        self._add_commands()

    def _fill(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, sizes.GAP)
        column.setSpacing(sizes.GAP)
        column.addWidget(self.head)
        column.addWidget(self.problem)
        column.addWidget(self.charts, 1)

    def _connect(self) -> None:
        self.choices.arrived.connect(self._take_choices)
        self.bar.changed.connect(self._choose)
        self.ranges.changed.connect(self._load)
        self.head.trim.toggled.connect(self._trim)
        self.head.stepped.connect(self._walk)
        self.head.save.clicked.connect(self._ask_save)
        self.head.table.toggled.connect(self.charts.show_table)
        self.steps.changed.connect(self._step_chosen)
        self.charts.chosen.connect(self.steps.set_step)
        self.charts.stepped.connect(self._step_by)

    def _add_commands(self) -> None:
        shown = self._shows
        self.commands.add(
            Command(
                "distributions.find", "Find a distribution", "Search names and contexts", "search", "/",
                "run", self._find, shown,
            ),
            Command(
                "distributions.next", "Next distribution", "The one below in the list", "chevron-down", "J",
                "run", partial(self._walk, 1), shown,
            ),
            Command(
                "distributions.previous", "Previous distribution", "The one above in the list", "chevron-up",
                "K", "run", partial(self._walk, -1), shown,
            ),
        )  # fmt: skip

    # The frame's contract

    def deactivate(self) -> None:
        super().deactivate()
        self.steps.stop()

    # Which there are

    def _forget(self) -> None:
        self.workspace.tasks.cancel(self, "step")
        self._known = (0, {})
        super()._forget()

    def _series_listed(self, info: SeriesInfo) -> None:
        self._head(info)
        super()._series_listed(info)

    @Slot(object)
    def _series_chosen(self, info: SeriesInfo | None) -> None:
        self.steps.stop()
        self.ranges.forget()
        self.charts.show_chosen(None)
        if info is not None:
            self._head(info)
            self._load()

    def _head(self, info: SeriesInfo) -> None:
        order = self.list.model.ordered()
        place = next((at for at, one in enumerate(order) if one.key == info.key), 0)
        self.head.show_series(info, place, len(order))

    @Slot(int)
    def _walk(self, by: int) -> None:
        """Go to a neighbour in the list."""
        order, now = self.list.model.ordered(), self.list.current
        place = next((at for at, one in enumerate(order) if now is not None and one.key == now.key), -1)
        if 0 <= place + by < len(order):
            self.list.select(order[place + by].key)

    # What one holds

    def _reading_of(self, info: SeriesInfo) -> tuple[Wish, partial[Loaded | None]]:
        wish = Wish(info.id, self.ranges.steps, self.ranges.indices, self.head.trim.isChecked())
        known: Known = self._known[1] if self._known[0] == info.id else {}
        return wish, partial(loading.load, wish, known)

    def _show(self, loaded: Loaded, info: SeriesInfo) -> None:
        self._known = (info.id, loaded.known)
        self.problem.setText(loaded.problem)
        self.problem.setVisible(bool(loaded.problem))
        self._dress()
        self.charts.show_loaded(loaded)
        several = len(loaded.steps) > 1
        self._foot.setVisible(several)
        self.bar.show_view_choice(several)
        self.head.trim.setVisible(several)
        before = self.steps.step
        self.steps.set_steps(loaded.steps)
        if self.steps.step == before:
            self._step_chosen(before)  # it may have been logged again
        self.inner.show_content()

    @Slot()
    def _take_choices(self) -> None:
        """Show things as they were wanted last time."""
        self.bar.view.set_key(self.choices.get("view"))
        self.bar.counts.set_key(self.choices.get("log") is True)
        self.head.trim.setChecked(self.choices.get("trim") is True)
        self._dress()

    @Slot(bool)
    def _trim(self, on: bool) -> None:
        self.choices.keep("trim", on)
        self._load()

    @Slot()
    def _choose(self) -> None:
        self.choices.keep("view", self.bar.view.key())
        self.choices.keep("log", self.bar.counts.key())
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.charts.show_view(ridges=self.bar.view.key() == RIDGES)
        self.charts.show_scale(log=self.bar.counts.key())

    @Slot(object)
    def _step_chosen(self, step: int | None) -> None:
        info = self.list.current
        if step is None or info is None:
            self.charts.show_chosen(None)
            return
        self.steps.set_busy(True)
        wish = Wish(info.id, None, self.ranges.indices)
        self.workspace.tasks.read(
            partial(loading.chosen, wish, step),
            owner=self,
            key="step",
            then=self._chosen,
            failed=self._unloaded,
        )

    def _chosen(self, chosen: Chosen) -> None:
        self.steps.set_busy(False)
        self.charts.show_chosen(chosen)

    @Slot(int)
    def _step_by(self, by: int) -> None:
        (self.steps.go_on if by > 0 else self.steps.go_back)()

    # Saving

    @Slot()
    def _ask_save(self) -> None:
        button = self.head.save
        self.save_menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def save_menu(self) -> QMenu:
        """Return the menu of what can be saved."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for title, slot in (
            ("Save charts as a picture…", self._save_picture),
            ("Save weights as CSV…", self._save_csv),
        ):
            action = QAction(icon("download"), title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    def _name(self, ending: str) -> str:
        info = self.list.current
        return file_name(info.key.name if info is not None else "", ending=ending)

    @Slot()
    def _save_picture(self) -> None:
        path = ask_file(self, "Save picture", self._name("png"), "PNG pictures (*.png)")
        if path is not None:
            save(self, self.workspace, path, partial(write_picture, self.charts.picture()))

    @Slot()
    def _save_csv(self) -> None:
        info = self.list.current
        path = ask_file(self, "Save weights", self._name("csv"), "CSV files (*.csv)")
        if path is not None and info is not None:
            wish = Wish(info.id, self.ranges.steps, self.ranges.indices)
            save(self, self.workspace, path, partial(loading.write_csv, wish))
