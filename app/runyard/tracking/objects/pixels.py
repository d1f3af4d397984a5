"""Arrays of any type as pictures of eight bits a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
#: By so much of a range may values lie beyond it and be cut off: rounding is no reason to stretch a picture.
_LEEWAY = 0.01
#: No picture of values from 0 to 255 is as dark as this everywhere: its values are of a range of their own.
_DARKEST = 16.0
MOST_PIXELS: Final = 1 << 28
LONGEST_SIDE: Final = 65_535
Range = tuple[float, float]


class Pixels(NamedTuple):
    """Rows of pixels, eight bits a channel; `mode` is L, LA, RGB or RGBA."""

    mode: str
    width: int
    height: int
    data: bytes


def of_array(array: NDArray[Any], value_range: Range | None, *, channels_first: bool) -> Pixels:
    """Return the picture that an array is; see `Image` for the rules.

    Raises
    ------
    ValueError
        If its shape is not that of a picture.
    """
    import numpy as np

    rows = _rows(array, channels_first)
    height, width, channels = rows.shape
    check_size(width, height)
    with np.errstate(all="ignore"):
        data = np.ascontiguousarray(_eight_bits(rows, value_range))
    return Pixels(MODES[channels], width, height, data.tobytes())


def check_size(width: int, height: int) -> None:
    """Raise ValueError for a picture without pixels, or with too many."""
    if width < 1 or height < 1:
        raise ValueError(f"an image needs at least one pixel, this one has {width} x {height}")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise ValueError(
            f"an image of {width} x {height} pixels is too large: sides of at most {LONGEST_SIDE:,} and"
            f" {MOST_PIXELS >> 20} million pixels are kept"
        )


def _rows(array: NDArray[Any], channels_first: bool) -> NDArray[Any]:
    """Return the array as height, width, channels."""
    import numpy as np

    shape = "x".join(map(str, array.shape)) or "no dimension"
    if array.ndim == 4:
        raise ValueError(f"an array of {shape} holds several images: track a list of them")
    if array.ndim == 2:
        return array[:, :, None]
    if array.ndim != 3:
        raise ValueError(f"an image has 2 or 3 dimensions, not {shape}")
    first, last = array.shape[0] in MODES, array.shape[2] in MODES
    if first and (channels_first or not last):
        return np.moveaxis(array, 0, 2)
    if not last:
        raise ValueError(f"an image has 1 to 4 channels, first or last of its dimensions, not {shape}")
    return array


def _eight_bits(array: NDArray[Any], value_range: Range | None) -> NDArray[Any]:
    import numpy as np

    if array.dtype.kind == "b" and value_range is None:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype == np.uint8 and value_range is None:
        return array
    numbers: Any = array.astype(np.float32 if array.dtype.itemsize < 4 else np.float64, copy=False)
    if array.dtype.kind == "f" and array.dtype.itemsize == 4:
        numbers = array
    low, high = value_range or _range(numbers, array.dtype)
    if not high > low:
        return np.zeros(array.shape, np.uint8)
    half = 0.5 if not np.isfinite(high - low) else 1.0  # the width itself may be beyond the largest float
    scaled = (numbers * half - low * half) * (255 / (high * half - low * half))
    scaled = np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    eight: NDArray[Any] = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
    return eight


def _range(numbers: NDArray[Any], dtype: Any) -> Range:
    """Return which values are black and white where nobody said so."""
    import numpy as np

    low, high = float(numbers.min()), float(numbers.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = numbers[np.isfinite(numbers)]
        if not finite.size:
            return 0.0, 1.0
        low, high = float(finite.min()), float(finite.max())
    if dtype.kind in "iub":
        if low >= 0 and high <= 255:
            return 0.0, 255.0
        return (0.0, 65535.0) if dtype == np.uint16 else (low, high)
    for bottom, top in ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)):
        if top > _DARKEST > high > low:
            continue
        leeway = _LEEWAY * (top - bottom)
        if low >= bottom - leeway and high <= top + leeway:
            return bottom, top
    return low, high
