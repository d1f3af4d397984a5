"""`RunList`: the runs that a question is about, those in progress apart, each with an × to leave it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from runyard.desktop.parts.run_actions.words import where
from runyard.desktop.parts.status import paint_status, status_word
from runyard.desktop.parts.words import size as size_words
from runyard.desktop.tables.view import plain_tip
from runyard.desktop.theme import pixmap, scaled, series_color, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring
from runyard.storage.runs.brief import Brief

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
MOST_ROWS = 9
_ASIDE = 200
_CROSS = 24
_Index = QModelIndex | QPersistentModelIndex


class RunListModel(QAbstractListModel):
    """Runs in brief, and a heading before each part where there are two: those in progress, the others.

    `active` and `others` are how many of each part are left.
    """

    def __init__(self, briefs: Sequence[Brief], parent: QObject | None = None) -> None:
        super().__init__(parent)
        active = [brief for brief in briefs if brief.status.active]
        others = [brief for brief in briefs if not brief.status.active]
        self._rows: list[Brief | str] = []
        if active:
            self._rows += ["In progress", *active]
        if active and others:
            self._rows.append("Not in progress")
        self._rows += others
        self.active, self.others = len(active), len(others)
        self.sizes: Mapping[int, int] = {}

    def row(self, number: int) -> Brief | str:
        """Return a run, or a heading."""
        return self._rows[number]

    def briefs(self) -> list[Brief]:
        """Return the runs that are left, in the order shown."""
        return [row for row in self._rows if isinstance(row, Brief)]

    def set_sizes(self, found: Mapping[int, int]) -> None:
        """Say how many bytes each run takes."""
        self.sizes = found
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def leave_out(self, number: int) -> None:
        """Take a run off the list, and the heading with its last run."""
        row = self._rows[number]
        if isinstance(row, str):
            return
        if row.status.active:
            self.active -= 1
        else:
            self.others -= 1
        self._remove(number)
        lonely = number > 0 and isinstance(self._rows[number - 1], str)
        if lonely and (number == len(self._rows) or isinstance(self._rows[number], str)):
            self._remove(number - 1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        if role != DISPLAY:
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row
        return ", ".join(part for part in (row.name, status_word(row.status), self.aside(row)) if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def aside(self, brief: Brief) -> str:
        """Return what stands at the end of a run's row: its processes, its size, or its experiment."""
        if brief.processes:
            return where(brief.processes)
        if brief.id in self.sizes:
            return size_words(self.sizes[brief.id])
        return brief.experiment

    def _remove(self, number: int) -> None:
        self.beginRemoveRows(QModelIndex(), number, number)
        del self._rows[number]
        self.endRemoveRows()


class RunList(QFrame):
    """The list in a box of at most nine rows. `changed` tells that somebody left a run out."""

    changed = Signal()

    def __init__(self, briefs: Sequence[Brief], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RunListModel(briefs, self)
        self.view = _View(self.model)
        self.view.left_out.connect(self._leave_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 5, 1, 5)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        rows = min(MOST_ROWS, max(1, self.model.rowCount()))
        self.setFixedHeight(rows * self.view.row_height() + 10)

    def ids(self, *, active: bool = True) -> list[int]:
        """Return the runs that are left, without those in progress if `active` is not set."""
        return [brief.id for brief in self.model.briefs() if active or not brief.status.active]

    def many(self, *, active: bool = True) -> int:
        """Return how many runs `ids` would return."""
        return self.model.others + (self.model.active if active else 0)

    def active(self) -> int:
        """Return how many runs in progress are left."""
        return self.model.active

    def set_sizes(self, found: Mapping[int, int]) -> None:
        """Show how many bytes each run takes."""
        self.model.set_sizes(found)

    def set_spared(self, spared: bool) -> None:
        """Paint the runs in progress pale: they stay as they are."""
        self.view.cells.spared = spared
        self.view.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS, colors.panel, colors.line)
            if self.view.hasFocus() and not self.view.currentIndex().isValid():
                focus_ring(painter, QRectF(self.rect()), sizes.RADIUS)
        finally:
            painter.end()

    @Slot(object)
    def _leave_out(self, number: int) -> None:
        self.model.leave_out(number)
        self.changed.emit()


