"""`TagPicker`: puts tags on runs and takes them off, several in one opening."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from runyard.desktop.parts.tag_form import TagForm
from runyard.desktop.parts.tag_picker.choice_list import ChoiceList, row_height
from runyard.desktop.parts.tag_picker.model import TagChoiceModel
from runyard.desktop.parts.tag_picker.writing import Job, Written
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label, Popover, SearchField
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import TAG_NAME_LIMIT
from runyard.storage.organise import tag_uses
from runyard.storage.organise.tag_uses import TagState
from runyard.storage.store import Store

_MOST_ROWS = 9
_WIDE = 304
_PAGE = 8
_Key = Qt.Key


class TagPicker(Popover):
    """A search field over the tags, each with its box. Every toggle is written at once; closing offers undo.

    Typing a name that no tag has and Enter makes the tag. The keyboard does everything from the field.
    """

    def __init__(self, owner: QWidget, workspace: Workspace) -> None:
        super().__init__(owner, width=_WIDE, name="Tags of the run")
        self._workspace = workspace
        self._runs: tuple[int, ...] = ()
        self._anchor_of: tuple[QWidget, QRect | None] | None = None
        self._written = Written(())
        self._opened_with: dict[int, int] | None = None
        self._made = ""
        self._pending = 0
        self.title = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.search = _Search()
        self.model = TagChoiceModel(self)
        self.list = ChoiceList(self.model)
        self.message = Label(tone="text_soft", wrap=True)
        self.new_tag = Button("Create tag…", "plus", "ghost")
        self._arrange()
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(self._search)
        self.search.moved.connect(self.list.step)
        self.search.taken.connect(self._take_current)
        self.list.toggled.connect(self._toggle)
        self.list.taken_off.connect(self._take_off)
        self.new_tag.clicked.connect(self._open_form)
        self.closed.connect(self._tell)
        workspace.tasks.changed.connect(self._changed)
        owner.destroyed.connect(self.deleteLater)  # the window, whose child this is, outlives its pages

    def open_for(self, anchor: QWidget, run_ids: Sequence[int], rect: QRect | None = None) -> None:
        """Open below a control, or below `rect` inside it, for these runs."""
        self._runs = tuple(run_ids)
        self._anchor_of = (anchor, rect)
        self._written, self._opened_with = Written(self._runs), None
        several = len(self._runs) != 1
        self.title.setText(f"Tags of {len(self._runs):,} runs" if several else "Tags of this run")
        self.model.start(len(self._runs))
        self.search.clear()
        self._say("")
        self.open_at(anchor, rect)
        self._read()

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.new_tag)
        foot.addStretch(1)
        self.title.setContentsMargins(4, 0, 4, 0)
        self.message.setContentsMargins(4, 4, 4, 4)
        for part in (self.title, self.search, self.message, self.list):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def _read(self) -> None:
        """Read what the runs carry; never while a write is under way, which would show its past."""
        if not self._pending:
            job = partial(_states, runs=self._runs)
            self._workspace.tasks.read(job, owner=self, key="tags", then=self._take, failed=self._fail)

    def _take(self, states: list[TagState]) -> None:
        if self._pending:
            return
        first = self._opened_with is None
        row = self._current_id()
        self.model.set_states(states, first=first)
        if first:
            self._opened_with = self.model.counts()
            self._fit(len(self.model.rows))
        made = next((state.tag.id for state in states if state.tag.name == self._made), None)
        self._made = ""
        self._go_back_to(row if made is None else made)
        none = not self.model.rows
        self._say("No tags yet. Type a name and press Enter to make one" if none else "")

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._say(problem.sentence)

    def _say(self, words: str) -> None:
        """Show a sentence in place of the list, or the list."""
        changed = self.message.isHidden() is bool(words)
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self.list.setVisible(not words)
        if changed and self.isVisible():
            self.fit()

    def _fit(self, rows: int) -> None:
        """Make room for so many rows; the panel keeps its height while one types."""
        self.list.setFixedHeight(row_height() * min(max(rows, 1), _MOST_ROWS))
        if self.isVisible():
            self.fit()

    def _current_id(self) -> int:
        place = self.list.currentIndex().row()
        return self.model.rows[place].tag.id if 0 <= place < len(self.model.rows) else 0

    def _go_back_to(self, tag_id: int) -> None:
        place = self.model.find(tag_id) if tag_id else -1
        if self.model.rows:
            self.list.go_to(max(0, place))

    @Slot(str)
    def _search(self, text: str) -> None:
        self.model.search(text)
        if self.model.rows:
            self._say("")
            self.list.go_to(0)

    @Slot()
    def _take_current(self) -> None:
        place = self.list.currentIndex().row()
        if 0 <= place < len(self.model.rows):
            self._toggle(place)

    @Slot(int)
    def _toggle(self, place: int) -> None:
        """Put the tag of a row on all runs, or off them where all have it."""
        row, written = self.model.rows[place], self._written
        if row.makes:
            self._made = row.tag.name
            self._write(partial(written.make, name=row.tag.name))
            self.search.clear()
        elif row.tag.hidden:
            self._write(partial(written.attach, tag_id=row.tag.id, show=True))
            self.search.clear()
        elif row.state is Qt.CheckState.Checked:
            self._take_off(place)
        else:
            self.model.set_runs(row.tag.id, len(self._runs))
            self._write(partial(written.attach, tag_id=row.tag.id))
            self.search.selectAll()

    @Slot(int)
    def _take_off(self, place: int) -> None:
        row = self.model.rows[place]
        self.model.set_runs(row.tag.id, 0)
        self._write(partial(self._written.detach, tag_id=row.tag.id))
        self.search.selectAll()

    def _write(self, job: Job) -> None:
        self._pending += 1
        self._workspace.tasks.write(job, owner=self, then=self._done, failed=self._refused)

    def _done(self, _changes: Changes) -> None:
        self._pending -= 1
        self._read()

    def _refused(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(problem.sentence, bad=True)
        self._pending -= 1
        self._read()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.tags or not changes.runs.isdisjoint(self._runs)):
            self._read()

    @Slot()
    def _tell(self) -> None:
        """Say what this opening changed, with undo."""
        before, after = self._opened_with, self.model.counts()
        if before is None or (before == after and not self._pending):
            return
        if not self._written and not self._pending:
            return
        many = len(self._runs)
        of = f"{many:,} runs" if many != 1 else "1 run"
        self._workspace.notice(f"Changed the tags of {of}", partial(_undo, self._workspace, self._written))

    @Slot()
    def _open_form(self) -> None:
        """Make a tag in the form; it goes on the runs, and the picker comes back."""
        name = self.search.text().strip()
        self.dismiss()
        form = TagForm(self._over, self._workspace, name=name)
        form.saved.connect(self._attach_made)
        form.finished.connect(self._come_back)
        form.open()

    @Slot(str)
    def _attach_made(self, name: str) -> None:
        job = partial(Written(self._runs).make, name=name)
        self._workspace.tasks.write(job, owner=self, failed=self._not_attached)

    def _not_attached(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(problem.sentence, bad=True)

    @Slot(int)
    def _come_back(self, _result: int) -> None:
        if self._anchor_of is not None and isValid(self._anchor_of[0]) and self._anchor_of[0].isVisible():
            anchor, rect = self._anchor_of
            self.open_for(anchor, self._runs, rect)


class _Search(SearchField):
    """The field of the picker: arrows move the row, Enter takes it."""

    moved = Signal(int)
    taken = Signal()

    def __init__(self) -> None:
        super().__init__("Find or create a tag")
        self.setMaxLength(TAG_NAME_LIMIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {_Key.Key_Down: 1, _Key.Key_Up: -1, _Key.Key_PageDown: _PAGE, _Key.Key_PageUp: -_PAGE}
        if _Key(key) in steps:
            self.moved.emit(steps[_Key(key)])
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


def _states(store: Store, _cancel: Cancel, *, runs: tuple[int, ...]) -> list[TagState]:
    return tag_uses.states(store, runs)


def _undo(workspace: Workspace, written: Written) -> None:
    workspace.tasks.write(written.undo)
