from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.search.evaluation.limits import BeyondLimitError
from runyard.search.matching.matching import MOST_LATE, MOST_SPANS, Matcher

SLOW = r"(?:x+x+)+y"
HARD = "x" * 5_000


def test_a_text_is_found_whatever_its_case() -> None:
    assert Matcher("VAL").spans("val Val interval") == [(0, 3), (4, 7), (13, 16)]
    assert Matcher("Val", case=True).spans("val Val interval") == [(4, 7)]


def test_a_whole_word_stands_alone() -> None:
    assert Matcher("val", word=True).spans("val interval val_1 (val)") == [(0, 3), (20, 23)]
    assert Matcher("a.b", word=True).spans("a.b axb a.bc") == [(0, 3)]


def test_a_plain_text_is_no_pattern() -> None:
    assert Matcher("a+b (c").spans("x a+b (c aab") == [(2, 8)]
    assert Matcher("(").problem() is None
    assert Matcher("x" * 2_000).found("y" + "x" * 2_000)


def test_a_pattern_is_a_pattern() -> None:
    asked = Matcher(r"e\d+", regex=True)
    assert asked.problem() is None
    assert asked.spans("e1 E22 e") == [(0, 2), (3, 6)]
    assert Matcher(r"e\d+", case=True, regex=True).spans("e1 E22 e") == [(0, 2)]
    assert Matcher("one|two", word=True, regex=True).spans("one twos two") == [(0, 3), (9, 12)]


def test_nothing_to_look_for_fits_everything_and_marks_nothing() -> None:
    assert not Matcher()
    assert Matcher(" ")
    assert Matcher().found("anything")
    assert Matcher().spans("anything") == []


@pytest.mark.parametrize("word", [False, True])
@pytest.mark.parametrize("pattern", ["(", "a)|(b", "[", "(?P<x>", "a{9999}{9999}", "x" * 501])
def test_a_bad_pattern_is_told_in_one_sentence_and_finds_nothing(pattern: str, word: bool) -> None:
    asked = Matcher(pattern, word=word, regex=True)
    told = asked.problem()
    assert told
    assert "\n" not in told
    assert not told.endswith(".")
    assert not asked.found("a b x")
    assert asked.spans("a b x") == []
    assert asked.finder().problem == told


def test_what_is_empty_is_found_and_not_marked() -> None:
    assert Matcher("^$", regex=True).found("")
    assert Matcher("z*", regex=True).spans("abc") == []


def test_a_pattern_that_takes_too_long_counts_as_no_match_and_is_told() -> None:
    finder = Matcher(SLOW, regex=True).finder()
    assert not finder.found(HARD)
    assert finder.problem == "This pattern takes too long on one of the texts"
    assert finder.found("xxxy")
    assert finder.spans("xxxy") == [(0, 4)]
    assert finder.spans(HARD) == []
    assert finder.problem == "This pattern takes too long on 2 of the texts"


def test_a_pattern_that_is_always_too_slow_is_given_up() -> None:
    finder = Matcher(SLOW, regex=True).finder()
    assert not any(finder.found(HARD) for _ in range(MOST_LATE))
    assert finder.problem is not None
    assert finder.problem.endswith(f"{MOST_LATE} of the texts, the rest was not searched")
    assert not finder.found("xxxy")
    assert finder.spans("xxxy") == []


def test_spans_of_one_text_are_limited() -> None:
    assert len(Matcher("e").spans("e" * (MOST_SPANS + 5))) == MOST_SPANS
    assert len(Matcher("e").finder().spans("eeee", most=2)) == 2


@given(st.text(max_size=40), st.text(min_size=1, max_size=5), st.booleans())
def test_spans_are_what_was_looked_for(text: str, part: str, case: bool) -> None:
    spans = Matcher(part, case=case).spans(text)
    if case:
        assert bool(spans) == (part in text)
        assert all(text[begin:end] == part for begin, end in spans)
    assert bool(spans) == Matcher(part, case=case).found(text)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))


@given(st.text(max_size=30), st.text(max_size=30), st.booleans(), st.booleans())
def test_no_pattern_raises(pattern: str, text: str, word: bool, case: bool) -> None:
    asked = Matcher(pattern, case, word, True)
    try:
        asked.spans(text)
    except BeyondLimitError:
        pytest.fail("told by problem() instead")
    assert asked.problem() is None or not asked.spans(text)
