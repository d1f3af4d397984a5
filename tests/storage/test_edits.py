"""Edits of many runs that can be taken back, runs in brief, and the trash by name and age."""

from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain import clock
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.domain.status import RunStatus
from runyard.storage import changes
from runyard.storage.organise import experiments, tags
from runyard.storage.removal import purge, trash
from runyard.storage.runs import brief, edits, runs
from runyard.storage.store import Store
from support.logged import Logged
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("name", ["a", "b", "c"], "x"), ("label", ["", "two", ""], "x"), ("archived", [1, 0, 0], 1)],
)
def test_an_edit_gives_back_each_runs_own_value(
    store: Store, field: str, old: list[object], new: object
) -> None:
    ids = [Logged(store).id for _ in old]
    first = dict(zip(ids, old, strict=True))
    edits.assign(store, field, first)
    seen = store.revision()
    edit = edits.assign(store, field, dict.fromkeys(ids, new))
    assert edit.before == {run_id: value for run_id, value in first.items() if value != new}
    assert edit.changes == changes.since(store, seen)
    assert {getattr(runs.info(store, run_id), field) for run_id in ids} == {new}
    edits.put_back(store, field, edit)
    assert [getattr(runs.info(store, run_id), field) for run_id in ids] == old


def test_a_name_is_never_empty_and_the_last_one_given_wins(store: Store) -> None:
    run = Logged(store, name="first")
    with pytest.raises(KnownProblem, match="A run needs a name"):
        edits.assign(store, "name", {run.id: "  "})
    edits.assign(store, "name", {run.id: "by hand"})
    run.log(ops=[])  # what the journal says of an older time loses
    assert runs.info(store, run.id).name == "by hand"
    with pytest.raises(MissingRunError, match="The run is gone"):
        edits.assign(store, "name", {999: "nobody"})


def test_a_move_taken_back_takes_its_new_experiment_along(store: Store) -> None:
    letters, digits = Logged(store, experiment="letters"), Logged(store, experiment="digits")
    ids = [letters.id, digits.id]
    edit = edits.move(store, ids, "new")
    assert {info.experiment for info in runs.infos(store, ids)} == {"new"}
    edits.put_back(store, "experiment", edit)
    assert [info.experiment for info in runs.infos(store, ids)] == ["letters", "digits"]
    assert "new" not in {found.name for found in experiments.all(store)}
    used = edits.move(store, ids, "used")
    experiments.describe(store, experiments.find(store, "used"), "worth keeping")
    edits.put_back(store, "experiment", used)
    assert "used" in {found.name for found in experiments.all(store)}
    back = edits.move(store, ids, "used")
    experiments.delete(store, experiments.find(store, "letters"))
    with pytest.raises(KnownProblem, match="The experiment is gone"):
        edits.put_back(store, "experiment", back)


def test_tags_come_back_as_they_were(store: Store) -> None:
    ids = [Logged(store).id for _ in range(3)]
    tags.attach_named(store, ids[:2], ["best"])
    tags.attach_named(store, ids, ["paper"])
    assert [(use.tag.name, use.runs) for use in edits.tags_on(store, ids)] == [("best", 2), ("paper", 3)]
    best = next(use.tag.id for use in tags.all(store) if use.tag.name == "best")
    times = store.connection.execute("SELECT * FROM run_tag ORDER BY 1, 2").fetchall()
    gone = edits.untag(store, ids, [best])
    assert gone.changes.runs == frozenset(ids[:2])
    assert [use.tag.name for use in edits.tags_on(store, ids)] == ["paper"]
    edits.tag_again(store, gone.taken)
    assert store.connection.execute("SELECT * FROM run_tag ORDER BY 1, 2").fetchall() == times


def test_restoring_taken_back_keeps_when_each_was_deleted(store: Store) -> None:
    ids = [Logged(store).id for _ in range(2)]
    runs.trash(store, ids[:1])
    runs.trash(store, ids[1:])
    times = [runs.info(store, run_id).trashed for run_id in ids]
    edit = edits.assign(store, "trashed", dict.fromkeys(ids))
    assert [runs.info(store, run_id).trashed for run_id in ids] == [None, None]
    edits.put_back(store, "trashed", edit)
    assert [runs.info(store, run_id).trashed for run_id in ids] == times


def test_runs_in_brief(store: Store) -> None:
    running, ended = Logged(store, name="on", experiment="digits"), Logged(store, name="off")
    ended.end()
    runs.archive(store, [ended.id], True)
    runs.mark(store, [running.id], True)
    first, second = brief.briefs(store, [ended.id, 999, running.id])
    assert (first.name, first.status, first.archived, first.processes) == (
        "off",
        RunStatus.FINISHED,
        True,
        (),
    )
    assert (second.name, second.experiment, second.processes) == ("on", "digits", (brief.Process("", 1),))
    assert second.status.active
    assert brief.kinds(store, [running.id, ended.id, 999]) == (2, 1, 1)


def test_the_trash_by_name_order_and_age(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Logged(store, name=name) for name in ("Net-b", "net-a", "other")]
    for run in found:
        run.end()
        runs.trash(store, [run.id])
    b, a, other = (run.id for run in found)
    assert list(trash.find(store)) == [other, a, b]
    assert list(trash.find(store, "NET")) == [a, b]
    assert list(trash.find(store, sort="name", descending=False)) == [b, a, other]
    found[0].metric("loss", [1.0, 0.3, 0.123456789] * 100)
    assert trash.find(store, sort="size")[0] == b
    assert trash.purge_older(store, 30) is None
    later = clock.now() + 31 * trash.DAY
    monkeypatch.setattr(trash, "now", lambda: later)
    still = Logged(store, name="still on")
    runs.trash(store, [still.id])
    done = trash.purge_older(store, 30)
    assert done is not None
    assert done.runs == 3
    assert list(purge.trashed(store)) == [still.id]
