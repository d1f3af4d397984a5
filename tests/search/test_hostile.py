"""No text, however hostile, is evaluated, hangs, or raises anything but a QueryError."""

from __future__ import annotations

import random
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runyard.domain.errors import QueryError
from runyard.search.completion.complete import complete
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.evaluation.comparing import look
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.grammar.parse import parse
from runyard.search.tree import Leaf, Param, leaves
from runyard.search.words import words

ODD = [
    *[None, True, 0, 1, -1, 2**70, 10**4000, 0.1, float("nan"), float("inf"), "", "a", "é\x00", "a" * 3000],
    *[b"x", [], [1, 2], ["a", 1, None], [[1], [2]], list(range(5000)), {}, {"a": 1}, {1: {"b": [1]}}],
]
BOMBS = [
    'run.x == "a" * 10**9',
    'run.x * 10**9 == "a"',
    "9**9**9 > run.x",
    "run.x ** run.x ** run.x ** run.x > 0",
    "2**9999 * 2**9999 == run.x",
    "[0] * 10**9 == run.x",
    "sum([sum([sum([a * b for a in range(99)]) for b in range(99)]) for c in range(99)]) > run.x",
    "any(a == b == c for a in run.x for b in run.x for c in run.x)",
    "any(any(any(a in run.x for a in run.x) for b in run.x) for c in run.x)",
    '"a".replace("", "b" * 9999).replace("b", "c" * 9999) == run.x',
    '"".join(["a" * 9999] * 9999) == run.x',
    'run.x.replace("a", "a" * 9999).replace("a", "a" * 9999) == "b"',
    'run.x.split("") == []',
    'str(run.x).split("a") * 9999 == []',
    'run.x + run.x + run.x == "a"',
    "[[[run.x] * 9999] * 9999] * 9999 == [[[run.x] * 9999] * 9999] * 9998 + [1]",
    "len(str([[run.x] * 9999] * 9999)) > 1",
    "any(x == [run.x] * 9999 for x in [[run.x] * 9999] * 9999)",
    "[[[[x for x in range(9999)]] * 9999] * 9999] * 9999 == run.x",
    "[run.x, {1: [[run.x] * 9999] * 9999}] == [1, {1: [[run.x] * 9999] * 9999}]",
    "range(10**18) == run.x",
    "range(0, 1, 0) == run.x",
    're.search("(a+)+$", run.x)',
    're.search("(a|a)*$", str(run.x) + "b")',
    're.search("(?R)", run.x)',
    're.search(run.x, run.x)',
    're.search("(.*)(.*)(.*)(.*)x$", "ab" * 9999 + run.x)',
    're.search("(" * 200 + ")" * 200, run.x)',
    're.search("a{99}" * 60, run.x)',
    "round(run.x, 10**18) == 1",
    "round(run.x, -(10**18)) == 1",
    "round(run.x) == 1",
    "int(run.x) == 1 or float(run.x) == 1",
    'int("9" * 9999) == run.x',
    'int("z" * 9999, 36) == run.x',
    "str(run.x) == '1'",
    "sorted([run.x, 1, 'a', None]) == [1]",
    "sorted(run.x) == []",
    "max(run.x) > min(run.x)",
    "math.exp(10**300) > run.x",
    "math.floor(run.x) == math.ceil(run.x)",
    "pow(run.x, run.x) == 1",
    "run.x % run.x == run.x // run.x",
    "-run.x == run.x[run.x] or run.x[run.x:run.x:run.x] == 1",
    "datetime(run.x, run.x, run.x) > 1",
    "timedelta(days=run.x) > 1",
    "datetime.fromtimestamp(run.x).year == 1",
    'datetime.strptime(run.x, "%Y" * 40) > 1',
    "datetime.strptime(run.x, run.x) > datetime.fromisoformat(run.x)",
    "run.x > datetime(1, 1, 1) or run.x < datetime(9999, 12, 31)",
    "{run.x: 1} == run.x or {run.x} == run.x",
    "isinstance(run.x, (int, str)) and run.x.get(run.x, run.x).items().count(run.x) == 1",
    "a" * 4001,
    "(" * 3999,
    "not " * 999 + "run.x",
    "-" * 3999 + "1",
    "run.x" + "[0]" * 900,
    "run.x" + " + 1" * 900 + " > 1",
    "run.x" + ".a" * 1900,
    "[" * 40 + "run.x" + "]" * 40 + " == 1",
    " if run.x else ".join(["run.x"] * 200),
    "run.x == " + "9" * 3900,
    "run.x == 1e999999999",
    "run.x == 0x" + "f" * 3900,
    "run.x < " * 500 + "1",
]  # fmt: skip


