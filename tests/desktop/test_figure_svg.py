"""Drawings that somebody logged: what is taken over, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from runyard.desktop.kinds.figures.drawing import VectorDrawing, decoded
from runyard.desktop.kinds.figures.svg_safety import checked
from runyard.domain.errors import KnownProblem
from support.figures import png, svg


def drawn(content: bytes) -> QImage:
    drawing = VectorDrawing(checked(content))
    size = drawing.size.toSize()
    return drawing.rendered(size, QRect(0, 0, size.width(), size.height()))


def test_a_drawing_is_drawn_clipped_and_without_a_warning(qapp: QApplication) -> None:
    image = drawn(svg())
    assert (image.width(), image.height()) == (192, 128)
    red, white = QColor("#ff0000"), QColor("#ffffff")
    assert image.pixelColor(96, 64) == red
    assert image.pixelColor(20, 64) == white  # clipped away
    assert image.pixelColor(180, 64) == white
    assert image.pixelColor(96, 92) == QColor(200, 200, 200)  # the picture
    assert image.pixelColor(27, 108) == QColor("#0000ff")  # the mark


def test_it_is_sharp_at_every_size(qapp: QApplication) -> None:
    drawing = VectorDrawing(checked(svg()))
    part = drawing.rendered((drawing.size * 8).toSize(), QRect(360, 430, 40, 80))
    column = [part.pixelColor(30, y).name() for y in range(80)]
    edges = sum(one != after for one, after in pairwise(column))
    assert edges <= 3  # white, red, and at most one mixed row
    assert "#ff0000" in column
    assert "#ffffff" in [part.pixelColor(2, y).name() for y in range(80)]


OUTSIDE = [
    '<image xlink:href="http://127.0.0.1:9/x.png" width="9" height="9"/>',
    '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
    '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
    '<use xlink:href="http://127.0.0.1:9/x.svg#a"/>',
    '<use xlink:href="other.svg#a"/>',
    '<rect width="9" height="9" style="fill: url(http://127.0.0.1:9/#a)"/>',
    '<rect width="9" height="9" fill="url(file:///etc/passwd#a)"/>',
    '<rect width="9" height="9" onclick="alert(1)" filter="url(#f)"/>',
    "<script>alert(1)</script>",
    "<foreignObject><p>hello</p></foreignObject>",
    '<a xlink:href="http://127.0.0.1:9/"><rect width="9" height="9"/></a>',
    "<style>@import url(http://127.0.0.1:9/x.css); rect { fill: red }</style>",
    "<style>rect { fill: u\\72l(http://127.0.0.1:9/) }</style>",
    '<animate attributeName="x" dur="1ms" repeatCount="indefinite"/>',
    '<filter id="f"><feGaussianBlur stdDeviation="9999"/></filter>',
    '<svg width="99999"><rect width="9"/></svg>',
]


@pytest.mark.parametrize("body", OUTSIDE)
def test_nothing_leads_outside(qapp: QApplication, body: str) -> None:
    made = checked(svg(body)).svg.decode()
    for word in (
        "127.0.0.1",
        "file:",
        "script",
        "foreign",
        "@",
        "\\",
        "onclick",
        "filter",
        "animate",
        "other.svg",
    ):
        assert word not in made.partition("viewBox")[2]
    assert not drawn(svg(body)).isNull()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE svg [{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>'
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'
)
USES = '<g id="n0"><rect width="1" height="1"/></g>' + "".join(
    f'<g id="n{n}">{f"""<use xlink:href="#n{n - 1}"/>""" * 10}</g>' for n in range(1, 10)
)
DEEP_USES = '<g id="n0"><rect width="1"/></g>' + "".join(
    f'\n<g id="n{n}"><use xlink:href="#n{n - 1}"/></g>' for n in range(1, 60)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB.encode(), "entities"),
        (EXTERNAL.encode(), "entities"),
        (svg(USES), "too long"),
        (svg(DEEP_USES), "too deeply"),
        (svg("".join(reversed(DEEP_USES.split("\n")))), "too deeply"),
        (svg('<g id="a"><use xlink:href="#a"/></g>'), "refers to itself"),
        (svg('<g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'), "refers to itself"),
        (svg('<pattern id="a"><rect fill="url(#a)"/></pattern>'), "refers to itself"),
        (svg("<g>" * 100 + "</g>" * 100), "too deeply"),
        (svg("<g/>" * 200_001), "more than 200,000"),
        (b"<html/>", "no SVG"),
        (b"", "no element found"),
        (b"<svg", "not valid SVG"),
        (b"\xff\xfe\x00", "not valid SVG"),
    ],
)
def test_bombs_are_refused_before_anything_is_drawn(content: bytes, said: str) -> None:
    with pytest.raises(KnownProblem) as caught:
        checked(content)
    assert said in str(caught.value)


def test_a_picture_that_claims_to_be_huge_is_refused() -> None:
    import base64

    address = base64.b64encode(png(claimed=(60_000, 60_000))).decode()
    with pytest.raises(KnownProblem, match="pictures in it are too large"):
        checked(svg(f'<image href="data:image/png;base64,{address}" width="9" height="9"/>'))


@pytest.mark.parametrize(
    "body",
    [
        '<path d="M 0 0 L 1e30 1e30"/>',
        '<path d="M 0 0 L 99999999999 5"/>',
        '<path d="url(#a)"/>',
        '<path d="M 0 0 L 9 9" stroke-dasharray="0.0001 0.0001"/>',
        '<path d="M 0 0 L 9 9" style="stroke-dasharray: 0.00001"/>',
        '<path d="M 0 0 L 9 9" style="stroke-width: 99999999999"/>',
        '<rect width="1e40" height="9"/>',
        '<g transform="scale(100000000)"/>',
    ],
)
def test_what_lies_beyond_all_sense_is_left_out(body: str) -> None:
    made = checked(svg(body)).svg.decode()
    assert made.partition(">")[2] == "</svg>"


@pytest.mark.parametrize(
    ("size", "box", "found"),
    [
        ('width="1e9" height="1e9"', "0 0 100 50", (100, 50)),
        ('width="9999999" height="9999999"', "0 0 1 1", (20_000, 20_000)),
        ('width="0" height="-5"', "0 0 nan inf", (600, 400)),
        ('width="1in" height="2.54cm"', "0 0 10 10", (96, 96)),
        ("", "0 0 300 200", (300, 200)),
    ],
)
def test_sizes_are_kept_within_reason(size: str, box: str, found: tuple[float, float]) -> None:
    vector = checked(svg("<g/>", size=size, box=box))
    assert (vector.width, vector.height) == pytest.approx(found)


@given(st.text(alphabet="<>/ab\"'=#&;()urlhef0123gsvm", max_size=80))
def test_no_text_does_harm(noise: str) -> None:
    try:
        made = checked(svg(noise + "<g/>"))
    except KnownProblem:
        return
    checked(made.svg)  # what is made is itself fit to be taken over


@pytest.mark.parametrize("content", [b"", b"nonsense", png()[:20], png(claimed=(60_000, 60_000))])
def test_a_picture_that_cannot_be_decoded_is_a_sentence(qapp: QApplication, content: bytes) -> None:
    with pytest.raises(KnownProblem, match="picture of this figure"):
        decoded(content)
