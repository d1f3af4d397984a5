"""`Drawing`: a figure that stands still, drawn on workers at any size without loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from runyard.desktop.kinds.figures.svg_safety import Vector
from runyard.domain.errors import KnownProblem

_PIXELS = 40_000_000
#: What Matplotlib saves its pictures with, beside the 96 of a screen.
_PICTURE_SCALE = 200 / 96
Paint = Callable[[QPainter, QSizeF], None]


class Drawing(Protocol):
    """What is drawn, and its own size in logical pixels."""

    size: QSizeF

    def rendered(self, whole: QSize, part: QRect) -> QImage:
        """Return `part` of the drawing made `whole` large, in pixels of the screen. Any thread."""


class VectorDrawing:
    """A checked SVG. Qt's reader of image files draws it, which keeps no other thread waiting meanwhile."""

    def __init__(self, vector: Vector) -> None:
        self.size = QSizeF(vector.width, vector.height)
        self._svg = QByteArray(vector.svg)

    def rendered(self, whole: QSize, part: QRect) -> QImage:
        """Return `part` of the drawing made `whole` large, on white."""
        buffer = QBuffer()
        buffer.setData(self._svg)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(b"svg"))
        reader.setBackgroundColor(Qt.GlobalColor.white)
        reader.setScaledSize(whole)
        reader.setScaledClipRect(part)
        return reader.read()


class PaintedDrawing:
    """What a function paints, filling a rectangle of a size at the origin; the ground is left as it is."""

    def __init__(self, size: QSizeF, paint: Paint) -> None:
        self.size = size
        self._paint = paint

    def rendered(self, whole: QSize, part: QRect) -> QImage:
        """Return `part` of the drawing made `whole` large."""
        image = QImage(part.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        try:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing
                | QPainter.RenderHint.SmoothPixmapTransform
                | QPainter.RenderHint.TextAntialiasing
            )
            painter.translate(-part.x(), -part.y())
            self._paint(painter, QSizeF(whole))
        finally:
            painter.end()
        return image


class PictureDrawing(PaintedDrawing):
    """A PNG, decoded once; shown as large as was said, or as Matplotlib means what it saves.

    Raises
    ------
    KnownProblem
        If it cannot be decoded, or is too large for that.
    """

    def __init__(self, data: bytes, said: tuple[float, float] | None = None) -> None:
        self._image = decoded(data)
        own = QSizeF(self._image.size())
        fits = said is not None and abs(said[0] / said[1] - own.width() / own.height()) < 0.05
        super().__init__(QSizeF(*said) if said is not None and fits else own / _PICTURE_SCALE, self._draw)

    def _draw(self, painter: QPainter, whole: QSizeF) -> None:
        painter.drawImage(QRectF(0, 0, whole.width(), whole.height()), self._image)


def decoded(data: bytes) -> QImage:
    """Return the picture in `data`, whose size is looked at before it is decoded."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    if not size.isValid():
        raise KnownProblem("The picture of this figure cannot be read", "The file is not a whole PNG")
    if size.width() * size.height() > _PIXELS:
        raise KnownProblem(
            f"The picture of this figure is too large, {size.width():,} × {size.height():,} pixels",
            "It can still be saved to a file",
        )
    image = reader.read()
    if image.isNull():
        raise KnownProblem("The picture of this figure cannot be read", reader.errorString())
    return image
