"""Runs as files: values as they were logged, whole files or none."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem
from runyard.reading import export
from runyard.storage.store import Store
from runyard.storage.table import columns, listing
from support.logged import Logged
from support.seeding import empty

ODD = {
    "float": 0.1 + 0.2, "nan": math.nan, "inf": -math.inf, "int": 2**70, "yes": True, "none": None,
    "list": [1, "a"],
    "texts": ["a", "b"], "bytes": b"\x00\xff", "formula": "=1+1", "comma": 'a,"b"\nc', "dict": {},
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


@pytest.fixture
def odd(store: Store) -> Logged:
    run = Logged(store, name="odd", description="text")
    run.params(ODD)
    run.metric("loss", [2.0, 1 / 3], {"subset": "val"})
    run.tag("b", "a")
    run.end()
    return run


def every(store):
    return [*columns.columns(store), *columns.FACT_COLUMNS]


def ids(store):
    return listing.find(store, None).ids


def test_csv_keeps_every_value_as_it_was_logged(store, odd, tmp_path):
    Logged(store, name="bare").end()
    export.write_csv(store, ids(store), every(store), tmp_path / "runs.csv")
    with (tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        bare, row = csv.DictReader(file)
    assert float(row["param:float"]) == 0.1 + 0.2
    assert float(row['metric:last:loss:{"subset":"val"}']) == 1 / 3
    expected = {
        "name": "odd", "tags": "a, b", "status": "finished", "archived": "False", "duration": "1.0",
        "param:nan": "nan", "param:inf": "-inf", "param:int": str(2**70), "param:yes": "True",
        "param:none": "",
        "param:list": '[1, "a"]', "param:texts": "a, b", "param:bytes": "AP8=", "param:formula": "=1+1",
        "param:comma": 'a,"b"\nc', "param:dict": "{}",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["created"].endswith("+00:00")
    assert bare["param:float"] == bare['metric:last:loss:{"subset":"val"}'] == ""


def test_json_leaves_out_what_a_run_does_not_have(store, odd):
    Logged(store, name="bare").end()
    file = io.StringIO()
    export.write_json(store, ids(store), every(store), file)
    bare, row = json.loads(file.getvalue())
    assert "param:float" not in bare
    expected = {
        "param:float": 0.1 + 0.2, "param:nan": "NaN", "param:inf": "-Infinity", "param:int": 2**70,
        "param:yes": True, "param:none": None, "param:list": [1, "a"], "param:bytes": "AP8=",
        "tags": ["a", "b"],
        "param:formula": "=1+1", "param:dict": {},
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_no_run_is_an_empty_table(store):
    text, lines = io.StringIO(), io.StringIO()
    export.write_json(store, [], every(store), text)
    export.write_csv(store, [], columns.RUN_COLUMNS[:2], lines)
    assert (json.loads(text.getvalue()), lines.getvalue()) == ([], "name,status\n")


def test_runs_come_in_their_order_over_many_blocks_and_progress_is_told(store):
    store.connection.execute("INSERT INTO experiment(id, name, created) VALUES (1, 'e', 0)")
    for number in range(1203):
        store.connection.execute(
            "INSERT INTO run(hash, name, experiment_id, status, created, color, revision)"
            " VALUES (?, ?, 1, 'finished', ?, 0, 1)",
            (f"{number:024x}", f"run-{number}", number),
        )
    told = []
    file = io.StringIO()
    export.write_csv(store, ids(store), columns.RUN_COLUMNS[:1], file, step=lambda *at: told.append(at))
    assert file.getvalue().split()[1:] == [f"run-{number}" for number in range(1202, -1, -1)]
    assert told == [(500, 1203), (1000, 1203), (1203, 1203)]


def test_a_file_is_whole_or_what_it_was(store, odd, tmp_path):
    target = tmp_path / "runs.csv"
    target.write_text("old", encoding="utf-8")

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export.write_csv(store, ids(store), every(store), target, step=stop)
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == [".runyard", "runs.csv"]
    export.write_csv(store, ids(store), every(store), target)
    assert target.read_text(encoding="utf-8").startswith("name,")
    with pytest.raises(KnownProblem, match="cannot be written"):
        export.write_json(store, ids(store), every(store), tmp_path / "no" / "runs.json")


def test_without_pyarrow_parquet_says_what_to_install(store, odd, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KnownProblem, match=r"Parquet files need pyarrow.*pip install pyarrow"):
        export.write_parquet(store, ids(store), every(store), tmp_path / "runs.parquet")
    assert not (tmp_path / "runs.parquet").exists()


def test_parquet_gives_its_values_back(store, odd, tmp_path):
    from pyarrow import parquet

    other = Logged(store, name="other")
    other.params({"float": 1, "yes": "no", "formula": "x"})
    other.end()
    export.write_parquet(store, ids(store), every(store), tmp_path / "runs.parquet")
    second, first = parquet.read_table(tmp_path / "runs.parquet").to_pylist()
    assert (first["param:float"], second["param:float"]) == (0.1 + 0.2, 1.0)
    assert (first["param:yes"], second["param:yes"]) == ("True", "no")
    assert (first["param:formula"], first["param:bytes"], first["param:int"]) == (
        "=1+1",
        b"\x00\xff",
        str(2**70),
    )
    assert second["param:nan"] is None
    assert first["created"].timestamp() == odd.created / 1_000_000
