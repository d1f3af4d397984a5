"""`SeriesTab`: the tab of a kind of which a run logs items in series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.frame import Tab
from runyard.desktop.parts.series_list import SeriesList
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Faces, copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.runs import runs
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet


@dataclass(frozen=True)
class Listing:
    """The series of a run, and whether more may come."""

    live: bool
    series: list[SeriesInfo]


class Nothing(NamedTuple):
    """What is said of a run without items: while it is live, when it is over, and how they are logged."""

    title: str
    example: str
    over: str = "This run has logged none"
    live: str = "They appear here as the run logs them"


class SeriesTab(Tab):
    """The list of series at the left, what the chosen one holds at the right; live while the run is.

    A tab fills `right`, and shows there the series that `_series_chosen` tells; `_series_listed` tells it
    again, with its revision, whenever the list was read. `_forget` comes before another run.
    """

    kind: ClassVar[DataKind]
    nothing: ClassVar[Nothing]

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self._listing = self._listed_again = self._left = False
        self.list = SeriesList()
        content, right = QWidget(), QWidget()
        self.faces = Faces(content)
        self.right = QVBoxLayout(right)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.faces)
        # Each in its place before it is filled: what a widget holds is dressed anew when it gets a parent.
        row = QHBoxLayout(content)
        for layout in (row, self.right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(right, 1)
        self.list.chosen.connect(self._series_chosen)

    # The frame's contract

    def show_run(self, run_id: int) -> None:
        if run_id != self._run:
            self._run = run_id
            self.workspace.tasks.cancel(self, "listing")
            self._listing = self._listed_again = False
            self._forget()
            self.faces.show_loading()
        self._read()

    def refresh(self, changes: Changes) -> None:
        if self._run in changes.runs:
            self._read()

    def deactivate(self) -> None:
        self._left = True

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what leaving the tab stopped."""
        super().showEvent(event)
        if self._left:
            self._left = False
            self._read()

    # What a tab adds

    def _forget(self) -> None:
        """Another run comes."""
        self.list.set_series(())

    @Slot(object)
    def _series_chosen(self, info: SeriesInfo | None) -> None:
        """Show another series; None when there is none."""
        raise NotImplementedError

    def _series_listed(self, info: SeriesInfo) -> None:
        """Take in what was logged to the chosen series, if it was."""
        raise NotImplementedError

    def _fail(self, problem: KnownProblem) -> None:
        """Say why there is nothing to choose from."""
        self.faces.show_failed(problem.sentence, problem.hint, self._retry)

    # Which series there are

    def _reading(self, run_id: int) -> Callable[[Store, Cancel], Listing]:
        """Return what reads the series of a run, on a worker."""
        return partial(listing, run_id, self.kind)

    def _read(self) -> None:
        """Read which series there are; a reading under way is not broken off, but followed by another."""
        if self._run is None:
            return
        if self._listing:
            self._listed_again = True
            return
        self._listing = True
        self.workspace.tasks.read(
            self._reading(self._run), owner=self, key="listing", then=self._take, failed=self._unlisted
        )

    def _take(self, listing: Listing) -> None:
        self._listing = False
        if self._listed_again:
            self._listed_again = False
            self._read()
        if not listing.series:
            self._show_nothing(live=listing.live)
            return
        self.faces.show_content()
        before = self.list.current
        self.list.set_series(listing.series)
        now = self.list.current
        if now is not None and before is not None and now.key == before.key and not self._left:
            self._series_listed(now)  # else the list is read again when the tab is shown

    def _show_nothing(self, *, live: bool) -> None:
        title, example, over, coming = self.nothing
        self.list.set_series(())
        self.faces.show_empty(
            title, coming if live else over, "Copy example", partial(copy_to_clipboard, example)
        )

    def _unlisted(self, problem: Exception) -> None:
        self._listing = self._listed_again = False
        self._failed(problem)

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._fail(problem)

    def _retry(self) -> None:
        self.faces.show_loading()
        self._read()

    # Commands

    def _shows(self) -> bool:
        return self.isVisible() and self.faces.face == "content"

    def _find(self) -> None:
        self.list.search.setFocus()
        self.list.search.selectAll()


def listing(run_id: int, kind: DataKind, store: Store, _cancel: Cancel) -> Listing:
    """Return the series of one kind of a run; MissingRunError if it is gone."""
    return Listing(runs.info(store, run_id).status.active, series.of_run(store, run_id, kind))
