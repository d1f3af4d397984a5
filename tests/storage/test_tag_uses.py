from __future__ import annotations

from pathlib import Path

import pytest

from runyard.storage import location
from runyard.storage.organise import tag_uses, tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(location.resolve(tmp_path / "digits", create=True), create=True)


def _id(store: Store, name: str) -> int:
    return next(use.tag.id for use in tags.all(store) if use.tag.name == name)


def test_states_count_the_runs_asked_about(store: Store) -> None:
    made = [Logged(store, name=f"net-{number}") for number in range(4)]
    for run in made[:3]:
        run.tag("best")
    made[3].tag("other")
    tags.create(store, "Apart")
    tags.hide(store, _id(store, "other"), True)
    found = tag_uses.states(store, [made[0].id, made[3].id])
    assert [(state.tag.name, state.tag.hidden, state.runs) for state in found] == [
        ("Apart", False, 0),
        ("best", False, 1),
        ("other", True, 1),
    ]
    assert [state.runs for state in tag_uses.states(store, [])] == [0, 0, 0]
    best = _id(store, "best")
    assert tag_uses.carriers(store, best, [made[1].id, made[3].id]) == [made[1].id]


def test_the_runs_of_a_tag_in_order_and_by_name_hash_or_experiment(store: Store) -> None:
    made = [
        Logged(store, name=name, experiment=experiment)
        for name, experiment in (("net-b", "digits"), ("Net-a", "letters"), ("knn_100%", "digits"))
    ]
    for run in made:
        run.tag("best")
    Logged(store, name="net-c").tag("other")
    tag = _id(store, "best")
    names = {run.id: name for run, name in zip(made, "bak", strict=True)}

    def found(text: str = "", order: tag_uses.Order = "newest") -> str:
        return "".join(names[run] for run in tag_uses.tagged_runs(store, tag, text, order).ids)

    assert found() == "kab"
    assert (found(order="oldest"), found(order="name")) == ("bak", "kab")
    assert (found("NET"), found("letters"), found(made[0].hash)) == ("ab", "a", "b")
    assert (found("100%"), found("n_"), found("nix")) == ("k", "k", "")
    whole = tag_uses.tagged_runs(store, tag, "nix")
    assert (whole.total, whole.archived, whole.experiments) == (3, 0, 2)


def test_trashed_runs_do_not_count_and_archived_ones_do(store: Store) -> None:
    kept, gone = Logged(store, name="kept"), Logged(store, name="gone")
    for run in (kept, gone):
        run.tag("best")
    runs.trash(store, [gone.id])
    runs.archive(store, [kept.id], True)
    [use] = tags.all(store)
    assert use.runs == 1
    assert set(tag_uses.last_used(store)) == {use.tag.id}
    found = tag_uses.tagged_runs(store, use.tag.id)
    assert (list(found.ids), found.total, found.archived) == ([kept.id], 1, 1)
    assert tag_uses.tagged(store) == 1
    tags.hide(store, use.tag.id, True)
    assert tag_uses.tagged(store) == 0
    runs.trash(store, [kept.id])
    assert (tags.all(store)[0].runs, tag_uses.last_used(store)) == (0, {})
