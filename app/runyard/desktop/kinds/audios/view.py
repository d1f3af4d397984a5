"""`AudioListView`: the list of sounds, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QToolTip, QWidget

from runyard.desktop.kinds.audios.cells import AudioCells
from runyard.desktop.kinds.audios.model import AudioListModel
from runyard.desktop.kinds.audios.places import ROW, places
from runyard.desktop.kinds.audios.player import Player
from runyard.desktop.kinds.audios.words import caption
from runyard.desktop.theme import icon, watcher
from runyard.desktop.widgets import copy_to_clipboard

_SEEK = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class AudioListView(QListView):
    """Rows of sounds. `seen` tells which are in sight.

    `toggled` asks to play or pause a row, `sought` to go to a share of it, `stepped` to go on or back by some
    steps, `saved` to write it to a file.
    """

    toggled = Signal(int)
    sought = Signal(int, float)
    stepped = Signal(int)
    saved = Signal(int)
    seen = Signal(int, int)

    def __init__(self, model: AudioListModel, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._dragged = -1
        self.setAccessibleName("Audio")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.cells = AudioCells(model, player, self)
        self.setItemDelegate(self.cells)
        self.setModel(model)
        self.verticalScrollBar().setSingleStep(ROW // 2)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell_seen)
        self.verticalScrollBar().valueChanged.connect(self.look)
        model.modelReset.connect(self.look)
        model.rowsInserted.connect(self.look)
        watcher().changed.connect(self.viewport().update)

    def rows_in_sight(self) -> tuple[int, int]:
        """Return the first and the last row in sight."""
        top = self.verticalScrollBar().value()
        return top // ROW, (top + self.viewport().height()) // ROW

    def update_row(self, row: int) -> None:
        """Paint a row again."""
        if row >= 0:
            self.update(self._model.index(row))

    @Slot()
    def look(self) -> None:
        """Tell soon which rows are in sight."""
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look()

    def keyboardSearch(self, search: str) -> None:
        """Leave letters to the commands."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.toggled.emit(row)
        elif key in _SEEK:
            large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(_SEEK[Qt.Key(key)] * (5 if large else 1))
        elif event.matches(QKeySequence.StandardKey.Save) and row >= 0:
            self.saved.emit(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = event.position().toPoint()
        row = self.indexAt(spot).row()
        if row < 0 or event.button() != Qt.MouseButton.LeftButton or self._model.item(row) is None:
            return
        at = places(self.visualRect(self._model.index(row)))
        if at.wave.contains(spot):
            self._dragged = row
            self._seek(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self._dragged >= 0:
            self._seek(spot)
        before, self.cells.pointer = self.cells.pointer, spot
        for place in (before, spot):
            if place is not None:
                self.update_row(self.indexAt(place).row())
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        row = self.indexAt(spot).row()
        dragged, self._dragged = self._dragged, -1
        if dragged >= 0 or row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        at = places(self.visualRect(self._model.index(row)))
        if self._model.item(row) is None:
            return
        if at.play.contains(spot):
            self.toggled.emit(row)
        elif at.save.contains(spot):
            self.saved.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.cells.pointer = None
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def menu(self, row: int) -> QMenu:
        """Return what can be done to a sound."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        item = self._model.item(row)
        for name, title, act in (
            ("play", "Play or pause", partial(self.toggled.emit, row)),
            ("download", "Save to a file…", partial(self.saved.emit, row)),
            ("copy", "Copy caption", partial(copy_to_clipboard, caption(item) if item else "")),
        ):
            action = QAction(icon(name), title, menu)
            action.triggered.connect(partial(_do, act))
            menu.addAction(action)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.currentIndex().row()
        if row >= 0:
            self.menu(row).popup(event.globalPos())

    def _tip(self, spot: QPoint) -> str:
        row = self.indexAt(spot).row()
        item = self._model.item(row)
        if item is None:
            return ""
        at = places(self.visualRect(self._model.index(row)))
        if at.play.contains(spot):
            return "Play or pause (Space)"
        if at.save.contains(spot):
            return "Save to a file"
        if at.text.contains(spot):
            return caption(item) if len(caption(item)) > 24 else ""
        drawn = self._model.drawn(item.id)
        return drawn.problem if drawn is not None and at.wave.contains(spot) else ""

    def _seek(self, spot: QPoint) -> None:
        wave = places(self.visualRect(self._model.index(self._dragged))).wave
        share = (spot.x() - wave.left()) / max(1, wave.width())
        self.sought.emit(self._dragged, min(1.0, max(0.0, share)))

    @Slot()
    def _tell_seen(self) -> None:
        if self._model.rowCount():
            self.seen.emit(*self.rows_in_sight())


def _do(act: Callable[[], object], _checked: bool = False) -> None:
    act()
