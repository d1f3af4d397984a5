"""`Image`: whatever libraries make of a picture, and the one sentence for what is none."""

from __future__ import annotations

import io
import math
import os
import sys
import warnings

import numpy as np
import PIL.Image
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from runyard import Image
from runyard.storage.objects import media, png
from runyard.tracking.objects import image_headers
from support.pictures import file_of

SHAPES = st.one_of(
    arrays.array_shapes(min_dims=2, max_dims=2, max_side=12),
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4)),
)
INTEGERS = st.one_of(arrays.integer_dtypes(), arrays.unsigned_integer_dtypes())
TYPES = st.one_of(st.just(np.dtype(bool)), INTEGERS, arrays.floating_dtypes())
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def decoded(image):
    """The pixels of the file that is made of an image."""
    part = image.new_item().blob
    data = part.data if part.recipe is None else media.encode(part.recipe, part.data)
    return np.asarray(PIL.Image.open(io.BytesIO(data)))


@given(st.data(), SHAPES, TYPES)
def test_arrays_of_every_type_become_pictures(data, shape, dtype):
    array = data.draw(arrays.arrays(dtype, shape))
    channels_last = array.ndim == 2 or shape[2] in MODES
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        image = Image(array)
    assert channels_last
    assert image.size == (shape[1], shape[0])
    found = decoded(image)
    assert found.shape[:2] == shape[:2]
    if dtype == np.uint8:
        assert np.array_equal(found, array.reshape(found.shape))
    if dtype.kind == "b":
        assert np.array_equal(found, array.reshape(found.shape) * np.uint8(255))


@given(arrays.arrays(np.float32, (5, 7), elements=st.floats(0, 1, width=32)))
def test_floats_from_0_to_1_go_from_black_to_white(array):
    assert np.array_equal(decoded(Image(array)), np.rint(array * 255).astype(np.uint8))


@given(st.data(), TYPES.filter(lambda dtype: dtype.kind != "b"))
def test_a_brighter_value_is_never_darker(data, dtype):
    values = np.sort(data.draw(arrays.arrays(dtype, 9)))
    assume(np.isfinite(values.astype(float)).all())
    found = decoded(Image(values[None, :]))[0].astype(int)
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (np.array([[0, 128, 255]], np.int64), [0, 128, 255]),
        (np.array([[0, 257, 65535]], np.uint16), [0, 1, 255]),
        (np.array([[-10, 0, 10]], np.int32), [0, 128, 255]),
        (np.array([[0.0, 0.5, 1.004]]), [0, 128, 255]),
        (np.array([[-1.0, 0.0, 1.0]]), [0, 128, 255]),
        (np.array([[0.0, 127.0, 255.0]]), [0, 127, 255]),
        (np.array([[0.0, 8.0, 17.0]]), [0, 8, 17]),
        (np.array([[0.0, 0.42, 1.05]]), [0, 102, 255]),  # a little beyond 1, as a generator may go
        (np.array([[0.0, 1.0, 2.0]]), [0, 128, 255]),
        (np.array([[-40.0, 0.0, 40.0]]), [0, 128, 255]),
        (np.array([[math.nan, 0.0, 1.0]]), [0, 0, 255]),
        (np.array([[-math.inf, 0.0, math.inf]]), [0, 0, 255]),
        (np.array([[math.nan, math.nan]]), [0, 0]),
        (np.array([[7.0, 7.0]]), [7, 7]),
        (np.array([[1e308, -1e308]]), [255, 0]),
        (np.array([[3e38, -3e38]], np.float32), [255, 0]),
        (np.array([[0.5, 1.0]], np.float16), [128, 255]),
        (np.array([[1000, 1000]], np.int64), [0, 0]),
    ],
)
def test_the_scaling_rule(values, kept):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decoded(Image(values)).tolist() == [kept]


def test_the_range_may_be_given():
    array = np.array([[-5.0, 0.0, 5.0, 10.0, 99.0]])
    assert decoded(Image(array, value_range=(0, 10))).tolist() == [[0, 0, 128, 255, 255]]
    assert decoded(Image(np.array([[0, 50, 100]], np.uint8), value_range=(0, 100))).tolist() == [
        [0, 128, 255]
    ]


