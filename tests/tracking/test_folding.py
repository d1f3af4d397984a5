"""Printed text is kept as the lines a terminal shows: bars folded, colours kept, other escapes dropped."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.tracking.folding import LONGEST, Folding

UP = "\x1b[A"


def handed(*pieces):
    """The lines handed over while pieces are printed one after the other, and those at the end."""
    folding = Folding(1)
    early = [line.text for piece in pieces for line in folding.feed(piece)]
    return early, [line.text for line in folding.finish()]


def folded(*pieces):
    """All that is kept of pieces of text."""
    early, late = handed(*pieces)
    return early + late


class Bars:
    """Several progress bars below one another, drawn as tqdm does."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def draw(self, position: int, text: str) -> None:
        self.printed += ["\n" * position, f"\r{text:<20}", UP * position]

    def clear(self, position: int) -> None:
        self.printed += ["\n" * position, "\r" + " " * 20, "\r", UP * position]

    def leave(self, text: str) -> None:
        self.printed += [f"\r{text:<20}", "\n"]

    def kept(self) -> list[str]:
        return [line.rstrip() for line in folded(*self.printed)]


def test_a_line_is_what_the_terminal_shows_of_it():
    assert folded("one\ntwo\n") == ["one", "two"]
    assert folded("par", "tly", " so\n", "rest") == ["partly so", "rest"]
    assert folded("\r 10%", "\r 50%", "\r100%\n") == ["100%"]
    assert folded(" 10%\r", " 50%\r", "100%\r", "\n") == ["100%"]
    assert folded("windows\r\n", "ends\r\n") == ["windows", "ends"]
    assert folded("a\rb\nc\rd") == ["b", "d"]
    assert folded("\n\n", "x\n") == ["", "", "x"]
    assert folded("\x1b[31mred\x1b[0m\n") == ["\x1b[31mred\x1b[0m"]
    assert folded("half a character: \ud800\n") == ["half a character: \\ud800"]
    assert folded("10\b\b20\n") == ["20"]
    assert folded("old\x1b[2K\x1b[1Gnew\n") == ["new"]


def test_other_escapes_are_dropped_wherever_they_are_cut():
    text = "a\x1b[?25lb\x1b[10;20Hc\x1b]0;title\x07d\x1b(Be\x1b[1;32mf\x1b[0m\x1b[Jg\n"
    for cut in range(len(text)):
        assert folded(text[:cut], text[cut:]) == ["abcde\x1b[1;32mf\x1b[0mg"], cut


def test_plain_lines_are_handed_over_when_they_end():
    assert handed("a\nb\n", "c") == (["a", "b"], ["c"])
    assert handed("\r1%", "\r2%\n", "after\n") == (["2%", "after"], [])
    assert handed("\r1%", "\r2%\n", "\r1%", "\r2%") == (["2%"], ["2%"])


def test_a_line_that_does_not_end_has_the_time_of_its_own_letters(monkeypatch):
    folding = Folding(1)
    found = []
    for second, piece in enumerate(("\x1b[31mred\x1b[0m", "\n", "plain\n", "last")):
        monkeypatch.setattr("runyard.tracking.folding.time_ns", lambda second=second: second * 10**9)
        found += folding.feed(piece)
    monkeypatch.setattr("runyard.tracking.folding.time_ns", lambda: 99 * 10**9)
    found += folding.finish()
    assert [(line.text[-5:], line.time // 10**6) for line in found][1:] == [("plain", 2), ("last", 3)]


def test_a_progress_bar_without_an_end_takes_no_room():
    folding = Folding(1)
    for percent in range(10_000):
        assert folding.feed(f"\r{percent}" + "#" * 70) == []
        assert len(folding._rows) == 1
    assert [line.text for line in folding.finish()] == ["9999" + "#" * 70]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_bars_below_one_another_are_one_line_each(count):
    bars = Bars()
    for percent in range(0, 101, 5):
        for bar in range(count):
            bars.draw(bar, f"bar {bar} {percent}%")
    assert bars.kept() == [f"bar {bar} 100%" for bar in range(count)]


def test_bars_within_bars_leave_their_last_state():
    """Each round an inner bar ends where the outer one was, which moves down, as tqdm does it."""
    bars = Bars()
    for epoch in range(4):
        bars.draw(0, f"epoch {epoch}")
        for batch in range(5):
            bars.draw(1, f"{epoch}: batch {batch}")
        bars.leave(f"{epoch}: done")
    bars.leave("all done")
    assert bars.kept() == ["0: done", "1: done", "2: done", "3: done", "all done"]


def test_lines_between_bars_come_out_while_the_bars_go_on():
    bars = Bars()
    bars.draw(0, "outer 0")
    bars.draw(1, "inner 0")
    for number in range(5):
        for position in (0, 1):
            bars.clear(position)
        bars.printed.append(f"message {number}\n")
        bars.draw(0, f"outer {number}")
        bars.draw(1, f"inner {number}")
    early, late = handed(*bars.printed)
    assert early == [f"message {number}" for number in range(4)]  # each with the next drawing of the bars
    assert [line.rstrip() for line in late] == ["message 4", "outer 4", "inner 4"]


def test_a_block_of_lines_drawn_again_and_again():
    """As rich does it: up to its first line, each line wiped and written again."""
    block = "first {0}\nsecond {0}"
    pieces = [block.format(0)]
    for number in range(1, 50):
        pieces += ["\r\x1b[2K", "\x1b[1A\x1b[2K", block.format(number)]
    kept = folded(*pieces, "\nplain\n")
    assert kept == ["first 0", "first 49", "second 49", "plain"]


def test_a_cursor_that_goes_far_takes_no_room():
    folding = Folding(1)
    for _ in range(100):
        folding.feed("\x1b[1000000A" + "\x1b[999999999B" + UP * 1000 + "\n" * 3)
        assert len(folding._rows) < 500


def test_a_line_that_never_ends_is_kept_in_parts():
    assert [len(line) for line in folded("x" * (LONGEST + 1), "y")] == [LONGEST + 1, 1]
    assert [len(line) for line in folded("\r" + "x" * (LONGEST + 1), "y")] == [LONGEST + 1, 1]


PIECES = st.lists(
    st.sampled_from(
        ["a", "bc", "\n", "\r", UP, "\x1b[B", "\x1b[2K", "\x1b", "[", "2A", "\b", "\x1b[31m", "F"]
    )
)


@given(PIECES)
def test_it_does_not_matter_how_text_is_cut(pieces):
    whole = "".join(pieces)
    assert folded(*pieces) == folded(whole) == folded(*whole)


@given(st.lists(st.text(alphabet="ab \t", min_size=1), max_size=30))
def test_plain_text_stays_as_it_is(lines):
    assert folded(*(f"{line}\n" for line in lines)) == lines


def test_hostile_text_takes_no_time_to_speak_of():
    for hostile in (
        "\x1b]" * 50_000,
        "\x1b[" * 50_000,
        "\x1b[A" * 50_000,
        "\x1b[1" * 50_000,
        "\r\b" * 50_000,
    ):
        assert not re.search("[\r\b]", "".join(folded(hostile)))


def test_an_escape_sequence_with_thousands_of_digits():
    assert handed("\x1b[" + "9" * 5_000 + "A" + "kept\n")[1] == ["kept"]
