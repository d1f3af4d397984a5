"""`RangedTab`: a tab of series of which it reads what is within ranges of steps and indices."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.rest import Rest
from runyard.desktop.parts.series_tab import SeriesTab
from runyard.desktop.parts.step_ranges import StepRanges
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Faces
from runyard.domain.errors import KnownProblem
from runyard.domain.series import SeriesInfo
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet

Bounds = tuple[int, int] | None


class Wish(Hashable, Protocol):
    """What to read of a series; None as bounds is all of it."""

    @property
    def series_id(self) -> int: ...
    @property
    def steps(self) -> Bounds: ...
    @property
    def indices(self) -> Bounds: ...


class Found(Protocol):
    """What was read, and how many items there are of each step and index, within the ranges or not."""

    @property
    def wish(self) -> Any: ...
    @property
    def step_counts(self) -> Sequence[tuple[int, int]]: ...
    @property
    def index_counts(self) -> Sequence[tuple[int, int]]: ...


class RangedTab(SeriesTab):
    """Reads the chosen series, again when the ranges change, and after a rest when it has grown.

    A tab says by `_reading_of` what to read and how, and shows by `_show` what was found. It has `ranges`,
    and `inner` says why nothing of a series is shown.
    """

    ranges: StepRanges
    inner: Faces

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._asked: Wish | None = None
        self._revision = -1
        self._rest = Rest(self)
        self._rest.due.connect(self._load)

    def deactivate(self) -> None:
        super().deactivate()
        self._rest.forget()

    # What a tab adds

    def _reading_of(self, info: SeriesInfo) -> tuple[Wish, Callable[[Store, Cancel], Found | None]]:
        """Return what to read of a series, and what reads it on a worker; equal wishes are read once."""
        raise NotImplementedError

    def _show(self, found: Any, info: SeriesInfo) -> None:
        """Show what was read."""
        raise NotImplementedError

    def _forget(self) -> None:
        self.workspace.tasks.cancel(self, "load")
        self._asked, self._revision = None, -1
        self._rest.forget()
        super()._forget()

    def _series_listed(self, info: SeriesInfo) -> None:
        if info.revision != self._revision:
            self._rest.ask()

    # Reading

    @Slot()
    def _load(self) -> None:
        info = self.list.current
        if info is None:
            return
        wish, read = self._reading_of(info)
        if wish == self._asked:
            self._rest.ask()  # what is under way may have been read before the change
            return
        self._asked = wish
        self._rest.begin()
        self._revision = info.revision
        self.inner.show_loading()
        self.workspace.tasks.read(read, owner=self, key="load", then=self._loaded, failed=self._unloaded)

    def _loaded(self, found: Found | None) -> None:
        self._asked = None
        info = self.list.current
        if found is None or info is None or info.id != found.wish.series_id:
            return
        self.ranges.set_steps(found.step_counts)
        self.ranges.set_indices(found.index_counts)
        self._show(found, info)
        self._rest.end()
        if (self.ranges.steps, self.ranges.indices) != (found.wish.steps, found.wish.indices):
            self._load()  # a range has grown with the series

    def _unloaded(self, problem: Exception) -> None:
        self._asked = None
        self._rest.forget()
        if isinstance(problem, KnownProblem):
            self.inner.show_failed(problem.sentence, problem.hint, self._load)
