"""`TextsTab`: the texts a run has logged: a table to search, and a reader beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from runyard.desktop.kinds.texts import reading
from runyard.desktop.kinds.texts.bar import TextBar
from runyard.desktop.kinds.texts.doing import row_menu, text_commands
from runyard.desktop.kinds.texts.reader import Reader
from runyard.desktop.kinds.texts.reading import Listed, Wish
from runyard.desktop.kinds.texts.renderings import RENDERINGS
from runyard.desktop.kinds.texts.searcher import Searcher
from runyard.desktop.kinds.texts.table import TextTable
from runyard.desktop.parts.choices import Choices
from runyard.desktop.parts.ranged_tab import RangedTab
from runyard.desktop.parts.series_tab import Nothing
from runyard.desktop.state import Workspace
from runyard.desktop.theme import scaled
from runyard.desktop.widgets import Faces
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.search.matching.matching import Matcher

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet

_TYPING_MS = 160
#: Narrower than this, the reader stands below the table.
_BESIDE = 760
#: How table and reader divide the room.
_SHARES = (4, 6)


class TextsTab(RangedTab):
    """Names at the left; ranges and search on top; table and reader side by side."""

    kind: ClassVar[DataKind] = DataKind.TEXT
    nothing: ClassVar[Nothing] = Nothing(
        "No texts", 'run.track(Text("a dog on a beach"), name="captions", step=step)'
    )

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._shown: Wish | None = None
        self.bar = TextBar()
        self.table = TextTable(workspace.tasks)
        self.reader = Reader(workspace)
        self.searcher = Searcher(workspace.tasks, self)
        self.choices = Choices(workspace, "texts", self)
        self.ranges = self.bar.ranges
        self.inner = Faces(self.table)
        self.split = QSplitter()
        self._fill()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._connect()
        commands.add(*text_commands(self._find, self.step, self.table.step, self._shows))
        self._show_search()

    def _fill(self) -> None:
        self.right.addWidget(self.bar)
        self.right.addWidget(self.split, 1)
        self.split.addWidget(self.inner)
        self.split.addWidget(self.reader)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        for place, share in enumerate(_SHARES):
            self.split.setStretchFactor(place, share)
        self.split.setSizes([100 * share for share in _SHARES])
        self.inner.setMinimumWidth(scaled(168))
        self.reader.setMinimumWidth(scaled(320))

    def _connect(self) -> None:
        self.choices.arrived.connect(self._show_rendering)
        self.ranges.changed.connect(self._load)
        self.bar.field.changed.connect(self._typed)
        self.bar.field.stepped.connect(self.step)
        self.bar.before.clicked.connect(partial(self._step_button, -1))
        self.bar.after.clicked.connect(partial(self._step_button, 1))
        self._typing.timeout.connect(self._search)
        self.searcher.moved.connect(self._show_found)
        self.searcher.failed.connect(self._unloaded)
        self.table.order_changed.connect(self._load)
        self.table.read_asked.connect(self._read_text)
        self.table.opened.connect(self._enlarge)
        self.table.failed.connect(self._unloaded)
        self.table.copy_asked.connect(self._copy_row)
        self.table.menu_asked.connect(self._ask_menu)
        self.reader.head.walked.connect(self.table.step)
        self.reader.enlarged.connect(self._give_room)
        self.reader.rendering_chosen.connect(self._keep_rendering)

    def _find(self) -> None:
        self.bar.field.search.setFocus()
        self.bar.field.search.selectAll()

    # The frame's contract

    def deactivate(self) -> None:
        super().deactivate()
        self.searcher.stop()

    # Which there are

    def _forget(self) -> None:
        self._shown = None
        super()._forget()

    def _series_listed(self, info: SeriesInfo) -> None:
        super()._series_listed(info)
        if info.revision == self._revision:
            self.searcher.set_ids(self.searcher.ids)  # goes on where leaving the tab stopped it

    @Slot(object)
    def _series_chosen(self, info: SeriesInfo | None) -> None:
        self.ranges.forget()
        self.searcher.forget()
        self._shown = None
        self._show_rendering()
        if info is None:
            self.reader.show_text(None, "")
        else:
            self.reader.set_matcher(self.searcher.matcher)
            self._load()

    # Which texts of one

    def _reading_of(self, info: SeriesInfo) -> tuple[Wish, partial[Listed]]:
        wish = Wish(info.id, self.ranges.steps, self.ranges.indices, self.table.newest_first)
        return wish, partial(reading.listed, wish)

    def _show(self, listed: Listed, info: SeriesInfo) -> None:
        self.table.show_shape(indices=len(listed.index_counts) > 1, epochs=info.has_epochs)
        keep = self._shown == listed.wish
        if self._shown is None:
            self.table.show_texts(listed.ids[:0], keep_place=False)
        self._shown = listed.wish
        self.searcher.set_ids(listed.ids)
        self._show_found(keep_place=keep)

    @Slot()
    def _show_found(self, *, keep_place: bool = True) -> None:
        """List what fits so far, and read the first of it where nothing is read."""
        ids = self.searcher.shown()
        self.table.show_texts(ids, keep_place=keep_place)
        self._show_search()
        if not len(ids) and self.searcher.matcher and not self.searcher.busy:
            self.reader.head.large.setChecked(False)
            self.reader.hide()
            self.inner.show_no_match(self.bar.field.clear, f"No text holds {self.searcher.matcher.text}")
            return
        self.reader.show()
        if not len(ids) and self.searcher.busy:
            self.inner.show_loading()
            return
        self.inner.show_content()
        if self.table.choosing.current < 0:
            self.table.go_to(0)
        self._show_search()

    # Searching

    @Slot(object)
    def _typed(self, matcher: Matcher) -> None:
        if matcher:
            self._typing.start()
        else:
            self._search()

    @Slot()
    def _search(self) -> None:
        self._typing.stop()
        matcher = self.bar.field.matcher
        if matcher.problem() is not None:
            matcher = Matcher()
        if matcher == self.searcher.matcher:
            return
        self.searcher.set_matcher(matcher)
        self.table.set_matcher(matcher)
        self.reader.set_matcher(matcher)
        self._show_found()

    def _show_search(self) -> None:
        found, at = len(self.table.model.ids), self.table.choosing.current
        self.bar.show_search(self.searcher, found, at)

    def _step_button(self, by: int, _checked: bool = False) -> None:
        self.step(by)

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to the next match or the one before, from text to text, round the ends."""
        ids = self.table.model.ids
        if not self.searcher.matcher or not len(ids) or self.reader.step(by):
            return
        target = (self.table.choosing.current + by) % len(ids)
        if target == self.table.choosing.current:
            self.reader.go_round(by)
            return
        self.reader.begin_at_end(by < 0)
        self.table.go_to(target)

    # Reading

    @Slot(object)
    def _read_text(self, item_id: int | None) -> None:
        info = self.list.current
        self.reader.show_text(item_id, "" if info is None else info.key.name)
        self._show_search()

    @Slot(object)
    def _enlarge(self, _item_id: int) -> None:
        self.reader.head.large.setChecked(True)
        self.reader.view.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _copy_row(self, _titled: bool) -> None:
        self.reader.copy_text()

    @Slot(object, object)
    def _ask_menu(self, item_id: int | None, at: QPoint) -> None:
        if item_id is not None:
            self.menu().popup(at)

    def menu(self) -> QMenu:
        """Return the menu of the current row."""
        return row_menu(self, self.table.open_current, self.reader.copy_text, self.reader.save)

    @Slot(bool)
    def _give_room(self, all_of_it: bool) -> None:
        self.inner.setVisible(not all_of_it)
        if not all_of_it:
            self.table.setFocus()

    @Slot(str)
    def _keep_rendering(self, rendering: str) -> None:
        info = self.list.current
        if info is not None:
            self.choices.keep(info.key.name, rendering)

    @Slot()
    def _show_rendering(self) -> None:
        """Show texts of a name as they were wanted last time; an empty word leaves it to the text."""
        info = self.list.current
        kept = None if info is None else self.choices.get(info.key.name)
        self.reader.set_rendering(kept if kept in RENDERINGS else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() - self.list.width() >= scaled(_BESIDE)
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)
