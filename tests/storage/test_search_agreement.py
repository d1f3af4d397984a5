"""SQL, the split query and the interpreter choose the same runs, on values that they see differently."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runyard.domain import context as contexts
from runyard.domain.clock import now
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.search.evaluation.comparing import look
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.evaluation.fold import fold
from runyard.search.grammar.parse import parse
from runyard.search.tree import ContextKey, Leaf, MetricFact, Node, leaves
from runyard.storage.metrics import series
from runyard.storage.query.leaves import LeafReader
from runyard.storage.query.lowering import lower
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing, series_listing
from support.logged import Logged
from support.seeding import empty

NAN, INF = float("nan"), float("inf")
VALUES = [
    *[None, True, False, 0, 1, 2, -1, 1.0, 0.5, -0.0, NAN, INF, -INF, 2**53, 2**53 + 1, 2.0**53],
    *["", "1", "2", "a", "b", "adam", "Ab", "é", "0.5", "a\x00b", "A\u212a", "\u0130b", "ÉA"],
    *[b"", b"a", [], [1], [1, 2], ["a", None], [True], {}, {"y": 1}, {"y": None}, {"y": {"z": "a"}}],
    *[2**63 - 1, -(2**63), 2**63, 2**70, -(2**70)],
]
PLACES = ["run.x", "run.x.y", 'run["x", "y", "z"]', "run.w", "run.never", 'run["a.b"]', "run.x[0]"]
PROPERTIES = [
    "run.name",
    "run.status",
    "run.experiment",
    "run.experiment.name",
    "run.description",
    "run.hash",
    "run.label",
    "run.group",
    "run.job_type",
]
NUMBERS = ["run.duration", "run.archived", "run.active", "run.marked"]
METRICS = [
    *['run.metrics["loss"].last', 'run.metrics["loss", {}].min', 'run.metrics["loss", {"s": "v"}].last'],
    *[
        'run.metrics["loss", {"s": 1}].max',
        'run.metrics["loss", {"s": True}].first',
        'run.metrics["acc"].first',
    ],
    *['run.metrics["never"].last', 'run.metrics["acc", {"s": "v"}].min', 'run.metrics["loss"].mean'],
    *['run.metrics["loss"].count', 'run.metrics["acc"].last_step', 'run.metrics["loss"].max_step'],
    *['run.metrics["loss"].first_nan_step', 'run.metrics["loss", {"s": "v"}].nan_count'],
]
EDGES = ["''", "'a'", "'b'", "'ab'", "'1'", "'A'", "'k'", "'ak'", "'i'", "'é'", "('a', '1')", "'one'", "[]"]
TAGGED = ["t == 'best'", "t.startswith('p')", "t.endswith('r') or t == 'best'", "'es' in t", "t > 'c'",
          "not t.startswith('b')", "t.lower() == 'paper'", "t in ('best', 'x')", "len(t) > 4"]  # fmt: skip

LITERALS = [
    *["None", "True", "False", "0", "1", "2", "-1", "0.5", "1.0", "1e999", "-1e999", "9007199254740993"],
    *['"1"', '"a"', '"b"', '""', '"adam"', '"finished"', '"one"', '"0.5"', "9223372036854775807", "1e300"],
    *["9223372036854775808", "-9223372036854775808", "[]", "[1]", "[1, 2]"],
]
DATES = ['"2025-11-20"', '"2025-11-20 00:30"', '"2025-11"', '"2025-11-21"', "1763600000", "None"]
SIGNS = ["==", "!=", "<", "<=", ">", ">="]


def _comparison() -> st.SearchStrategy[str]:
    name = st.sampled_from(PLACES[:4] * 3 + PLACES + PROPERTIES + NUMBERS + METRICS * 2)
    value, sign = st.sampled_from(LITERALS), st.sampled_from(SIGNS)
    listed = st.lists(value, max_size=3).map(lambda found: f"[{', '.join(found)}]")
    some_in = st.sampled_from(["in", "not in"])
    time = st.sampled_from(["run.created_at", "run.finalized_at", "run.end_time"])
    methods = _method(name, value, sign)
    likely = st.sampled_from(["None", "0", "1", "0.5", "True", '"a"', '"1"', '"finished"', '"one"', "[1]"])
    shown = st.sampled_from([*PLACES[:4], *PROPERTIES[:4], *NUMBERS, *METRICS[:4]])
    telling = st.builds("{} {} {}".format, shown, sign, likely)
    others = st.one_of(
        st.builds("{} {} {}".format, name, sign, value),
        st.builds("{} {} {}".format, value, sign, name),
        st.builds("{} {} {}".format, name, sign, name),
        st.builds("{} < {} <= {}".format, value, name, value),
        st.builds("{} {} {}".format, name, some_in, listed),
        st.builds("{} {} {}".format, value, some_in, name),
        st.builds(
            "{} {} run.tags".format, st.sampled_from(['"best"', '"paper"', '"x"', "1", "None"]), some_in
        ),
        st.builds("{} {} {}".format, time, sign, st.sampled_from(DATES)),
        st.builds("{} is {}None".format, name, st.sampled_from(["", "not "])),
        st.builds("-{} {} {}".format, name, sign, value),
        *methods,
        st.sampled_from([*PLACES, *PROPERTIES, *NUMBERS, *METRICS, "run.tags", "run.created_at", "True"]),
    )
    return st.integers(0, 6).flatmap(
        lambda dice: others if dice == 0 else st.one_of(methods) if dice == 1 else telling
    )


def _method(
    name: st.SearchStrategy[str], value: st.SearchStrategy[str], sign: st.SearchStrategy[str]
) -> list[st.SearchStrategy[str]]:
    text = st.sampled_from([*PLACES[:4], *PROPERTIES])
    number = st.sampled_from([*PLACES[:4], *NUMBERS, *METRICS])
    edge, places = st.sampled_from(EDGES), st.sampled_from(["0", "-1", "1:", "::2", "5"])
    end = st.sampled_from(["startswith", "endswith", "lower().startswith", "lower().endswith"])
    word = st.sampled_from(["'a'", "'ak'", "'A'", "'é'", "'adam'", "''", "'one'", "'i'"])
    small = st.sampled_from(["0", "1", "2", "0.5", "-1"])
    return [
        st.builds("{}.{}({})".format, text, end, edge),
        st.builds("{}.lower() {} {}".format, text, sign, word),
        st.builds("{} in {}.lower()".format, word, text),
        st.builds("{} not in {}.lower()".format, word, text),
        st.builds("{}.lower() in [{}, {}]".format, text, word, word),
        st.builds(
            "{}({} for t in run.tags)".format, st.sampled_from(["any", "all"]), st.sampled_from(TAGGED)
        ),
        st.builds("len(run.tags) {} {}".format, sign, st.sampled_from(["0", "1", "2", "0.5", "'a'", "None"])),
        st.builds("{} is {}".format, name, st.sampled_from(["True", "False", "not True"])),
        st.builds(
            "{} {} {} {} {}".format, number, st.sampled_from(["+", "*", "//", "%", "**"]), small, sign, small
        ),
        st.builds("({} or {}) {} {}".format, number, small, sign, value),
        st.builds("({} if {} else {}) {} {}".format, number, name, small, sign, small),
        st.builds("max({}, {}) {} {}".format, number, number, sign, small),
        st.builds("{}[{}] == {}".format, text, places, word),
        st.builds("len({}) {} {}".format, text, sign, small),
        st.builds("sorted([{}, {}])[0] {} {}".format, number, number, sign, small),
        st.builds("re.search({}, {})".format, st.sampled_from(["'a|b'", "'^[ab1]'", "'x*$'"]), text),
        st.builds("any(x == {} for x in {})".format, small, name),
        st.builds("str({}).{}({})".format, name, end, edge),
        st.builds("run.created_at {} datetime(2025, 11, 20) + timedelta(minutes={})".format, sign, small),
    ]


QUERIES = st.recursive(
    _comparison(),
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Runs with every odd value at one path, metrics in several contexts, and every combination of facts."""
    made = empty(tmp_path_factory.mktemp("agreement"))
    for index, value in enumerate(VALUES):
        run = Logged(
            made,
            name=("one", "1", "")[index % 3] or "x",
            experiment=("default", "a", "1")[index % 3],
            label=("", "Ab", "1", "\u212aa")[index % 4],
            group=("a", "")[index % 2],
            job_type=("eval", "one", "")[index % 3],
        )
        run.params({"x": value, "w": VALUES[(index * 7) % len(VALUES)], "a.b": index % 3})
        _metrics(run, index)
        run.tag(*[("best",), ("best", "paper"), ()][index % 3])
        if index % 4:
            run.end(("finished", "failed", "killed")[index % 3], after=index * 500_000)
    _odd_runs(made)
    runs.mark(made, range(1, len(VALUES), 3), True)
    return made


