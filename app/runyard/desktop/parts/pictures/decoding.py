"""Decoding on workers: the size is read before anything is allocated, the format from the first bytes.

SVG and everything else that could refer to other files is no picture here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from runyard.desktop.parts.pictures import mending
from runyard.desktop.tasks.quiet import quiet
from runyard.domain.errors import KnownProblem

#: Where the encoded bytes are: in a file, or here.
Source = Path | bytes

MOST_BYTES = 256 * 1024 * 1024
MOST_SIDE = 65_535
#: A file longer than this is not read at all.
MOST_FILE = 1024 * 1024 * 1024
_BIG = 16_000_000
_SAVE = "Save it to open it elsewhere"
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_FAST = Qt.TransformationMode.FastTransformation
_EXACT = Qt.AspectRatioMode.IgnoreAspectRatio
#: One large picture at a time: two workers must not hold half a gigabyte between them.
_one_big = threading.Lock()


class Picture(NamedTuple):
    """A decoded picture, how large the original is, and what is wrong with it."""

    image: QImage
    format: str
    width: int
    height: int
    animated: bool = False
    cut: bool = False


class _Found(NamedTuple):
    """What the first bytes say."""

    device: QIODevice
    reader: QImageReader
    format: str
    width: int
    height: int
    turned: bool
    needs: int


def picture(source: Source, cancel: Callable[[], bool] | None = None) -> Picture:
    """Return a picture in its own size; `cancel` says that nobody waits for it any more.

    Raises
    ------
    KnownProblem
        If the file is missing, is no picture, is damaged, or would take too much memory.
    """
    return _decoded(source, None, smooth=True, cancel=cancel)


def scaled_picture(source: Source, width: int, height: int, *, smooth: bool) -> Picture:
    """Return a picture that just fits into a box, made larger if need be; without `smooth` by whole pixels.

    A picture that is made smaller is always smoothed.

    Raises
    ------
    KnownProblem
        As for `picture`.
    """
    return _decoded(source, (width, height), smooth=smooth)


def silence() -> None:
    """Keep what the decoders would print about damaged files to themselves: it is shown where it belongs."""
    quiet("qt.gui.imageio*")


def _decoded(
    source: Source,
    box: tuple[int, int] | None,
    *,
    smooth: bool,
    cancel: Callable[[], bool] | None = None,
) -> Picture:
    found = _opened(source)
    cut = mending.ends_early(_tail(source), found.format)
    with _one_big if found.needs > 4 * _BIG else nullcontext():
        if cancel is not None and cancel():
            raise KnownProblem("Nobody waits for this image any more")  # nor hears this
        if cut and found.format == "png" and (whole := _mended(source, found)):
            found = _opened(whole)
        target = None if box is None else _fitted(found.width, found.height, box)
        if target is not None and target.width() < found.width:
            direct = QSize(target.height(), target.width()) if found.turned else target
            found.reader.setScaledSize(direct)
        animated = found.format in ("gif", "webp") and found.reader.imageCount() > 1
        image = found.reader.read()
        if image.isNull():
            words = "ends too early" if cut else "is damaged"
            raise KnownProblem(f"This {found.format.upper()} file {words} and cannot be shown", _SAVE)
        if target is not None and image.size() != target:
            larger = target.width() >= image.width()
            image = image.scaled(target, _EXACT, _FAST if larger and not smooth else _SMOOTH)
        form = QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else None
        image.convertTo(form or QImage.Format.Format_RGB32)
    return Picture(image, found.format, found.width, found.height, animated, cut)


def _opened(source: Source) -> _Found:
    device = _device(source)
    name = mending.format_of(bytes(device.peek(512).data()))
    if not name:
        raise KnownProblem("This is no picture that can be shown", _SAVE)
    if name == "svg":
        raise KnownProblem("SVG is not shown as an image, as it can refer to other files", _SAVE)
    reader = QImageReader(device, name.encode())
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    width, height = size.width(), size.height()
    if not size.isValid() or width < 1 or height < 1:
        raise KnownProblem(f"This {name.upper()} file is damaged: its size cannot be read", _SAVE)
    deep = max(32, QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel())
    needs = width * height * deep // 8
    if needs > MOST_BYTES or max(width, height) > MOST_SIDE:
        amount = f"{needs / 1024**3:,.1f} GB" if needs >= 1024**3 else f"{needs / 1024**2:,.0f} MB"
        raise KnownProblem(f"{width:,} × {height:,} pixels would take {amount} of memory", _SAVE)
    turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    if turned:
        width, height = height, width
    return _Found(device, reader, name, width, height, turned, needs)


def _device(source: Source) -> QIODevice:
    if isinstance(source, bytes):
        buffer = QBuffer()
        buffer.setData(source)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        return buffer
    file = QFile(str(source))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise missing()
    if file.size() > MOST_FILE:
        raise KnownProblem("This file is too large to be shown", _SAVE)
    return file


def missing() -> KnownProblem:
    """Return what to say where the content of an item is gone."""
    return KnownProblem("The file of this image is missing", "Check the repository to see what else is")


def _mended(source: Source, found: _Found) -> bytes:
    """Return a PNG that ends too early as one that does not; empty if too little of it came."""
    if found.needs > 4 * _BIG:
        return b""
    return mending.mended_png(source if isinstance(source, bytes) else source.read_bytes())


def _tail(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[-4096:]
    with source.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 4096))
        return file.read()


def _fitted(width: int, height: int, box: tuple[int, int]) -> QSize:
    scale = min(box[0] / width, box[1] / height)
    return QSize(max(1, round(width * scale)), max(1, round(height * scale)))
