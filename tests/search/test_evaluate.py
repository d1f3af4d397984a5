from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from runyard.search.evaluation.comparing import look
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.grammar.parse import parse
from runyard.search.tree import Param, Property, Span, leaves

AT = Span(0, 0)


def holds(text: str, **params: Any) -> bool:
    tree = parse(text).tree
    assert tree is not None
    row = {leaf: look(params, leaf.path) for leaf in leaves(tree) if isinstance(leaf, Param)}
    return Interpreter().matches(tree, row)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("run.x == None", True),
        ("run.x is None", True),
        ("run.x.y.z is None", True),
        ("run.x != None", False),
        ("run.x != 1", True),
        ("run.x != 'a'", True),
        ("run.x == 1", False),
        ("run.x > 1", False),
        ("run.x <= 1", False),
        ("not run.x > 1", True),
        ("not run.x", True),
        ("run.x", False),
        ("-run.x > 0", False),
        ("run.x in [1, 2]", False),
        ("run.x in [1, None]", True),
        ("run.x not in [1, 2]", True),
        ("run.x in 'abc'", False),
        ("run.x not in 'abc'", False),
        ("1 in run.x", False),
        ("1 not in run.x", False),
        ("not 1 in run.x", True),
        ("run.x == run.y", True),
        ("run.x < run.y", False),
    ],
)
def test_missing(text: str, wanted: bool) -> None:
    assert holds(text) is wanted


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ("run.x == True", 1, True),
        ("run.x == 1.0", True, True),
        ("run.x < 2", True, True),
        ("run.x == 1", "1", False),
        ("run.x != 1", "1", True),
        ("run.x > 0.05", "high", False),
        ("run.x > 'a'", "high", True),
        ("run.x > 'a'", 3, False),
        ("run.x == [1, 2]", [1, 2], True),
        ("run.x == (1, 2)", [1, 2], True),
        ("run.x < [1, 3]", [1, 2], True),
        ("run.x < ['a']", [1], False),
        ("3 in run.x", [1, 3], True),
        ("'da' in run.x", "adam", True),
        ("'y' in run.x", {"y": 1}, True),
        ("run.x.y == 1", {"y": 1}, True),
        ("run.x[1] == 'b'", ["a", "b"], True),
        ("run.x[2] is None", ["a", "b"], True),
        ("run.x[1] == 'b'", {1: "b"}, True),
        ("-run.x == 1", -1, True),
        ("0 < run.x < 2", 1, True),
        ("0 < run.x < 1", 1, False),
        ("run.x > 9007199254740992.0", 2**53 + 1, True),
        ("run.x == run.x", float("nan"), False),
        ("run.x != 0", float("nan"), True),
        ("run.x > 0 or run.x <= 0", float("nan"), False),
        ("run.x", float("nan"), True),
        ("run.x == None", float("nan"), False),
        ("run.x > 1e308", float("inf"), True),
        ("run.x", {}, False),
        ("run.x", "", False),
        ("run.x is not None", {}, True),
    ],
)
def test_values(text: str, value: Any, wanted: bool) -> None:
    assert holds(text, x=value) is wanted


def test_and_or_give_one_of_their_sides() -> None:
    tree = parse("(run.x and run.y) == 5").tree
    assert tree is not None
    assert Interpreter().matches(tree, {Param(("x",), AT): 1, Param(("y",), AT): 5})
    either = parse("run.x or run.y").tree
    assert either is not None
    assert Interpreter().value(either, {Param(("x",), AT): 0, Param(("y",), AT): "b"}) == "b"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('run.created_at == "2026-11-20"', True),
        ('run.created_at == "2026-11"', True),
        ('run.created_at != "2026-11-20"', False),
        ('run.created_at == "2026-11-20 12:00"', True),
        ('run.created_at == "2026-11-20 12:01"', False),
        ('run.created_at >= "2026-11-20"', True),
        ('run.created_at > "2026-11-20"', True),
        ('run.created_at < "2026-11-21"', True),
        ('run.created_at < "2026-11-20"', False),
        ('"2026-11-19" < run.created_at < "2026-11-21"', True),
        ('run.created_at in ["2026-11-19", "2026-11-20"]', True),
        ('run.end_time > "2026-11-20"', False),
        ('run.end_time != "2026-11-20"', True),
    ],
)
def test_dates(text: str, wanted: bool) -> None:
    noon = dt.datetime(2026, 11, 20, 12, 0, 30).astimezone().timestamp()
    tree = parse(text).tree
    assert tree is not None
    assert (
        Interpreter().matches(tree, {Property("created_at", AT): noon, Property("end_time", AT): None})
        is wanted
    )
