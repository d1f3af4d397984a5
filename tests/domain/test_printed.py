"""Printed lines: colours are understood, and nothing else in a line does anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.domain import printed
from runyard.domain.printed import Printed, Span, Style, parse


def styles(text: str) -> list[tuple[str, Style]]:
    line = parse(text)
    return [(line.text[span.start : span.end], span.style) for span in line.spans]


def test_a_plain_line_is_shown_as_it_is() -> None:
    assert parse("epoch 3\tloss 0.1 ä 模型 🙂") == Printed("epoch 3\tloss 0.1 ä 模型 🙂")
    assert printed.shown("") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred\x1b[0m plain", [("red", Style(fore=1))]),
        ("\x1b[1;92mnew\x1b[22m best", [("new", Style(fore=10, bold=True)), (" best", Style(fore=10))]),
        ("\x1b[38;5;208mx\x1b[39;48;5;17my", [("x", Style(fore=208)), ("y", Style(back=17))]),
        ("\x1b[2;3;4;7;9mall\x1b[mnone", [("all", Style(None, None, False, *[True] * 5))]),
        ("\x1b[31ma\x1b[31mb", [("ab", Style(fore=1))]),
        ("\x1b[99;38;7mx", []),
        ("\x1b[38;2;1mx", []),
    ],
)
def test_colours_and_weights(text: str, expected: list[tuple[str, Style]]) -> None:
    assert styles(text) == expected


def test_true_colours() -> None:
    [(_, style)] = styles("\x1b[38;2;255;128;0mx")
    assert style.fore is not None
    assert printed.rgb(style.fore) == (255, 128, 0)
    assert printed.rgb(208) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b]0;title\x07rest", "rest"),
        ("\x1b]2;title\x1b\\rest", "rest"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\ after", "link after"),
        ("\x1b]52;c;aGVsbG8=\x07", ""),
        ("\x1bP+q544e\x1b\\x", "x"),
        ("\x9d0;title\x9cx", "x"),
        ("\x1b[2J\x1b[10;20Hx\x1b[5Ay\x1b[s\x1b[u\x1b[?25lz", "xyz"),
        ("\x1bcx\x1b7\x1b8\x1b(B", "x"),
        ("a\x1b[3Cb", "a   b"),
        ("loss 0.123\rdone", "done 0.123"),
        ("loss 0.123\r\x1b[Kdone", "done"),
        ("loss 0.123\x1b[2K\x1b[1Gdone", "done"),
        ("10%\r20%\r100%", "100%"),
        ("abc\b\bX", "aX"),
    ],
)
def test_titles_links_and_movements_do_nothing_but_in_the_line(text: str, expected: str) -> None:
    assert printed.shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\0b", "a\ufffdb"),
        ("\x07bell\x7f", "\ufffdbell\ufffd"),
        ("user\u202e txt.exe", "user\ufffd txt.exe"),
        ("\u2066a\u2069\u200fb", "\ufffda\ufffd\ufffdb"),
        ("a\u2028b\u2029c\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("\ud800x\udfff", "\ufffdx\ufffd"),
        ("\x1b]0;never ends", "\ufffd]0;never ends"),
        ("\x1b[", "\ufffd["),
    ],
)
def test_what_would_deceive_is_a_sign(text: str, expected: str) -> None:
    assert printed.shown(text) == expected


def test_a_movement_cannot_fill_the_memory() -> None:
    assert len(printed.shown("\x1b[99999999C" * 100)) <= 100 * 200


def test_an_endless_line_is_looked_at_to_a_limit() -> None:
    assert len(printed.shown("x" * (printed.MOST + 5))) == printed.MOST


@pytest.mark.parametrize(
    "part", ["\x1b", "\x1b[", "\x1b]", "\x1b]a", "\r", "\b", "a\r", "\x1b[31m", "\x1b[1;"]
)
def test_a_line_of_nothing_but_escapes_comes_to_an_end(part: str) -> None:
    assert len(parse(part * (200_000 // len(part))).text) <= 200_000


_TEXTS = st.text(st.sampled_from("ab \x1b[]0123;mKGC\r\n\b\x07\\\x9b\x9d\x00\u202e\ud800"), max_size=60)


@given(st.lists(st.one_of(_TEXTS, st.text(max_size=9), st.just("\x1b[1;32mgreen\x1b[0m")), max_size=5))
def test_many_lines_are_shown_as_each_of_them(texts: list[str]) -> None:
    assert printed.shown_all(texts) == [printed.shown(text) for text in texts]


@given(_TEXTS)
def test_what_is_shown_is_always_plain(text: str) -> None:
    line = parse(text)
    assert printed.is_plain(line.text)
    assert parse(line.text) == Printed(line.text)
    line.text.encode()
    ends = [0, *[place for span in line.spans for place in (span.start, span.end)], len(line.text)]
    assert ends == sorted(ends)
    assert all(isinstance(span, Span) and span.start < span.end for span in line.spans)
