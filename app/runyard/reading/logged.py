"""Images, audio, texts, distributions and figures that were logged; their content is read when asked for."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.domain.kinds import DataKind
from runyard.storage.objects import items

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.storage.store import Store

_SECOND = 1_000_000
#: Pixels of the largest image that is kept of an array.
MOST_PIXELS = 1 << 28


class LoggedObject:
    """One object that was logged.

    Attributes
    ----------
    step, index : int
        Where it stands: `index` is its place in the list it was logged in, 0 when it was alone.
    """

    suffix: ClassVar[str] = ""

    def __init__(self, store: Store, item: Item) -> None:
        self._store = store
        self._item = item
        self.step = item.step
        self.index = item.index

    @property
    def epoch(self) -> float | None:
        """The epoch it was logged with."""
        return self._item.epoch

    @property
    def timestamp(self) -> float:
        """When it was logged, seconds since 1970, UTC."""
        return self._item.time / _SECOND

    @property
    def meta(self) -> dict[str, Any]:
        """All that is known of it beside its content."""
        return dict(self._item.meta)

    @property
    def size(self) -> Any:
        """Bytes of its content."""
        return self._item.size

    @property
    def format(self) -> str:
        """The kind of file its content is; also the end of a file's name."""
        return str(self._item.meta.get("format") or self.suffix)

    def read(self) -> bytes:
        """Return its content as it is stored.

        Raises
        ------
        KnownProblem
            If its file is missing.
        """
        try:
            return items.content(self._store, self._item)
        except FileNotFoundError:
            raise KnownProblem(
                f"The content of {self!r} is missing from the repository", "runyard check tells what else is"
            ) from None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write its content to a file."""
        Path(path).expanduser().write_bytes(self.read())

    def _number(self, fact: str) -> float:
        found = self._item.meta.get(fact)
        if not isinstance(found, int | float):
            raise KnownProblem(f"Nobody knows the {fact} of {self!r} any more", "save() writes what there is")
        return found

    def _blob(self, sha256: str | None) -> bytes | None:
        try:
            return None if sha256 is None else items.blob(self._store, sha256)
        except FileNotFoundError:
            return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(step={self.step}, index={self.index})"


class _Captioned(LoggedObject):
    @property
    def caption(self) -> str:
        """What was written below it; may be empty."""
        return str(self._item.meta.get("caption") or "")


class LoggedImage(_Captioned):
    """An image that was logged."""

    suffix = "png"

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self._number("width"))

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self._number("height"))

    def to_pil_image(self) -> Any:
        """Return it as an image of Pillow; KnownProblem if its file cannot be read."""
        import PIL.Image

        try:
            image = _opened(self.read())
            image.load()
        except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError) as error:
            raise KnownProblem(f"{self!r} cannot be read: {error}", "save() writes it as it is") from error
        return image

    def to_numpy(self) -> NDArray[Any]:
        """Return its pixels: height x width, or height x width x channels, of eight bits each.

        Grey files of more bits, such as a png of 16, give their own values: eight would not hold them.
        """
        import numpy as np

        image = self.to_pil_image()
        if image.mode in ("I", "F") or image.mode.startswith("I;16"):
            return np.asarray(image)
        if image.mode == "1":
            image = image.convert("L")
        elif image.mode not in ("L", "LA", "RGB", "RGBA"):
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        return np.asarray(image, np.uint8)


def _opened(data: bytes) -> Any:
    """Return an image of Pillow, not decoded yet; one as large as arrays may be is none of Pillow's bombs."""
    import io

    import PIL.Image

    try:
        return PIL.Image.open(io.BytesIO(data))
    except PIL.Image.DecompressionBombError:
        for name in ("PNG", "JPEG"):  # that of webp refuses by itself
            make, accepts = PIL.Image.OPEN.get(name, (None, None))
            if make and accepts and accepts(data[:16]) is True:
                image = make(io.BytesIO(data), "")
                if image.width * image.height <= MOST_PIXELS:
                    return image
        raise


