"""`CountCards`: how many runs there are of each status, each number leading to the runs it counts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.parts import queries, words
from runyard.desktop.parts.status import paint_status
from runyard.desktop.state import Workspace
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring
from runyard.domain.status import RunStatus
from runyard.storage.overview.activity import StatusCounts

_HIGH, _NARROWEST = 72, 104
_PADDING = 12
#: Title, what is painted before it, and the query that finds as many runs as the card says.
_CARDS: tuple[tuple[str, RunStatus | str, str], ...] = (
    ("Total", "", queries.ARCHIVED_OR_NOT),
    ("Active", RunStatus.RUNNING, queries.ACTIVE),
    ("Finished", RunStatus.FINISHED, queries.of_status(RunStatus.FINISHED)),
    ("Failed", RunStatus.FAILED, queries.of_status(RunStatus.FAILED)),
    ("Crashed", RunStatus.CRASHED, queries.of_status(RunStatus.CRASHED)),
    ("Killed", RunStatus.KILLED, queries.of_status(RunStatus.KILLED)),
    ("Archived", "archive", queries.ARCHIVED),
)


class CountCards(QWidget):
    """Seven cards side by side, in two rows where it is narrow; a click lists the runs that a card counts."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._within = ""
        self.cards = {title: CountCard(title, mark) for title, mark, _ in _CARDS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(sizes.GAP)
        self._across = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for title, _, query in _CARDS:
            self.cards[title].clicked.connect(partial(self._list, query))
        self._place(len(_CARDS))

    def show_counts(self, counts: StatusCounts, within: str = "") -> None:
        """Show these numbers; `within` is the query for what they are counted in, "" for everything."""
        self._within = within
        found = counts.by_status
        queued = found.get(RunStatus.QUEUED, 0)
        self.cards["Total"].set_count(counts.total)
        self.cards["Active"].set_count(counts.active, f"{words.count(queued)} queued" if queued else "")
        for status in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CRASHED, RunStatus.KILLED):
            self.cards[status.value.capitalize()].set_count(found.get(status, 0))
        self.cards["Archived"].set_count(counts.archived)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * _NARROWEST + 3 * sizes.GAP, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = len(_CARDS) * _NARROWEST + (len(_CARDS) - 1) * sizes.GAP
        self._place(len(_CARDS) if self.width() >= least else 4)

    def _place(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, place // across, place % across)
        for column in range(len(_CARDS)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        self.updateGeometry()

    def _list(self, query: str) -> None:
        self._workspace.go.emit(Route("runs", query=queries.both(query, self._within)))


class CountCard(QAbstractButton):
    """A title with its shape, and a number; the arrow on hover says that it leads somewhere."""

    def __init__(self, title: str, mark: RunStatus | str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self._number, self._note = "", ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        watcher().changed.connect(self.updateGeometry)

    def set_count(self, count: int, note: str = "") -> None:
        """Show another number, and a few soft words beside it."""
        if (words.count(count), note) == (self._number, self._note):
            return
        self._number, self._note = words.count(count), note
        self.setAccessibleName(", ".join(part for part in (self.text(), self._number, note) if part))
        self.update()

    def count_text(self) -> str:
        """Return the number as it is shown."""
        return self._number

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(ui_font()).height() + QFontMetrics(ui_font(sizes.TEXT_LARGE, bold=True)).height()
        return QSize(_NARROWEST, max(_HIGH, lines + 24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            rect = QRectF(self.rect())
            fill = colors.hover if self.underMouse() or self.isDown() else None
            box(painter, rect, sizes.RADIUS_PANEL, fill, colors.line)
            half = self.height() // 2
            self._paint_title(painter, QRect(_PADDING, 6, self.width() - 2 * _PADDING, half - 6))
            self._paint_number(painter, QRect(_PADDING, half - 4, self.width() - 2 * _PADDING, half - 4))
            if self.hasFocus():
                focus_ring(painter, rect, sizes.RADIUS_PANEL)
        finally:
            painter.end()

    def _paint_title(self, painter: QPainter, rect: QRect) -> None:
        colors = tokens()
        left, side = rect.left(), sizes.STATUS_MARK
        middle = rect.center().y() + 1
        if isinstance(self._mark, RunStatus):
            paint_status(painter, QRectF(left, middle - side / 2, side, side), self._mark, None, colors.panel)
        elif self._mark:
            shape = pixmap(self._mark, colors.text_soft, sizes.ICON_DENSE, self.devicePixelRatioF())
            painter.drawPixmap(left - 1, middle - sizes.ICON_DENSE // 2, shape)
        if self._mark:
            left += side + sizes.GAP
        room = rect.right() - left
        if self.underMouse():
            room -= sizes.ICON
            arrow = pixmap("arrow-right", colors.text_soft, sizes.ICON, self.devicePixelRatioF())
            painter.drawPixmap(rect.right() - sizes.ICON + 2, middle - sizes.ICON // 2, arrow)
        painter.setFont(ui_font())
        painter.setPen(colors.text_soft)
        _text(painter, QRect(left, rect.top(), room, rect.height()), self.text())

    def _paint_number(self, painter: QPainter, rect: QRect) -> None:
        font = ui_font(sizes.TEXT_LARGE, bold=True)
        painter.setFont(font)
        painter.setPen(tokens().text)
        _text(painter, rect, self._number)
        if self._note:
            left = rect.left() + QFontMetrics(font).horizontalAdvance(self._number) + sizes.GAP
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(tokens().text_soft)
            _text(painter, QRect(left, rect.top(), rect.right() - left, rect.height()), self._note)


def _text(painter: QPainter, rect: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