class Tensor:
    """As PyTorch has them: on a device, with a gradient, channels first."""

    __module__ = "torch"

    def __init__(self, array, half=False):
        self.array, self.shape, self.dtype, self.half = array, array.shape, array.dtype, half

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        return Tensor(self.array.astype(np.float32))

    def numpy(self):
        if self.half:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array

    def __array__(self, *_, **__):
        raise AssertionError("goes through numpy()")


class Eager:
    """As TensorFlow has them: channels last."""

    __module__ = "tensorflow.python.framework.ops"

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, "uint8"

    def numpy(self):
        return self.array


@pytest.mark.parametrize("half", [False, True])
def test_tensors_have_their_channels_where_their_library_puts_them(half):
    array = np.random.default_rng(0).random((3, 4, 3))
    assert np.array_equal(decoded(Image(Tensor(array, half))), decoded(Image(np.moveaxis(array, 0, 2))))
    eight = (array * 255).astype(np.uint8)
    assert np.array_equal(decoded(Image(Eager(eight))), eight)


@pytest.mark.parametrize("shape", [(3, 9, 7), (1, 9, 7), (4, 9, 7)])
def test_arrays_with_channels_first_are_seen_where_nothing_else_can_be_meant(shape):
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    found = decoded(Image(array))
    assert np.array_equal(found.reshape(9, 7, -1), np.moveaxis(array, 0, 2))


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "RGB", "RGBA", "P", "CMYK", "YCbCr", "HSV", "I", "F", "I;16"]
)
def test_pillow_images_of_every_mode(mode):
    source = PIL.Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16))
    if mode == "I;16":
        source = PIL.Image.fromarray(np.arange(256, dtype=np.uint16).reshape(16, 16) * 257)
    else:
        source = source.convert("RGB").convert(mode) if mode in ("HSV", "YCbCr") else source.convert(mode)
    image = Image(source)
    assert image.size == (16, 16)
    expected = {"1": source.convert("L"), "P": source.convert("RGB"), "I": source.convert("L"),
                "F": source.convert("L")}.get(mode)  # fmt: skip
    if mode == "I;16":
        assert np.array_equal(decoded(image), np.arange(256).reshape(16, 16))
    elif expected is not None:
        assert np.array_equal(decoded(image), np.asarray(expected))
    elif mode in ("L", "LA", "RGB", "RGBA"):
        assert np.array_equal(decoded(image), np.asarray(source))


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "gif", "bmp"])
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (300, 7)])
def test_files_are_kept_as_they_are(tmp_path, format, size):
    array = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)
    data = file_of(array, format)
    path = tmp_path / "picture.bin"
    path.write_bytes(data)
    for source in (path, str(path), data, bytearray(data)):
        image = Image(source)
        assert (image.format, image.size) == (format, size)
        assert image.new_item().blob.data == data
    path.unlink()
    assert image.new_item().blob.data == data


def test_an_open_file_is_read_as_its_bytes_are(tmp_path):
    data = png.encode("L", 2, 1, b"\x00\xff")
    (tmp_path / "a.png").write_bytes(data)
    with (tmp_path / "a.png").open("rb") as file:
        assert (
            Image(file).new_item().blob
            == Image(io.BytesIO(data)).new_item().blob
            == Image(data).new_item().blob
        )
    with pytest.raises(TypeError, match="open for reading bytes"):
        Image(io.StringIO("text"))


def test_a_webp_of_each_kind_is_known():
    for more in ({"lossless": True}, {}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}):
        file = io.BytesIO()
        PIL.Image.new("RGBA", (40, 30), (1, 2, 3, 4)).save(file, "webp", **more)
        assert image_headers.probe(file.getvalue()) == ("webp", 40, 30)


