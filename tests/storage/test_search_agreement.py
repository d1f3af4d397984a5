"""SQL, the split query and the interpreter choose the same runs, on values that they see differently."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runyard.domain.clock import now
from runyard.search.evaluate import matches
from runyard.search.parse import parse
from runyard.search.tree import Node, leaves
from runyard.storage import listing, runs
from runyard.storage.leaves import LeafReader
from runyard.storage.lowering import lower
from runyard.storage.store import Store
from support.logged import Logged
from support.seeding import empty

NAN, INF = float("nan"), float("inf")
VALUES = [
    *[None, True, False, 0, 1, 2, -1, 1.0, 0.5, -0.0, NAN, INF, -INF, 2**53, 2**53 + 1, 2.0**53],
    *["", "1", "2", "a", "b", "adam", "Ab", "é", "0.5", "a\x00b"],
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
]
NUMBERS = ["run.duration", "run.archived", "run.active"]
METRICS = [
    *['run.metrics["loss"].last', 'run.metrics["loss", {}].min', 'run.metrics["loss", {"s": "v"}].last'],
    *[
        'run.metrics["loss", {"s": 1}].max',
        'run.metrics["loss", {"s": True}].first',
        'run.metrics["acc"].first',
    ],
    *['run.metrics["never"].last', 'run.metrics["acc", {"s": "v"}].min'],
]
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
        st.sampled_from([*PLACES, *PROPERTIES, *NUMBERS, *METRICS, "run.tags", "run.created_at", "True"]),
    )
    return st.integers(0, 3).flatmap(lambda dice: others if dice == 0 else telling)


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
            made, name=("one", "1", "")[index % 3] or "x", experiment=("default", "a", "1")[index % 3]
        )
        run.params({"x": value, "w": VALUES[(index * 7) % len(VALUES)], "a.b": index % 3})
        _metrics(run, index)
        run.tag(*[("best",), ("best", "paper"), ()][index % 3])
        if index % 4:
            run.end(("finished", "failed", "killed")[index % 3], after=index * 500_000)
    _odd_runs(made)
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
    sql = "SELECT id FROM run WHERE trashed IS NULL AND (archived = 0 OR ?) ORDER BY created DESC, id DESC"
    ids = [row[0] for row in store.connection.execute(sql, (archived,)).fetchall()]
    reader = LeafReader(store.connection.execute, () if tree is None else leaves(tree), now())
    rows = reader.rows(ids)
    return [run_id for run_id in ids if tree is None or matches(tree, rows[run_id])]


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
