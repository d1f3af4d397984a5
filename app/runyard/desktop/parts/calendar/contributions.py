"""`Contributions`: the calendar of the last year with its head, read from the repository."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.parts import queries
from runyard.desktop.parts.calendar.calendar import CELL, GAP, Calendar
from runyard.desktop.parts.calendar.days import Weeks, last_year, year_words
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import ElidedLabel, Label, box
from runyard.domain import clock
from runyard.domain.changes import Changes
from runyard.storage.overview import activity
from runyard.storage.store import Store


class Contributions(QWidget):
    """Runs created a day, of the repository or of one experiment; a click lists the runs of that day."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._experiment: int | None = None
        self._name = ""
        self._shown = False
        self._stale = True
        self.calendar = Calendar()
        self.title = Label("Runs created a day", bold=True)
        self.sum = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.sum.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setSpacing(sizes.MARGIN)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.sum)
        head.addWidget(HeatLegend())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP)
        column.addLayout(head)
        column.addWidget(self.calendar)
        self.calendar.day_chosen.connect(self._list_day)
        workspace.tasks.changed.connect(self._changed)

    def show_experiment(self, experiment_id: int | None, name: str = "") -> None:
        """Show an experiment, or the whole repository for None."""
        self._name = name
        if (experiment_id, True) != (self._experiment, self._shown):
            self._experiment, self._shown = experiment_id, True
            self._stale = True
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._shown:
            self._read()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._shown and (changes.runs or changes.gone or changes.experiments):
            self._stale = True
            if self.isVisible():
                self._read()

    def _read(self) -> None:
        self._stale = False
        weeks = last_year(clock.local(clock.now()).date())
        self._workspace.tasks.read(
            partial(_days, weeks, self._experiment), owner=self, key="days", then=self._take
        )

    def _take(self, answer: tuple[Weeks, dict[dt.date, int]]) -> None:
        weeks, counts = answer
        self.calendar.set_days(counts, weeks.first, weeks.last)
        self.sum.set_text(year_words(counts))

    @Slot(object)
    def _list_day(self, day: dt.date) -> None:
        about = queries.of_experiment(self._name) if self._name else ""
        self._workspace.go.emit(Route("runs", query=queries.both(queries.of_day(day), about)))


class HeatLegend(QWidget):
    """The shades from fewer to more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Shades from fewer to more runs")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Label("Fewer", size=sizes.TEXT_SMALL, tone="text_soft"))
        row.addWidget(_Shades())
        row.addWidget(Label("More", size=sizes.TEXT_SMALL, tone="text_soft"))


class _Shades(QWidget):
    """One cell of each shade."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(len(tokens().heat) * (CELL + GAP) - GAP, CELL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            for place, shade in enumerate(tokens().heat):
                box(painter, QRectF(place * (CELL + GAP), 0, CELL, CELL), 3, shade, None)
        finally:
            painter.end()


def _days(
    weeks: Weeks, experiment_id: int | None, store: Store, _cancel: Cancel
) -> tuple[Weeks, dict[dt.date, int]]:
    return weeks, activity.created_by_day(store, weeks.first, weeks.last, experiment_id)
