"""`Image` of files that are damaged, that lie, or are too large."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard import Image
from runyard.storage.objects import media
from runyard.tracking.objects import image as image_module
from runyard.tracking.objects import pixels
from support.pictures import file_of


@given(st.binary(max_size=60), st.sampled_from(["png", "jpeg", "webp", "gif", "bmp"]), st.integers(0, 60))
def test_files_cut_short_or_scrambled_are_kept_or_refused_but_break_nothing(noise, format, keep):
    data = file_of(np.zeros((4, 5, 3), np.uint8), format)[:keep] + noise
    try:
        image = Image(data)
    except ValueError:
        return
    assert image.width >= 1
    assert image.height >= 1


def test_a_png_that_ends_too_soon_is_kept_as_it_is():
    data = file_of(np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8))[:200]
    image = Image(data)
    assert (image.format, image.size) == ("png", (50, 40))
    assert image.new_item().blob.data == data


def bomb(width, height):
    """A png of few bytes that says it is huge."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def test_a_file_that_would_fill_the_memory_is_never_decoded():
    assert Image(bomb(50_000, 50_000)).size == (50_000, 50_000)  # kept as it is
    with pytest.raises(ValueError, match=r"cannot be read as an image|too large"):
        Image(bomb(50_000, 50_000), format="jpeg")


def test_limits_of_size_are_those_of_the_formats():
    assert pixels.LONGEST_SIDE <= 65_535
    with pytest.raises(ValueError, match="webp has at most 16,383 pixels a side"):
        Image(np.zeros((1, 20_000), np.uint8), format="webp")
    assert image_module.ENCODED == ("png", "jpeg", "webp")


@pytest.mark.parametrize(("format", "longest"), [("jpeg", 65_500), ("webp", 16_383)])
def test_what_a_format_takes_can_be_encoded_and_more_is_refused_at_once(format, longest):
    new = Image(np.zeros((1, longest), np.uint8), format=format).new_item()
    assert media.encode(new.blob.recipe, new.blob.data)
    with pytest.raises(ValueError, match=f"{format} has at most {longest:,} pixels a side; keep it as png"):
        Image(np.zeros((longest + 1, 1), np.uint8), format=format)


def test_an_error_that_cannot_even_be_told_is_one_sentence():
    class UntoldError(Exception):
        def __str__(self):
            raise RuntimeError

    class Hostile:
        def __array__(self, *_, **__):
            raise UntoldError

    with pytest.raises(TypeError, match="the image cannot be read as an array: UntoldError"):
        Image(Hostile())
