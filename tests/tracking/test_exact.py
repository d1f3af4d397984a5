"""Whatever is logged comes back bit for bit: peculiar numbers, and many processes at once."""

from __future__ import annotations

import pytest

from support import modules
from support.killing import points, scalars
from support.peculiar import peculiar
from support.programs import finish

WRITERS = 8


@pytest.mark.parametrize(("ending", "status"), [("close", "finished"), ("die", "crashed")])
def test_peculiar_numbers_and_steps_come_back_bit_for_bit(tmp_path, ending, status):
    """From the lists in memory, and from the journal of a process that died."""
    assert finish(modules.start("peculiar", tmp_path, ending)) == (0, "", "")
    [found] = modules.reread(tmp_path)
    run = found["runs"].pop(ending)
    assert run["status"] == status
    expected = points(peculiar(), 10**6)
    assert run["points"].keys() == expected.keys()
    for series, pairs in expected.items():
        assert run["points"][series] == pairs, series


def test_many_processes_at_once_make_a_repository_and_fill_it(tmp_path, long_form):
    count = 100_000 if long_form else 20_000
    folder, signal = tmp_path / "new", tmp_path / "go"
    folder.mkdir()
    writers = [modules.start("writer", folder, number, count, signal) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    assert list(folder.iterdir()) == []
    signal.touch()
    for writer in writers:
        assert finish(writer) == (0, "", "")
    [found] = modules.reread(folder)
    assert found["journals"] == []
    for number in range(WRITERS):
        run = found["runs"].pop(f"process {number}")
        assert (run["status"], run["attempts"]) == ("finished", ["finished"])
        assert run["points"] == points(scalars(number, count), count)
    assert found["runs"] == {}
