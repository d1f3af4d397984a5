from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.experiment import best
from runyard.desktop.pages.experiment.best import Best
from runyard.desktop.parts.status_bar import Part, StatusBar, parts_of
from runyard.desktop.parts.status_bar.parts import share_words, widths
from runyard.domain.status import RunStatus


def test_parts_of_a_bar_are_never_too_small_to_see(qtbot: QtBot) -> None:
    parts = parts_of({RunStatus.FINISHED: 100_000, RunStatus.FAILED: 1, RunStatus.CRASHED: 3}, archived=50)
    assert [part.word for part in parts] == ["Finished", "Failed", "Crashed", "Archived"]
    wide = widths(parts, 400.0)
    assert min(wide) >= 4.0
    assert sum(wide) + 2 * (len(parts) - 1) == pytest.approx(400.0)
    assert widths([], 400.0) == []
    assert share_words(1, 100_000) == "< 0.1 %"
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(900, 10)
    bar.show()
    bar.set_parts(parts)
    one_line = bar.height()
    bar.resize(200, 10)
    assert bar.height() > one_line
    bar.set_parts([Part(RunStatus.FAILED, 1)])
    assert bar.height() == one_line


def test_choices_among_metrics() -> None:
    found = best.choices(
        [("grad/loss", "{}"), ("reward", "{}"), ("loss", "{}"), ("loss", '{"subset":"val"}')]
    )
    assert [choice.words for choice in found] == [
        "loss val, lowest", "loss val, highest", "loss, lowest", "loss, highest", "reward, highest",
        "reward, lowest", "grad/loss, lowest", "grad/loss, highest",
    ]  # fmt: skip
    assert best.choices([]) == []
    shown = best.view(None, ["param:lr"], [])
    assert shown.shown == ("name", "status", "param:lr", "created", "duration")
    assert best.view(Best("loss", "{}", True), [], []).sort[0].descending
