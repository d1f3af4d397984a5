"""Decoding what a run logged: formats, sizes, and content that is damaged or means harm."""

from __future__ import annotations

import io
import resource
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QImage

from runyard.desktop.parts.pictures import decoding, mending, picture, scaled_picture, silence
from runyard.domain.errors import KnownProblem
from support.pictures import SVG, bomb, encoded, moving


@pytest.fixture(autouse=True)
def quiet(qapp: object) -> None:
    silence()


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "bmp"])
def test_each_format_is_read_in_its_own_size_and_scaled(form: str, tmp_path: Path) -> None:
    data = encoded(64, 48, form)
    whole = picture(data)
    assert (whole.format, whole.width, whole.height) == (form, 64, 48)
    assert (whole.image.width(), whole.cut, whole.animated) == (64, False, False)
    file = tmp_path / "picture"
    file.write_bytes(data)
    small = scaled_picture(file, 20, 20, smooth=True)
    assert (small.image.width(), small.image.height(), small.width) == (20, 15, 64)
    large = scaled_picture(file, 200, 200, smooth=False)
    assert (large.image.width(), large.image.height()) == (200, 150)


def test_by_whole_pixels_no_colour_is_made_up() -> None:
    dots = Image.new("RGB", (2, 1), "red")
    dots.putpixel((1, 0), (0, 0, 255))
    file = io.BytesIO()
    dots.save(file, "png")
    colors = {}
    for smooth in (False, True):
        image = scaled_picture(file.getvalue(), 40, 20, smooth=smooth).image
        colors[smooth] = {image.pixelColor(x, 10).name() for x in range(40)}
    assert colors[False] == {"#ff0000", "#0000ff"}
    assert len(colors[True]) > 2


def test_a_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "jpeg", exif=exif)
    whole = picture(file.getvalue())
    assert (whole.width, whole.height, whole.image.width()) == (20, 40, 20)
    small = scaled_picture(file.getvalue(), 10, 10, smooth=True)
    assert (small.image.width(), small.image.height()) == (5, 10)


def test_what_moves_is_known() -> None:
    assert picture(moving()).animated
    assert not picture(moving(frames=1)).animated


def test_transparency_and_deep_colours_are_kept_apart() -> None:
    clear = encoded(mode="RGBA")
    assert picture(clear).image.format() == QImage.Format.Format_ARGB32_Premultiplied
    file = io.BytesIO()
    Image.new("I;16", (5, 5), 40_000).save(file, "png")
    assert picture(file.getvalue()).image.format() == QImage.Format.Format_RGB32


def test_a_decompression_bomb_is_told_and_never_allocated() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(KnownProblem, match=r"60,000 × 60,000 pixels would take 13\.4 GB of memory"):
        scaled_picture(bomb(), 90, 90, smooth=True)
    with pytest.raises(KnownProblem, match="would take 400 MB"):
        picture(bomb(10_240, 10_240))
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100


def test_a_png_with_more_rows_than_it_says_is_not_unpacked_further() -> None:
    data = bomb(30, 30)
    assert len(mending._pixels(data, 900)[0]) == 900
    assert picture(data).image.width() == 30


@pytest.mark.parametrize("data", [SVG, b"<svg/>", b"\x1f\x8b\x08 gzip", b"  <!DOCTYPE svg>"])
def test_svg_is_refused_however_it_begins(data: bytes) -> None:
    with pytest.raises(KnownProblem, match="SVG is not shown as an image"):
        picture(data)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00" * 100, b"%PDF-1.4", b"/* XPM */ static char"])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    with pytest.raises(KnownProblem, match="no picture that can be shown"):
        picture(data)


def test_a_png_that_ends_too_early_is_shown_as_far_as_it_came() -> None:
    whole = encoded(300, 200)
    half = picture(whole[: len(whole) // 2])
    assert half.cut
    assert (half.width, half.height) == (300, 200)
    full = picture(whole).image
    assert half.image.pixelColor(150, 20) == full.pixelColor(150, 20)
    assert half.image.pixelColor(150, 190).name() == "#000000"
    assert scaled_picture(whole[: len(whole) // 2], 30, 30, smooth=True).cut


def test_a_jpeg_that_ends_too_early_is_shown_as_far_as_it_came() -> None:
    whole = encoded(300, 200, "jpeg")
    assert picture(whole[: len(whole) // 2]).cut
    assert not picture(whole).cut


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "bmp"])
def test_no_beginning_of_a_file_does_harm(form: str) -> None:
    whole = encoded(40, 30, form)
    empty = refused = 0
    for length in [*range(64), *range(64, len(whole), max(1, len(whole) // 20))]:
        try:
            empty += scaled_picture(whole[:length], 16, 16, smooth=True).image.isNull()
        except KnownProblem:
            refused += 1
    assert empty == 0
    assert refused >= 20


@pytest.mark.qt_log_ignore("QBuffer::seek", extend=True)  # a length in the file that leads out of it
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["png", "jpeg", "webp", "gif", "bmp"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_no_changed_byte_does_harm(form: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(encoded(24, 18, form))
    for place, value in changes:
        data[place % len(data)] = value
    try:
        found = scaled_picture(bytes(data), 12, 12, smooth=True)
    except KnownProblem:
        return
    assert 0 < found.image.width() <= 12
    assert 0 < found.image.height() <= 12


def test_laced_and_lying_headers_are_not_mended() -> None:
    data = bytearray(encoded(30, 20)[:200])
    data[28] = 1  # interlaced: rows do not follow each other
    assert mending.mended_png(bytes(data)) == b""
    data[28], data[25] = 0, 7  # a kind of colour there is not
    assert mending.mended_png(bytes(data)) == b""
    assert mending.mended_png(b"\x89PNG") == b""
    assert struct.unpack(">I", encoded(30, 20)[16:20]) == (30,)


def test_what_nobody_waits_for_is_not_decoded() -> None:
    with pytest.raises(KnownProblem, match="Nobody waits"):
        picture(encoded(), lambda: True)
    assert picture(encoded(), lambda: False).width == 8


def test_a_file_that_is_gone_or_enormous_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KnownProblem, match="The file of this image is missing"):
        picture(tmp_path / "gone")
    file = tmp_path / "there"
    file.write_bytes(encoded())
    monkeypatch.setattr(decoding, "MOST_FILE", 10)
    with pytest.raises(KnownProblem, match="too large"):
        picture(file)