def test_a_file_of_another_kind_or_format_is_converted(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    image = Image(file_of(array, "tiff"))
    assert (image.format, image.size) == ("png", (8, 9))
    assert np.array_equal(decoded(image), array)
    image = Image(file_of(array, "png"), format="jpg")
    assert image.format == "jpeg"
    assert image.new_item().blob.recipe["format"] == "jpeg"


@pytest.mark.parametrize(("format", "magic"), [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8"), ("webp", b"RIFF")])
def test_formats_and_quality(format, magic):
    array = np.random.default_rng(0).integers(0, 256, (60, 80, 4), np.uint8)
    sizes = []
    for quality in (10, np.int64(95)):
        part = Image(array, format=format.upper(), quality=quality, optimize=True).new_item().blob
        data = media.encode(part.recipe, part.data)
        assert data.startswith(magic)
        assert image_headers.probe(data) == (format, 80, 60)
        sizes.append(len(data))
    assert (sizes[0] < sizes[1]) == (format != "png")


@given(st.data(), st.sampled_from(sorted(MODES)))
def test_our_own_png_is_what_pillow_reads(data, channels):
    width, height = data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))
    raw = data.draw(st.binary(min_size=width * height * channels, max_size=width * height * channels))
    mode = MODES[channels]
    image = PIL.Image.open(io.BytesIO(png.encode(mode, width, height, raw)))
    assert (image.mode, image.size, image.tobytes()) == (mode, (width, height), raw)


def test_without_pillow_arrays_are_kept_as_png_and_no_other_format_is_taken(monkeypatch):
    array = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    for name in ("PIL", "PIL.Image"):
        monkeypatch.setitem(sys.modules, name, None)
    part = Image(array).new_item().blob
    data = media.encode(part.recipe, part.data)
    with pytest.raises(ValueError, match="kept as jpeg by Pillow, which is not installed"):
        Image(array, format="jpeg")
    with pytest.raises(ValueError, match="Pillow, not installed, may read it"):
        Image(b"II*\0")
    monkeypatch.undo()
    assert np.array_equal(np.asarray(PIL.Image.open(io.BytesIO(data))), array)


def test_what_happens_to_the_array_afterwards_does_not_matter():
    array = np.zeros((4, 4), np.uint8)
    image = Image(array)
    array[:] = 200
    assert decoded(image).max() == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names")
def test_what_would_never_end_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", tmp_path):
        with pytest.raises(ValueError, match="cannot be read: it is no file"):
            Image(path)


class Strange:
    def __repr__(self):
        raise RuntimeError("no repr")


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (
            None,
            TypeError,
            "an image is a path, bytes, an open file, an array, a tensor or a PIL image, not None",
        ),
        (3, TypeError, "not 3"),
        (Strange(), TypeError, "Strange"),
        ("/nowhere/x.png", ValueError, "the image /nowhere/x.png cannot be read: No such file"),
        ("a\0b", ValueError, "cannot be read"),
        (b"", ValueError, "0 bytes are no image that can be read"),
        (b"hello", ValueError, "5 bytes are no image that can be read"),
        (np.zeros((0, 4)), ValueError, "at least one pixel, this one has 4 x 0"),
        (np.zeros(4), ValueError, "2 or 3 dimensions, not 4"),
        (np.zeros((2, 3, 4, 4)), ValueError, "2x3x4x4 holds several images: track a list of them"),
        (np.zeros((5, 6, 7)), ValueError, "1 to 4 channels"),
        (np.zeros((2, 2), complex), TypeError, "real numbers, not complex128"),
        (np.array([["a"]]), TypeError, "real numbers"),
        ([[1, 2], [3]], TypeError, "cannot be read as an array"),
        (np.zeros((1, 70_000), np.uint8), ValueError, "too large"),
    ],
)
def test_what_is_no_image_is_refused_in_one_sentence(value, error, words):
    with pytest.raises(error) as caught:
        Image(value)
    text = str(caught.value)
    assert words in text
    assert "\n" not in text
    assert len(text) < 300


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"format": "tiff"}, ValueError, "format must be png, jpeg or webp, not 'tiff'"),
        ({"format": 3}, ValueError, "not 3"),
        ({"quality": 0}, ValueError, "quality must be an integer from 1 to 100, not 0"),
        ({"quality": "high"}, ValueError, "'high'"),
        ({"quality": True}, ValueError, "not True"),
        ({"quality": np.int64(101)}, ValueError, "101"),
        ({"caption": 3}, TypeError, "caption must be a string, not 3"),
        ({"caption": "\ud800"}, ValueError, "ud800"),
        ({"caption": "x" * 10_001}, ValueError, "10,001"),
        ({"value_range": 3}, TypeError, "value_range must be two numbers"),
        ({"value_range": (1, 0)}, ValueError, "from a lower to a higher"),
        ({"value_range": (0, math.nan)}, ValueError, "from a lower to a higher"),
    ],
)
def test_wrong_arguments(arguments, error, words):
    with pytest.raises(error) as caught:
        Image(np.zeros((2, 2)), **arguments)
    assert words in str(caught.value)
