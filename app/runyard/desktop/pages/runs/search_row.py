"""`SearchRow`: the query, what it means, how many it found, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.runs.recent import RecentSearches
from runyard.desktop.parts.query_field import QueryField, WordsLine
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button

_PATIENCE_MS = 300


class SearchRow(QWidget):
    """`save_asked` asks to keep the present search as a view."""

    save_asked = Signal()

    def __init__(self, runs: RunTable, workspace: Workspace) -> None:
        super().__init__()
        self._runs, self._workspace = runs, workspace
        self.field = QueryField()
        self.words = WordsLine()
        self.history = Button("", "history", "icon", dense=True, tip="Recent searches")
        self.bookmark = Button("", "bookmark", "icon", dense=True, tip="Save this search as a view")
        self.recent = RecentSearches(workspace, self.history)
        self.cancel = Button("Cancel search", "x", "ghost", dense=True)
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.field.add_tool(self.history)
        self.field.add_tool(self.bookmark)
        above = QHBoxLayout()
        above.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, 0)
        above.addWidget(self.field)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.words, 1)
        below.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below)
        self.cancel.hide()

    def _connect(self) -> None:
        self.history.clicked.connect(self.recent.toggle)
        self.bookmark.clicked.connect(self.save_asked)
        self.recent.chosen.connect(self.field.set_text)
        self.field.edit.entered.connect(self.recent.keep)
        self.cancel.clicked.connect(self._stop)
        self._slow.timeout.connect(self._offer_to_stop)
        self._runs.searching.connect(self._follow)

    @Slot(object)
    def _follow(self, searching: bool) -> None:
        if not searching:
            self._slow.stop()
            self.cancel.hide()
        elif not self._slow.isActive() and self.cancel.isHidden():
            self._slow.start()

    @Slot()
    def _offer_to_stop(self) -> None:
        self.cancel.show()

    @Slot()
    def _stop(self) -> None:
        self._runs.stop()
        self.words.set_listing(None)
        self._workspace.notice("The search was stopped, the table shows what was found before")
