from __future__ import annotations

import pytest

from runyard.domain.errors import Problem, QueryError
from runyard.search.grammar.parse import parse


def problem(text: str) -> Problem:
    with pytest.raises(QueryError) as caught:
        parse(text)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "part", "named"),
    [
        ("run.a = 1", "=", "="),
        ("run.a && run.b", "&&", "&&"),
        ("run.é == 1 || run.b", "||", "||"),
        ("run.a == 1 and lr > 2", "lr", "lr"),
        ('run.metrics["loss"].lst > 1', "lst", "lst"),
        ('run.experiment.nmae == "x"', "nmae", "nmae"),
        ("run.name.lower == 1", "lower", "lower"),
        ('run.name.startswth("a")', "startswth", "startswth"),
        ('run.tags.startswith("a")', "startswith", "list"),
        ('run.duration.lower() == "a"', "lower", "number"),
        ("run.name.startswith()", "run.name.startswith()", "prefix"),
        ("run.a == 1 and ab(run.b) > 1", "ab", "ab"),
        ("abs(run.a, 2) > 1", "abs(run.a, 2)", "abs"),
        ("(t for t in run.tags)", "(t for t in run.tags)", "loop"),
        ("1 if run.a else 2", "1", "condition"),
        ("run.a ^ 2 > 1", "run.a ^ 2", "sign"),
        ("1 + 1", "1 + 1", "condition"),
        ("datetime(2020, 1, 1)", "datetime(2020, 1, 1)", "condition"),
        ("[x for x in [1]]", "[x for x in [1]]", "condition"),
        ("[run.a, run.b]", "[run.a, run.b]", "condition"),
        ("run.a == 1, run.b == 2", "run.a == 1, run.b == 2", "condition"),
        ("run.a > 0 or len('abc')", "len('abc')", "condition"),
        ("run.created_at > datetime(2020, 13, 1)", "datetime(2020, 13, 1)", "no date"),
        ('run.a == "x" * 10**6', '"x" * 10**6', "100,000"),
        ("run.a == 9 ** 9 ** 9", "9 ** 9 ** 9", "digits"),
        ("run.a == 2**4900 * 2**4900 * 2**4900", "2**4900 * 2**4900 * 2**4900", "digits"),
        ('re.search("(", run.a)', '"("', "pattern"),
        ('re.search("((a{999}){999}){999}", run.a)', '"((a{999}){999}){999}"', "repeats"),
        ("any(run for run in run.tags)", "run", "run"),
        ("any(t in x for t in run.tags)", "x", "x"),
        ("isinstance(run.a, text)", "text", "kind"),
        ("run.a == len", "len", "function"),
        ("import os", "import", "import"),
        ('run.a == f"{x}"', 'f"{x}"', "f"),
        ('run.a == b"x"', 'b"x"', "Bytes"),
        ("{x: 1 for x in run.tags}", "{x: 1 for x in run.tags}", "dictionary"),
        ("(lambda: 1)()", "(lambda: 1)()", "call"),
        ("lambda: 1", "lambda: 1", "lambda"),
        ("run.a is 5", "5", "None"),
        ('run.created_at > "soon"', '"soon"', "soon"),
        ('run.created_at > "2026-02-30"', '"2026-02-30"', "date"),
        ('"loss"', '"loss"', "condition"),
        ('run.a == 1 or "b"', '"b"', "condition"),
        ("run.metrics.loss.last", "run.metrics.loss.last", "name of a metric"),
        ('run.metrics["loss"] > 1', 'run.metrics["loss"]', "numbers"),
        ("run", "run", "run"),
        ("run.a # note", "#", "Comments"),
        ("run.a == 1)", ")", ")"),
        ("(run.a == 1", "(", "("),
        ('run.a == "x', '"x', "closing"),
        ("run.a ==  == 3", "==", "=="),
        ("run.a ==", "=", "end"),
        ("a) or (b", ")", ")"),
        ("run.a == 1and run.b", "1and", "1and"),
        (r'run.a == "\d"', r"\d", r"\d"),
        ('run.a == """x"""', '"x"', "Triple"),
        ("run.a == “x”", "“", "quotation"),
    ],
)
def test_it_names_what_is_wrong_and_where(text: str, part: str, named: str) -> None:
    found = problem(text)
    assert named in found.message
    assert text[found.position : found.position + found.length] == part


def test_suggestions() -> None:
    assert "last" in problem('run.metrics["loss"].lst > 1').suggestion
    assert problem("run.a = 1").suggestion == "Write =="
    assert problem("run.a == true").suggestion == "Write True"
    assert problem("lr > 1").suggestion == "Write run.lr"
    assert "name" in problem("run.experiment.nam").suggestion


@pytest.mark.parametrize(
    "text",
    [
        "run.a == 1 and " * 300 + "run.b",
        "(" * 60 + "run.a" + ")" * 60,
        "not " * 200 + "run.a",
        "run" + ".a" * 100,
        "-" * 1000 + "run.a",
        "run.a\x00",
        "run.\ud800 == 1",
        'run.a == "\\x"',
        "import os",
        "run.x = 1; 2",
        "yield",
        "*run.a",
        "(run.a := 2)",
        "run.a == ...",
        "run.a == 1j",
        "~run.a",
        "+run.a",
        "run[run.a]",
        "1 .real",
        "None.x",
        'run.metrics["a", "b"].last',
        'run.metrics[{"a": 1}].last',
        'run.metrics["a", {1: 2}].last',
        'run.metrics["a", {"x": [1]}].last',
        'run.metrics["a", {**run}].last',
        'run.x[{"a": 1}]',
    ],
)
def test_nothing_typed_escapes_as_another_error(text: str) -> None:
    found = problem(text)
    assert 0 <= found.position <= len(text)
    assert found.length >= 1
    assert found.message


def test_the_longest_text_is_read() -> None:
    long = 'run.a == "' + "x" * 3989 + '"'
    assert len(long) == 4000
    assert parse(long).tree is not None
    assert "4,000" in problem(long + " ").message
