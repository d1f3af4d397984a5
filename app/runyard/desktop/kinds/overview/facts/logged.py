"""How much of each kind a run has logged, leading to the tabs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import Label, box, focus_ring

_KINDS = (
    ("metrics", "Metrics", "chart-line"),
    ("params", "Params", "sliders-horizontal"),
    ("system", "System", "cpu"),
    ("distributions", "Distributions", "chart-area"),
    ("images", "Images", "image"),
    ("audios", "Audios", "audio-lines"),
    ("texts", "Texts", "file-text"),
    ("figures", "Figures", "shapes"),
    ("logs", "Log lines", "list"),
    ("messages", "Messages", "message-square"),
    ("notes", "Notes", "notebook-pen"),
)
#: These are always there: that a run has none of them yet is worth knowing.
_ALWAYS = ("metrics", "params")


class Logged(QWidget):
    """A row a kind; `asked` tells the tab a person wants."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = {key: _LoggedRow(key, title, icon) for key, title, icon in _KINDS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label("Logged", bold=True))
        column.addSpacing(4)
        for row in self.rows.values():
            column.addWidget(row)
            row.clicked.connect(self._clicked)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many of each kind there are; of most kinds, only where there is something."""
        for key, row in self.rows.items():
            row.set_count(counts.get(key, 0))
            row.setVisible(bool(counts.get(key)) or key in _ALWAYS)

    @Slot()
    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _LoggedRow):
            self.asked.emit(row.key)


class _LoggedRow(QAbstractButton):
    """Icon, kind, count at the right."""

    def __init__(self, key: str, title: str, icon: str) -> None:
        super().__init__()
        self.key = key
        self._icon = icon
        self._count = 0
        self.setText(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Show another count."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {count:,}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, sizes.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            if self.underMouse():
                box(painter, QRectF(self.rect()).adjusted(-8, 0, 8, 0), sizes.RADIUS, colors.hover, None)
            side = sizes.ICON
            shape = pixmap(self._icon, colors.text_soft, side, self.devicePixelRatioF())
            painter.drawPixmap(0, (self.height() - side) // 2, shape)
            left = side + sizes.GAP
            align = int(Qt.AlignmentFlag.AlignVCenter)
            painter.setFont(ui_font())
            painter.setPen(colors.text_soft)
            words = QRect(left, 0, self.width() - left, self.height())
            painter.drawText(words, align | int(Qt.AlignmentFlag.AlignLeft), self.text())
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft if self.underMouse() else colors.text_faint)
            painter.drawText(
                self.rect().adjusted(0, 0, -2, 0),
                align | int(Qt.AlignmentFlag.AlignRight),
                f"{self._count:,}",
            )
            if self.hasFocus():
                focus_ring(painter, QRectF(self.rect()), sizes.RADIUS)
        finally:
            painter.end()
