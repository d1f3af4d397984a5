"""Filters written into a query's text and read back from it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from runyard.desktop.pages.runs import quick_filters as quick
from runyard.desktop.pages.runs.filter_reading import Days
from runyard.domain.errors import QueryError
from runyard.search.grammar.parse import parse
from runyard.search.tree import And

TODAY = dt.date(2026, 11, 21)
ATOMS = (
    "run.active",
    "not run.active",
    "(run.active)",
    'run.hparams["a and b"] == "x and y"',
    "run.hparams.lr > 0.001",
    "0 < run.hparams.lr < 1",
    "(run.active or run.duration > 5)",
    "(run.active and run.duration > 5)",
    'any(x == "a" and x != "b" for x in run.tags)',
)
CONDITIONS = (
    quick.experiment(["digits"]),
    quick.experiment(["a", 'the "b" and c']),
    quick.status(["failed", "crashed"]),
    quick.tagged(["best"]),
    quick.tagged(["best", "or worst"]),
    quick.archived((False,)),
    quick.archived((True,)),
    quick.archived((True, False)),
    quick.created(Days(since=TODAY)),
    quick.created(Days(until=TODAY)),
    quick.created(Days(since=TODAY, until=TODAY)),
    quick.created(Days(last=7)),
)
atoms = some.sampled_from(ATOMS)
joints = some.sampled_from([" and ", "  and ", " and  ", " or ", " if run.active else "])


@some.composite
def texts(draw: some.DrawFn) -> str:
    found = draw(some.sampled_from(["", " "])) + draw(atoms)
    for _ in range(draw(some.integers(0, 3))):
        found += draw(joints) + draw(atoms)
    return found + draw(some.sampled_from(["", " "]))


@given(texts(), some.sampled_from(CONDITIONS))
def test_putting_a_filter_and_taking_it_out_gives_the_text_back(text: str, condition: str) -> None:
    with_it = quick.added(text, condition)
    [place] = [
        found for found in quick.filters(parse(with_it)) if with_it[found.start : found.end] == condition
    ]
    assert quick.removed(with_it, place) == text


@given(texts(), some.sampled_from(CONDITIONS))
def test_the_rest_of_the_query_keeps_its_meaning(text: str, condition: str) -> None:
    tree = parse(quick.added(text, condition)).tree
    before, added = parse(text).tree, parse(condition).tree
    assert isinstance(tree, And)
    inside = before.parts if isinstance(before, And) and len(quick.parts(parse(text))) > 1 else (before,)
    assert set(tree.parts) == {*inside, added}


@given(texts(), some.sampled_from(CONDITIONS), some.sampled_from(CONDITIONS))
def test_another_value_takes_the_place_of_the_first(text: str, one: str, other: str) -> None:
    first = quick.added(text, one)
    [place] = [found for found in quick.filters(parse(first)) if first[found.start : found.end] == one]
    assert quick.replaced(first, place, other) == quick.added(text, other)


@given(some.lists(texts(), min_size=2, max_size=4))
def test_any_condition_can_be_taken_out(several: list[str]) -> None:
    text = " and ".join(f"({part})" if " or " in part or " if " in part else part for part in several)
    for place in quick.filters(parse(text)):
        left = quick.removed(text, place)
        assert (
            len(quick.parts(parse(left))) == len(quick.parts(parse(text))) - 1
            or " or " in left
            or "if" in left
        )


@pytest.mark.parametrize(
    ("text", "facet", "values", "words"),
    [
        ('run.experiment.name == "a"', "experiment", ("a",), "a"),
        ('run.experiment == "a"', "experiment", ("a",), "a"),
        ('run.experiment in ["a", "b", "c", "d"]', "experiment", ("a", "b", "c", "d"), "a, b +2"),
        ('run.status in ("failed", "crashed")', "status", ("failed", "crashed"), "failed, crashed"),
        ('"best" in run.tags', "tag", ("best",), "best"),
        ('("a" in run.tags or "b" in run.tags)', "tag", ("a", "b"), "a, b"),
        ("not run.archived", "archived", (False,), "no"),
        ("run.archived == True", "archived", (True,), "yes"),
        ("run.archived in (False, True)", "archived", (True, False), "shown too"),
        ('run.created_at >= "2026-11-20"', "created", (Days(since=dt.date(2026, 11, 20)),), "since 20 Nov"),
        (
            '"2025-11-20" <= run.created_at',
            "created",
            (Days(since=dt.date(2025, 11, 20)),),
            "since 20 Nov 2025",
        ),
        ('run.created_at >= "2026-11-21"', "created", (Days(since=TODAY),), "today"),
        ('run.created_at <= "2026-11-02"', "created", (Days(until=dt.date(2026, 11, 2)),), "until 2 Nov"),
        (quick.created(Days(TODAY, TODAY)), "created", (Days(TODAY, TODAY),), "21 Nov"),
        (quick.created(Days(last=7)), "created", (Days(last=7),), "last 7 days"),
        (quick.created(Days(last=1)), "created", (Days(last=1),), "last 24 hours"),
        ("run.hparams.lr >= 0.001", "other", (0.001,), "≥ 0.001"),
        ("0.001 < run.hparams.lr", "other", (0.001,), "> 0.001"),
        ("run.hparams.lr is None", "other", (None,), "none"),
        ("run.hparams.nesterov == True", "other", (True,), "= yes"),
        ("run.marked", "other", (True,), "yes"),
        ("not run.marked", "other", (False,), "no"),
    ],
)
def test_what_a_condition_says(text: str, facet: str, values: tuple[object, ...], words: str) -> None:
    [found] = quick.filters(parse(text), TODAY)
    assert (found.facet, found.values, found.words) == (facet, values, words)


@pytest.mark.parametrize(
    "text",
    [
        'run.experiment.name != "a" or run.active',
        'run.status in ("failed", 3)',
        '"best" not in run.tags',
        '"a" in run.tags or run.active',
        "run.archived in (True,)",
        "run.created_at >= datetime.now() - timedelta(hours=7)",
        'run.created_at > "2026-11-20"',
        "1 < run.hparams.lr < 3",
    ],
)
def test_what_no_chip_shows(text: str) -> None:
    assert all(found.facet == "other" for found in quick.filters(parse(text), TODAY))


def test_labels_of_params_and_metrics() -> None:
    text = 'run.hparams["odd key"] == 3 and run.metrics["loss", {"subset": "val"}].last < 0.3'
    text += ' and run.name == "a"'
    assert [found.label for found in quick.filters(parse(text))] == ['["odd key"]', "loss val last", "Name"]


def test_nothing_is_written_into_what_is_no_query() -> None:
    with pytest.raises(QueryError):
        quick.added("run.name ==", "run.active")
