"""How far a run says it is, in words."""

from __future__ import annotations

import pytest

from runyard.domain.run import Progress


@pytest.mark.parametrize(
    ("done", "total", "unit", "words"),
    [
        (1860, 3000, "step", "1,860 of 3,000 steps"),
        (1_234_567, 2_000_000, "step", "1,234,567 of 2,000,000 steps"),
        (5, None, "batch", "5 batches"),
        (2, 4, "training epoch", "2 of 4 training epochs"),
        (2, 4, "study", "2 of 4 studies"),
        (2, 4, "day", "2 of 4 days"),
        (0, 1, "fold", "0 of 1 fold"),
        (1, None, "epochs", "1 epochs"),
        (62, 100, "%", "62 of 100 %"),
        (0.5, 2, "MB", "0.5 of 2 MB"),
        (5, 10, "шаг", "5 of 10 шаг"),
        (5, 10, "", "5 of 10"),
    ],
)
def test_progress_reads_as_people_say_it(done, total, unit, words):
    assert Progress(done, total, unit, 0).words == words
