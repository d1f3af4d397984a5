"""`Image`: a picture to track."""

from __future__ import annotations

import os
from typing import Any, ClassVar, Final

from runyard.domain.kinds import DataKind
from runyard.journal.batch import NewItem, Part
from runyard.tracking.objects.image_headers import probe
from runyard.tracking.objects.pixels import Pixels, Range, check_size, of_array
from runyard.tracking.objects.tracked import Tracked, caption_of, file_of, integer_of, reason, told

ENCODED: Final = ("png", "jpeg", "webp")
#: Pixels a side that the libraries of Pillow write.
_LONGEST: Final = {"jpeg": 65_500, "webp": 16_383}
#: Modes of Pillow whose values are more than eight bits; they are scaled as arrays are.
_WIDE = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")


class Image(Tracked):
    """A picture: ``run.track(Image(array, caption="epoch 3"), name="samples", step=step)``.

    Parameters
    ----------
    image : path, bytes, file, array, tensor or PIL image
        A path, an open file or bytes of a png, jpeg, webp, gif or bmp are kept as they are, unless `format`
        says otherwise; other kinds of files are converted with Pillow. The file is read now, so it may be
        deleted afterwards.
        Arrays and tensors have 2 dimensions, or 3 with 1 to 4 channels: those of PyTorch with the channels
        first, all others with the channels last, where both could be meant.
    caption : str
        Shown below it.
    format : str, optional
        ``"png"`` (the default), ``"jpeg"`` (or ``"jpg"``) or ``"webp"``.
    quality : int
        1 to 100, of jpeg and webp.
    optimize : bool
        Take longer to make a smaller file.
    value_range : (low, high), optional
        The values that are black and white; others are cut off.

    Raises
    ------
    TypeError, ValueError
        If it cannot be a picture; the message says why.

    Notes
    -----
    Without `value_range`, values become eight bits so: ``uint8`` stays, ``bool`` is black and white. Other
    integers stay where all lie from 0 to 255; else ``uint16`` has its whole range, and of other types the
    lowest is black and the highest white. Of floats the first range that holds all is taken: 0 to 1, -1 to 1,
    0 to 255 if some are above 16, with a leeway of 1 % that is cut off; else the lowest is black and the
    highest white. NaN is black, and the infinities are as the lowest and the highest.

    The loop waits until the pixels are written, not until they are encoded.
    """

    data_kind: ClassVar[DataKind] = DataKind.IMAGE

    def __init__(
        self,
        image: Any,
        caption: str = "",
        format: str | None = None,
        quality: int = 90,
        optimize: bool = False,
        *,
        value_range: Range | None = None,
    ) -> None:
        self.caption = caption_of(caption)
        wanted = None if format is None else _format(format)
        self._quality = _quality(quality)
        self._optimize = bool(optimize)
        self._file: bytes | None = None
        self._pixels: Pixels | None = None
        if isinstance(image, str | os.PathLike | bytes | bytearray | memoryview):
            self._take_file(image, wanted)
        elif callable(getattr(image, "read", None)):
            self._take_file(_read(image), wanted)
        else:
            self._pixels = _pixels(image, None if value_range is None else _range(value_range))
            self.format = wanted or "png"
            self.width, self.height = self._pixels.width, self._pixels.height
        if self._pixels is not None:
            self._check_format()

    def _take_file(self, image: Any, wanted: str | None) -> None:
        named = isinstance(image, str | os.PathLike)
        data = file_of("image", image) if named else bytes(image)
        found = probe(data)
        if found is not None and wanted in (None, found.format):
            self._file = data
            self.format, self.width, self.height = found
            return
        whose = str(image) if named else f"{len(data)} bytes"
        self._pixels = _decoded(data, whose)
        self.format = wanted or "png"
        self.width, self.height = self._pixels.width, self._pixels.height

    def _check_format(self) -> None:
        if self.format == "png":
            return
        if not _has_pillow():
            raise ValueError(f"images are kept as {self.format} by Pillow, which is not installed")
        longest = _LONGEST[self.format]
        if max(self.width, self.height) > longest:
            raise ValueError(f"{self.format} has at most {longest:,} pixels a side; keep it as png")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    def new_item(self) -> NewItem:
        """Return what goes into the journal: the file, or pixels and how to encode them later."""
        meta = {"caption": self.caption, "format": self.format, "width": self.width, "height": self.height}
        if self._pixels is None:
            return NewItem(meta, blob=Part.of(self._file or b""))
        mode, width, height, data = self._pixels
        recipe = {"mode": mode, "width": width, "height": height, "format": self.format}
        if self.format != "png":
            recipe["quality"] = self._quality
        if self._optimize:
            recipe["optimize"] = True
        return NewItem(meta, blob=Part.of(data, recipe))

    def __repr__(self) -> str:
        return f"Image({self.width} x {self.height}, {self.format})"


