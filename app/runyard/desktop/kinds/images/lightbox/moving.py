"""`Moving`: plays an animated picture, frame by frame."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QMovie

from runyard.desktop.kinds.images.reading import Whole

#: Frames are decoded on the interface's thread: larger ones would make it wait, so they stand still.
MOST_PIXELS = 1_500_000
#: Whatever a file says, frames come no faster.
_LEAST_MS = 20


class Moving(QObject):
    """`frame` tells the image to show next."""

    frame = Signal(QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._movie: QMovie | None = None
        self._buffer: QBuffer | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)

    @property
    def playing(self) -> bool:
        """Whether something moves."""
        return self._timer.isActive()

    def start(self, whole: Whole) -> None:
        """Play a picture if it moves and is not too large."""
        self.stop()
        found = whole.picture
        if not found.animated or found.width * found.height > MOST_PIXELS:
            return
        if isinstance(whole.source, Path):
            movie = QMovie(str(whole.source), QByteArray(found.format.encode()), self)
        else:
            self._buffer = QBuffer(self)
            self._buffer.setData(whole.source)
            movie = QMovie(self._buffer, QByteArray(found.format.encode()), self)
        self._movie = movie
        self._step()

    def stop(self) -> None:
        """Let it stand still."""
        self._timer.stop()
        if self._movie is not None:
            self._movie.deleteLater()
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._movie = self._buffer = None

    @Slot()
    def _step(self) -> None:
        """Show the next frame, or the first after the last; what cannot be read any further stands still."""
        movie = self._movie
        if movie is None or not (movie.jumpToNextFrame() or movie.jumpToFrame(0)):
            return
        self.frame.emit(movie.currentImage())
        self._timer.start(max(_LEAST_MS, movie.nextFrameDelay()))
