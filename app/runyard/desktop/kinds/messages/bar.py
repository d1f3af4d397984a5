"""`MessagesBar`: the controls over the messages."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.messages.levels import LevelChips
from runyard.desktop.theme import scaled, sizes, tokens

_COMPACT, _BARE = 860, 620


class MessagesBar(QWidget):
    """The controls over the table."""

    def __init__(self, search: QWidget, levels: LevelChips, count: QWidget) -> None:
        super().__init__()
        self._levels, self._count = levels, count
        self.setFixedHeight(sizes.TOOLBAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.MARGIN)
        row.addWidget(search, 8)
        row.addWidget(levels)
        row.addStretch(1)
        row.addWidget(count)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sizes.TOOLBAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the bar is narrow, levels are told by their shapes alone, and then the number goes."""
        super().resizeEvent(event)
        self._levels.set_compact(self.width() < scaled(_COMPACT))
        self._count.setVisible(self.width() >= scaled(_BARE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()
