from __future__ import annotations

from runyard.desktop.parts.eta import Pace, eta_words
from runyard.domain.run import Progress

SECOND = 1_000_000


def progress(done: float, at: int, total: float | None = 3000) -> Progress:
    return Progress(done, total, "steps", at * SECOND)


def test_time_left_follows_the_pace_since_the_start() -> None:
    pace = Pace()
    pace.start_over(0)
    assert pace.left(progress(1000, 100), 100 * SECOND) == 200 * SECOND
    assert pace.left(progress(1000, 100), 150 * SECOND) == 150 * SECOND


def test_several_processes_are_judged_by_what_is_seen() -> None:
    pace = Pace()
    pace.start_over(None)
    assert pace.left(progress(2000, 1000), 1000 * SECOND) is None
    assert pace.left(progress(2100, 1010), 1010 * SECOND) == 90 * SECOND


def test_nothing_is_guessed_without_an_end_or_too_early_or_when_the_guess_ran_out() -> None:
    pace = Pace()
    pace.start_over(0)
    assert pace.left(None, 0) is None
    assert pace.left(progress(10, 100, None), 100 * SECOND) is None
    assert pace.left(progress(10, 1), SECOND) is None
    assert pace.left(progress(3000, 100), 100 * SECOND) is None
    assert pace.left(progress(1000, 100), 1000 * SECOND) is None


def test_a_total_beyond_any_time_is_no_guess() -> None:
    pace = Pace()
    pace.start_over(0)
    for total in (1e18, 1e308, 1.7e308):
        assert pace.left(progress(1, 100, total), 100 * SECOND) is None


def test_the_words() -> None:
    assert eta_words(155 * SECOND) == "about 2 m 35 s left"
    assert eta_words(200_000) == "about 1 s left"
