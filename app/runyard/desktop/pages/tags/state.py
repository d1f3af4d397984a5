"""`TagsState`: the tags of the repository, searched and sorted."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import Tag
from runyard.storage.organise import tag_uses, tags
from runyard.storage.organise.tags import TagUse
from runyard.storage.store import Store

#: A training commits twice a second, and seldom a tag.
_PAUSE_MS = 400
NAME, RUNS, COMMENT, LAST = "name", "runs", "comment", "last"


class TagRow(NamedTuple):
    """A row of the list: name, runs, comment, last use, and the tag itself."""

    cells: tuple[Any, ...]
    tag: Tag


class _Found(NamedTuple):
    """Every tag, and how many runs carry one that is not hidden."""

    uses: tuple[TagUse, ...]
    tagged: int


class TagsState(QObject):
    """Which tags are listed, in which order. `changed` tells that the list may be another."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._uses: dict[int, TagUse] = {}
        self._awake = self._old = False
        self.loaded = False
        self._last: dict[int, int] = {}
        self.tagged = 0
        self.problem: KnownProblem | None = None
        self.hidden = False
        self.text = ""
        self.column, self.descending = RUNS, True
        self.rows: dict[int, TagRow] = {}
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._load_if_old)
        workspace.tasks.changed.connect(self._changed)

    @property
    def most(self) -> int:
        """The number of runs of the tag that has most."""
        return max((use.runs for use in self._uses.values()), default=0)

    def count(self, *, hidden: bool) -> int:
        """Return how many tags are hidden, or are not."""
        return sum(use.tag.hidden is hidden for use in self._uses.values())

    def use(self, tag_id: int | None) -> TagUse | None:
        """Return a tag with its use; None if it is gone."""
        return None if tag_id is None else self._uses.get(tag_id)

    def set_awake(self, awake: bool) -> None:
        """Follow what changes, or wait until somebody looks again."""
        self._awake = awake
        if awake and (self._old or not self.loaded):
            self.load()

    def load(self) -> None:
        """Read the tags anew."""
        self._old = False
        self._workspace.tasks.read(_read, owner=self, key="tags", then=self._take, failed=self._fail)

    def show_hidden(self, hidden: bool) -> None:
        """List the hidden tags, or the others."""
        self.hidden = hidden
        self._list()

    def search(self, text: str) -> None:
        """List the tags whose name or comment contains a text, whatever the case of its letters."""
        self.text = text
        self._list()

    def sort_by(self, column: str) -> None:
        """Sort by a column; again turns the order."""
        if column == self.column:
            self.descending = not self.descending
        else:
            self.column, self.descending = column, column in (RUNS, LAST)
        self._list()

    def _take(self, found: _Found) -> None:
        self.loaded, self.problem = True, None
        self._uses = {use.tag.id: use for use in found.uses}
        self.tagged = found.tagged
        self._list()
        # With very many runs this takes a while, and the list need not wait.
        self._workspace.tasks.read(_read_last, owner=self, key="last", then=self._take_last)

    def _take_last(self, last: dict[int, int]) -> None:
        if last != self._last:
            self._last = last
            self._list()

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.problem = problem
            self.changed.emit()

    def _list(self) -> None:
        wanted = self.text.strip().casefold()
        uses = [
            use
            for use in self._uses.values()
            if use.tag.hidden is self.hidden
            and (wanted in use.tag.name.casefold() or wanted in use.tag.comment.casefold())
        ]
        uses.sort(key=_by_name)
        present = [use for use in uses if self._value(use) is not None]
        absent = [use for use in uses if self._value(use) is None]
        present.sort(key=self._value, reverse=self.descending)
        self.rows = {use.tag.id: self._row(use) for use in (*present, *absent)}
        self.changed.emit()

    def _row(self, use: TagUse) -> TagRow:
        return TagRow((use.tag.name, use.runs, use.tag.comment, self._last.get(use.tag.id)), use.tag)

    def _value(self, use: TagUse) -> Any:
        """Return what a tag is sorted by; None comes last in both directions."""
        if self.column == NAME:
            return _by_name(use)
        if self.column == RUNS:
            return use.runs
        if self.column == COMMENT:
            return use.tag.comment.casefold() or None
        return self._last.get(use.tag.id)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if not (changes.tags or changes.runs or changes.gone):
            return
        self._old = True
        if self._awake and changes.tags:
            self.load()
        elif self._awake and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _load_if_old(self) -> None:
        if self._awake and self._old:
            self.load()


def _by_name(use: TagUse) -> Any:
    return use.tag.name.casefold(), use.tag.name


def _read(store: Store, _cancel: Cancel) -> _Found:
    return _Found(tuple(tags.all(store)), tag_uses.tagged(store))


def _read_last(store: Store, _cancel: Cancel) -> dict[int, int]:
    return tag_uses.last_used(store)