def _metrics(run: Logged, index: int) -> None:
    values = [[NAN], [1.0, 2.0], [0.0], [INF, -INF], [0.5, NAN], [-1.0]][index % 6]
    contexts = [[None], [{"s": "v"}], [{"s": 1}, {"s": True}], [None, {"s": "v"}], []][index % 5]
    for context in contexts:
        run.metric("loss", values, context)
    if index % 3 == 0:
        run.metric("acc", [float(index % 4)], {"s": "v"} if index % 2 else None)


def _odd_runs(store: Store) -> None:
    bare = Logged(store, description="1")
    many = Logged(store, name="many")
    many.params({"p": {f"k{i}": i for i in range(1200)}, "x": {"y": 1}})
    archived = Logged(store, archived=True)
    archived.params({"x": 1})
    runs.trash(store, [Logged(store).id])
    bare.end()


def interpreted(store: Store, tree: Node | None, archived: bool) -> list[int]:
    """Ask the interpreter alone, newest run first."""
    tree = None if tree is None else fold(tree, Interpreter(now()))
    sql = "SELECT id FROM run WHERE trashed IS NULL AND (archived = 0 OR ?) ORDER BY created DESC, id DESC"
    ids = [row[0] for row in store.connection.execute(sql, (archived,)).fetchall()]
    reader = LeafReader(store.connection.execute, () if tree is None else leaves(tree), now())
    rows = reader.rows(ids)
    return [run_id for run_id in ids if tree is None or Interpreter().matches(tree, rows[run_id])]


