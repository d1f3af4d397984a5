"""`CellArea`: thousands of images as cells below the heads of their groups; only what is seen is painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from runyard.desktop.kinds.images.grid.cells import Cell, CellPainter, checks
from runyard.desktop.kinds.images.grid.choosing import Choosing
from runyard.desktop.kinds.images.grid.layout import GridLayout, Group, Measure
from runyard.desktop.kinds.images.grid.thumbs import Thumbnails
from runyard.desktop.kinds.images.groups import head_words
from runyard.desktop.kinds.images.options import Arrangement
from runyard.desktop.kinds.images.reading import Wanted
from runyard.desktop.kinds.images.rows import Rows
from runyard.desktop.kinds.images.words import Captions
from runyard.desktop.parts.pictures import Picture
from runyard.desktop.theme import sizes, tokens, watcher
from runyard.domain.errors import KnownProblem

_MARGIN = sizes.MARGIN
_SETTLE_MS = 60
_LINE = 40
_Key = Qt.Key


class CellArea(QAbstractScrollArea):
    """`scrolled` tells the image on top when a person scrolled, `settled` that all in sight are made."""

    scrolled = Signal(object)
    settled = Signal()

    def __init__(self, rows: Rows, thumbs: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.thumbs = thumbs
        self.choosing = Choosing(rows, self)
        self.captions = Captions()
        self.layout_: GridLayout = GridLayout((), 1, Measure(84, 1.0, 0))
        self.smooth = False
        self._measure = Measure(84, 1.0, 0)
        self._arrangement = Arrangement.NEWEST
        self._groups: Sequence[Group] = ()
        self._hovered = -1
        self._guiding = False
        self._before: dict[int, Picture] = {}
        self._late = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._late.timeout.connect(self._want)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._want)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Images")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        # It paints every pixel itself, so that scrolling can move what is painted and paint only the rest.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        rows.arrived.connect(self._rows_arrived)
        thumbs.arrived.connect(self._thumbs_arrived)
        self.choosing.changed.connect(self._chosen)
        self.choosing.selected.connect(self.viewport().update)
        watcher().changed.connect(self._lay_out)

    # What is shown

    def show_groups(self, groups: Sequence[Group], measure: Measure, arrangement: Arrangement) -> None:
        """Lay out other groups; `rows` stands for their images already."""
        self._groups, self._measure, self._arrangement = groups, measure, arrangement
        self._lay_out()

    def set_measure(self, measure: Measure) -> None:
        """Lay out what is shown with other cells, with the same image on top."""
        if measure != self._measure:
            top = self.top_item()
            self._measure = measure
            self._lay_out()
            self.stay(top)

    def set_smooth(self, smooth: bool) -> None:
        """Draw smoothly, or by whole pixels."""
        if smooth != self.smooth:
            self.smooth = smooth
            self._want()
            self.viewport().update()

    def hold_pictures(self) -> None:
        """Go on showing the present pictures cell by cell until those of the next step are made."""
        found = ((number, self.made(number)) for number in self.visible())
        self._before = {number: made for number, made in found if isinstance(made, Picture)}

    def top_item(self) -> tuple[int, int] | None:
        """Return the image at the top and how far below the edge it begins; None at the very top."""
        y = self.verticalScrollBar().value()
        seen = self.visible()
        if y <= 0 or not seen:
            return None
        number = next((n for n in seen if self.layout_.rect(n).top() >= y), seen[0])
        return self.rows.ids[number], self.layout_.rect(number).top() - y

    def stay(self, top: tuple[int, int] | None) -> None:
        """Scroll so that an image is where it was; at the very top stay there."""
        y = 0
        if top is not None and top[0] in self.rows.ids:
            y = self.layout_.rect(self.rows.ids.index(top[0])).top() - top[1]
        self.guide(y)

    def guide(self, y: int) -> None:
        """Scroll without telling."""
        self._guiding = True
        self.verticalScrollBar().setValue(y)
        self._guiding = False
        self._want()

    def show_number(self, number: int) -> None:
        """Scroll the group of an image to the top where its first rows hold it, else the image itself."""
        group = self.layout_.group_of(number)
        top = self.layout_.top(group)
        low = self.layout_.rect(number).bottom() + self.layout_.caption
        if low - top > self.viewport().height():
            top = self.layout_.rect(number).top() - 8
        self.guide(top)

    def ask_again(self) -> None:
        """Make what is lacking after a rest."""
        self._late.start()

    @property
    def has_heads(self) -> bool:
        """Whether groups have heads."""
        return self._measure.heads

    def reveal(self, number: int) -> None:
        """Scroll so far that an image is wholly in sight, with the head above it if there is one."""
        rect = self.layout_.rect(number)
        group = self.layout_.group_of(number)
        first_row = number - self.layout_.groups[group].first < self.layout_.columns
        top = self.layout_.top(group) if first_row else rect.top() - 8
        bottom = rect.bottom() + self.layout_.caption + 8
        y = self.verticalScrollBar().value()
        if top < y:
            self.guide(top)
        elif bottom > y + self.viewport().height():
            self.guide(bottom - self.viewport().height())

    def visible(self) -> range:
        """Return the places of the images in sight."""
        y = self.verticalScrollBar().value()
        return self.layout_.between(y, y + self.viewport().height())

    def wanted(self, number: int) -> Wanted | None:
        """Return the thumbnail a cell needs; None while its row is not known."""
        item = self.rows.get(number)
        if item is None:
            return None
        ratio = self.devicePixelRatioF()
        wide, high = round(self.layout_.cell_width * ratio), round(self.layout_.cell_height * ratio)
        return Wanted(item, wide, high, self.smooth)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        top = self.top_item()
        self._lay_out()
        self.stay(top)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = event.rect()
        y = self.verticalScrollBar().value()
        painter = QPainter(self.viewport())
        try:
            colors = tokens()
            painter.fillRect(area, colors.panel)
            painter.translate(_MARGIN, -y)
            cells = CellPainter(painter, self.devicePixelRatioF(), checks(colors.panel, colors.line))
            low, high = y + area.top() - 8, y + area.bottom() + 8
            if self._measure.heads:
                for number in self.layout_.groups_between(low, high):
                    group = self.layout_.groups[number]
                    head = QRect(0, self.layout_.top(number), self.layout_.width, self.layout_.head_height)
                    cells.head(head, *head_words(group, self._arrangement))
            for number in self.layout_.between(low, high):
                cells.paint(self._cell(number))
        finally:
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    # Inside

    def _cell(self, number: int) -> Cell:
        item = self.rows.get(number)
        left, right = self.captions.words(item) if item is not None else ("", "")
        return Cell(
            self.layout_.rect(number),
            self.made(number) or self._before.get(number),
            left,
            right,
            self.layout_.caption,
            current=number == self.choosing.current and self.hasFocus(),
            selected=self.rows.ids[number] in self.choosing,
            hovered=number == self._hovered,
            boxed=self.choosing.by_keyboard and bool(self.choosing.ids),
        )

    def made(self, number: int) -> Picture | KnownProblem | None:
        """Return what there is of an image's thumbnail, or why there is none."""
        one = self.wanted(number)
        return None if one is None else self.thumbs.find(one)

    def inside(self, spot: QPoint) -> QPoint:
        """Return a point of the viewport as one of the layout."""
        return spot + QPoint(-_MARGIN, self.verticalScrollBar().value())

    def number_at(self, spot: QPoint) -> int:
        """Return the image at a point of the viewport; -1 without one."""
        inside = self.inside(spot)
        return self.layout_.at(inside.x(), inside.y())

    def hover(self, number: int) -> None:
        """The pointer is on an image now."""
        if number != self._hovered:
            for one in (self._hovered, number):
                self._update_cell(one)
            self._hovered = number

    def _update_cell(self, number: int) -> None:
        if 0 <= number < self.layout_.many:
            rect = self.layout_.rect(number).adjusted(-4, -4, 4, 4 + self.layout_.caption)
            self.viewport().update(rect.translated(_MARGIN, -self.verticalScrollBar().value()))

    @Slot()
    def _lay_out(self) -> None:
        self.layout_ = GridLayout(self._groups, self.width() - 2 * _MARGIN, self._measure)
        bar, high = self.verticalScrollBar(), self.viewport().height()
        self._guiding = True
        bar.setRange(0, max(0, self.layout_.height + sizes.MARGIN - high))
        bar.setPageStep(high)
        bar.setSingleStep(_LINE)
        self._guiding = False
        self._hovered = -1
        self.rows.want(self.visible())
        self._late.start()
        self.viewport().update()

    @Slot(int)
    def _moved(self, _value: int) -> None:
        self._hovered = -1
        self._soon.start()
        if not self._guiding and self.layout_.groups:
            y = self.verticalScrollBar().value() + self.layout_.head_height
            self.scrolled.emit(self.layout_.between(y, y + 1)[0])

    @Slot()
    def _want(self) -> None:
        """Ask for what is in sight, then for a screen below, then for one above."""
        seen, high = self.visible(), self.viewport().height()
        if not seen or not self.isVisible():
            return
        y = self.verticalScrollBar().value()
        below = self.layout_.between(y + high, y + 2 * high)
        above = self.layout_.between(y - high, y)
        for numbers in (seen, below, above):
            self.rows.want(numbers)
        self.thumbs.want(self._all_wanted(seen), self._all_wanted([*below, *reversed(above)]))
        if all(self.made(number) is not None for number in seen):
            self._before.clear()
            self.settled.emit()

    def _all_wanted(self, numbers: Iterable[int]) -> Iterator[Wanted]:
        return (one for number in numbers if (one := self.wanted(number)) is not None)

    @Slot()
    def _rows_arrived(self) -> None:
        self._soon.start()
        self.viewport().update()

    @Slot()
    def _thumbs_arrived(self) -> None:
        self._late.start()
        self.viewport().update()

    @Slot()
    def _chosen(self) -> None:
        item = self.rows.get(self.choosing.current)
        self.setAccessibleDescription("" if item is None else self.captions.spoken(item))
        self.viewport().update()
