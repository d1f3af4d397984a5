"""What is missing, mistyped or easily misread, each with the answer that people would expect."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from runyard.domain.errors import Problem, QueryError
from runyard.search.grammar.parse import parse
from runyard.storage.store import Store
from runyard.storage.table import listing, series_listing
from support.logged import START, Logged
from support.seeding import empty


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three runs: A with a rate, B archived, C with a text for a rate; A goes on."""
    made = empty(tmp_path_factory.mktemp("positions"))
    first = Logged(made, name="A", label="one")
    first.params(
        {
            "lr": 0.1,
            "zero": 0,
            "flag": False,
            "s": "hello",
            "hparams": {"bs": 32, "lst": [1, 2, 3], "when": "2025-11-20T10:00:00"},
            "name": "param",
            "label": "of the param",
            "__system_params": {"git_info": {"branch": "feature/testing"}},
        }
    )
    first.tag("best", "v2-a")
    first.metric("loss", [3.0, 1.0, 2.0], {"subset": "train"})
    first.metric("loss", [4.0, 2.0], {"subset": "val"})
    first.metric("acc", [0.5])
    Logged(made, name="B", archived=True).params({"lr": 0.2})
    last = Logged(made, name="C", description="text", group="g", job_type="eval")
    last.params({"lr": "high", "optimizer": "adam", "flag": None})
    last.tag("best")
    last.end(after=5_000_000)
    return made