def test_the_three_ways_agree(store: Store) -> None:
    shares: list[bool] = []

    @settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def agree(text: str) -> None:
        query = parse(text)
        wanted = interpreted(store, query.tree, query.mentions_archived)
        total = len(interpreted(store, None, query.mentions_archived))
        shares.append(0 < len(wanted) < total)
        assert list(listing.find(store, query).ids) == wanted

    agree()
    assert sum(shares) * 3 >= len(shares) >= 600


def test_what_sql_says_alone_agrees(store: Store) -> None:
    said: list[bool] = []

    @settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def agree(text: str) -> None:
        tree = parse(text).tree
        assert tree is not None
        tree = fold(tree, Interpreter(now()))
        execute = store.connection.execute
        marked = "SELECT run_id FROM param WHERE path_id = (SELECT id FROM param_path WHERE path = '')"
        lowered = lower(execute, tree, now())
        said.append(lowered.rest is None)
        if lowered.rest is None:
            where = f"trashed IS NULL AND id NOT IN ({marked}) AND ({lowered.where.text})"
            sql = f"SELECT id FROM run WHERE {where}"
            found = {row[0] for row in execute(sql, lowered.where.values).fetchall()}
            beside = {row[0] for row in execute(marked).fetchall()}
            assert found == set(interpreted(store, tree, True)) - beside

    agree()
    assert sum(said) * 2 >= len(said)


FACTS = ["metric.last", "metric.min", "metric.max", "metric.mean", "metric.count", "metric.first_step",
         "metric.nan_count", "metric.first_nan_step", "metric.max_step"]  # fmt: skip
NAMED = ["metric.name == 'loss'", "metric.name != 'acc'", "metric.name.startswith('a')",
         "metric.context.s == 'v'", "metric.context.s is None", "metric.context.s == 1",
         "'s' in metric.context",
         "metric.context == {}", "len(metric.context) == 1", "metric.context['s'] is True",
         "metric.context.never.deep != 2", "metric.name in ('acc', 'x')"]  # fmt: skip


def _metric_queries() -> st.SearchStrategy[str]:
    fact, sign = st.sampled_from(FACTS), st.sampled_from(SIGNS)
    value = st.sampled_from(["0", "1", "0.5", "-1", "2", "None", "1e999", "'a'"])
    one = st.one_of(
        st.sampled_from(NAMED),
        st.builds("{} {} {}".format, fact, sign, value),
        st.builds("{} {} {}".format, fact, sign, fact),
        st.builds("{} {} {}".format, fact, sign, st.sampled_from(["run.x", *METRICS[:2]])),
        st.sampled_from(["run.x", "run.x == 1", "'best' in run.tags", "run.active", "run.name == 'one'"]),
    )
    return st.recursive(
        one,
        lambda inner: st.one_of(
            st.builds("({}) and ({})".format, inner, inner),
            st.builds("({}) or ({})".format, inner, inner),
            st.builds("not ({})".format, inner),
        ),
        max_leaves=4,
    )


def _seen(info: SeriesInfo, tree: Node, run: dict[Leaf, object]) -> dict[Leaf, object]:
    """Return what a metric is, said without the code under test."""
    nan = float("nan")
    numbers = info.count - info.nan_count
    facts = {
        "name": info.key.name,
        "last": info.last,
        "min": nan if info.low is None else info.low,
        "max": nan if info.high is None else info.high,
        "mean": info.total / numbers if numbers else nan,
        "count": info.count,
        "first_step": info.first_step,
        "nan_count": info.nan_count,
        "first_nan_step": info.first_nan_step,
        "max_step": info.high_step,
    }
    row = dict(run)
    for leaf in leaves(tree):
        if isinstance(leaf, MetricFact):
            row[leaf] = facts[leaf.name]
        elif isinstance(leaf, ContextKey):
            row[leaf] = look(contexts.parse(info.key.context), leaf.path)
    return row


def test_metric_queries_agree_with_asking_each_metric(store: Store) -> None:
    shares: list[bool] = []
    sql = "SELECT id FROM run WHERE trashed IS NULL AND archived = 0"
    ids = [row[0] for row in store.connection.execute(sql).fetchall()]
    infos = series.of_runs(store, ids, DataKind.METRIC)

    @settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(_metric_queries())
    def agree(text: str) -> None:
        query = parse(text, "metric")
        assert query.tree is not None
        rows = LeafReader(store.connection.execute, leaves(query.tree), now()).rows(ids)
        wanted = {
            info.id
            for info in infos
            if Interpreter().matches(query.tree, _seen(info, query.tree, rows[info.run_id]))
        }
        shares.append(0 < len(wanted) < len(infos))
        assert {info.id for info in series_listing.find(store, query)} == wanted

    agree()
    assert sum(shares) * 3 >= len(shares) >= 300
