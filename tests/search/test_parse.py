from __future__ import annotations

import pytest

from runyard.domain.errors import QueryError
from runyard.search.grammar.parse import parse
from runyard.search.tree import (
    And,
    Compare,
    ContextKey,
    Items,
    Literal,
    MetricFact,
    Moment,
    Not,
    Or,
    Param,
    Property,
    RunMetric,
    Span,
)

AT = Span(0, 0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("run.lr > 1", Compare(Param(("lr",), AT), ">", Literal(1, AT), AT)),
        ('run["a.b"] == "x"', Compare(Param(("a.b",), AT), "==", Literal("x", AT), AT)),
        ('run["a", "b"].c', Param(("a", "b", "c"), AT)),
        ('run["a"]["b"]', Param(("a", "b"), AT)),
        ("run.hparams.lambda", Param(("hparams", "lambda"), AT)),
        ("run.is.in", Param(("is", "in"), AT)),
        ("run.layers[0]", Param(("layers", 0), AT)),
        ('run["name"]', Param(("name",), AT)),
        ("run.name", Property("name", AT)),
        ("run.experiment.name", Property("experiment", AT)),
        ("not run.archived", Not(Property("archived", AT), AT)),
        ("run.x is None", Compare(Param(("x",), AT), "==", Literal(None, AT), AT)),
        ("run.x is not None", Compare(Param(("x",), AT), "!=", Literal(None, AT), AT)),
        ("run.x == -1.5", Compare(Param(("x",), AT), "==", Literal(-1.5, AT), AT)),
        (
            'run.metrics["loss", {"b": 1, "a": True}].last',
            RunMetric("loss", '{"a":true,"b":1}', "last", AT),
        ),
        ('run.metrics["loss"].min', RunMetric("loss", None, "min", AT)),
        ('run.metrics["loss"][{}].max', RunMetric("loss", "{}", "max", AT)),
        ('"best" in run.tags', Compare(Literal("best", AT), "in", Property("tags", AT), AT)),
        (
            "run.x not in (1, 'a')",
            Compare(Param(("x",), AT), "not in", Items((Literal(1, AT), Literal("a", AT)), AT), AT),
        ),
        (
            "0 < run.x <= 1",
            And(
                (
                    Compare(Literal(0, AT), "<", Param(("x",), AT), AT),
                    Compare(Param(("x",), AT), "<=", Literal(1, AT), AT),
                ),
                AT,
            ),
        ),
        ("run.x or run.y or run.z", Or((Param(("x",), AT), Param(("y",), AT), Param(("z",), AT)), AT)),
        ("  run.x\n  and\trun.y ", And((Param(("x",), AT), Param(("y",), AT)), AT)),
    ],
)
def test_what_a_text_means(text: str, tree: object) -> None:
    assert parse(text).tree == tree


def test_an_empty_text_matches_everything() -> None:
    assert parse("").tree is None
    assert parse(" \n ").tree is None


def test_text_keeps_its_tabs_and_types_stay_apart() -> None:
    found = parse('run.x == "a\tb"').tree
    assert isinstance(found, Compare)
    assert found.right == Literal("a\tb", AT)
    kinds = [type(part.value) for part in parse("run.x in [1, 1.0, True]").tree.right.parts]  # type: ignore[union-attr]
    assert kinds == [int, float, bool]


def test_archived_is_mentioned_only_by_its_name() -> None:
    assert parse("not run.archived").mentions_archived
    assert not parse('run.name == "run.archived"').mentions_archived
    assert not parse('run["archived"]').mentions_archived


def test_a_text_beside_a_time_is_a_local_date() -> None:
    found = parse('run.created_at >= "2026-11-20"').tree
    assert isinstance(found, Compare)
    assert isinstance(found.right, Moment)
    assert found.right.end - found.right.start == 86_400
    assert parse('run.name >= "2026-11-20"').tree.right == Literal("2026-11-20", AT)  # type: ignore[union-attr]


def test_metric_queries_know_the_metric() -> None:
    assert parse("metric.name", "metric").tree == MetricFact("name", AT)
    assert parse('metric.context["subset"]', "metric").tree == ContextKey(("subset",), AT)
    assert parse("metric.last", "metric").tree == MetricFact("last", AT)
    with pytest.raises(QueryError):
        parse("metric.name")


def test_spans_count_characters_as_typed() -> None:
    found = parse('  run.é == "日本" and run.x').tree
    assert isinstance(found, And)
    assert [(part.span.start, part.span.end) for part in found.parts] == [(2, 15), (20, 25)]
