from __future__ import annotations

from pathlib import Path

import pytest

from runyard.domain.errors import AmbiguousHashError, KnownProblem, MissingRunError
from runyard.domain.status import RunStatus
from runyard.journal.batch import LogLine, Op
from runyard.storage import changes
from runyard.storage.organise import experiments, tags, views
from runyard.storage.output import logs
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.logged import Logged
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def test_a_run_is_found_by_its_hash_or_a_prefix_of_its_own(store: Store) -> None:
    first, second = Logged(store), Logged(store)
    assert runs.find(store, first.hash) == first.id
    with pytest.raises(AmbiguousHashError):
        runs.find(store, "0" * 12)
    shared = 0
    while first.hash[shared] == second.hash[shared]:
        shared += 1
    assert runs.find(store, second.hash[: shared + 1].upper()) == second.id
    for unknown in ("f", "", "0" * 25, "%"):
        with pytest.raises(MissingRunError):
            runs.find(store, unknown)


def test_facts(store: Store) -> None:
    run = Logged(store, name="one", description="about", experiment="digits")
    run.tag("zeta", "best")
    run.log(ops=[Op("progress", run.created, [3, 4, "epoch"]), Op("gap", run.created, {"records": 2})])
    info = runs.info(store, run.id)
    assert (info.name, info.description, info.experiment) == ("one", "about", "digits")
    assert [tag.name for tag in info.tags] == ["best", "zeta"]
    assert info.progress is not None
    assert info.progress.share == 0.75
    assert info.status is RunStatus.RUNNING
    assert info.problems[0].startswith("2 records")
    run.end("failed", after=5_000_000)
    info = runs.info(store, run.id)
    assert info.status is RunStatus.FAILED
    assert info.duration(0) == 5_000_000
    assert [attempt.status for attempt in runs.attempts(store, run.id)] == [RunStatus.FAILED]


def test_infos_keep_the_order_asked_for(store: Store) -> None:
    ids = [Logged(store).id for _ in range(3)]
    asked = [ids[2], 999, ids[0]]
    assert [info.id for info in runs.infos(store, asked)] == [ids[2], ids[0]]


