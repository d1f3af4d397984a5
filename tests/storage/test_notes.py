from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem
from runyard.storage.organise import experiments, notes
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def test_notes_on_a_run_and_on_an_experiment(store: Store) -> None:
    run = Logged(store, experiment="digits")
    [experiment] = [found for found in experiments.all(store) if found.name == "digits"]
    changes = notes.add(store, "# Diverged\n\nafter step 400", run_id=run.id)
    assert changes.runs == {run.id}
    assert notes.add(store, "Plan", experiment_id=experiment.id).experiments
    [first] = notes.of_run(store, run.id)
    assert (first.title, first.run_id, first.experiment_id) == ("Diverged", run.id, None)
    assert first.created == first.edited
    notes.edit(store, first.id, "Diverged again")
    [second] = notes.of_run(store, run.id)
    assert (second.text, second.created) == ("Diverged again", first.created)
    assert second.edited > first.edited
    assert [note.text for note in notes.of_experiment(store, experiment.id)] == ["Plan"]
    before = runs.info(store, run.id)
    assert notes.remove(store, second.id).runs == {run.id}
    assert notes.of_run(store, run.id) == []
    notes.restore(store, second)
    assert notes.of_run(store, run.id) == [second]
    assert runs.info(store, run.id) == before


def test_what_cannot_be_noted(store: Store) -> None:
    run = Logged(store)
    with pytest.raises(KnownProblem, match="needs a word"):
        notes.add(store, "  \n", run_id=run.id)
    with pytest.raises(KnownProblem, match="The run is gone"):
        notes.add(store, "x", run_id=99)
    with pytest.raises(KnownProblem, match="The note is gone"):
        notes.edit(store, 99, "x")
    with pytest.raises(ValueError, match="about a run or about an experiment"):
        notes.add(store, "x")
    assert notes.of_run(store, run.id) == []


def test_the_last_edited_comes_first(store: Store) -> None:
    run = Logged(store)
    for text in ("one", "two", "three"):
        notes.add(store, text, run_id=run.id)
    oldest = notes.of_run(store, run.id)[-1]
    notes.edit(store, oldest.id, "one, edited")
    assert [note.text for note in notes.of_run(store, run.id)] == ["one, edited", "three", "two"]


def test_what_is_typed_is_saved_over_the_note_as_it_was_known(store: Store) -> None:
    run = Logged(store)
    first = notes.save(store, "one", None, run_id=run.id)
    assert (first.note.text, first.apart, first.changes.runs) == ("one", False, {run.id})
    second = notes.save(store, "two", first.note)
    assert (second.note.id, second.note.text, second.apart) == (first.note.id, "two", False)
    assert second.note.created == first.note.created
    assert [note.text for note in notes.of_run(store, run.id)] == ["two"]


@pytest.mark.parametrize("deleted", [False, True])
def test_of_two_who_type_into_one_note_neither_loses_a_word(store: Store, deleted: bool) -> None:
    run = Logged(store)
    known = notes.save(store, "one", None, run_id=run.id).note
    if deleted:
        notes.remove(store, known.id)
    else:
        notes.edit(store, known.id, "theirs")
    mine = notes.save(store, "mine", known)
    assert mine.apart
    assert {note.text for note in notes.of_run(store, run.id)} == {"mine", *([] if deleted else ["theirs"])}
    assert not notes.save(store, "mine, longer", mine.note).apart


def test_the_same_words_of_two_are_one_note(store: Store) -> None:
    run = Logged(store)
    known = notes.save(store, "one", None, run_id=run.id).note
    notes.edit(store, known.id, "two")
    assert not notes.save(store, "two", known).apart
    with pytest.raises(KnownProblem):
        notes.save(store, " ", known)


def test_a_deleted_note_comes_back_beside_one_that_got_its_id(store: Store) -> None:
    run = Logged(store)
    gone = notes.save(store, "one", None, run_id=run.id).note
    notes.remove(store, gone.id)
    notes.add(store, "two", run_id=run.id)
    notes.restore(store, gone)
    assert {note.text for note in notes.of_run(store, run.id)} == {"one", "two"}
