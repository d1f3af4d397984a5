"""How SQLite reads what lists of runs ask: never all series, whether or not it knows any statistics."""

from __future__ import annotations

from pathlib import Path

import pytest

from runyard.search.grammar.parse import parse
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.seeding import bulk

SERIES = 20


@pytest.fixture(params=["analysed", "never analysed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    store = bulk(tmp_path, 300, params=4, metrics=SERIES)
    if request.param == "never analysed":
        store.connection.execute("DELETE FROM sqlite_stat1")
        store.close()
        store = Store.open(tmp_path / ".runyard")
    return store


def plan(store: Store, text: str, *sort: str) -> list[str]:
    """Return the lines of the plan by which the ordered ids were read."""
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    listing.find(store, parse(text), [listing.Sort(column) for column in sort])
    store.connection.set_trace_callback(None)
    [statement] = [text for text in said if "group_concat" in text]
    return [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize("value", ["last", "min", "max"])
def test_sorting_by_a_metric_reads_the_index_of_ended_runs_alone(store: Store, value: str) -> None:
    column = f'metric:{value}:loss:{{"subset":"val"}}'
    lines = plan(store, "", column)
    [ended] = [line for line in lines if "key0_final" in line]
    assert "COVERING INDEX series_final (kind=? AND name_id=? AND context_id=? AND run_id=?)" in ended
    [live] = [line for line in lines if "key0_live" in line]
    assert "INDEX series_live (kind=? AND name_id=? AND context_id=? AND run_id=?)" in live


@pytest.mark.parametrize("sort", [[], ['metric:last:loss:{"subset":"val"}'], ["name"]])
def test_filtering_by_a_metric_reads_no_other_series(store: Store, sort: list[str]) -> None:
    lines = plan(store, 'run.metrics["loss", {"subset": "val"}].last < 0.4', *sort)
    assert not [line for line in lines if line.startswith("SCAN") and "series" in line]
    assert not [line for line in lines if "AUTOMATIC" in line]
    assert [line for line in lines if "COVERING INDEX series_final" in line]


def test_two_metrics_and_a_param_at_once(store: Store) -> None:
    columns = ['metric:last:loss:{"subset":"val"}', 'metric:max:m2:{"subset":"train"}', "param:hparams.lr"]
    lines = plan(store, "", *columns)
    assert sum("COVERING INDEX series_final" in line for line in lines) == 2
    assert not [line for line in lines if line.startswith("SCAN key")]
