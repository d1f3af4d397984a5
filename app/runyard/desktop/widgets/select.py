"""`Select`: choose one of a few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher


class _Rows(QStyledItemDelegate):
    """Gives the list the height of table rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * sizes.CELL_PADDING, max(sizes.ROW, hint.height()))


class Select(QComboBox):
    """A combo box whose entries carry a key each. `chosen` tells the key a person picked."""

    chosen = Signal(object)

    def __init__(
        self,
        options: Iterable[tuple[Any, str]] = (),
        *,
        name: str = "",
        dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("dense", dense)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_options(options)
        self.activated.connect(self._activated)
        watcher().changed.connect(self._dress)
        self._dress()

    def set_options(self, options: Iterable[tuple[Any, str]]) -> None:
        """Replace the entries; the chosen key stays chosen if it is still there."""
        kept = self.key()
        self.clear()
        for key, label in options:
            self.addItem(label, key)
        self.set_key(kept)

    def key(self) -> Any:
        """Return the key of the current entry, None without one."""
        return self.currentData()

    def set_key(self, key: Any) -> None:
        """Make the entry with this key current, without telling."""
        for index in range(self.count()):
            if self.itemData(index) == key:
                self.setCurrentIndex(index)
                return

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the page: turning it over a select must not change a choice unnoticed."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            side = sizes.ICON_DENSE
            arrow = pixmap("chevron-down", tokens().text_soft, side, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - side - sizes.GAP, (self.height() - side) // 2, arrow)
        finally:
            painter.end()

    @Slot()
    def _dress(self) -> None:
        self.setFont(ui_font())  # the application's font does not reach what a style sheet has dressed

    @Slot(int)
    def _activated(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))
