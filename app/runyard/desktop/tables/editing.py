"""`Editing`: a text field over the first cell of a row, which keeps to its row while the table moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip

from runyard.desktop.tables.column import TableColumn
from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.desktop.tables.look import PADDING
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.panes import Panes
from runyard.desktop.tables.view import RowsView, plain_tip
from runyard.desktop.theme import sizes, ui_font

_LONGEST = 500
_ROUND = PADDING  # of the field's own border and padding, so that the text stays where it was


class CellEditor(QLineEdit):
    """Enter takes the text, Esc and leaving the field leave it as it was. An empty text is refused.

    `taken` carries the id of the row and the text, if it is another than before; `left` comes at every end.
    """

    taken = Signal(object, object)
    left = Signal()

    def __init__(self, view: RowsView, row_id: int, text: str, column: TableColumn) -> None:
        super().__init__(text, view.viewport())
        self.row_id = row_id
        self._view = view
        self._before = text
        self._inset = column.cell.inset
        self._over = False
        self._title = column.title
        self.textEdited.connect(self._forgive)
        self.setAccessibleName(column.title)
        self.setMaxLength(_LONGEST)
        self.setFont(ui_font())
        self.selectAll()

    def lie_over(self, place: int) -> None:
        """Move over a row."""
        view = self._view
        row = QRect(0, view.rowViewportPosition(place), view.viewport().width(), view.rowHeight(place))
        high = max(row.height(), sizes.CONTROL)
        left = CHECK_COLUMN + PADDING + self._inset - _ROUND
        self.setGeometry(left, row.top() + (row.height() - high) // 2, row.width() - left - 1, high)

    def finish(self) -> None:
        """End the editing; nothing is taken after that."""
        if not self._over:
            self._over = True
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        # Without this Esc would leave the page before it leaves the field.
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.finish()
        else:
            super().keyPressEvent(event)
        event.accept()  # or the table would move, open or select

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in stays and self.isVisible():
            self.finish()

    @Slot()
    def _take(self) -> None:
        text = self.text().strip()
        if not text:
            self._say(f"{self._title} cannot be empty")
            return
        if text != self._before and not self._over:
            self.taken.emit(self.row_id, text)
        self.finish()

    @Slot()
    def _forgive(self) -> None:
        if self.accessibleDescription():
            self._say("")

    def _say(self, sentence: str) -> None:
        """Say below the field what is wrong, or nothing any more."""
        self.setAccessibleDescription(sentence)
        self.setProperty("error", bool(sentence))
        self.style().unpolish(self)
        self.style().polish(self)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), plain_tip(sentence), self)


class Editing(QObject):
    """Opens the field over a row, leads it while the table moves, and gives the focus back at its end.

    `edited` carries the id of the row and the text.
    """

    edited = Signal(object, object)

    def __init__(self, model: PagedTableModel, panes: Panes, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._panes = panes
        self._editor: CellEditor | None = None

    def begin(self, place: int, text: str) -> None:
        """Let somebody type over the first cell of a row."""
        self._end()
        editor = CellEditor(self._panes.left, self._model.ids[place], text, self._model.columns[0])
        editor.taken.connect(self.edited)
        editor.left.connect(self._end)
        self._editor = editor
        self.follow()
        editor.show()
        editor.setFocus()

    def follow(self) -> None:
        """Keep the field over its row; where the row is gone there is nothing to edit."""
        if self._editor is None:
            return
        place = self._model.find(self._editor.row_id)
        if place < 0:
            self._editor.finish()
        else:
            self._editor.lie_over(place)

    @Slot()
    def _end(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.hide()
            editor.deleteLater()
            if had_focus:
                self._panes.body.setFocus()
