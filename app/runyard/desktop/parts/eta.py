"""How long a run still takes, judged by how fast it has been."""

from __future__ import annotations

from runyard.desktop.parts import words
from runyard.domain.run import Progress

_SECOND = 1_000_000
#: Said too early, a guess jumps about.
_SHORTEST = 2 * _SECOND
#: Ten years; who is told more learns nothing.
_LONGEST = 3652 * 86_400 * _SECOND


class Pace:
    """The speed of one run, from the first progress seen, or from its start where one process did it all."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def start_over(self, started: int | None) -> None:
        """Begin with another run; `started` is when its only process began, None if several wrote to it."""
        self._first = None if started is None else (started, 0.0)

    def left(self, progress: Progress | None, now: int) -> int | None:
        """Return the µs still to go at `now`; None while that is unknown."""
        if progress is None or not progress.total or progress.done >= progress.total:
            return None
        if self._first is None or progress.done < self._first[1]:
            self._first = (progress.at, progress.done)
            return None
        began, done = self._first
        spent, gained = progress.at - began, progress.done - done
        if spent < _SHORTEST or gained <= 0:
            return None
        whole = (progress.total - progress.done) * spent / gained
        if not whole <= _LONGEST:
            return None
        left = round(whole) - max(0, now - progress.at)
        # A guess that has run out is no guess.
        return left if left > 0 else None


def eta_words(left: int) -> str:
    """Return the time left as a person says it: ``about 2 m 35 s left``."""
    return f"about {words.duration(max(left, _SECOND))} left"