def _read(file: Any) -> bytes:
    data = file.read()
    if not isinstance(data, bytes):
        raise TypeError("a file of an image must be open for reading bytes")
    return data


def _format(name: Any) -> str:
    found = name.lower().lstrip(".") if isinstance(name, str) else name
    found = "jpeg" if found == "jpg" else found
    if found not in ENCODED:
        raise ValueError(f"format must be png, jpeg or webp, not {told(name)}")
    return str(found)


def _quality(value: Any) -> int:
    return integer_of("quality", value, most=100)


def _range(value: Any) -> Range:
    try:
        low, high = (float(end) for end in value)
    except (TypeError, ValueError):
        raise TypeError(f"value_range must be two numbers, not {told(value)}") from None
    if not (low < high and abs(low) != float("inf") and abs(high) != float("inf")):
        raise ValueError(f"value_range must go from a lower to a higher number, not from {low} to {high}")
    return low, high


def _has_pillow() -> bool:
    try:
        import PIL.Image  # noqa: F401
    except ImportError:
        return False
    return True


def _pixels(image: Any, value_range: Range | None) -> Pixels:
    from runyard.tracking.objects.arrays import array_of, is_array, is_torch

    if hasattr(image, "tobytes") and hasattr(image, "getbands"):
        return _of_pillow(image, value_range)
    if hasattr(image, "savefig"):
        raise TypeError("a matplotlib figure is tracked as a Figure, not as an Image")
    if not is_array(image) and not isinstance(image, list | tuple) and not hasattr(image, "__array__"):
        raise TypeError(
            f"an image is a path, bytes, an open file, an array, a tensor or a PIL image, not {told(image)}"
        )
    return of_array(array_of(image, "the image"), value_range, channels_first=is_torch(image))


def _of_pillow(image: Any, value_range: Range | None) -> Pixels:
    check_size(*image.size)
    if image.mode in _WIDE:
        from runyard.tracking.objects.arrays import array_of

        return of_array(array_of(image, "the image"), value_range, channels_first=False)
    try:
        if image.mode not in ("L", "LA", "RGB", "RGBA"):
            image = image.convert(_simple(image))
        return Pixels(image.mode, image.width, image.height, image.tobytes())
    except (OSError, ValueError, SyntaxError) as error:  # its file was cut short, say
        raise ValueError(f"the image cannot be read: {reason(error)}") from None


def _simple(image: Any) -> str:
    if image.mode == "1":
        return "L"
    if image.mode in ("La", "PA") or (image.mode == "P" and "transparency" in image.info):
        return "LA" if image.mode == "La" else "RGBA"
    return "RGBA" if image.mode == "RGBa" else "RGB"


def _decoded(data: bytes, whose: str) -> Pixels:
    """Return the pixels of a file of another kind, or one that is to become another."""
    verb = "are" if whose.endswith(" bytes") else "is"
    try:
        import PIL.Image
    except ImportError:
        raise ValueError(
            f"{whose} {verb} no png, jpeg, webp, gif or bmp; Pillow, not installed, may read it"
        ) from None
    import io
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large ones, which are refused below
            with PIL.Image.open(io.BytesIO(data)) as image:
                return _of_pillow(image, None)
    except ValueError:
        raise
    except Exception as error:  # Pillow's readers raise many kinds
        kind = (
            f"{verb} no image that can be read"
            if isinstance(error, OSError)
            else "cannot be read as an image"
        )
        raise ValueError(f"{whose} {kind}") from None
