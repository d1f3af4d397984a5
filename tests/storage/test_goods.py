"""What runs hold, counted before they are removed."""

from __future__ import annotations

from pathlib import Path

from runyard.domain.kinds import DataKind
from runyard.storage.organise import notes
from runyard.storage.removal import goods
from runyard.storage.runs import edits, runs
from support.logged import Logged
from support.seeding import empty


def test_each_run_is_counted_by_itself(tmp_path: Path) -> None:
    store = empty(tmp_path)
    one, other = Logged(store), Logged(store)
    one.metric("loss", [1.0, 0.5])
    one.metric("accuracy", [1.0])
    one.items(DataKind.TEXT, "report", [(0, 0, b"a", {"length": 1}), (1, 0, b"b", {"length": 1})])
    notes.add(store, "one", run_id=one.id)
    found = goods.of_runs(store, [one.id, other.id])
    assert found[one.id].series == {DataKind.METRIC: 2, DataKind.TEXT: 1}
    assert found[one.id].items == {DataKind.METRIC: 3, DataKind.TEXT: 2}
    assert (found[one.id].lines, found[one.id].messages, found[one.id].notes) == (0, 0, 1)
    assert found[other.id] == goods.Goods({}, {})


def test_description_group_and_job_type_are_edited_and_taken_back(tmp_path: Path) -> None:
    store = empty(tmp_path)
    run = Logged(store, group="old")
    for field in ("description", "group", "job_type"):
        before = runs.info(store, run.id)
        edit = edits.assign(store, field, {run.id: "new"})
        assert getattr(runs.info(store, run.id), field) == "new"
        edits.put_back(store, field, edit)
        assert runs.info(store, run.id) == before
