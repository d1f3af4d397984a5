"""`NoteList`: notes by title, each with when it was edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from runyard.desktop.parts import words
from runyard.desktop.parts.note_editor.entries import Entry
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_PAD = 8


class NoteListModel(QAbstractListModel):
    """The notes in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other notes."""
        new = tuple(entries)
        if [entry.id for entry in new] == [entry.id for entry in self.entries]:
            changed = new != self.entries
            self.entries = new
            if changed:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self.entries = new
        self.endResetModel()

    def place(self, note_id: int) -> int:
        """Return the row of a note, -1 if it is not here."""
        ids = [entry.id for entry in self.entries]
        return ids.index(note_id) if note_id in ids else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY or not index.isValid():
            return None
        entry = self.entries[index.row()]
        return f"{entry.title}, {state_words(entry)}"


class NoteList(QListView):
    """`chosen` carries the id of the note to show, `edit_asked` and `delete_asked` come from the keyboard."""

    chosen = Signal(object)
    edit_asked = Signal()
    delete_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notes = NoteListModel(self)
        self.setModel(self.notes)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Notes")
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._tell)
        watcher().changed.connect(self.scheduleDelayedItemsLayout)

    def show_entries(self, entries: Sequence[Entry], current: int | None) -> None:
        """Show other notes and stand on one, without telling."""
        before = self.blockSignals(True)
        self.notes.set_entries(entries)
        place = -1 if current is None else self.notes.place(current)
        self.setCurrentIndex(self.notes.index(place) if place >= 0 else QModelIndex())
        self.blockSignals(before)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead is off: single keys are commands."""

    def event(self, event: QEvent) -> bool:
        # Without this the key would be the page's, which deletes runs with it.
        deletes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete
        if deletes and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex, QModelIndex)
    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and not self.signalsBlocked():
            self.chosen.emit(self.notes.entries[now.row()].id)


class _Painter(QStyledItemDelegate):
    """Title and, below it, when it was edited."""

    def __init__(self, owner: NoteList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        lines = QFontMetrics(ui_font()).height() + QFontMetrics(ui_font(sizes.TEXT_SMALL)).height()
        return QSize(0, max(48, lines + 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors, rect = tokens(), QRect(option.rect).adjusted(_PAD, 1, -_PAD, -1)
        entry = self._owner.notes.entries[index.row()]
        chosen = index == self._owner.currentIndex()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        try:
            if chosen or hovered:
                box(painter, QRectF(rect), sizes.RADIUS, colors.wash if chosen else colors.hover, None)
            inside = rect.adjusted(_PAD, 6, -_PAD, -6)
            half = inside.height() // 2
            top, low = inside.adjusted(0, 0, 0, -half), inside.adjusted(0, half, 0, 0)
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.setFont(ui_font(bold=chosen))
            painter.setPen(colors.text)
            title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, top.width())
            painter.drawText(top, align, title)
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft)
            said = state_words(entry)
            painter.drawText(
                low, align, painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, low.width())
            )
            if chosen and self._owner.hasFocus():
                focus_ring(painter, QRectF(rect), sizes.RADIUS)
        finally:
            painter.restore()


def state_words(entry: Entry) -> str:
    """Return when a note was edited, or that it is new."""
    if entry.note is None:
        return "Not saved yet"
    return f"Edited {words.moment(entry.note.edited)}".replace("Edited Today", "Edited today")
