"""`Moving`: plays an animated picture, frame by frame."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, Signal, Slot
from PySide6.QtGui import QImage, QMovie

from runyard.desktop.kinds.images.reading import Whole

#: Frames are decoded on the interface's thread: larger ones would make it wait, so they stand still.
MOST_PIXELS = 1_500_000


class Moving(QObject):
    """`frame` tells the image to show next."""

    frame = Signal(QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._movie: QMovie | None = None
        self._buffer: QBuffer | None = None

    @property
    def playing(self) -> bool:
        """Whether something moves."""
        return self._movie is not None and self._movie.state() == QMovie.MovieState.Running

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
        movie.frameChanged.connect(self._show)
        self._movie = movie
        movie.start()

    def stop(self) -> None:
        """Let it stand still."""
        if self._movie is not None:
            self._movie.stop()
            self._movie.deleteLater()
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._movie = self._buffer = None

    @Slot(int)
    def _show(self, _number: int) -> None:
        if self._movie is not None:
            self.frame.emit(self._movie.currentImage())
