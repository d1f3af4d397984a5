"""`CaretLine`: what is known of the line of the caret, and a line in its whole length."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from runyard.desktop.frame import Route
from runyard.desktop.kinds.logs import reading
from runyard.desktop.kinds.logs.actions.whole import WholeLine
from runyard.storage.metrics.moments import Moment

if TYPE_CHECKING:
    from runyard.desktop.kinds.logs.tab import LogsTab

_PAUSE_MS = 120


class CaretLine(QObject):
    """Tells in the foot of a `LogsTab` at which step the line of the caret was written."""

    def __init__(self, tab: LogsTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self._moment: Moment | None = None
        self.whole: WholeLine | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        tab.view.caret_moved.connect(self._pause.start)
        tab.view.whole_asked.connect(self.show_whole)
        tab.foot.charts.clicked.connect(self._show_charts)

    def forget(self) -> None:
        """Begin again, with another run."""
        self._moment = None
        self._tab.foot.show_about("", chart=False)
        if self.whole is not None:
            self.whole.dismiss()

    @Slot()
    def _ask(self) -> None:
        number = self._tab.view.choice.caret.line
        line = self._tab.state.cache.get(number)
        if line is not None:
            self._tab.workspace.tasks.read(
                partial(reading.moment, run_id=self._tab.run_id, number=number, time=line.time),
                owner=self,
                key="moment",
                then=self._tell,
            )

    def _tell(self, found: tuple[int, Moment | None]) -> None:
        number, self._moment = found
        if self._moment is None:
            self._tab.foot.show_about(f"Line {number + 1:,}", chart=False)
        else:
            sentence = f"Line {number + 1:,} was written at step {self._moment.step:,}"
            self._tab.foot.show_about(sentence, chart=True)

    @Slot()
    def _show_charts(self) -> None:
        facts, moment = self._tab.state.facts, self._moment
        if facts is not None and moment is not None:
            route = Route("run", run=facts.hash, tab="metrics", time=moment.time)
            self._tab.workspace.go.emit(route)

    @Slot(object)
    def show_whole(self, number: int) -> None:
        """Show a line in its whole length."""
        self._tab.workspace.tasks.read(
            partial(reading.whole, run_id=self._tab.run_id, number=number),
            owner=self,
            key="whole",
            then=partial(self._show, number),
        )

    def _show(self, number: int, found: tuple[str, int]) -> None:
        if self.whole is None:
            self.whole = WholeLine(self._tab)
        self.whole.show_line(number, *found)
