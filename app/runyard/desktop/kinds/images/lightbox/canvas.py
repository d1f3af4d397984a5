"""`Canvas`: one picture to zoom into and to move about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.kinds.images.grid.cells import checks
from runyard.desktop.theme import tokens
from runyard.desktop.widgets import focus_ring

_STEP = 1.25
_MOST = 64.0
_PAN = 64
_ROUND = 24
_Key = Qt.Key


class Canvas(QWidget):
    """Fits the picture until somebody zooms: by wheel, keys, or double click for its own size.

    `zoomed` tells the share of the picture's own size, `sized` that its own size was chosen or the whole,
    `pointed` the pixel under the pointer. Keys it has no use for go on to its parent.
    """

    zoomed = Signal(object)
    sized = Signal(bool)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fits = True
        #: Whether another picture is first shown in its own size.
        self.own_size = False
        self.smooth = False
        self._zoom = 1.0
        self._middle = QPointF()
        self._levels: list[QImage] = []
        self._size = QSize()
        self._dragged: QPointF | None = None
        self._ringed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Image")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 80)

    @property
    def zoom(self) -> float:
        """Return how large a pixel of the picture is on the screen, in logical pixels."""
        return self._fitting() if self.fits else self._zoom

    def set_picture(self, image: QImage, halves: Sequence[QImage]) -> None:
        """Show a picture; one of the same size as the one before stays zoomed alike."""
        same = image.size() == self._size
        self._levels, self._size = [image, *halves], image.size()
        if not same:
            self.fits = not self.own_size
            self._zoom, self._middle = self._own(), QRectF(image.rect()).center()
        self._tell()

    def set_frame(self, image: QImage) -> None:
        """Show the next frame of a picture that moves."""
        if image.size() == self._size:
            self._levels = [image]
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._levels, self._size = [], QSize()
        self.update()

    def fit(self) -> None:
        """Show the whole picture, as large as there is room."""
        self.fits = True
        self._choose(own=False)
        self._tell()

    def actual(self) -> None:
        """Show a pixel of the picture as one of the screen."""
        self._choose(own=True)
        self.zoom_to(self._own())

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Make the picture larger or smaller; what lies below `at` stays there."""
        self.zoom_to(self.zoom * factor, at)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Show the picture at a size; what lies below `at`, else in the middle, stays there."""
        if not self._levels:
            return
        least = min(self._fitting(), self._own()) / 4
        zoom = min(_MOST, max(least, zoom))
        center = QRectF(self.rect()).center()
        spot = center if at is None else at
        held = self._middle_now() + (spot - center) / self.zoom
        self.fits, self._zoom = False, zoom
        self._middle = held - (spot - center) / zoom
        self._hold()
        self._tell()

    def pan(self, by: QPointF) -> None:
        """Move the picture by so many logical pixels."""
        self._middle = self._middle_now() - by / self.zoom
        self._hold()
        self.update()

    def picture_rect(self) -> QRectF:
        """Return where the picture is, whether or not it is all in sight."""
        zoom, middle = self.zoom, self._middle_now()
        center = QRectF(self.rect()).center()
        left, top = center.x() - middle.x() * zoom, center.y() - middle.y() * zoom
        return QRectF(left, top, self._size.width() * zoom, self._size.height() * zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().canvas)
            if self._levels:
                self._paint(painter)
            if self.hasFocus() and self._ringed:
                focus_ring(painter, QRectF(self.rect()), 0)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        zoom = self.zoom
        whole = self.picture_rect()
        seen = whole.intersected(QRectF(self.rect()))
        if seen.isEmpty():
            return
        level, scale = 0, 1.0
        sharp = zoom * self.devicePixelRatioF()
        while level + 1 < len(self._levels) and scale / 2 >= sharp:
            level, scale = level + 1, scale / 2
        image = self._levels[level]
        across = image.width() / whole.width()
        down = image.height() / whole.height()
        part = QRectF(
            (seen.left() - whole.left()) * across,
            (seen.top() - whole.top()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        if image.hasAlphaChannel():
            painter.setBrushOrigin(whole.topLeft())
            painter.fillRect(seen, checks(tokens().panel, tokens().line))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth or sharp < 1)
        painter.drawImage(seen, image, part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hold()
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring only for who came here by Tab: otherwise it would frame every picture that is opened."""
        super().focusInEvent(event)
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() / 120
        if turned:
            self.zoom_by(_STEP**turned, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            by, self._dragged = event.position() - self._dragged, event.position()
            self.pan(by)
        else:
            self.pointed.emit(self._pixel(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit("")
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.fits:
            self.zoom_to(max(self._own(), self._fitting() * 2), event.position())
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pans = {
            _Key.Key_Left: QPointF(_PAN, 0),
            _Key.Key_Right: QPointF(-_PAN, 0),
            _Key.Key_Up: QPointF(0, _PAN),
            _Key.Key_Down: QPointF(0, -_PAN),
        }
        if key in (_Key.Key_Plus, _Key.Key_Equal):
            self.zoom_by(_STEP)
        elif key in (_Key.Key_Minus, _Key.Key_Underscore):
            self.zoom_by(1 / _STEP)
        elif key == _Key.Key_0:
            self.fit()
        elif key == _Key.Key_1:
            self.actual()
        elif shift and key in pans:
            self.pan(pans[key])
        else:
            event.ignore()

    def _choose(self, *, own: bool) -> None:
        self.own_size = own
        self.sized.emit(own)

    def _own(self) -> float:
        return 1.0 / self.devicePixelRatioF()

    def _pixel(self, spot: QPointF) -> str:
        """Return the place and the colour of the pixel at a point; empty beside the picture."""
        if not self._levels:
            return ""
        inside = (spot - self.picture_rect().topLeft()) / self.zoom
        x, y = int(inside.x()), int(inside.y())
        if inside.x() < 0 or inside.y() < 0 or x >= self._size.width() or y >= self._size.height():
            return ""
        color = self._levels[0].pixelColor(x, y)
        opaque = color.alpha() == 255
        name = color.name() if opaque else color.name(QColor.NameFormat.HexArgb)
        return f"{x:,}, {y:,}  {name}"

    def _fitting(self) -> float:
        """Return the zoom at which all is in sight; by whole pixels where nothing is smoothed."""
        if self._size.isEmpty():
            return 1.0
        room = self.rect().adjusted(_ROUND, _ROUND, -_ROUND, -_ROUND)
        found = max(0.001, min(room.width() / self._size.width(), room.height() / self._size.height()))
        return min(_MOST, float(int(found)) if found >= 2 and not self.smooth else found)

    def _middle_now(self) -> QPointF:
        return QPointF(self._size.width() / 2, self._size.height() / 2) if self.fits else self._middle

    def _hold(self) -> None:
        """Keep the middle of the view on the picture."""
        if not self.fits:
            bounds = QRect(0, 0, self._size.width(), self._size.height())
            self._middle.setX(min(max(self._middle.x(), bounds.left()), bounds.width()))
            self._middle.setY(min(max(self._middle.y(), bounds.top()), bounds.height()))

    def _tell(self) -> None:
        self.zoomed.emit(self.zoom * self.devicePixelRatioF())
        self.update()
