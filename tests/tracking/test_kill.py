"""SIGKILL loses no point whose call had returned and repeats none, wherever it strikes: real processes."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support import modules
from support.killing import Board, calls, points
from support.programs import finish
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

ROUNDS, LONG = 6, 34
AT_ONCE = 2
SIGKILLED = -9
_MOMENTS = 9  # a place has no more to choose from


class Kill(NamedTuple):
    """One process that is to be killed."""

    folder: Path
    board: Path
    process: int
    place: str
    moment: int
    seed: int
    harmless: int


def kill(planned: Kill, board: Board) -> None:
    """Let a process be killed, by itself or, at any time, by this one."""
    process = modules.start("killed", *planned)
    if planned.place == "anytime":
        wait_for(lambda: board.acknowledged(planned.process) >= planned.harmless, "calls")
        board.note(planned.process, "anytime")
        process.kill()
    code, out, err = finish(process)
    assert (code, out, err) == (SIGKILLED, "", ""), planned


def check(planned: Kill, found: dict[str, Any], board: Board) -> None:
    """Each acknowledged point is there once, in order, bit for bit; one more call may have been under way."""
    run = found["runs"].pop(f"process {planned.process}")
    acknowledged = board.acknowledged(planned.process)
    assert acknowledged >= planned.harmless
    either = [points(calls(planned.seed), acknowledged + more) for more in (0, 1)]
    assert run["points"] in either, planned
    assert (run["status"], run["attempts"]) == ("crashed", ["crashed"])
    assert run["ended"] >= run["latest"] >= board.stamp(planned.process)


def plan(folder: Path, place: str, rounds: int) -> list[list[Kill]]:
    """Return the processes to be killed, those of one repository together: half of them find a dead one."""
    rng = random.Random(place)
    board = folder / "board"
    kills = []
    for number in range(rounds):
        harmless = rng.randrange(20, 300)
        seed = 2 * rng.randrange(10**6) + (number // 2 + number) % 2
        kills.append(Kill(folder / str(number // 2), board, number, place, number % _MOMENTS, seed, harmless))
    return [kills[number : number + 2] for number in range(0, rounds, 2)]


def carry_out(planned: list[list[Kill]], board: Board) -> None:
    """Kill one process after the other in each repository, two repositories at once."""

    def in_turn(kills: list[Kill]) -> None:
        kills[0].folder.mkdir()
        for each in kills:
            kill(each, board)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(in_turn, planned))


def prove(planned: list[list[Kill]], board: Board) -> None:
    """Open every repository in another process, compare, and open them once more."""
    folders = [kills[0].folder for kills in planned]
    once = modules.reread(*folders)
    assert modules.reread(*folders) == once
    for kills, found in zip(planned, once, strict=True):
        assert found["journals"] == []
        for each in kills:
            assert board.killed(each.process) == each.place
            if each.place != "recovery":
                check(each, found, board)
        assert found["runs"] == {}


def tell(kills: int, place: str, calls: int, record: Callable[[str, object], None]) -> None:
    """Say how many processes were killed and how many of their calls had returned (seen with ``-s``)."""
    record("kills", kills)
    record("calls", calls)
    print(f"\nkills: {kills} ({place}), calls that had returned: {calls}")


@pytest.mark.parametrize("place", ["before", "transaction", "deletion", "rotation", "merging", "anytime"])
def test_a_kill_loses_nothing_and_repeats_nothing(tmp_path, place, long_form, record_property):
    planned = plan(tmp_path, place, LONG if long_form else ROUNDS)
    board = Board(tmp_path / "board", len(planned) * 2)
    carry_out(planned, board)
    prove(planned, board)
    kills = sum(board.killed(number) == place for number in range(len(planned) * 2))
    assert kills >= 5
    tell(kills, place, sum(map(board.acknowledged, range(len(planned) * 2))), record_property)
    board.close()


def test_a_kill_amid_recovery_is_recovered_from(tmp_path, long_form, record_property):
    """The process that takes in what a dead one left is killed as well, at each of its steps."""
    rounds = 20 if long_form else 5
    board = Board(tmp_path / "board", rounds * 2)
    planned = []
    for number in range(rounds):
        first = Kill(tmp_path / str(number), tmp_path / "board", 2 * number, "rotation", 4, number, 400)
        moment = number if number % 5 else number // 5
        then = first._replace(process=2 * number + 1, place="recovery", moment=moment)
        planned.append([first, then])
    carry_out(planned, board)
    prove(planned, board)
    tell(2 * rounds, "recovery", sum(map(board.acknowledged, range(2 * rounds))), record_property)
    board.close()


def test_several_that_open_it_at_once_repeat_nothing(tmp_path, long_form, record_property):
    """Each of them takes in what the dead process left, all at the same time, and sees all of it."""
    rounds = 20 if long_form else 4
    board = Board(tmp_path / "board", rounds)
    planned = []
    for number in range(rounds):
        moment, seed = 1, 4 * number + 2 + number % 2  # nothing is ingested; many small segments
        planned.append(
            [Kill(tmp_path / str(number), tmp_path / "board", number, "before", moment, seed, 1000)]
        )
    carry_out(planned, board)
    modules.reread(*[kills[0].folder for kills in planned], what="points", processes=4)
    prove(planned, board)
    tell(rounds, "before", sum(map(board.acknowledged, range(rounds))), record_property)
    board.close()
