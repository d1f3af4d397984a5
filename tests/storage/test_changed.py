from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.storage import location
from runyard.storage.metrics import series
from runyard.storage.runs import changed, previous, runs
from runyard.storage.runs.changed import MISSING, Change
from runyard.storage.store import Store
from support.logged import Logged, key, points
from support.one_run import Logged as OneRun

NAN = math.nan


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(location.resolve(tmp_path, create=True), create=True)
    yield opened
    opened.close()


def around(commit: str = "a" * 40, **packages: str) -> dict[str, Any]:
    return {
        "packages": packages,
        "git_info": {"branch": "main", "commit": {"hash": commit}, "dirty": True},
    }


def script(store: Store, number: int, name: str = "train.py", experiment: str = "digits") -> int:
    started = 1_763_700_000_000_000 + number * 60_000_000
    return OneRun(
        hash=f"{number:08x}" + "0" * 16, script=name, experiment=experiment, started=started, progress=None
    ).store(store)


def test_params_that_differ_are_told_with_both_values(store: Store) -> None:
    before, after = Logged(store), Logged(store)
    before.params({"lr": 0.1, "width": 256, "gone": 1, "same": [1, {"a": 2}], "odd": NAN, "flag": 1})
    after.params({"lr": 0.2, "width": 256, "new": None, "same": [1, {"a": 2}], "odd": NAN, "flag": True})
    found = changed.between(store, after.id, before.id)
    assert found.params == [
        Change("lr", 0.1, 0.2),
        Change("new", MISSING, None),
        Change("flag", 1, True),
        Change("gone", 1, MISSING),
    ]
    assert found.total == 6


def test_surroundings_are_no_params_but_packages_and_code(store: Store) -> None:
    before, after = Logged(store), Logged(store)
    before.params({"__system_params": around("a" * 40, numpy="2.4.5", torch="2.9")})
    after.params({"__system_params": around("b" * 40, numpy="2.4.6", torch="2.9", rich="14")})
    found = changed.between(store, after.id, before.id)
    assert (found.params, found.total) == ([], 0)
    assert found.packages == [Change("numpy", "2.4.5", "2.4.6"), Change("rich", MISSING, "14")]
    assert (found.before.commit, found.after.commit) == ("a" * 40, "b" * 40)
    assert found.after.dirty
    assert found.after.branch == "main"


@pytest.mark.parametrize(
    "odd", [7, {"git_info": 3, "packages": []}, {"git_info": {"commit": 5, "branch": []}}]
)
def test_odd_surroundings_are_taken_as_unknown(store: Store, odd: Any) -> None:
    before, after = Logged(store), Logged(store)
    after.params({"__system_params": odd})
    found = changed.between(store, after.id, before.id)
    assert found.after.commit == ""
    assert found.packages == []


def test_metrics_are_compared_at_the_last_step_of_both(store: Store) -> None:
    before, after = Logged(store), Logged(store)
    before.metric("loss", [3.0, 2.0, 1.5, 1.0])
    before.metric("acc", [1.0, 1.0])
    before.metric("only before", [1.0])
    after.metric("loss", [3.0, 1.75])
    after.metric("acc", [0.5, 1.0])
    after.metric("loss", [1.0], {"subset": "val"})
    found = changed.between(store, after.id, before.id)
    assert found.metrics == [changed.MetricChange("loss", "{}", 1, 2.0, 1.75)]
    assert found.compared == 2
    assert changed.common_step(found.metrics) == 1


def test_a_value_is_found_at_any_step(store: Store) -> None:
    run = Logged(store)
    run.log({key("loss"): points([float(i) for i in range(5_000)], range(0, 50_000, 10))})
    for at in range(5_000, 5_040):
        run.log({key("loss"): points([float(at)], [at * 10])})
    [loss] = series.of_run(store, run.id)
    for step, value in ((0, 0.0), (9, 0.0), (40_959, 4_095.0), (40_960, 4_096.0), (50_215, 5_021.0)):
        assert changed.value_at(store, loss, step) == value
    assert changed.value_at(store, loss, 10**9) == 5_039.0
    assert math.isnan(changed.value_at(store, loss, -1))


def test_a_value_of_steps_out_of_order_is_the_latest_written(store: Store) -> None:
    run = Logged(store)
    run.log({key("loss"): points([1.0, 2.0, 3.0], [5, 1, 9])})
    run.log({key("loss"): points([7.0], [4])})
    run.log({key("loss"): points([8.0], [1])})
    [loss] = series.of_run(store, run.id)
    assert [changed.value_at(store, loss, step) for step in (1, 3, 4, 8)] == [8.0, 8.0, 7.0, 1.0]


def test_a_comparison_can_be_stopped_and_a_run_that_is_gone_is_told(store: Store) -> None:
    before, after = Logged(store), Logged(store)
    for run in (before, after):
        run.metric("loss", [float(run.id)])
    with pytest.raises(KnownProblem, match="stopped"):
        changed.between(store, after.id, before.id, cancelled=lambda: True)
    with pytest.raises(MissingRunError):
        previous.previous(store, 99)


def test_the_run_before_is_by_the_same_script_wherever_it_lies(store: Store) -> None:
    first = script(store, 1, experiment="old")
    other = script(store, 2, "eval.py")
    last = script(store, 3)
    assert previous.previous(store, last) == previous.Previous(first, "script")
    assert previous.previous(store, other) is None
    assert previous.previous(store, first) is None


def test_without_one_it_is_the_last_of_the_experiment(store: Store) -> None:
    script(store, 1, "a.py", "other")
    near = script(store, 2, "b.py")
    last = script(store, 3, "c.py")
    assert previous.previous(store, last) == previous.Previous(near, "experiment")
    runs.trash(store, [near])
    assert previous.previous(store, last) is None


def test_the_run_before_is_found_over_blocks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previous, "BLOCK", 3)
    first = script(store, 1)
    for number in range(2, 12):
        script(store, number, "eval.py", "elsewhere")
    assert previous.previous(store, script(store, 20)) == previous.Previous(first, "script")


def test_earlier_runs_are_read_from_their_index_alone(store: Store) -> None:
    asked = {"created": 1, "id": 1, "block": 5}
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {previous._EARLIER}", asked)]
    assert plan[0] == "SEARCH run USING COVERING INDEX run_created (created<?)"


def test_runs_to_compare_with_are_those_of_the_experiment_or_those_a_text_finds(store: Store) -> None:
    here = [script(store, number) for number in (1, 2, 3)]
    there = script(store, 4, experiment="other")
    assert previous.candidates(store, here[1]) == [here[2], here[0]]
    assert previous.candidates(store, here[1], "MLP") == [there, here[2], here[0]]
    assert previous.candidates(store, here[1], "00000004") == [there]
    assert previous.candidates(store, here[1], "100%_'") == []
    assert previous.candidates(store, here[1], "mlp", limit=1) == [there]
    runs.trash(store, [there])
    assert previous.candidates(store, here[1], "00000004") == []