def found(store: Store, text: str) -> str:
    """Return the names of the runs that a query finds, in alphabetical order."""
    ids = listing.find(store, parse(text)).ids
    return "".join(sorted(row.info.name for row in listing.rows(store, ids, ["name"])))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Missing equals None, at any depth, and no order or arithmetic holds of it.
        ("run.missing == None", "AC"),
        ("run.missing is None", "AC"),
        ("run.missing is not None", ""),
        ("not run.missing", "AC"),
        ("run.missing > 1", ""),
        ("run.missing < 1", ""),
        ("run.missing == 1", ""),
        ("run.lr != 0.1", "C"),
        ("run.missing != 1", "AC"),
        ("run.missing.deep == None", "AC"),
        ("run.missing.deep.deeper is None", "AC"),
        ("run.missing + 1 > 0", ""),
        ("run.missing + 1 == None", "AC"),
        ('run.metrics["nope"].last > 0', ""),
        ('run.metrics["nope"].last < 5', ""),
        ('run.metrics["nope"].last == None', "AC"),
        # Values of another kind make no error and no match.
        ("run.lr > 0.05", "A"),
        ('run.lr > "a"', "C"),
        ("run.lr ** 2 < 1", "A"),
        ("run.zero", ""),
        ("run.zero == 0", "A"),
        ("run.flag == False", "A"),
        ("run.flag is False", "A"),
        ("run.zero is False", ""),
        ("run.flag is None", "C"),
        # Methods, places and ends of lists work on params.
        ('run.s.upper() == "HELLO"', "A"),
        ('run.s.startswith("h")', "A"),
        ('run.optimizer.startswith("ada")', "C"),
        ('str(run.optimizer).startswith("ada")', "C"),
        ('run.s[0] == "h"', "A"),
        ('run.s[-1] == "o"', "A"),
        ("run.hparams.lst[-1] == 3", "A"),
        ("run.hparams.lst[0] == 1", "A"),
        ("run.hparams.lst[1:] == [2, 3]", "A"),
        ("3 in run.hparams.lst", "A"),
        ("len(run.hparams.lst) > 2", "A"),
        ("run.lr.real > 0", ""),
        ('run.name.startswith("A")', "A"),
        ('run.hash.startswith("0")', "AC"),
        # Tags.
        ('run.tags == ["best"]', "C"),
        ('"best" in run.tags', "AC"),
        ('"Best" in run.tags', ""),
        ("len(run.tags) == 0", ""),
        ('any(t.startswith("v2") for t in run.tags)', "A"),
        ('all(t == "best" for t in run.tags)', "C"),
        ("run.description == None", ""),
        ('run.description == ""', "A"),
        # Times and states.
        ("run.finalized_at == None", "A"),
        ("run.finalized_at is not None", "C"),
        ("run.active", "A"),
        ("run.status == 'finished'", "C"),
        ("run.duration < 10 and not run.active", "C"),
        ("run.duration == timedelta(seconds=5)", "C"),
        ("run.finalized_at - run.created_at == 5", "C"),
        ("run.created_at > datetime(2025, 11, 1)", "AC"),
        ("datetime(2025, 1, 1) < run.created_at < datetime(2025, 2, 1)", ""),
        ("run.created_at < datetime.now() - timedelta(days=7)", "AC"),
        ("run.created_at > datetime.now() - timedelta(days=7)", ""),
        ('run.hparams.when > datetime(2025, 11, 20, 9, 59) and run.hparams.when < "2025-11-21"', "A"),
        ("run.hparams.when == datetime(2025, 11, 20, 10)", "A"),
        ("run.created_at.year == 2025", "AC"),
        # Archived runs.
        ("run.archived", "B"),
        ("run.archived or True", "ABC"),
        ("not run.archived", "AC"),
        ('run.name != "run.archived"', "AC"),
        ('run["archived"] is None', "AC"),
        ("run.lr == 0.2", ""),
        # Names that are both: the property first, the param in brackets.
        ('run.name == "A"', "A"),
        ('run["name"] == "param"', "A"),
        ('run.label == "one"', "A"),
        ('run["label"] == "of the param"', "A"),
        ('run.group == "g" and run.job_type == "eval"', "C"),
        ("run.marked", ""),
        # Forms.
        ("0 < run.lr < 1", "A"),
        ("run.hparams.bs in (32, 64)", "A"),
        ("run.lr > 0.05 if run.zero == 0 else run.optimizer == 'adam'", "AC"),
        ("(run.lr or 1) == 0.1", "A"),
        ("max(run.hparams.lst) == 3 and sum(run.hparams.lst) == 6", "A"),
        ("sorted(run.hparams.lst, reverse=True)[0] == 3", "A"),
        ("[x * 2 for x in run.hparams.lst if x > 1] == [4, 6]", "A"),
        ("any(v == 32 for k, v in run.hparams.items())", "A"),
        ('"bs" in run.hparams', "A"),
        ("round(run.lr * 3, 2) == 0.3 and abs(-run.lr) == 0.1", "A"),
        ("int(run.lr * 10) == 1 and float('0.1') == run.lr and bool(run.s)", "A"),
        ('run.s.replace("l", "L") == "heLLo" and run.s.find("l") == 2 and run.s.split("e")[0] == "h"', "A"),
        ('" ".join(run.tags) == "best v2-a" and run.s.strip("ho") == "ell"', "A"),
        ('re.search("l+o$", run.s)', "A"),
        ('re.match("ell", run.s)', ""),
        ('re.search("H", run.s, re.I) is not None', "A"),
        ('re.search("x", run.optimizer) is None', "AC"),
        ("run.lr + 1 == 1.1 and run.hparams.bs // 5 == 6 and run.hparams.bs % 5 == 2", "A"),
        ("run.lr / run.zero == None", "AC"),
        ("isinstance(run.lr, str)", "C"),
        ('run.get("lr", 5) == "high"', "C"),
        ('run.get("never", 5) == 5', "AC"),
        # Metrics of a run.
        ('run.metrics["loss", {"subset": "train"}].min == 1', "A"),
        ('run.metrics["loss", {"subset": "train"}].max == 3', "A"),
        ('run.metrics["loss", {"subset": "train"}].first == 3', "A"),
        ('run.metrics["loss", {"subset": "train"}].last == 2', "A"),
        ('run.metrics["loss", {"subset": "train"}].mean == 2', "A"),
        ('run.metrics["loss", {"subset": "train"}].count == 3', "A"),
        ('run.metrics["loss", {"subset": "train"}].first_step == 0', "A"),
        ('run.metrics["loss", {"subset": "train"}].last_step == 2', "A"),
        ('run.metrics["loss", {"subset": "train"}].min_step == 1', "A"),
        ('run.metrics["loss", {"subset": "train"}].nan_count == 0', "A"),
        ('run.metrics["loss", {"subset": "train"}].first_nan_step is None', "AC"),
        ('run.metrics["acc"].last == 0.5', "A"),
    ],
)
def test_runs(store: Store, text: str, wanted: str) -> None:
    assert found(store, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("metric.context.nope == None", 3),
        ('metric.context.subset == "train" or metric.name == "acc"', 2),
        ('metric.name == "acc" or metric.context.subset == "train"', 2),
        ("metric.context == {}", 1),
        ('metric.context == {"subset": "val"}', 1),
        ('"subset" in metric.context', 2),
        ("len(metric.context) == 1", 2),
        ('metric.context["subset"] == "val"', 1),
        ('metric.context.get("subset") == "val"', 1),
        ('metric.name.startswith("lo") and metric.last_step > 1', 1),
        ('metric.name.startswith("__system__") == False', 3),
        ("metric.last == 2 and run.lr == 0.1", 2),
        ("metric.mean > 2", 1),
        ("metric.min < metric.last", 1),
        ("metric.count in (1, 2)", 2),
        ("run.lr == 0.2", 0),
        ("run.archived", 0),
        ("metric.min > run.lr", 3),
        ("metric.first_nan_step is None", 3),
        ('any(v.startswith("va") for v in metric.context.values())', 1),
    ],
)
def test_metrics(store: Store, text: str, wanted: int) -> None:
    assert len(series_listing.find(store, parse(text, "metric"))) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *["lambda: 1", "datetime(2020, 1, 1)", "[x for x in [1]]", "1", '"text"', "(1, 2)", "{'a': 1}"],
        *["metric.name == 'loss'", "metric.nope == None", "import os", "run.x = 1", "run.lr >", "run.a && 1"],
        *["run.created_at > 'last week'", "nope.x > 1", "run.x > y", "(x for x in run.tags)", "None"],
    ],
)
def test_what_could_match_everything_or_nothing_is_a_problem(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    problem = caught.value.problem
    assert 0 <= problem.position < len(text)
    assert problem.message


@pytest.mark.parametrize(
    ("zone", "day", "hour"), [("UTC", 20, 2), ("Asia/Tokyo", 20, 11), ("America/New_York", 19, 21)]
)
def test_times_are_local(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, day: int, hour: int
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("this system has one time zone a process")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        store = empty(tmp_path)
        Logged(store, created=START + 6_800_000_000)  # 20 November, 02:46 UTC
        assert len(listing.find(store, parse(f"run.created_at.hour == {hour}")).ids) == 1
        assert len(listing.find(store, parse(f'run.created_at == "2025-11-{day}"')).ids) == 1
        assert len(listing.find(store, parse(f"run.created_at > datetime(2025, 11, {day}, {hour})")).ids) == 1
        assert not listing.find(store, parse(f"run.created_at > datetime(2025, 11, {day}, {hour + 1})")).ids
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_limit_hit_is_told_with_its_place(store: Store) -> None:
    text = 'run.lr and re.search("(h+)+$", "h" * 5000 + run.s)'
    with pytest.raises(QueryError) as caught:
        found(store, text)
    problem = caught.value.problem
    assert text[problem.position : problem.position + problem.length].startswith("re.search(")
    assert "longer than" in problem.message


def problem_of(store: Store, text: str) -> Problem:
    with pytest.raises(QueryError) as caught:
        found(store, text)
    return caught.value.problem


def test_work_on_one_run_is_limited(store: Store) -> None:
    text = "run.s and any(any(any(a == b == c for a in run.s * 50) for b in run.s * 50) for c in run.s * 50)"
    assert "too much work" in problem_of(store, text).message
    assert "longer than" in problem_of(store, 'run.s * 10**6 == "x"').message
    assert "digits" in problem_of(store, "run.hparams.bs ** run.hparams.bs ** run.hparams.bs > 1").message
