"""`DiffView`: the lines of a difference, coloured; of any length, because only what is in sight is drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from runyard.desktop.kinds.overview.git.diff import ADDED, HEAD, PLACE, REMOVED, TAB, Diff, Place
from runyard.desktop.theme import mono_font, sizes, tokens, watcher
from runyard.desktop.widgets import copy_to_clipboard

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_NO_INDEX = QModelIndex()
_PAD = 12
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
#: Lines in sight before the reader scrolls.
_MOST_LINES = 18
_SELECTED = QStyle.StateFlag.State_Selected


class DiffModel(QAbstractTableModel):
    """The lines of a difference, and which of them a search found."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.diff = Diff()
        self.found: dict[int, list[tuple[int, int]]] = {}

    def set_diff(self, diff: Diff) -> None:
        """Show another difference."""
        self.beginResetModel()
        self.diff, self.found = diff, {}
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.diff.lines)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        return self.diff.lines[index.row()] if role == _DISPLAY else None


class DiffView(QTableView):
    """What comes on the tint of good, what goes on that of bad, each with its sign; to select and copy."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = DiffModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Lines(self))
        self.setAccessibleName("Uncommitted changes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self._fit)
        self._fit()

    def set_diff(self, diff: Diff) -> None:
        """Show another difference, from its beginning."""
        self.lines.set_diff(diff)
        self.scrollToTop()
        self._fit()

    def show_found(self, places: list[Place]) -> None:
        """Mark what a search found."""
        self.lines.found = {place.line: place.spans for place in places}
        self.viewport().update()

    def go_to(self, line: int, *, top: bool = False) -> None:
        """Make a line current and bring it into sight."""
        index = self.lines.index(line, 0)
        hint = QAbstractItemView.ScrollHint
        self.setCurrentIndex(index)
        self.scrollTo(index, hint.PositionAtTop if top else hint.PositionAtCenter)

    def copy_lines(self) -> None:
        """Copy the selected lines."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        copy_to_clipboard("\n".join(self.lines.diff.lines[row] for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_lines()
        else:
            super().keyPressEvent(event)

    def row_size(self) -> QSize:
        """Return the size of every line: as wide as the longest."""
        metrics = QFontMetrics(mono_font())
        return QSize(
            metrics.horizontalAdvance("m") * self.lines.diff.longest + 2 * _PAD, metrics.height() + 2
        )

    @Slot()
    def _fit(self) -> None:
        size = self.row_size()
        self.verticalHeader().setDefaultSectionSize(size.height())
        self._fit_width()
        self.setFixedHeight(min(_MOST_LINES, self.lines.rowCount()) * size.height() + sizes.SCROLL_BAR + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def _fit_width(self) -> None:
        self.horizontalHeader().resizeSection(0, max(self.row_size().width(), self.viewport().width()))


class _Lines(QStyledItemDelegate):
    """Paints a line."""

    def __init__(self, view: DiffView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        lines, row = self._view.lines, index.row()
        kind, text = lines.diff.kinds[row], lines.diff.lines[row]
        colors = tokens()
        rect = QRect(option.rect)
        ground, ink = _colors(kind)
        if option.state & _SELECTED:
            ground = colors.wash
        if ground is not None:
            painter.fillRect(rect, ground)
        inside = rect.adjusted(_PAD, 0, 0, 0)
        font = mono_font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        current = index == self._view.currentIndex()
        marks: list[tuple[QRect, str]] = []
        for begin, end in lines.found.get(row, ()):
            before, upto = text[:begin].expandtabs(TAB), text[:end].expandtabs(TAB)
            left = inside.left() + metrics.horizontalAdvance(before)
            wide = inside.left() + metrics.horizontalAdvance(upto) - left
            mark = QRect(left, rect.top() + 1, wide, rect.height() - 2)
            painter.fillRect(mark, colors.warn if current else colors.warn_wash)
            marks.append((mark, upto[len(before) :]))
        painter.setPen(ink)
        painter.drawText(inside, _FLAGS, text.expandtabs(TAB))
        if marks and current:
            painter.setPen(colors.canvas)
            for mark, words in marks:
                painter.drawText(mark, _FLAGS, words)


def _colors(kind: int) -> tuple[QColor | None, QColor]:
    colors = tokens()
    if kind == ADDED:
        return colors.ok_wash, colors.text
    if kind == REMOVED:
        return colors.bad_wash, colors.text
    if kind in (PLACE, HEAD):
        return None, colors.text_faint
    return None, colors.text_soft