def test_what_people_change_is_announced_once(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    seen = store.revision()
    change = runs.rename(store, run.id, " new ")
    assert change.runs == {run.id}
    assert changes.since(store, seen) == change
    assert not changes.since(store, change.revision)
    assert runs.info(store, run.id).name == "new"
    moved = runs.move(store, [run.id, other.id], "fresh")
    assert moved.experiments
    assert changes.since(store, change.revision) == moved
    put = views.put(store, "pins", "metrics", ["loss"])
    made = tags.create(store, "best")
    assert changes.since(store, moved.revision) == put | made
    assert views.get(store, "pins", "metrics") == ["loss"]


def test_what_was_changed_by_hand_is_not_undone_by_an_older_write(store: Store) -> None:
    run = Logged(store)
    runs.rename(store, run.id, "by hand")
    run.log(ops=[Op("field", run.created, ["name", "older"])])
    assert runs.info(store, run.id).name == "by hand"


def test_archive_trash_and_counts(store: Store) -> None:
    ids = [Logged(store).id for _ in range(5)]
    runs.archive(store, ids[:2], True)
    runs.trash(store, [ids[0], ids[4]])
    assert runs.counts(store) == runs.RunCounts(total=3, active=3, archived=1, trashed=2)
    assert list(listing.find(store, None).ids) == [ids[3], ids[2]]
    assert list(listing.find(store, None, archived=True).ids) == [ids[3], ids[2], ids[1]]
    runs.restore(store, ids)
    runs.archive(store, ids, False)
    assert runs.counts(store) == runs.RunCounts(total=5, active=5, archived=0, trashed=0)


def test_a_run_that_was_purged_while_somebody_looks_is_gone_and_no_number_is_told(store: Store) -> None:
    with pytest.raises(MissingRunError, match=r"^The run is gone\. It was purged meanwhile$"):
        runs.info(store, 999)


def test_changing_a_run_that_is_gone_says_so(store: Store) -> None:
    revision = store.revision()
    with pytest.raises(MissingRunError):
        runs.rename(store, 12345, "x")
    with pytest.raises(KnownProblem):
        runs.rename(store, Logged(store).id, "  ")
    assert store.revision() == revision + 1  # the creation of the run


def test_tags_keep_their_limits_and_names(store: Store) -> None:
    tags.create(store, "x" * 50, "c" * 200)
    for name, comment in (("y" * 51, ""), ("y", "c" * 201), (" ", ""), ("x" * 50, "")):
        with pytest.raises(KnownProblem):
            tags.create(store, name, comment)
    run = Logged(store)
    run.tag("z" * 60, "best")
    names = [use.tag.name for use in tags.all(store)]
    assert names == ["best", "x" * 50, "z" * 50]


def test_tags_are_attached_edited_hidden_and_deleted(store: Store) -> None:
    first, second = Logged(store).id, Logged(store).id
    tags.create(store, "best")
    [use] = tags.all(store)
    assert tags.attach(store, [first, second], use.tag.id).runs == {first, second}
    tags.attach(store, [first], use.tag.id)
    assert tags.all(store)[0].runs == 2
    tags.edit(store, use.tag.id, name="paper", comment="why", color="hue:210")
    tags.hide(store, use.tag.id, True)
    [tag] = runs.info(store, first).tags
    assert (tag.name, tag.comment, tag.color, tag.hidden) == ("paper", "why", "hue:210", True)
    tags.detach(store, [first], use.tag.id)
    assert runs.info(store, first).tags == ()
    change = tags.delete(store, use.tag.id)
    assert change.runs == {second}
    assert runs.info(store, second).tags == ()
    with pytest.raises(KnownProblem):
        tags.attach(store, [first], use.tag.id)


def test_experiments(store: Store) -> None:
    run = Logged(store, experiment="a")
    experiments.create(store, "b")
    assert [(found.name, found.runs) for found in experiments.all(store)] == [("a", 1), ("b", 0)]
    number = experiments.all(store)[0].id
    with pytest.raises(KnownProblem):
        experiments.rename(store, number, "b")
    change = experiments.rename(store, number, "c")
    assert change.runs == {run.id}
    experiments.describe(store, number, "text")
    assert runs.info(store, run.id).experiment == "c"
    assert experiments.all(store)[1].description == "text"


def test_views_keep_their_order(store: Store) -> None:
    views.put(store, "saved", "b", {"query": "1"})
    views.put(store, "saved", "a", {"query": "2"})
    views.put(store, "saved", "b", {"query": "3"})
    assert list(views.all(store, "saved").items()) == [("b", {"query": "3"}), ("a", {"query": "2"})]
    views.remove(store, "saved", "b")
    assert views.get(store, "saved", "b") is None


def test_terminal_lines_come_back_from_any_place(store: Store) -> None:
    run = Logged(store)
    printed = [LogLine(run.created + i, 1 + i % 2, f"line {i} \ud800é") for i in range(1000)]
    for start in range(0, 1000, 37):
        run.log(lines=printed[start : start + 37])
    assert logs.count(store, run.id) == 1000
    assert logs.lines(store, run.id, 0, 5000) == printed
    assert logs.lines(store, run.id, 250, 20) == printed[250:270]
    assert logs.lines(store, run.id, 999, 5) == printed[999:]
    assert logs.lines(store, run.id, 1000, 5) == []
    [blocks] = store.connection.execute("SELECT count(*) FROM log_chunk").fetchone()
    assert blocks < 8


def test_labels_and_marks_are_set_on_many_runs_at_once(store: Store) -> None:
    ids = [Logged(store).id, Logged(store).id, Logged(store).id]
    assert runs.label(store, ids[:2], " wide net ").runs == set(ids[:2])
    assert [info.label for info in runs.infos(store, ids)] == ["wide net", "wide net", ""]
    runs.mark(store, ids[1:], True)
    runs.mark(store, ids[2:], False)
    assert [info.marked for info in runs.infos(store, ids)] == [False, True, False]
