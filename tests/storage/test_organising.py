"""What people do to many runs at once: tags, labels, groups, marks, experiments."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from runyard import Run
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.journal.batch import Op
from runyard.storage import changes
from runyard.storage.organise import experiments, notes, tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def names(store: Store, run_id: int) -> list[str]:
    return [tag.name for tag in runs.info(store, run_id).tags]


def test_tags_by_name_on_many_runs(store: Store) -> None:
    ids = [Logged(store).id for _ in range(30)]
    tags.create(store, "best")
    seen = store.revision()
    made = tags.attach_named(store, ids[:20], [" best ", "new", "new"])
    assert (made.runs, made.tags) == (frozenset(ids[:20]), True)
    assert changes.since(store, seen) == made
    again = tags.attach_named(store, ids[10:], ["best"])
    assert not again.tags
    assert {use.tag.name: use.runs for use in tags.all(store)} == {"best": 30, "new": 20}
    taken = tags.detach_named(store, ids[5:], ["new"])
    assert taken.runs == frozenset(ids[5:])
    assert {use.tag.name: use.runs for use in tags.all(store)} == {"best": 30, "new": 5}
    assert (names(store, ids[0]), names(store, ids[29])) == (["best", "new"], ["best"])


def test_one_wrong_name_attaches_nothing(store: Store) -> None:
    run = Logged(store)
    for wrong in ("", "  ", "x" * 51):
        with pytest.raises(KnownProblem, match="A tag"):
            tags.attach_named(store, [run.id], ["fine", wrong])
    with pytest.raises(KnownProblem, match="There is no tag named never"):
        tags.detach_named(store, [run.id], ["never"])
    assert tags.all(store) == []


@pytest.mark.parametrize(
    ("name", "comment", "sentence"),
    [
        ("x" * 51, "", "A tag's name has at most 50 characters. Shorten it"),
        ("y", "c" * 201, "A tag's comment has at most 200 characters. Shorten it"),
        ("  ", "", "A tag needs a name. Type at least one character"),
        ("taken", "", "A tag named taken exists. Choose another name"),
    ],
)
def test_the_limits_of_tags_in_one_sentence(store: Store, name: str, comment: str, sentence: str) -> None:
    for first in ("taken", "other"):
        tags.create(store, first)
    other = next(use.tag.id for use in tags.all(store) if use.tag.name == "other")
    for attempt in (
        lambda: tags.create(store, name, comment),
        lambda: tags.edit(store, other, name=name, comment=comment, color="0"),
    ):
        with pytest.raises(KnownProblem) as caught:
            attempt()
        assert str(caught.value) == sentence
    tags.create(store, "é" * 50, "日" * 200)  # characters, not bytes


@pytest.mark.parametrize(("name", "comment"), [("x" * 51, ""), ("", ""), ("y", "c" * 201), ("taken", "")])
def test_the_limits_hold_for_whoever_writes(store: Store, name: str, comment: str) -> None:
    tags.create(store, "taken")
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute("INSERT INTO tag(name, comment, created) VALUES (?, ?, 0)", (name, comment))


def test_the_limits_hold_for_scripts(tmp_path: Path) -> None:
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        run.add_tag("x" * 50)
        for wrong in ("x" * 51, "", "   "):
            with pytest.raises(ValueError, match="tag"):
                run.add_tag(wrong)
        run.add_tag("x" * 50)  # once more is no trouble
        assert run.tags == ["x" * 50]


def test_words_and_marks_on_many_runs(store: Store) -> None:
    ids = [Logged(store).id for _ in range(3)]
    for change in (
        runs.label(store, ids[:2], " a label "),
        runs.group(store, ids[:2], "sweep"),
        runs.job_type(store, ids[:2], "eval"),
        runs.mark(store, ids[:2], True),
    ):
        assert change.runs == frozenset(ids[:2])
    found = [(info.label, info.group, info.job_type, info.marked) for info in runs.infos(store, ids)]
    assert found == [("a label", "sweep", "eval", True)] * 2 + [("", "", "", False)]
    runs.mark(store, ids, False)
    assert not any(info.marked for info in runs.infos(store, ids))
    with pytest.raises(MissingRunError):
        runs.label(store, [999], "x")


def test_what_was_said_by_hand_is_not_undone_by_an_older_word_of_the_script(store: Store) -> None:
    run = Logged(store)
    runs.label(store, [run.id], "by hand")
    runs.group(store, [run.id], "by hand")
    runs.job_type(store, [run.id], "by hand")
    run.log(ops=[Op("field", run.created, [field, "older"]) for field in ("label", "group", "job_type")])
    info = runs.info(store, run.id)
    assert (info.label, info.group, info.job_type) == ("by hand",) * 3


def test_deleting_an_experiment(store: Store) -> None:
    run, trashed, other = Logged(store, experiment="a"), Logged(store, experiment="a"), Logged(store)
    runs.trash(store, [trashed.id])
    number = experiments.find(store, "a")
    notes.add(store, "on the experiment", experiment_id=number)
    seen = store.revision()
    change = experiments.delete(store, number)
    assert change.runs == {run.id, trashed.id}
    assert changes.since(store, seen) == change
    assert {runs.info(store, found.id).experiment for found in (run, trashed, other)} == {"default"}
    run.log(ops=[Op("field", run.created, ["experiment", "a"])])  # an older word does not bring it back
    assert [found.name for found in experiments.all(store)] == ["default"]
    for wrong, message in ((number, "gone"), (experiments.find(store, "default"), "stays")):
        with pytest.raises(KnownProblem, match=message):
            experiments.delete(store, wrong)
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_hashes_of_many_runs(store: Store) -> None:
    found = [Logged(store) for _ in range(3)]
    hashes = [run.hash for run in found]
    assert runs.find_all(store, [hashes[2], hashes[0].upper(), hashes[2]]) == [found[2].id, found[0].id]
    runs.trash(store, [found[1].id])
    assert runs.find_all(store, [hashes[1]], trashed=True) == [found[1].id]
    assert runs.find_all(store, []) == []
    with pytest.raises(MissingRunError, match=f"The run {hashes[1]} is in the trash"):
        runs.find_all(store, hashes, trashed=False)
    with pytest.raises(MissingRunError, match=f"The run {hashes[0]} is not in the trash"):
        runs.find_all(store, [hashes[1], hashes[0]], trashed=True)
