"""Tags as badges: name on tint, and "+2" where they do not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from runyard.desktop.theme import sizes, tag_colors, tokens, ui_font, watcher
from runyard.desktop.widgets import box
from runyard.domain.run import Tag

_GAP = 4
_LONGEST = 160.0


def shown_tags(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Return the tags that lists show: hidden ones stay attached but unseen."""
    return tuple(tag for tag in tags if not tag.hidden)


def tags_width(tags: Sequence[Tag]) -> float:
    """Return how wide all badges are side by side."""
    metrics = QFontMetricsF(ui_font(sizes.TEXT_SMALL, bold=True))
    widths = [_width(metrics, tag.name) for tag in shown_tags(tags)]
    return sum(widths) + _GAP * max(0, len(widths) - 1)


def paint_tag(painter: QPainter, rect: QRectF, tag: Tag) -> None:
    """Paint one badge at the left of `rect`, hidden or not, as wide as its name needs or there is room."""
    font = ui_font(sizes.TEXT_SMALL, bold=True)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    wide = min(round(metrics.horizontalAdvance(tag.name)) + 16.0, rect.width())
    _paint_badge(painter, rect, rect.left(), wide, metrics, tag)


def tag_width(tag: Tag) -> float:
    """Return how wide the badge of one tag wants to be, however long its name."""
    return round(QFontMetricsF(ui_font(sizes.TEXT_SMALL, bold=True)).horizontalAdvance(tag.name)) + 16.0


def paint_tags(painter: QPainter, rect: QRectF, tags: Sequence[Tag]) -> int:
    """Paint badges from the left of `rect` as far as they fit, then how many more; return those painted."""
    font = ui_font(sizes.TEXT_SMALL, bold=True)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    shown = shown_tags(tags)
    left, painted = rect.left(), 0
    for place, tag in enumerate(shown):
        wide = _width(metrics, tag.name)
        rest = len(shown) - place - 1
        spare = _width(metrics, f"+{rest}") + _GAP if rest else 0.0
        if left + wide + spare > rect.right() + 0.5:
            if painted == 0:
                wide = min(wide, max(0.0, rect.right() - left - spare))
                if wide >= 32:
                    left = _paint_badge(painter, rect, left, wide, metrics, tag)
                    painted = 1
            break
        left = _paint_badge(painter, rect, left, wide, metrics, tag)
        painted += 1
    if painted < len(shown):
        _paint_more(painter, rect, left, metrics, f"+{len(shown) - painted}")
    return painted


def _width(metrics: QFontMetricsF, name: str) -> float:
    return float(min(_LONGEST, round(metrics.horizontalAdvance(name)) + 16))


def _high(metrics: QFontMetricsF) -> float:
    return max(float(sizes.BADGE), round(metrics.height()) + 4.0)


def _paint_badge(
    painter: QPainter, rect: QRectF, left: float, wide: float, metrics: QFontMetricsF, tag: Tag
) -> float:
    """Paint one badge and return where the next begins."""
    text, tint = tag_colors(tag.color)
    high = _high(metrics)
    badge = QRectF(left, round(rect.center().y() - high / 2), wide, high)
    box(painter, badge, sizes.RADIUS_SMALL, tint, None)
    painter.setPen(text)
    words = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, wide - 15)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
    return left + wide + _GAP


def _paint_more(painter: QPainter, rect: QRectF, left: float, metrics: QFontMetricsF, words: str) -> None:
    high = _high(metrics)
    badge = QRectF(left, round(rect.center().y() - high / 2), _width(metrics, words), high)
    box(painter, badge, sizes.RADIUS_SMALL, tokens().hover, None)
    painter.setPen(tokens().text_soft)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


class TagBadges(QWidget):
    """The tags of one thing in a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[Tag, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)

    def set_tags(self, tags: Sequence[Tag]) -> None:
        """Show these tags."""
        self._tags = shown_tags(tags)
        names = ", ".join(tag.name for tag in self._tags)
        self.setAccessibleName(f"Tags {names}" if names else "No tags")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(ui_font(sizes.TEXT_SMALL, bold=True))
        return QSize(round(tags_width(self._tags)) + 1, round(_high(metrics)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            fits = self.width() >= round(tags_width(self._tags))
            QToolTip.showText(event.globalPos(), "" if fits else plain_tip(self._tags), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint_tags(painter, QRectF(self.rect()), self._tags)
        finally:
            painter.end()


def plain_tip(tags: Sequence[Tag]) -> str:
    """Return the names for a tooltip, which would take markup in a name for markup."""
    return Qt.convertFromPlainText(", ".join(tag.name for tag in shown_tags(tags)))
