"""Texts broken into rows, shown safely, set out as JSON and coloured: pure functions, for any text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.desktop.kinds.texts import colouring, display, guessing
from runyard.desktop.kinds.texts.pretty_json import pretty
from runyard.desktop.kinds.texts.rows import LONGEST, rows_of
from runyard.search.matching.matching import Matcher

_LETTERS = st.text(st.sampled_from("ab \t\n\r界🦊\u202e\x00\u0301é"), max_size=300)


@given(_LETTERS, st.integers(1, 60) | st.none())
def test_every_letter_is_in_one_row_and_no_row_is_too_long(text: str, columns: int | None) -> None:
    rows = rows_of(text, columns)
    assert rows is not None
    assert rows.end == len(text)
    assert len(rows.starts) == len(rows.lines)
    ends = [*rows.starts[1:], len(text)]
    pieces = [text[begin:end] for begin, end in zip(rows.starts, ends, strict=True)]
    assert "".join(pieces) == text
    room = LONGEST if columns is None else max(8, columns)
    for piece, line, begin in zip(pieces, rows.lines, rows.starts, strict=True):
        assert "\n" not in piece[:-1]
        assert len(piece.removesuffix("\n")) <= room
        assert line == text.count("\n", 0, begin) + 1
    assert rows.widest == max(len(piece.removesuffix("\n")) for piece in pieces)
    for place in range(len(text)):
        row = rows.row_at(place)
        assert rows.starts[row] <= place < ends[row]


def test_lines_are_wrapped_between_words_and_long_words_anyway() -> None:
    text = "the quick brown fox\njumps\n\n" + "x" * 20
    rows = rows_of(text, 10)
    assert rows is not None
    ends = [*rows.starts[1:], len(text)]
    pieces = [text[begin:end] for begin, end in zip(rows.starts, ends, strict=True)]
    assert pieces == ["the quick ", "brown fox\n", "jumps\n", "\n", "x" * 10, "x" * 10]
    assert list(rows.lines) == [1, 1, 2, 3, 4, 4]


def test_wide_letters_and_tabs_leave_room() -> None:
    wide = rows_of("界" * 30, 20)
    tabs = rows_of("\ta\tb\tc" * 10, 40)
    assert wide is not None
    assert tabs is not None
    assert wide.widest == 10
    assert tabs.widest < 40


def test_rows_have_an_end_and_can_be_given_up() -> None:
    some = rows_of("\n" * 100, 10, most=7)
    assert some is not None
    assert len(some.starts) == 7
    assert some.end == 7
    assert rows_of("a\n" * 100, 10, cancelled=lambda: True) is None
    long = rows_of("x" * (3 * LONGEST), None)
    assert long is not None
    assert len(long.starts) == 3


@given(_LETTERS)
def test_what_is_shown_is_as_long_as_what_was_logged_and_steers_nothing(text: str) -> None:
    shown = display.shown(text)
    assert len(shown) == len(text)
    assert display.odd(shown) == 0
    assert display.odd(text) == sum(letter in "\r\x00\u202e" for letter in text)
    for place in range(len(text) + 1):
        assert display.from_utf16(text, display.utf16(text, place)) == place


@given(
    st.text(st.sampled_from("ab \n\t\x00"), max_size=900),
    st.text(st.sampled_from("ab"), min_size=1, max_size=3),
)
def test_a_preview_marks_what_was_found_and_nothing_else(text: str, sought: str) -> None:
    spans = Matcher(sought, case=True).spans(text)
    preview = display.preview(text, spans)
    assert len(preview.text) <= display.PREVIEW + 2
    assert "\n" not in preview.text
    for begin, end in preview.spans:
        assert sought.startswith(preview.text[begin:end])
        assert begin < end
    if spans:
        assert preview.spans


def test_a_match_far_in_a_text_is_in_sight() -> None:
    text = "a" * 1000 + " needle " + "b" * 1000
    preview = display.preview(text, Matcher("needle").spans(text))
    [(begin, end)] = preview.spans
    assert preview.text[begin:end] == "needle"
    assert begin < 40
    assert preview.text.startswith("…")
    assert preview.text.endswith("…")
    assert display.preview("  one\n\n two ", []) == display.Preview("one two ")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)


@given(_JSON, st.sampled_from([None, 1, 3]), st.booleans())
def test_json_set_out_means_the_same(value: Any, indent: int | None, ascii_only: bool) -> None:
    found = pretty(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    assert found.problem == ""
    assert json.loads(found.text) == value
    assert pretty(found.text) == found


@given(st.text(st.sampled_from('{}[],:"\\ab1.e- \n'), max_size=40))
def test_whatever_python_takes_for_json_is_json_and_nothing_else(text: str) -> None:
    try:
        value = json.loads(text)
    except ValueError:
        decoder, rest = json.JSONDecoder(), text.strip()
        try:
            while rest:  # several values, as in JSON lines
                _, end = decoder.raw_decode(rest)
                rest = rest[end:].strip()
            several = bool(text.strip())
        except ValueError:
            several = False
        if not several and "\\" not in text:
            assert pretty(text).problem
        return
    assert json.loads(pretty(text).text) == value


def test_numbers_and_letters_stay_as_they_were_written() -> None:
    text = '{"a":1.50,"b":1e400,"c":12345678901234567890,"d":"\\u00e9\\n","a":2,"e":NaN}'
    shown = pretty(text).text
    for piece in ("1.50", "1e400", "12345678901234567890", '"\\u00e9\\n"', '"a": 2', "NaN"):
        assert piece in shown


def test_short_lists_stand_on_a_line_and_lines_of_json_below_each_other() -> None:
    assert pretty('{"a":[1,2,3],"b":{"c":null}}').text == '{\n  "a": [1, 2, 3],\n  "b": {"c": null}\n}'
    assert pretty('{"a":1}\n{"a":2}').text == '{"a": 1}\n{"a": 2}'
    long = pretty(json.dumps(list(range(100)))).text
    assert long.count("\n") == 101


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ends before all is closed at line 1, column 1"),
        ('{"a" 1}', "a colon is missing at line 1, column 6"),
        ("[1,\n 2,\n]", "a value is missing at line 3, column 1"),
        ("[1 2]", "a comma is missing"),
        ('{"a":1', "ends before all is closed"),
        ('{"a":1,}', "a key is missing"),
        ("{1:2}", "a key in quotes is missing"),
        ("[1}", "} closes nothing"),
        ("]", "] closes nothing"),
        (",", ", stands where a value is missing"),
        ('"abc', "something that is no JSON stands at line 1, column 1"),
        ("[01]", "something that is no JSON stands at line 1, column 2"),
        ("  hello", "something that is no JSON stands at line 1, column 3"),
    ],
)
def test_what_is_no_json_says_where(text: str, why: str) -> None:
    found = pretty(text)
    assert found.text == ""
    assert found.problem.startswith("Not JSON: ")
    assert why in found.problem


def test_json_ten_thousand_deep_is_set_out() -> None:
    deep = "[" * 10_000 + "1" + "]" * 10_000
    found = pretty(deep)
    assert found.problem == ""
    assert "".join(found.text.split()) == deep
    assert len(found.text) < 100 * len(deep)  # and not a text of blanks
    broken = pretty("[" * 10_000 + '{"a":')
    assert "ends before" in broken.problem
    assert pretty("[1," * 50_000, cancelled=lambda: True).problem


@given(
    st.text(st.sampled_from("abdef \"'`#/*-1.x\\\n:{}"), max_size=200),
    st.sampled_from(["hash", "slash", "dash"]),
)
def test_colours_follow_each_other_and_never_overlap(text: str, family: str) -> None:
    for line in text.split("\n"):
        for spans in (colouring.code_spans(line, family), colouring.json_spans(line)):
            end = 0
            for begin, stop, _ in spans:
                assert end <= begin < stop <= len(line)
                end = stop
    blocks = colouring.blocks_of(text, family)
    assert list(blocks.starts) == sorted(blocks.starts)
    for begin, stop, _ in blocks.at(0, len(text)):
        assert "\n" in text[begin:stop]


def _tones(line: str, family: str) -> list[tuple[str, str]]:
    return [(line[begin:end], tone) for begin, end, tone in colouring.code_spans(line, family)]


def test_code_is_coloured_by_what_it_is() -> None:
    assert _tones('for x in "a\\"b": # 12', "hash") == [
        ("for", "code_keyword"),
        ("in", "code_keyword"),
        ('"a\\"b"', "code_string"),
        ("# 12", "text_faint"),
    ]
    assert _tones("x1 = 0x1F // 2", "slash") == [("0x1F", "code_number"), ("// 2", "text_faint")]
    assert _tones("SELECT 1 -- one", "dash")[0] == ("SELECT", "code_keyword")
    line = '  "a": ["b", 1, true],'
    assert [(line[a:b], tone) for a, b, tone in colouring.json_spans(line)] == [
        ('"a"', "code_key"),
        ('"b"', "code_string"),
        ("1", "code_number"),
        ("true", "code_keyword"),
    ]


def test_strings_over_several_lines_are_found() -> None:
    text = 'a = 1\nb = """one\ntwo"""\nc = "x"\n'
    blocks = colouring.blocks_of(text, "hash")
    assert [text[a:b] for a, b in zip(blocks.starts, blocks.ends, strict=True)] == ['"""one\ntwo"""']
    begin = text.index("two")
    assert blocks.at(begin, begin + 6) == [(0, 6, "code_string")]
    assert blocks.at(0, 5) == []
    c = "int a; /* one\ntwo */ int b;"
    assert colouring.blocks_of(c, "slash").at(0, len(c)) == [(7, 20, "text_faint")]


@pytest.mark.parametrize(
    ("text", "rendering"),
    [
        ("", "plain"),
        ("the quick brown fox", "plain"),
        ("              precision    recall\n\n  0      1.000     0.983\n", "plain"),
        ("# Title\n\nwords", "markdown"),
        ("Some **bold** words\n\n- one\n- two\n", "markdown"),
        ('{"a": [1, 2]}', "json"),
        ("[1, 2", "plain"),
        ("{not json}", "plain"),
        ("import os\n\ndef f(a):\n    return a\n", "code"),
        ("# what it does\nimport os\nx = 1\ndef f():\n    return 2\n", "code"),
        ("int main() {\n  return 0;\n}\n", "code"),
        ('[{"a": 1}' + ', {"a": 1}' * 40_000 + "]", "json"),
    ],
)
def test_a_text_is_opened_as_what_it_seems_to_be(text: str, rendering: str) -> None:
    assert guessing.guess(text) == rendering


def test_the_family_of_code_is_that_of_its_comments() -> None:
    assert colouring.family_of("def f():\n    # a\n    return 1\n") == "hash"
    assert colouring.family_of("int f() {\n  // a\n  return 1;\n}\n") == "slash"
    assert colouring.family_of("-- a\nselect a from b\n") == "dash"
    assert colouring.family_of("") == "hash"
