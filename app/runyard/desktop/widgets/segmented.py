"""`Segmented`: one of a few choices, all in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets.painting import box, focus_ring


class _Segment(QAbstractButton):
    """One choice. Its width is reserved for the bold text, so that choosing moves nothing."""

    def __init__(self, label: str, key: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.count = ""
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        watcher().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font(bold=True))
        return QSize(metrics.horizontalAdvance(self.text()) + self._count_width() + 16, metrics.height() + 4)

    def set_count(self, count: int) -> None:
        """Show a number after the words."""
        self.count = f"{count:,}"
        self.setAccessibleName(f"{self.text()}, {self.count}")
        self.updateGeometry()
        self.update()

    def _count_width(self) -> int:
        """Return the room of the number and of the gap before it."""
        metrics = QFontMetrics(ui_font(sizes.TEXT_SMALL))
        return metrics.horizontalAdvance(self.count) + sizes.GAP if self.count else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            rect = QRectF(self.rect())
            if self.isChecked():
                box(painter, rect, sizes.RADIUS_SMALL, colors.wash, None)
            elif self.underMouse() and self.isEnabled():
                box(painter, rect, sizes.RADIUS_SMALL, colors.hover, None)
            painter.setFont(ui_font(bold=self.isChecked()))
            shown = colors.text if self.isChecked() else colors.text_soft
            painter.setPen(shown if self.isEnabled() else colors.text_faint)
            wide = self._count_width()
            words = self.rect().adjusted(0, 0, -wide, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
            if wide:
                painter.setFont(ui_font(sizes.TEXT_SMALL))
                painter.setPen(colors.text_soft)
                number = self.rect().adjusted(0, 0, -sizes.GAP, 0)
                painter.drawText(
                    number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.count
                )
            if self.hasFocus():
                focus_ring(painter, rect, sizes.RADIUS_SMALL)
        finally:
            painter.end()


class Segmented(QWidget):
    """A row of choices; `changed` tells the key a person picked."""

    changed = Signal(object)

    def __init__(
        self, options: Sequence[tuple[Any, str]], *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(sizes.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for key, label in options:
            part = _Segment(label, key, self)
            self._group.addButton(part)
            layout.addWidget(part)
        self._parts[0].setChecked(True)
        self._lead_focus()
        self._group.buttonClicked.connect(self._clicked)

    @property
    def _parts(self) -> list[_Segment]:
        return [part for part in self._group.buttons() if isinstance(part, _Segment)]

    def key(self) -> Any:
        """Return the key of the current choice."""
        return next(part.key for part in self._parts if part.isChecked())

    def set_key(self, key: Any) -> None:
        """Make a choice current, without telling."""
        for part in self._parts:
            if part.key == key:
                part.setChecked(True)
        self._lead_focus()

    def set_enabled(self, key: Any, enabled: bool, tip: str = "") -> None:
        """Allow or forbid one of the choices; the tip says why."""
        for part in self._parts:
            if part.key == key:
                part.setEnabled(enabled)
                part.setToolTip(tip)
                part.setAccessibleDescription(tip)

    def set_shown(self, key: Any, shown: bool) -> None:
        """Offer one of the choices, or leave it out."""
        for part in self._parts:
            if part.key == key:
                part.setVisible(shown)

    def set_count(self, key: Any, count: int) -> None:
        """Show a number beside a choice."""
        for part in self._parts:
            if part.key == key:
                part.set_count(count)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS, None, tokens().line_strong)
        finally:
            painter.end()

    def _lead_focus(self) -> None:
        """Tab comes to the current choice; the arrow keys go on from there."""
        for part in self._parts:
            policy = Qt.FocusPolicy.TabFocus if part.isChecked() else Qt.FocusPolicy.NoFocus
            part.setFocusPolicy(policy)
            if part.isChecked():
                self.setFocusProxy(part)

    @Slot(QAbstractButton)
    def _clicked(self, part: QAbstractButton) -> None:
        if isinstance(part, _Segment):
            self._lead_focus()
            self.changed.emit(part.key)
