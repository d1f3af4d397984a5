"""`LogBar`: the controls over a log."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens, watcher
from runyard.desktop.widgets import Button, CheckBox, Label, MatchField, Segmented, Select, Switch

_SEARCH = 344
_NARROW_SEARCH = 200
_DETAILS = (("all", "Everything"), ("fold", "Fold repeats"), ("problems", "Warnings and errors"))


class LogBar(QWidget):
    """Search, filters, and how lines are shown; in a narrow window what is least needed gives way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self.search = MatchField("Find in the output", name="Find in the output", key="/")
        self.search.setMaximumWidth(_SEARCH)
        self.search.setMinimumWidth(_NARROW_SEARCH)
        self.before = Button("", "arrow-up", "icon", tip="Previous match (Shift+Enter)", filled=True)
        self.after = Button("", "arrow-down", "icon", tip="Next match (Enter)", filled=True)
        self.only = CheckBox("Matches only")
        self.stream = Segmented(((0, "All"), (1, "stdout"), (2, "stderr")), name="Stream")
        self.detail_label = Label("Detail", tone="text_soft")
        self.detail = Select(_DETAILS, name="Detail")
        self.detail_label.setBuddy(self.detail)
        self.detail.currentTextChanged.connect(self._fit_detail)
        watcher().changed.connect(self._fit_detail)
        self._fit_detail()
        self.go_to = Button("", "hash", "icon", tip="Go to line, time or step (Ctrl+G)")
        self.wrap = Button("", "wrap-text", "icon", tip="Wrap long lines")
        self.times = Button("", "clock", "icon", tip="Times")
        self.copy = Button("", "copy", "icon", tip="Copy what is selected, or all lines shown")
        self.save = Button("", "download", "icon", tip="Save lines…")
        for toggle in (self.wrap, self.times):
            toggle.setCheckable(True)
        self.follow = Switch("Follow tail")
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.search, 8)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.only)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.stream)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.detail_label)
        row.addWidget(self.detail)
        row.addStretch(1)
        for button in (self.go_to, self.wrap, self.times, self.copy, self.save):
            row.addWidget(button)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.follow)

    @Slot()
    def _fit_detail(self) -> None:
        """Make the select as wide as its choice, its list as wide as the widest."""
        words = self.detail.fontMetrics().horizontalAdvance(self.detail.currentText())
        self.detail.setFixedWidth(words + 2 * sizes.MARGIN + sizes.ICON_DENSE)
        self.detail.view().setMinimumWidth(self.detail.sizeHint().width() + sizes.MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sizes.TOOLBAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the bar is narrow, what has a key or stands in the menu of the lines gives way."""
        super().resizeEvent(event)
        layout = self.layout()
        assert layout is not None
        optional = (
            *(self.detail_label, self.copy, self.times, self.go_to, self.save, self.wrap),
            *(self.before, self.after, self.only, self.detail),
        )
        for part in optional:
            part.setVisible(True)
        for part in optional:
            layout.invalidate()
            if layout.minimumSize().width() <= self.width():
                break
            part.setVisible(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()
