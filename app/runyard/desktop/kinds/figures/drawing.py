"""`Drawing`: a figure that stands still, drawn on workers at any size without loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from runyard.desktop.kinds.figures.svg_safety import Vector
from runyard.domain.errors import KnownProblem

_PIXELS = 40_000_000
#: What Matplotlib saves its pictures with, beside the 96 of a screen.
_PICTURE_SCALE = 200 / 96
Paint = Callable[[QPainter, QSizeF], None]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn, and its own size in logical pixels. `paint` fills a rectangle of a size at the origin.

    White shows through what is drawn `on_paper`, the program's own ground through the rest.
    """

    size: QSizeF
    paint: Paint
    on_paper: bool = True

    @classmethod
    def of_vector(cls, vector: Vector) -> Drawing:
        """Return the drawing of a checked SVG."""
        return cls(QSizeF(vector.width, vector.height), _SvgPaint(vector.svg))

    @classmethod
    def of_picture(cls, data: bytes) -> Drawing:
        """Return the drawing of a PNG.

        Raises
        ------
        KnownProblem
            If it cannot be decoded, or is too large for that.
        """
        image = decoded(data)
        size = QSizeF(image.size()) / _PICTURE_SCALE
        return cls(size, _PicturePaint(image))

    def rendered(self, whole: QSizeF, part: QRectF, ratio: float) -> QImage:
        """Return `part` of the drawing made `whole` large, for a screen of `ratio`. Any thread."""
        pixels = QSize(max(1, round(part.width() * ratio)), max(1, round(part.height() * ratio)))
        image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.white if self.on_paper else Qt.GlobalColor.transparent)
        painter = QPainter(image)
        try:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing
                | QPainter.RenderHint.SmoothPixmapTransform
                | QPainter.RenderHint.TextAntialiasing
            )
            painter.scale(ratio, ratio)
            painter.translate(-part.x(), -part.y())
            self.paint(painter, whole)
        finally:
            painter.end()
        image.setDevicePixelRatio(ratio)
        return image


class _SvgPaint:
    """Draws an SVG. The renderer lives no longer than one picture, in the thread that makes it."""

    def __init__(self, svg: bytes) -> None:
        self._svg = svg

    def __call__(self, painter: QPainter, whole: QSizeF) -> None:
        renderer = QSvgRenderer(QByteArray(self._svg))
        if renderer.isValid():
            renderer.render(painter, QRectF(0, 0, whole.width(), whole.height()))


class _PicturePaint:
    def __init__(self, image: QImage) -> None:
        self._image = image

    def __call__(self, painter: QPainter, whole: QSizeF) -> None:
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
