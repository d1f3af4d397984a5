"""All tags of a run, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.parts.tag_badge import paint_tags, shown_tags, tags_width
from runyard.desktop.theme import sizes, watcher
from runyard.domain.run import Tag

_GAP = 4
_LINE = sizes.BADGE + _GAP


class TagFlow(QWidget):
    """Badges that wrap."""

    def __init__(self) -> None:
        super().__init__()
        self._tags: tuple[Tag, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self._fit)

    def set_tags(self, tags: Sequence[Tag]) -> None:
        """Show these tags."""
        self._tags = shown_tags(tags)
        self.setAccessibleName(", ".join(tag.name for tag in self._tags) or "No tags")
        self.setVisible(bool(self._tags))
        self._fit()

    def lines(self) -> list[tuple[Tag, ...]]:
        """Return the tags of each line."""
        found: list[tuple[Tag, ...]] = []
        for tag in self._tags:
            longer = (*found[-1], tag) if found else (tag,)
            if found and tags_width(longer) <= self.width():
                found[-1] = longer
            else:
                found.append((tag,))
        return found

    def sizeHint(self) -> QSize:
        return QSize(120, max(1, len(self.lines())) * _LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            for at, line in enumerate(self.lines()):
                paint_tags(painter, QRectF(0, at * _LINE, self.width(), sizes.BADGE), line)
        finally:
            painter.end()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()
