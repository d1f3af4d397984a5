"""`Sheet`: a still drawing to look at: as large as one likes, moved by hand, sharp at every size."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from runyard.desktop.kinds.figures.drawing import Drawing
from runyard.desktop.tasks import Tasks
from runyard.desktop.tasks.cancel import Cancel
from runyard.desktop.theme import sizes, watcher
from runyard.desktop.widgets import focus_ring
from runyard.storage.store import Store

_STEP, _LARGEST, _SMALLEST = 1.25, 16.0, 0.1
_WAIT_MS = 30
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-40, 0),
    Qt.Key.Key_Right: QPoint(40, 0),
    Qt.Key.Key_Up: QPoint(0, -40),
    Qt.Key.Key_Down: QPoint(0, 40),
}


class Sheet(QAbstractScrollArea):
    """Shows a `Drawing`. What is in sight is drawn on a worker; until then what was drawn last is stretched.

    `zoomed` tells the scale. A scale of None fits the pane, without growing beyond the own size.
    """

    zoomed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Figure")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tasks = tasks
        self._drawing: Drawing | None = None
        self._scale: float | None = 1.0
        self._image: QImage | None = None
        self._image_part = QRectF()  # in the drawing's own pixels
        self._grabbed: QPoint | None = None
        self._soon = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._soon.timeout.connect(self._ask)
        watcher().changed.connect(self._again)

    @property
    def drawing(self) -> Drawing | None:
        """Return what is shown."""
        return self._drawing

    @property
    def fits(self) -> bool:
        """Whether the drawing is fitted into the pane."""
        return self._scale is None

    @property
    def scale(self) -> float:
        """Return how large the drawing is shown, 1.0 being its own size."""
        if self._scale is not None or self._drawing is None:
            return self._scale or 1.0
        room, size = self._room(), self._drawing.size
        fitting = min(room.width() / size.width(), room.height() / size.height())
        return min(_LARGEST, max(0.02, fitting))

    @property
    def sharp(self) -> bool:
        """Whether what is in sight has been drawn at its size."""
        return (
            self._image is not None
            and not self._soon.isActive()
            and self._image_part == self._own(self._part())
        )

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show another drawing, at the same scale; None shows nothing and frees what was drawn."""
        same = drawing is not None and self._drawing is not None and drawing.size == self._drawing.size
        self._drawing = drawing
        if not same:
            self._image = None
        self._fit_bars()
        self._ask()

    def set_scale(self, scale: float | None) -> None:
        """Show the drawing this large, around the middle of what is in sight; None fits it into the pane."""
        middle = QRectF(self.viewport().rect()).center()
        self._zoom(scale, middle)

    @Slot()
    def zoom_in(self) -> None:
        """Show it larger."""
        self.set_scale(self.scale * _STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show it smaller."""
        self.set_scale(self.scale / _STEP)

    def free(self) -> None:
        """Give back the memory of what was drawn; it comes again when it is asked for."""
        self._soon.stop()
        self._tasks.cancel(self, "part")
        self._image = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            if self._image is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.setClipRect(self._sheet())
                painter.drawImage(self._on_screen(self._image_part), self._image)
                painter.setClipping(False)
            if self.hasFocus():
                focus_ring(painter, QRectF(self.viewport().rect()), sizes.RADIUS)
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bars()
        self._ask_soon()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._ask_soon()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y() / 120
            self._zoom(self.scale * _STEP**turned, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            at = event.position().toPoint()
            self._scroll(self._grabbed - at)
            self._grabbed = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.viewport().unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _ARROWS.get(Qt.Key(event.key()))
        if move is not None:
            self._scroll(move)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0:
            self.set_scale(1.0)
        else:
            super().keyPressEvent(event)

    def _zoom(self, scale: float | None, around: QPointF) -> None:
        if scale is not None:
            scale = min(_LARGEST, max(_SMALLEST, scale))
        before, sheet = self.scale, self._sheet()
        inside = (around - sheet.topLeft()) / before
        self._scale = scale
        self._fit_bars()
        moved = self._sheet().topLeft() + inside * self.scale - around
        self._scroll(moved.toPoint())
        self.viewport().update()
        self._ask_soon()
        self.zoomed.emit(self.scale)

    def _scroll(self, by: QPoint) -> None:
        for bar, amount in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
            bar.setValue(bar.value() + amount)

    def _room(self) -> QSizeF:
        """The pane less a margin, without what scroll bars take away: with a fitting scale there are none."""
        pane = self.maximumViewportSize()
        margin = 2 * sizes.GAP
        return QSizeF(max(1, pane.width() - margin), max(1, pane.height() - margin))

    def _whole(self) -> QSizeF:
        assert self._drawing is not None
        return self._drawing.size * self.scale

    def _sheet(self) -> QRectF:
        """Where the whole drawing lies, in the viewport's coordinates: in the middle where it is smaller."""
        if self._drawing is None:
            return QRectF()
        whole, room = self._whole(), QSizeF(self.viewport().size())
        left = max(0.0, (room.width() - whole.width()) / 2) - self.horizontalScrollBar().value()
        top = max(0.0, (room.height() - whole.height()) / 2) - self.verticalScrollBar().value()
        return QRectF(round(left), round(top), whole.width(), whole.height())

    def _part(self) -> QRect:
        """The part of the drawing in sight, in pixels of the screen."""
        sheet, ratio = self._sheet(), self.devicePixelRatioF()
        seen = sheet.intersected(QRectF(self.viewport().rect())).translated(-sheet.topLeft())
        corners = QRectF(seen.topLeft() * ratio, seen.size() * ratio).toAlignedRect()
        return corners.intersected(QRect(QPoint(), self._pixels()))

    def _pixels(self) -> QSize:
        """The whole drawing in pixels of the screen."""
        return (self._whole() * self.devicePixelRatioF()).toSize().expandedTo(QSize(1, 1))

    def _own(self, part: QRect) -> QRectF:
        """A part in the drawing's own pixels, which stay the same at every size."""
        scale = self.scale * self.devicePixelRatioF()
        return QRectF(QPointF(part.topLeft()) / scale, QSizeF(part.size()) / scale)

    def _on_screen(self, part: QRectF) -> QRectF:
        scale = self.scale
        return QRectF(self._sheet().topLeft() + part.topLeft() * scale, part.size() * scale)

    def _fit_bars(self) -> None:
        whole = self._whole() if self._drawing is not None else QSizeF()
        room = self.viewport().size()
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        for bar, need, there in zip(
            bars, (whole.width(), whole.height()), (room.width(), room.height()), strict=True
        ):
            bar.setPageStep(there)
            bar.setSingleStep(20)
            bar.setRange(0, max(0, round(need) - there) if self._scale is not None else 0)
        self.viewport().update()

    def _ask_soon(self) -> None:
        if self._drawing is not None:
            self._soon.start()

    @Slot()
    def _again(self) -> None:
        self._ask_soon()  # a sketch is drawn in the theme's colours

    @Slot()
    def _ask(self) -> None:
        self._soon.stop()
        if self._drawing is None:
            self.viewport().update()
            return
        part = self._part()
        if part.isEmpty():
            return
        job = partial(_rendered, self._drawing, self._pixels(), part, self._own(part))
        self._tasks.read(job, owner=self, key="part", then=self._take)

    def _take(self, found: tuple[Drawing, QRectF, QImage]) -> None:
        drawing, part, image = found
        if drawing is self._drawing:
            self._image, self._image_part = image, part
            self.viewport().update()


def _rendered(
    drawing: Drawing, whole: QSize, part: QRect, own: QRectF, _store: Store, _cancel: Cancel
) -> tuple[Drawing, QRectF, QImage]:
    return drawing, own, drawing.rendered(whole, part)
