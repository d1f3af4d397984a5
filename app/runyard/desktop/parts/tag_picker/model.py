"""`TagChoiceModel`: the tags to choose from, and how many of the runs carry each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.domain.run import Tag
from runyard.storage.organise.tag_uses import TagState

_Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CHECK = int(Qt.ItemDataRole.CheckStateRole)
CHOICE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: a tag that `runs` of `total` runs carry; or, where nothing is carried yet, one to make or show.

    `makes` is a name that no tag has yet; a hidden tag in the list is one that was asked for by its name.
    """

    tag: Tag
    runs: int
    total: int
    makes: bool = False

    @property
    def state(self) -> Qt.CheckState:
        """Whether all runs carry the tag, some, or none."""
        if not self.runs:
            return Qt.CheckState.Unchecked
        whole = self.runs >= self.total
        return Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked

    @property
    def words(self) -> str:
        """Return what the row says."""
        if self.makes:
            return f"Create tag {self.tag.name}"
        return f"Show hidden tag {self.tag.name}" if self.tag.hidden else self.tag.name


class TagChoiceModel(QAbstractListModel):
    """Tags that contain what was typed; those that were attached at the opening come first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._states: list[TagState] = []
        self._first: frozenset[int] = frozenset()
        self._total = 0
        self._text = ""
        self._rows: list[Choice] = []

    @property
    def rows(self) -> Sequence[Choice]:
        """The rows in order."""
        return self._rows

    def start(self, total: int) -> None:
        """Begin anew, for so many runs."""
        self._total, self._text, self._states = total, "", []
        self._first = frozenset()
        self._list()

    def set_states(self, states: Sequence[TagState], *, first: bool) -> None:
        """Take what the runs carry; `first` says that this is how they stood at the opening."""
        self._states = list(states)
        if first:
            self._first = frozenset(state.tag.id for state in states if state.runs)
        self._list()

    def search(self, text: str) -> None:
        """List what contains a text, whatever the case of its letters."""
        self._text = text.strip()
        self._list()

    def set_runs(self, tag_id: int, runs: int) -> None:
        """Show at once how many runs carry a tag from now on."""
        self._states = [s._replace(runs=runs) if s.tag.id == tag_id else s for s in self._states]
        for place, row in enumerate(self._rows):
            if row.tag.id == tag_id and not row.makes:
                self._rows[place] = replace(row, runs=runs)
                self.dataChanged.emit(self.index(place), self.index(place))

    def counts(self) -> dict[int, int]:
        """Return the number of runs by tag, of the tags that any of them carries."""
        return {state.tag.id: state.runs for state in self._states if state.runs}

    def find(self, tag_id: int) -> int:
        """Return the place of a tag; -1 if it is not listed."""
        return next((place for place, row in enumerate(self._rows) if row.tag.id == tag_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            return self._rows[index.row()].words
        if role == CHOICE:
            return self._rows[index.row()]
        if role == CHECK:
            row = self._rows[index.row()]
            return None if row.makes else row.state.value
        return None

    def _list(self) -> None:
        rows = self._wanted()
        if [(row.tag.id, row.makes) for row in rows] == [(row.tag.id, row.makes) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _wanted(self) -> list[Choice]:
        text = self._text.casefold()
        found = [
            Choice(state.tag, state.runs, self._total)
            for state in self._states
            if not state.tag.hidden and text in state.tag.name.casefold()
        ]
        if not text:
            found.sort(key=self._later)
            return found
        found.sort(key=self._begins_otherwise)
        named = next((state for state in self._states if state.tag.name == self._text), None)
        if named is None:
            found.append(Choice(Tag(0, self._text), 0, self._total, makes=True))
        elif named.tag.hidden:
            found.append(Choice(named.tag, 0, self._total))
        return found

    def _later(self, row: Choice) -> bool:
        return row.tag.id not in self._first

    def _begins_otherwise(self, row: Choice) -> tuple[bool, bool]:
        name = row.tag.name
        return name != self._text, not name.casefold().startswith(self._text.casefold())
