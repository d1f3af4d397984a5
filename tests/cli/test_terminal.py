"""Text for a terminal: harmless, aligned, cut where the window ends."""

from __future__ import annotations

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runyard.cli import terminal
from runyard.cli.words import lasting, size


@given(st.text())
@example("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ \x9b31m \x1b[31mred\x07\r\n\u202e\u2066\x7f")
def test_no_text_steers_a_terminal(text):
    for shown in (terminal.harmless(text), terminal.harmless_line(text, colours=False)):
        assert all(mark.isprintable() or mark in "\t\u200d" or mark.isspace() for mark in shown)
        assert not set(shown) & set("\x1b\x9b\x07\r\n\u202e\u2066\x7f")


@given(
    st.lists(
        st.sampled_from(["\x1b[31m", "\x1b[0m", "\x1b[2J", "\x1b]0;t\x07", "a", "\t", "\x1b", "\x9b1m", "["])
    )
)
def test_only_colours_are_left_of_a_line_and_they_end_with_it(parts):
    shown = terminal.harmless_line("".join(parts), colours=True)
    rest = terminal._COLOUR.sub("", shown)
    assert "\x1b" not in rest
    assert "\x9b" not in rest
    assert shown == rest or shown.endswith("\x1b[0m")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"), ("naïve 日本 🙂", "naïve 日本 🙂"), ("a\tb", "a\\tb"), ("a\u00a0b", "a\u00a0b"),
        ("👩\u200d💻", "👩\u200d💻"), ("\x1b[31m", "\\x1b[31m"), ("a\nb", "a\\nb"), ("\ud800", "\\ud800"),
    ],
)  # fmt: skip
def test_what_steers_is_written_out(text, shown):
    assert terminal.harmless(text) == shown


@pytest.mark.parametrize(("text", "cells"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("🙂", 2), ("", 0)])
def test_the_cells_a_text_takes(text, cells):
    assert terminal.width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…")],
)
def test_a_cut_text_fits(text, cells, shown):
    assert terminal.cut(text, cells) == shown


def test_columns_stay_aligned_with_wide_characters(capsys):
    terminal.table(
        ["Name", "N", "End"], [["日本", "1", "x"], ["abc", "1000", "x"]], right=[False, True, False]
    )
    assert capsys.readouterr().out == "Name     N  End\n日本     1  x\nabc   1000  x\n"


def test_a_pipe_gets_whole_lines(capsys):
    terminal.table(["Name"], [["x" * 1000]])
    assert max(map(len, capsys.readouterr().out.splitlines())) == 1000


def test_a_window_gets_lines_that_fit_it(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.table(["A", "B", "C"], [["x" * 100, "y" * 50, "short"]])
    lines = capsys.readouterr().out.splitlines()
    assert [terminal.width(line) <= 40 for line in lines] == [True, True]
    assert lines[1].endswith("  short")


def test_colours_are_for_terminals_and_can_be_refused(capsys, monkeypatch):
    def printed():
        terminal.table(["A"], [["x"]])
        return capsys.readouterr().out

    assert "\x1b" not in printed()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if os.name != "nt":
        assert "\x1b[1m" in printed()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3661, "1 h 1 min"), (90_000, "1 d 1 h")],
)
def test_durations_in_words(seconds, text):
    assert lasting(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2_500_000, "2.5 MB"), (10**13, "10.0 TB")],
)
def test_sizes_in_words(count, text):
    assert size(count) == text
