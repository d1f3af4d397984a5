"""`Switch` and `CheckBox`: on or off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets.painting import box, focus_ring

_WIDE, _HIGH, _KNOB = 28, 16, 12
_BOX = 14


class Switch(QAbstractButton):
    """A setting that takes effect at once; its text stands at its right."""

    def __init__(self, text: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)  # the text may have another size

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font())
        words = metrics.horizontalAdvance(self.text()) + sizes.GAP + 2 if self.text() else 0
        return QSize(_WIDE + 4 + words, max(sizes.HIT, metrics.height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            track = QRectF(2, (self.height() - _HIGH) / 2, _WIDE, _HIGH)
            on = self.isChecked()
            fill = colors.accent if on else colors.field
            box(painter, track, _HIGH / 2, fill, None if on else colors.line_strong)
            left = track.right() - _KNOB - 2 if on else track.left() + 2
            knob = QRectF(left, track.top() + 2, _KNOB, _KNOB)
            box(painter, knob, _KNOB / 2, colors.on_accent if on else colors.text_soft, None)
            _words(painter, self, _WIDE + 2 + sizes.GAP)
            if self.hasFocus():
                focus_ring(painter, track.adjusted(-2, -2, 2, 2), _HIGH / 2 + 2)
        finally:
            painter.end()


class CheckBox(QCheckBox):
    """A check box 14 px square; partly checked shows a bar."""

    def __init__(self, text: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)  # the text may have another size

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font())
        words = metrics.horizontalAdvance(self.text()) + sizes.GAP + 2 if self.text() else 0
        return QSize(max(_BOX + 4 + words, sizes.HIT), max(sizes.HIT, metrics.height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            rect = QRectF(2, (self.height() - _BOX) / 2, _BOX, _BOX)
            paint_check(painter, rect, self.checkState(), self.isEnabled(), self.devicePixelRatioF())
            _words(painter, self, _BOX + 2 + sizes.GAP)
            if self.hasFocus():
                focus_ring(painter, rect.adjusted(-2, -2, 2, 2), sizes.RADIUS_SMALL + 2)
        finally:
            painter.end()


def paint_check(
    painter: QPainter, rect: QRectF, state: Qt.CheckState, enabled: bool = True, ratio: float = 1.0
) -> None:
    """Paint a check box; tables paint theirs with it too."""
    colors = tokens()
    if state == Qt.CheckState.Unchecked:
        box(painter, rect, sizes.RADIUS_SMALL, colors.field, colors.line_strong if enabled else colors.line)
        return
    fill: QColor = colors.accent if enabled else colors.line_strong
    box(painter, rect, sizes.RADIUS_SMALL, fill, None)
    if state == Qt.CheckState.PartiallyChecked:
        bar = QRectF(rect.left() + 3, rect.center().y() - 1, rect.width() - 6, 2)
        painter.fillRect(bar, colors.on_accent)
        return
    painter.drawPixmap(rect.adjusted(1, 1, -1, -1).toRect(), pixmap("check", colors.on_accent, 12, ratio))


def _words(painter: QPainter, owner: QAbstractButton, left: int) -> None:
    colors = tokens()
    painter.setFont(ui_font())
    painter.setPen(colors.text if owner.isEnabled() else colors.text_faint)
    rect = owner.rect().adjusted(left, 0, 0, 0)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, owner.text())