def rows(tree: Any) -> list[dict[Leaf, Any]]:
    """Return what an interpreter may meet: an odd value at every name."""
    asked = list(leaves(tree))

    def seen(leaf: Leaf, value: Any) -> Any:
        return look({"x": value, "y": value}, leaf.path) if isinstance(leaf, Param) else value

    return [
        {
            leaf: look({"x": value, "y": value}, leaf.path) if isinstance(leaf, Param) else value
            for leaf in asked
        }
        for value in ODD
    ]


def survive(text: str) -> str:
    """Run a text as far as it goes; return what became of it."""
    try:
        query = parse(text, "metric")
    except QueryError as error:
        problem = error.problem
        assert 0 <= problem.position <= len(text)
        assert problem.length >= 1
        assert problem.message
        return "refused"
    words(query)
    if query.tree is None:
        return "empty"
    interpreter = Interpreter(0, row_steps=20_000, query_steps=100_000)
    became = "evaluated"
    for row in rows(query.tree):
        try:
            interpreter.matches(query.tree, row)
        except QueryError:
            became = "stopped"
    return became


@pytest.mark.parametrize("text", BOMBS, ids=lambda text: text[:50])
def test_bombs(text: str) -> None:
    survive(text)  # what goes off takes years or all memory


def test_what_python_would_run_is_not_run(capfd: pytest.CaptureFixture[str]) -> None:
    for text in (
        "print('gone off')",
        "__import__('os').system('echo gone off')",
        "().__class__.__bases__[0].__subclasses__()",
        "run.x.__class__.__mro__",
        "(lambda: print('gone off'))()",
        "open('gone off', 'w')",
        "eval('1')",
        "exec('1')",
        "run.x.format(run)",
        "str.__dict__",
        "[].append(1)",
        "globals()",
        "getattr(run, 'x')",
        "breakpoint()",
        "datetime.__class__",
        "re.compile('x').__class__",
        "math.__loader__.load_module('os')",
        "any.__self__",
        "(x for x in [1]).gi_frame.f_globals",
    ):
        survive(text)
    assert capfd.readouterr() == ("", "")
    assert "gone off" not in sys.modules


_WORDS = """
run . x name tags metrics metric context created_at archived [ ] ( ) { } , : and or not in is if
else for lambda == != < <= > + - * / // % ** = := 1 0 2 0.5 1e9 99999999999 None True len any
max sum sorted str int re search datetime timedelta days lower split replace startswith items
t await yield ... @ ~ # ; last range é
"""
PIECES = [
    *_WORDS.split(),
    *['"a"', "'b'", '"loss"', '"("', "f'{x}'", "b'x'", "\n", "\\", "\x00", "\ud800"],
]
_SIGNS = "+ - * / // % ** == != < >= in and or"
_CALLS = "len any all min max sum sorted abs round str int float bool set range datetime timedelta list"
_METHODS = "startswith endswith lower upper strip replace find split count get items join title"
VALID = [
    'any(t.startswith("v2") for t in run.tags) and run.x.lower() in ("a", "b")',
    'run.metrics["loss", {"subset": "val"}].last < 0.3 or metric.context.subset == "train"',
    "run.created_at > datetime.now() - timedelta(days=7) and not run.archived",
    "[x * 2 for x in run.x if x > 1][-1] ** 2 <= max(run.x, run.y, 3) // 2 % 5",
    're.search("^a+(b|c)*$", run.x, re.I) is not None and str(run.x)[1:3] == "bc"',
    "round(run.x, 2) if isinstance(run.x, float) else sorted(run.x, reverse=True)[0] == {'a': 1}",
    'len(metric.context) == 0 and "subset" not in metric.context and metric.mean > metric.min',
    'run.x.replace("a", "b").split(",") + ["c"] * 3 == run.y and sum(run.x) / len(run.x) > 1',
]


