"""`Preview`: how a tag will look in a list of runs, on a plain and on a selected row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.parts.tag_badge import paint_tags, shown_tags, tags_width
from runyard.desktop.tables import PADDING, Look
from runyard.desktop.theme import scaled, series_color, sizes, watcher
from runyard.desktop.widgets import box
from runyard.domain.run import RunInfo, Tag

_SHARE = 0.6
_WORDS = ("In a row", "In a selected row")


class Preview(QWidget):
    """Two rows of the newest runs; of a repository without runs, words that say what the rows are."""

    def __init__(self, tag: Tag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = tag
        self._runs: tuple[RunInfo, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tag(tag)
        watcher().changed.connect(self.updateGeometry)

    def set_tag(self, tag: Tag) -> None:
        """Show another tag."""
        self._tag = tag
        self.setAccessibleName(f"Preview of tag {tag.name}")
        self.update()

    def set_runs(self, runs: Sequence[RunInfo]) -> None:
        """Show the tag on these runs."""
        self._runs = tuple(runs[: len(_WORDS)])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, len(_WORDS) * self._high() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            whole = QRectF(self.rect())
            look = Look(self.devicePixelRatioF())
            path = QPainterPath()
            path.addRoundedRect(whole, sizes.RADIUS, sizes.RADIUS)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(path)
            high = self._high()
            for place in range(len(_WORDS)):
                look.selected = look.lit = place == 1
                rect = QRect(1, 1 + place * high, self.width() - 2, high)
                painter.fillRect(rect, look.behind())
                self._paint_row(painter, rect.adjusted(PADDING, 0, -PADDING, 0), place, look)
            painter.setClipping(False)
            box(painter, whole, sizes.RADIUS, None, look.colors.line)
        finally:
            painter.end()

    def _paint_row(self, painter: QPainter, rect: QRect, place: int, look: Look) -> None:
        run = self._runs[place] if place < len(self._runs) else None
        tags: tuple[Tag, ...] = (self._tag,)
        if run is not None and place == 0:
            others = [tag for tag in shown_tags(run.tags) if tag.id != self._tag.id]
            tags = (*others[:1], self._tag)
        room = rect.width() * _SHARE
        if tags_width(tags) > room:
            tags = (self._tag,)
        wide = min(tags_width(tags), room)
        paint_tags(painter, QRectF(rect.right() + 1 - wide, rect.top(), wide, rect.height()), tags)
        side = sizes.SWATCH
        swatch = QRectF(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        box(painter, swatch, sizes.SWATCH_RADIUS, series_color(run.color if run is not None else place), None)
        name = rect.adjusted(side + sizes.GAP, 0, -round(wide) - sizes.GAP, 0)
        look.write(painter, name, run.name if run is not None else _WORDS[place], look.colors.text)

    def _high(self) -> int:
        return max(sizes.ROW, scaled(sizes.ROW))
