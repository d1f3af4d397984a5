"""The progress bar of the demo's training scripts."""

from __future__ import annotations

from runyard.demo.bar import Bar


def test_it_redraws_its_line_and_ends_it(capsys):
    bar = Bar("epoch  1", 4)
    bar.show(2, "loss 0.5")
    bar.show(4)
    text = capsys.readouterr().err
    first, second = text.split("\r")[1:]
    assert first.startswith("epoch  1  50%|████████████············| 2/4")
    assert first.endswith("loss 0.5")
    assert second.startswith("epoch  1 100%")
    assert second.endswith("\n")