def _mutated() -> st.SearchStrategy[str]:
    def mutate(text: str, seed: int, times: int) -> str:
        dice = random.Random(seed)
        for _ in range(times):
            at, until = sorted(dice.randrange(len(text) + 1) for _ in range(2))
            kind = dice.randrange(4)
            if kind == 0:
                text = text[:at] + text[min(len(text), at + 3) :]
            elif kind == 1:
                text = text[:at] + dice.choice(PIECES) + text[at:]
            elif kind == 2:
                text = text[:at] + text[at:until] * 2 + text[until:]
            else:
                text = (
                    text[:at] + dice.choice(VALID)[dice.randrange(20) :][: dice.randrange(1, 30)] + text[at:]
                )
        return text

    return st.builds(mutate, st.sampled_from(VALID), st.integers(0, 2**32), st.integers(1, 4))


def _grown() -> st.SearchStrategy[str]:
    """Texts that are mostly understood, of every form, with values that nobody would put there."""
    atom = st.sampled_from(
        [*["run.x", "run.y", "run.x[0]", "run.tags", "run.created_at", "metric.last", "metric.context", "t"],
         *["0", "1", "-1", "2.5", "10**9", "1e308", "None", "True", "''", "'a'", "'a' * 999", "[]", "[1]"]]
    )  # fmt: skip
    sign = st.sampled_from(_SIGNS.split())
    call = st.sampled_from(_CALLS.split())
    method = st.sampled_from(_METHODS.split())

    def more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("({} {} {})".format, inner, sign, inner),
            st.builds("{}({})".format, call, inner),
            st.builds("{}({}, {})".format, call, inner, inner),
            st.builds("({}).{}({})".format, inner, method, inner),
            st.builds("({}).{}()".format, inner, method),
            st.builds("({})[{}]".format, inner, inner),
            st.builds("({})[{}:{}]".format, inner, inner, inner),
            st.builds("[{} for t in {} if {}]".format, inner, inner, inner),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("re.search({}, {})".format, inner, inner),
            st.builds("{{{}: {}}}".format, inner, inner),
            st.builds("-({})".format, inner),
        )

    return st.builds("{} == {}".format, st.recursive(atom, more, max_leaves=8), st.just("run.x"))


HOSTILE = st.one_of(
    _grown(),
    _grown(),
    _mutated(),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(max_size=60),
)


def test_generated_and_mutated_texts() -> None:
    became: dict[str, int] = {}

    @settings(max_examples=1500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(HOSTILE)
    def try_one(text: str) -> None:
        result = survive(text)
        became[result] = became.get(result, 0) + 1

    try_one()
    assert became["evaluated"] > 100, became
    assert became["refused"] > 100, became


def test_completion_survives_every_text() -> None:
    known = Vocabulary(["a.b", 'x["y z"]'], [("loss", '{"subset":"val"}')], ["best"], ["digits"])

    @settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(HOSTILE, st.integers(0, 80))
    def try_one(text: str, cursor: int) -> None:
        at = min(cursor, len(text))
        for offered in complete(text, at, known):
            assert 0 <= offered.start <= offered.end <= len(text)

    try_one()