class _View(QTableView):
    """Rows that can be left out by a click on their ×, or by Delete on the current one.

    A table, since a list view lays out every single row before it shows the first.
    """

    left_out = Signal(object)

    def __init__(self, model: RunListModel) -> None:
        super().__init__()
        self._rows = model
        self.cells = _Rows(model, self)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setAccessibleName("Runs")
        self.setAccessibleDescription("Delete leaves the current run out")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(self.cells.high())
        self.verticalHeader().setDefaultSectionSize(self.cells.high())
        self.setMouseTracking(True)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        watcher().changed.connect(self.viewport().update)

    def row_height(self) -> int:
        """Return how high a row is."""
        return self.cells.high()

    def cross(self, row: QRect) -> QRect:
        """Return where the × of a row stands."""
        top = row.top() + (row.height() - _CROSS) // 2
        return QRect(row.right() - _CROSS - 3, top, _CROSS, _CROSS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentIndex().isValid():
            self._drop(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()  # they belong to the dialog
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead is off."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self._at_cross(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._drop(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        self._hover(self.indexAt(at).row(), self._at_cross(at).isValid())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1, False)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def _tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        row = self._rows.row(index.row()) if index.isValid() else None
        text = ""
        if self._at_cross(event.pos()).isValid():
            text = "Leave it out"
        elif isinstance(row, Brief) and self.cells.elided(row, self.visualRect(index)):
            text = row.name
        QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())

    def _at_cross(self, at: QPoint) -> QModelIndex:
        index = self.indexAt(at)
        hit = index.isValid() and isinstance(self._rows.row(index.row()), Brief)
        return index if hit and self.cross(self.visualRect(index)).contains(at) else QModelIndex()

    def _hover(self, number: int, cross: bool) -> None:
        if (number, cross) != (self.cells.hovered, self.cells.crossed):
            self.cells.hovered, self.cells.crossed = number, cross
            self.viewport().update()

    def _drop(self, index: QModelIndex) -> None:
        if isinstance(self._rows.row(index.row()), Brief):
            self.left_out.emit(index.row())


class _Rows(QStyledItemDelegate):
    """Swatch, name, status, what stands aside, and the ×."""

    def __init__(self, model: RunListModel, view: _View) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.hovered, self.crossed, self.spared = -1, False, False

    def high(self) -> int:
        """Return how high a row is."""
        return max(sizes.ROW, self._view.fontMetrics().height() + 8)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self.high())

    def elided(self, brief: Brief, rect: QRect) -> bool:
        """Whether a name does not fit."""
        return self._view.fontMetrics().horizontalAdvance(_line(brief.name)) > self._name_rect(rect).width()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, rect = self._model.row(index.row()), QRect(option.rect)
        painter.save()
        try:
            if isinstance(row, str):
                painter.setFont(ui_font(sizes.TEXT_SMALL, bold=True))
                painter.setPen(tokens().text_soft)
                painter.drawText(rect.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, row)
            else:
                self._paint_run(painter, rect, row, index.row())
        finally:
            painter.restore()

    def _name_rect(self, rect: QRect) -> QRect:
        left = rect.left() + 12 + sizes.SWATCH + sizes.GAP
        return QRect(
            left, rect.top(), max(40, rect.right() - _CROSS - scaled(_ASIDE) - 40 - left), rect.height()
        )

    def _paint_run(self, painter: QPainter, rect: QRect, brief: Brief, number: int) -> None:
        colors, view = tokens(), self._view
        focused = view.hasFocus() and number == view.currentIndex().row()
        lit = focused or number == self.hovered
        if lit:
            painter.fillRect(rect, colors.hover)
        if focused:
            focus_ring(painter, QRectF(rect.adjusted(3, 1, -3, -1)), sizes.RADIUS_SMALL)
        behind = colors.hover if lit else colors.panel
        pale = self.spared and brief.status.active
        painter.setOpacity(0.5 if pale else 1.0)
        side = sizes.SWATCH
        swatch = QRectF(rect.left() + 12, rect.top() + (rect.height() - side) // 2, side, side)
        box(painter, swatch, sizes.SWATCH_RADIUS, series_color(brief.color), None)
        name = self._name_rect(rect)
        painter.setOpacity(1.0)
        painter.setFont(ui_font())
        painter.setPen(colors.text_faint if pale and not lit else colors.text)
        middle = Qt.TextElideMode.ElideMiddle
        vertical = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        shown = painter.fontMetrics().elidedText(_line(brief.name), middle, name.width())
        painter.drawText(name, vertical, shown)
        mark = QRectF(name.right() + 12, rect.top() + (rect.height() - 12) / 2, 12, 12)
        paint_status(painter, mark, brief.status, None, behind)
        aside = QRect(round(mark.right()) + 8, rect.top(), scaled(_ASIDE), rect.height())
        aside.setRight(rect.right() - _CROSS - 8)
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft)
        words = f"{status_word(brief.status)} · {self._model.aside(brief)}"
        end = Qt.TextElideMode.ElideRight
        painter.drawText(aside, vertical, painter.fontMetrics().elidedText(words, end, aside.width()))
        self._paint_cross(painter, view.cross(rect), lit=lit, over=number == self.hovered and self.crossed)

    def _paint_cross(self, painter: QPainter, rect: QRect, *, lit: bool, over: bool) -> None:
        colors = tokens()
        if over:
            box(painter, QRectF(rect), sizes.RADIUS_SMALL, colors.raised, colors.line)
        color = colors.text if over else colors.text_soft if lit else colors.text_faint
        side = sizes.ICON_DENSE
        shape = pixmap("x", color, side, self._view.devicePixelRatioF())
        inset = (rect.width() - side) // 2
        painter.drawPixmap(rect.left() + inset, rect.top() + inset, shape)


def _line(text: str) -> str:
    return " ".join(text[:500].split())
