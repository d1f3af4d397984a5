"""Many lines at once are counted as each of them alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runyard.search.matching import counting
from runyard.search.matching.matching import MOST_LATE, Matcher

LINES = ["loss 0.12", "", "Loss 3, loss 4", "  val loss", "lossy", "ärger LOSS ÄRGER", "a\tb", "x" * 30]
PATTERNS = [
    "loss", "o", "ä", "^loss", "loss$", r"\d+", r"\s+", r"[^l]+", r"^$", "", "s.*l", r"(l)(o)\1?", "x{2,4}",
    r"\bloss\b", "(?i)LOSS", r"\Aloss", r"loss\Z", "s[^x]*l", "(?<=s )l", "(?!x)y|o", "x++", "(", "\\",
    "a\tb", "(?s)a.b|l.*", "l|", "\u0130", "K",
]  # fmt: skip


def alone(matcher: Matcher, lines: list[str]) -> list[tuple[int, int]]:
    finder = matcher.finder()
    return [(at, n) for at, line in enumerate(lines) if (n := len(finder.spans(line)))]


@pytest.mark.parametrize("text", PATTERNS)
@pytest.mark.parametrize("regex", [False, True])
@pytest.mark.parametrize("word", [False, True])
@pytest.mark.parametrize("case", [False, True])
def test_each_way_of_asking(text: str, regex: bool, word: bool, case: bool) -> None:
    matcher = Matcher(text, case, word, regex)
    assert counting.counts(matcher, matcher.finder(), LINES) == alone(matcher, LINES)


_ALPHABET = "aAbB1 _.\u017f\u212ak"


@given(
    st.lists(st.text(_ALPHABET, max_size=8), max_size=6),
    st.text(_ALPHABET + r"^$*+?[]()|\sdwb-{1,}", max_size=6),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
@example(["a", "b"], "a|\\s", True, False, False)
def test_any_lines_and_patterns(lines: list[str], text: str, regex: bool, word: bool, case: bool) -> None:
    matcher = Matcher(text, case, word, regex)
    assert counting.counts(matcher, matcher.finder(), lines) == alone(matcher, lines)


def test_a_pattern_that_takes_too_long_is_given_up() -> None:
    matcher = Matcher("(a|a)+$", regex=True)
    finder = matcher.finder()
    lines = ["a" * 60 + "!"] * (MOST_LATE + 5)
    assert counting.counts(matcher, finder, lines) == []
    assert finder.over
    assert finder.problem is not None
