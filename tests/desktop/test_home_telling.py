from __future__ import annotations

import pytest

from runyard.desktop.pages.home.telling import telling
from runyard.domain import context as contexts
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo, SeriesKey


def _series(name: str, count: int = 5, **context: str) -> SeriesInfo:
    key = SeriesKey(DataKind.METRIC, name, contexts.canonical(context))
    return SeriesInfo(
        1, 1, key, count, 0, 4, 1.0, 0.5, 0.5, 4, 1.0, 0, 3.0, 0, None, 0, 4, False, 1
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([_series("top", subset="val"), _series("loss", subset="val"), _series("loss", subset="train")], 1),
        ([_series("lr"), _series("loss", subset="train"), _series("val_loss")], 2),
        ([_series("loss/kl"), _series("grad/norm"), _series("loss")], 2),
        ([_series("lr"), _series("accuracy", subset="test")], 1),
        ([_series("glossary"), _series("nll")], 1),
        ([_series("loss", 0), _series("accuracy")], 1),
    ],
)  # fmt: skip
def test_a_loss_on_held_out_data_tells_most(found: list[SeriesInfo], wanted: int) -> None:
    assert telling(found) is found[wanted]
    assert telling(reversed(found)) is found[wanted]


def test_nothing_tells_of_a_run_without_points() -> None:
    assert telling([]) is None
    assert telling([_series("loss", 0)]) is None
