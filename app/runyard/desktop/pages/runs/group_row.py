"""`GroupRow`: the row below the chips while runs are grouped: by what, what is shown of groups, folding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Button, CheckBox, Chip, Label, Select

_SPREADS = (("interval", "Mean ± 95 % CI"), ("deviation", "Mean ± SD"), ("range", "Mean, min – max"))
HIGH = 32
#: So many fields are named; of more the last chip says how many.
_MOST = 5


class GroupRow(QWidget):
    """`removed` carries the id of a column that runs are grouped by no more, `field_asked` that one is to be
    added, `spread_chosen` what stands beside a mean, `seeds_asked` whether seeds are collapsed, `fold_asked`
    whether every group opens."""

    removed = Signal(object)
    field_asked = Signal()
    spread_chosen = Signal(object)
    seeds_asked = Signal(bool)
    fold_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[str, ...] = ()
        self._names: list[str] = []
        self._opens = True
        self.chips: list[Chip] = []
        self.add = Button("Field", "plus", "ghost", dense=True, tip="Group by one field more")
        self.spread = Select(_SPREADS, name="What is shown of groups", dense=True)
        self.seeds = CheckBox("Collapse seeds")
        self.seeds.setToolTip("Group by every setting in which the runs differ, seeds left out")
        self.fold = Button("Expand all", "unfold-vertical", "ghost", dense=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HIGH)
        self._by = QHBoxLayout()
        self._by.setSpacing(sizes.GAP)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, sizes.GAP)
        row.setSpacing(sizes.GAP)
        row.addWidget(Label("Grouped by", size=sizes.TEXT_SMALL, bold=True, tone="text_soft"))
        row.addLayout(self._by)
        row.addWidget(self.add)
        row.addWidget(_Divider())
        row.addWidget(Label("Show", tone="text_soft"))
        row.addWidget(self.spread)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.seeds)
        row.addStretch(1)
        row.addWidget(self.fold)
        self.add.clicked.connect(self.field_asked)
        self.spread.chosen.connect(self.spread_chosen)
        self.seeds.clicked.connect(self.seeds_asked)
        self.fold.clicked.connect(self._fold)

    def show_groups(self, groups: tuple[str, ...], names: Sequence[str], spread: str) -> None:
        """Show what runs are grouped by."""
        self.spread.set_key(spread)
        names = list(names)
        if (groups, names) == (self._groups, self._names):
            return
        self._groups, self._names = groups, names
        while (item := self._by.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self.chips = []
        shown = len(groups) if len(groups) <= _MOST else _MOST - 1
        for group, name in zip(groups[:shown], names[:shown], strict=True):
            if self.chips:
                self._by.addWidget(Label("×", tone="text_soft"))
            chip = Chip("", name, True)
            chip.setAccessibleName(f"Grouped by {name}")
            chip.removed.connect(partial(self.removed.emit, group))
            chip.clicked.connect(self.field_asked)
            self.chips.append(chip)
            self._by.addWidget(chip)
        if shown < len(groups):
            rest = Chip("", f"+{len(groups) - shown}")
            rest.setAccessibleName(f"{len(groups) - shown} more fields")
            rest.setToolTip(Qt.convertFromPlainText(" × ".join(names[shown:])))
            rest.clicked.connect(self.field_asked)
            self._by.addWidget(rest)

    def show_folding(self, *, any_open: bool) -> None:
        """Offer to close the groups, or to open them."""
        self._opens = not any_open
        self.fold.setText("Collapse all" if any_open else "Expand all")
        self.fold.set_icon("fold-vertical" if any_open else "unfold-vertical")

    @Slot()
    def _fold(self) -> None:
        self.fold_asked.emit(self._opens)


class _Divider(QWidget):
    """A short line between two parts of a row."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(sizes.GAP + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.width() // 2, 4, 1, self.height() - 8, tokens().line)
        finally:
            painter.end()
