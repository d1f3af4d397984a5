"""Scroll areas that show nothing of themselves, and the one column of a page that is read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from runyard.desktop.theme import sizes


class ColumnArea(QScrollArea):
    """One column in the middle, at most `width` wide, that scrolls up and down."""

    def __init__(self, column: QWidget, width: int, parent: QWidget | None = None) -> None:
        self._column = column  # before Qt asks `eventFilter` for the first time
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refit)
        column.setMaximumWidth(width)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(middle)
        column.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._column and event.type() == QEvent.Type.LayoutRequest:
            self._soon.start()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    @Slot()
    def refit(self) -> None:
        """Give the column the height it needs: Qt forgets to when it grows while it is not in sight."""
        inside = self.widget()
        if inside is not None:
            inside.setMinimumHeight(inside.minimumSizeHint().height())


def bare_area(inside: QWidget) -> QScrollArea:
    """Return an area without ground of its own: what lies behind it shows through."""
    area = QScrollArea()
    area.setWidget(inside)
    inside.setAutoFillBackground(False)  # the area has just switched it on
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    return area
