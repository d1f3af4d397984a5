"""The bar over the params: search, the run to compare with, and what is done to the whole tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts.value_tree import State
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Button, CheckBox, Chip, CopyButton, Label, MatchField

_WORDS = ((State.CHANGED, "changed"), (State.ADDED, "added"), (State.REMOVED, "removed"))
_LONGEST_NAME = 40
_ROOM = 840


class ParamsBar(QWidget):
    """44 high.

    Signals
    -------
    compare_asked()
        Choose a run to compare with.
    compare_ended()
    differences_toggled(bool)
        Whether only differences are wanted.
    """

    compare_asked = Signal()
    compare_ended = Signal()
    differences_toggled = Signal(bool)

    def __init__(self, whole_text: Callable[[], str]) -> None:
        super().__init__()
        self.setFixedHeight(sizes.TOOLBAR)
        self.search = MatchField("Find a param", name="Find a param")
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(300)
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.compare = Button("Compare with…", "git-compare", tip="Choose a run to compare the params with")
        self.compare.clicked.connect(self.compare_asked)
        self.other = Chip("Compared with", removable=True)
        self.other.clicked.connect(self.compare_asked)
        self.other.removed.connect(self.compare_ended)
        self.only = CheckBox("Only differences")
        self.only.toggled.connect(self.differences_toggled)
        self.opened = Button("", "unfold-vertical", "icon", tip="Expand all")
        self.closed = Button("", "fold-vertical", "icon", tip="Collapse all")
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.search, 1)
        row.addWidget(self.count)
        row.addStretch(1)
        for part in (self.only, self.other, self.compare, self.opened, self.closed):
            row.addWidget(part)
        row.addWidget(CopyButton(whole_text, "Copy all as JSON"))
        self.show_other("")

    def show_other(self, name: str) -> None:
        """Say which run is compared with; none for an empty name."""
        short = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
        self.other.set_value(short, True)
        self.other.setVisible(bool(name))
        self.only.setVisible(bool(name))
        self.compare.setVisible(not name)

    def show_counts(self, shown: int, total: int, counts: Mapping[State, int], *, compares: bool) -> None:
        """Say how many params there are, how many of them are shown, and how many differ."""
        many = "1 param" if total == 1 else f"{total:,} params"
        said = [many if shown == total else f"{shown:,} of {many}"]
        said += [f"{counts[state]:,} {word}" for state, word in _WORDS if counts.get(state)]
        if compares and not counts:
            said.append("no differences")
        self.count.setText(", ".join(said))

    @Slot()
    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.search.setFocus()
        self.search.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the bar is narrow, the counts give way: the tree says the same."""
        super().resizeEvent(event)
        self.count.setVisible(self.width() >= scaled(_ROOM))
