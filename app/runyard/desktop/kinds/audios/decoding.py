"""`Decoder`: draws what only Qt can decode, one file after the other."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.kinds.audios import multimedia, waveform
from runyard.desktop.kinds.audios.reading import Drawn, Source

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioBuffer, QAudioDecoder

_PART = 512


class Decoder(QObject):
    """`drawn` tells each outcome."""

    drawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Source] = deque()
        self._source: Source | None = None
        self._decoder: QAudioDecoder | None = None
        self._low: list[float] = []
        self._high: list[float] = []
        self._seconds = 0.0

    def add(self, source: Source) -> None:
        """Draw this one after the others."""
        self._waiting.append(source)
        if self._source is None:
            self._next()

    def forget(self) -> None:
        """Draw nothing of what is waiting."""
        self._waiting.clear()
        self._end()

    def _next(self) -> None:
        if not self._waiting:
            return
        module = multimedia.load()
        self._source = self._waiting.popleft()
        if module is None:
            self._tell(Drawn(self._source.item.id, problem="Not drawn without QtMultimedia"))
            return
        self._low, self._high, self._seconds = [], [], 0.0
        decoder: QAudioDecoder = module.QAudioDecoder(self)
        self._decoder = decoder
        decoder.bufferReady.connect(self._take)
        decoder.finished.connect(self._finish)
        decoder.error.connect(self._fail)
        decoder.setSource(multimedia.address(self._source))
        decoder.start()

    @Slot()
    def _take(self) -> None:
        while self._decoder is not None and self._decoder.bufferAvailable():
            buffer = self._decoder.read()
            if buffer.isValid() and buffer.frameCount():
                self._measure(buffer)

    def _measure(self, buffer: QAudioBuffer) -> None:
        form = buffer.format()
        kinds = {
            form.SampleFormat.UInt8: (np.uint8, 128.0, 128.0),
            form.SampleFormat.Int16: (np.int16, 0.0, 32768.0),
            form.SampleFormat.Int32: (np.int32, 0.0, 2147483648.0),
            form.SampleFormat.Float: (np.float32, 0.0, 1.0),
        }
        kind, middle, most = kinds[form.sampleFormat()]
        raw = np.frombuffer(bytes(buffer.constData()), kind).astype(np.float32)
        samples = np.clip((raw - middle) / most, -1, 1).reshape(-1, form.channelCount())
        starts = np.arange(0, len(samples), _PART)
        self._low.extend(np.minimum.reduceat(samples.min(axis=1), starts).tolist())
        self._high.extend(np.maximum.reduceat(samples.max(axis=1), starts).tolist())
        self._seconds += len(samples) / form.sampleRate()

    @Slot()
    def _finish(self) -> None:
        source = self._source
        if source is not None:
            if self._low:
                found = waveform.of_parts(self._low, self._high, self._seconds)
                self._tell(Drawn(source.item.id, found))
            else:
                self._tell(Drawn(source.item.id, problem="It could not be decoded"))

    @Slot()
    def _fail(self) -> None:
        if self._source is not None:
            self._tell(Drawn(self._source.item.id, problem="It could not be decoded"))

    def _tell(self, outcome: Drawn) -> None:
        self._end()
        self.drawn.emit(outcome)
        if self._source is None:
            self._next()

    def _end(self) -> None:
        self._source = None
        if self._decoder is not None:
            self._decoder.blockSignals(True)
            self._decoder.deleteLater()  # stops it, from the event loop: see `Player`
            self._decoder = None
