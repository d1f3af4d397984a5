"""`PointsSheet`: the points of charts as a table, to look up and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from runyard.desktop.parts.run_charts.sheet_model import ODD, SheetModel
from runyard.desktop.parts.run_charts.state import Curve
from runyard.desktop.tasks import Cancel, Tasks
from runyard.desktop.theme import scaled, sizes, tokens, ui_font
from runyard.desktop.widgets import Button, ElidedLabel, Faces, Label, copy_to_clipboard
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.desktop.parts.run_charts.sheet_reading import Sheet

_Index = QModelIndex | QPersistentModelIndex
_AGAIN_MS = 1000
_WIDTHS = (88, 208, 96)
_VALUE_WIDTH = 188
_HEAD = 40
_MOST_COPIED = 100_000
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class PointsSheet(QWidget):
    """A head of its own and the table. `closed` tells that the charts are wanted back."""

    closed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._curves: tuple[Curve, ...] = ()
        self._shown: object = None
        self.title = ElidedLabel(size=sizes.TEXT_TITLE, bold=True)
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self._close = Button("", "minimize-2", "icon", tip="Back to the charts (Esc)")
        self._close.clicked.connect(self.closed)
        self.model = SheetModel(self)
        self.view = _View(self.model)
        self.faces = Faces(self.view)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._read)
        head = QHBoxLayout()
        head.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        head.setSpacing(sizes.GAP)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self._close)
        bar = QWidget()
        bar.setFixedHeight(sizes.TOOLBAR)
        bar.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.faces, 1)

    def show_curves(self, title: str, curves: Sequence[Curve]) -> None:
        """Show the points of these series."""
        self.title.set_text(title)
        ids = [curve.series.id for curve in curves]
        if ids != self._shown:
            self._shown = ids
            self.model.set_sheet(None)
            self.count.setText("")
            self._curves = tuple(curves)
            self._read()
            self.view.setFocus()

    def update_curves(self, curves: Sequence[Curve]) -> None:
        """Read again, in a while, when more was logged."""
        fresh = tuple(curves)
        if fresh != self._curves:
            self._curves = fresh
            if not self._again.isActive():
                self._again.start()

    def forget(self) -> None:
        """Give the memory back."""
        self._again.stop()
        self._tasks.cancel(self, "sheet")
        self._shown, self._curves = None, ()
        self.model.set_sheet(None)

    @Slot()
    def _read(self) -> None:
        if not self.model.rowCount():
            self.faces.show_loading()
        job = partial(_sheet, self._curves)
        self._tasks.read(job, owner=self, key="sheet", then=self._take, failed=self._fail)

    def _take(self, found: Sheet) -> None:
        place, bar = self.view.currentIndex(), self.view.verticalScrollBar()
        at = bar.value()
        self.model.set_sheet(found)
        rows = self.model.rowCount()
        self.count.setText("1 step" if rows == 1 else f"{rows:,} steps")
        self.view.setCurrentIndex(self.model.index(max(0, place.row()), max(0, place.column())))
        bar.setValue(at)
        if rows:
            self.faces.show_content()
        else:
            self.faces.show_empty("No points", "Nothing was logged under this name")

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._read)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _sheet(curves: tuple[Curve, ...], store: Store, cancel: Cancel) -> Sheet:
    from runyard.desktop.parts.run_charts.sheet_reading import sheet

    return sheet(curves, store, cancel)


class _View(QTableView):
    """Rows of 24 and no lines; Ctrl+C copies what is selected, with tabs between."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self.setModel(model)
        self._sheet_model = model
        self.setAccessibleName("Points")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Cells(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(scaled(sizes.ROW_DENSE))
        self.setHorizontalHeader(_Heads(self))
        model.modelReset.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        for column in range(self._sheet_model.columnCount()):
            wide = _WIDTHS[column] if column < self._sheet_model.fixed else _VALUE_WIDTH
            self.setColumnWidth(column, scaled(wide))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_to_clipboard(self.selected_text())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """Return the rows and columns that hold what is selected, with tabs; at most 100,000 lines."""
        parts = self.selectionModel().selection().toList()
        columns = sorted({column for part in parts for column in range(part.left(), part.right() + 1)})
        rows: set[int] = set()
        for part in parts:
            last = min(part.bottom(), part.top() + _MOST_COPIED - 1)
            rows.update(range(part.top(), last + 1))
        return "\n".join(
            "\t".join(self._sheet_model.text(row, column) for column in columns)
            for row in sorted(rows)[:_MOST_COPIED]
        )


class _Heads(QHeaderView):
    """Titles over their numbers, with the context below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scaled(_HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        if not isinstance(model, SheetModel):
            return
        colors = tokens()
        name, context = model.head(index)
        inside = rect.adjusted(sizes.CELL_PADDING, 0, -sizes.CELL_PADDING, -1)
        middle = inside.center().y()
        bold, small = ui_font(sizes.TEXT_SMALL, bold=True), ui_font(sizes.TEXT_SMALL)
        upper = QRect(inside.left(), middle - scaled(16), inside.width(), scaled(16)) if context else inside
        painter.save()
        painter.fillRect(rect, colors.panel)
        painter.setFont(bold)
        painter.setPen(colors.text_soft)
        elide = Qt.TextElideMode.ElideMiddle
        painter.drawText(upper, _RIGHT, QFontMetrics(bold).elidedText(name, elide, inside.width()))
        if context:
            painter.setFont(small)
            painter.setPen(colors.text_faint)
            lower = QRect(inside.left(), middle, inside.width(), scaled(16))
            painter.drawText(lower, _RIGHT, QFontMetrics(small).elidedText(context, elide, inside.width()))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line)
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Numbers at the right; what is none in the colour of a warning."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors = tokens()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, colors.wash)
        model = index.model()
        soft = isinstance(model, SheetModel) and index.column() < model.fixed and not selected
        tone = colors.text_soft if soft else colors.text
        if index.data(ODD) and not selected:
            tone = colors.warn
        font = ui_font()
        painter.setFont(font)
        painter.setPen(tone)
        inside = option.rect.adjusted(sizes.CELL_PADDING, 0, -sizes.CELL_PADDING, 0)
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _RIGHT, text)
