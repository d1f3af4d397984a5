"""`Audio`: a sound to track."""

from __future__ import annotations

import os
import re
from typing import Any, ClassVar, Final

from runyard.domain.kinds import DataKind
from runyard.journal.batch import NewItem, Part
from runyard.tracking.objects.audio_headers import Header, probe
from runyard.tracking.objects.tracked import Tracked, caption_of, file_of, told

FORMATS: Final = ("wav", "mp3", "flac", "ogg")
_RATE = 22_500  # of samples that come without one
_FRAME = re.compile(rb"\xff[\xe2-\xff]")  # how each frame of an mp3 begins


class Audio(Tracked):
    """A sound: ``run.track(Audio(samples, rate=16_000), name="speech", step=step)``.

    Parameters
    ----------
    data : path, bytes, file, array or tensor
        A path, an open file or bytes of a wav, mp3, flac or ogg are kept as they are. Arrays are samples, one
        channel or several (the shorter dimension), kept as wav: floats from -1 to 1 at 16 bits, cut off
        beyond; integers as they are, where a wav file has their type.
    format : str
        Of bytes whose beginning does not show it; else what they show must agree.
    caption : str
        Shown below it.
    rate : int, optional
        Samples a second, of arrays; 22,500 if left out.

    Raises
    ------
    TypeError, ValueError
        If it cannot be a sound; the message says why.
    """

    data_kind: ClassVar[DataKind] = DataKind.AUDIO

    def __init__(self, data: Any, format: str = "", caption: str = "", rate: int | None = None) -> None:
        self.caption = caption_of(caption)
        self.rate: int | None
        self.channels: int | None
        self.seconds: float | None
        wanted = _format(format)
        if isinstance(data, str | os.PathLike):
            self._take_file(file_of("sound", data), wanted, str(data))
        elif isinstance(data, bytes | bytearray | memoryview):
            self._take_file(bytes(data), wanted, f"{len(data)} bytes")
        elif callable(getattr(data, "read", None)):
            read = data.read()
            if not isinstance(read, bytes):
                raise TypeError("a file of sound must be open for reading bytes")
            self._take_file(read, wanted, "the file")
        else:
            self._take_samples(data, wanted, rate)

    def _take_file(self, data: bytes, wanted: str, whose: str) -> None:
        found = probe(data)
        if found is None and wanted == "mp3" and _FRAME.search(data):  # which may begin with anything
            found = Header("mp3", None, None, None)
        if found is None or wanted not in ("", found.format):
            kind = f"no {wanted}" if wanted else "no wav, mp3, flac or ogg"
            raise ValueError(f"{whose} {'are' if whose.endswith('bytes') else 'is'} {kind} that can be read")
        self._file = data
        self.format = found.format
        self.rate, self.channels, self.seconds = found.rate, found.channels, found.seconds

    def _take_samples(self, data: Any, wanted: str, rate: Any) -> None:
        from runyard.tracking.objects.arrays import array_of, is_array
        from runyard.tracking.objects.samples import check_rate, wav

        if not is_array(data) and not isinstance(data, list | tuple) and not hasattr(data, "__array__"):
            raise TypeError(f"a sound is a path, bytes, an open file, an array or a tensor, not {told(data)}")
        if wanted not in ("", "wav"):
            raise ValueError(f"samples are kept as wav, not as {wanted}; pass the encoded bytes")
        self.rate = each = check_rate(_RATE if rate is None else rate)
        self._file, self.channels, count = wav(array_of(data, "the sound"), each)
        self.format = "wav"
        self.seconds = count / each

    def new_item(self) -> NewItem:
        """Return what goes into the journal."""
        meta = {
            "caption": self.caption,
            "format": self.format,
            "rate": self.rate,
            "channels": self.channels,
            "seconds": self.seconds,
        }
        return NewItem(meta, blob=Part.of(self._file))

    def __repr__(self) -> str:
        length = "" if self.seconds is None else f"{self.seconds:.2f} s, "
        return f"Audio({length}{self.format})"


def _format(name: Any) -> str:
    found = name.lower().lstrip(".") if isinstance(name, str) else name
    if found in ("", None):
        return ""
    if found not in FORMATS:
        raise ValueError(f"format must be wav, mp3, flac or ogg, not {told(name)}")
    return str(found)