class LoggedAudio(_Captioned):
    """A sound that was logged."""

    suffix = "wav"

    @property
    def rate(self) -> int | None:
        """Samples a second; None where its file does not say."""
        return self._item.meta.get("rate")

    @property
    def channels(self) -> int | None:
        """How many channels; None where its file does not say."""
        return self._item.meta.get("channels")

    @property
    def seconds(self) -> float | None:
        """How long it is; None where its file does not say."""
        return self._item.meta.get("seconds")

    def to_numpy(self) -> NDArray[Any]:
        """Return the samples of a wav, as integers: a row for each moment, a column for each channel.

        Raises
        ------
        KnownProblem
            If it is of another format, or its file cannot be read.
        """
        if self.format != "wav":
            raise KnownProblem(
                f"{self!r} is of the format {self.format}", "save() writes it for a program that decodes it"
            )
        import io
        import wave

        import numpy as np

        try:
            with wave.open(io.BytesIO(self.read())) as file:
                width, channels = file.getsampwidth(), file.getnchannels()
                data = file.readframes(file.getnframes())
            kept = len(data) // (width * channels) * width * channels
            if width == 3:  # no integer of numpy has 24 bits
                wide = np.zeros((kept // 3, 4), "u1")
                wide[:, 1:] = np.frombuffer(data[:kept], "u1").reshape(-1, 3)
                return (wide.view("<i4") >> 8).reshape(-1, channels)
            return np.frombuffer(data[:kept], {1: "u1", 2: "<i2", 4: "<i4"}[width]).reshape(-1, channels)
        except (wave.Error, EOFError, KeyError, ZeroDivisionError, struct.error) as error:
            raise KnownProblem(f"{self!r} cannot be read: {error}", "save() writes it as it is") from error


class LoggedText(LoggedObject):
    """A text that was logged."""

    suffix = "txt"

    @property
    def data(self) -> str:
        """The text."""
        return self.read().decode("utf-8", "replace")

    def __str__(self) -> str:
        return self.data


class LoggedDistribution(LoggedObject):
    """A distribution that was logged."""

    suffix = "json"

    @property
    def range(self) -> tuple[float, float]:
        """Where the first bin begins and the last one ends."""
        return self._number("low"), self._number("high")

    @property
    def bin_count(self) -> int:
        """How many bins there are, all of one width."""
        return int(self._number("bins"))

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weight of each bin."""
        import numpy as np

        data = self.read()
        return np.frombuffer(data[: len(data) // 8 * 8], "<f8")

    def to_np_histogram(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return weights and the edges of the bins, as `numpy.histogram` does."""
        import numpy as np

        weights = self.weights
        return weights, np.linspace(*self.range, len(weights) + 1)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file as JSON: range, weights, and what else is known."""
        text = json.dumps({**self._item.meta, "weights": self.weights.tolist()}, indent=2)
        Path(path).expanduser().write_text(text, encoding="utf-8")


class LoggedFigure(LoggedObject):
    """A figure that was logged: Plotly's JSON, or SVG with a picture beside it."""

    suffix = "svg"

    @property
    def title(self) -> str:
        """The figure's title; may be empty."""
        return str(self._item.meta.get("title") or "")

    @property
    def format(self) -> str:
        """``"json"`` of Plotly's, ``"svg"`` of matplotlib's."""
        return "json" if self._item.meta.get("format") == "plotly" else "svg"

    @property
    def svg(self) -> bytes | None:
        """The drawing; None of Plotly's figures."""
        return self.read() if self.format == "svg" else None

    @property
    def png(self) -> bytes | None:
        """A picture of it; None of Plotly's figures."""
        return self._blob(self._item.picture)

    def to_json(self) -> str | None:
        """Return Plotly's JSON; None of a matplotlib figure that could not be converted."""
        data = self.read() if self.format == "json" else self._blob(self._item.plotly)
        return None if data is None else data.decode("utf-8", "replace")

    def to_plotly_figure(self) -> Any:
        """Return a figure of Plotly; KnownProblem where there is none, or without Plotly."""
        text = self.to_json()
        if text is None:
            raise KnownProblem(f"{self!r} is a drawing", "Its svg and png hold it")
        try:
            import plotly.io
        except ImportError as error:
            raise KnownProblem("Figures of Plotly need it", "Install it: pip install plotly") from error
        try:
            return plotly.io.from_json(text, skip_invalid=True)
        except (TypeError, ValueError, KeyError, AttributeError) as error:  # what it does not skip
            raise KnownProblem(
                f"{self!r} is no figure that Plotly takes", "save() writes its JSON"
            ) from error


LOGGED: dict[DataKind, type[LoggedObject]] = {
    DataKind.IMAGE: LoggedImage,
    DataKind.AUDIO: LoggedAudio,
    DataKind.TEXT: LoggedText,
    DataKind.DISTRIBUTION: LoggedDistribution,
    DataKind.FIGURE: LoggedFigure,
}
