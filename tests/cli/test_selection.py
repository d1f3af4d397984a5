"""What RUN means: a place in the filtered list, a slice, the beginning of a hash, a name."""

from __future__ import annotations

import pytest

from runyard.storage.runs import runs
from support.logged import Logged

HASHES = {"a": "7c1e9a4f", "b": "7c1e9a00", "c": "123456", "d": "00000f", "e": "abcdef"}


@pytest.fixture
def logged(store):
    """Five runs, `a` the oldest; `d` and `e` failed."""
    found = {}
    for name, digest in HASHES.items():
        found[name] = Logged(store, name=name, digest=digest)
        found[name].end("failed" if name in "de" else "finished")
    return found


@pytest.fixture
def chosen(runyard, logged):
    """Return a function that archives what is chosen and says what that was."""

    def names(*arguments, command="archive"):
        told = runyard(command, *arguments)
        assert told.code == 0, told.err
        archived = runyard("runs", "run.archived").column("Name")
        runyard("unarchive", ":")
        return "".join(sorted(archived))

    return names


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["1"], "e"), (["5"], "a"), (["1", "3"], "ce"), (["1", "1", "e"], "e"),
        (["2:3"], "cd"), ([":2"], "de"), (["4:"], "ab"), ([":"], "abcde"), (["4:99"], "ab"), (["2:2"], "d"),
        (["7c1e9a4"], "a"), (["7C1E9A4F"], "a"), (["123456"], "c"), (["00000f"], "d"), (["c"], "c"),
        (["-E"], "de"), (["-E", "1"], "e"), (["-C", "1"], "c"), (["-C", "1:2", "a"], "abc"),
        (["-Q", "run.name == 'b'"], "b"), (["-E", ":"], "de"), (["-C", "7c1e9a0"], "b"),
    ],
)  # fmt: skip
def test_what_is_chosen(chosen, arguments, names):
    assert chosen(*arguments) == names


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([], 2, "Say which runs: RUN, a filter such as --error, or : for all."),
        (["6"], 3, "There is no run 6 in the list: there are only 5"),
        (["0"], 3, "There is no run 0. RUN is a place in the list, a hash or a name"),
        (["6:7"], 3, "There is no run 6:7 in the list: there are only 5"),
        (["3:2"], 3, "There is no run 3:2 in the list: there are only 5"),
        (["7c1e9a"], 1, "Several runs begin with 7c1e9a. Add more characters"),
        (["7c1e9"], 3, "There is no run 7c1e9."),
        (["nobody"], 3, "There is no run nobody."),
        (["-E", "a"], 3, "The filters leave the run a out"),
        (["-E", "7c1e9a4f"], 3, "The filters leave the run 7c1e9a4f out"),
        (["-T"], 3, "No run matches"),
        (["-T", ":"], 3, "No run matches"),
        (["99999999999999999999999999"], 3, "There is no run"),
        (["²"], 3, "There is no run ²"),
    ],
)
def test_what_is_not_chosen(runyard, logged, arguments, code, sentence):
    told = runyard("archive", *arguments)
    assert (told.code, told.out) == (code, "")
    assert sentence in told.err
    assert runyard("runs", "run.archived").code == 3


def test_a_name_of_several_runs_asks_for_a_hash(runyard, logged, store):
    Logged(store, name="a", digest="fedcba")
    told = runyard("info", "a")
    assert told.code == 1
    assert told.err == "2 runs are named a. Give the hash of one instead: fedcba00, 7c1e9a4f, ...\n"


def test_digits_that_may_be_a_place_and_a_hash_are_refused(runyard, store):
    from runyard.cli import selection
    from runyard.cli.filters import Filters

    run = Logged(store, name="low", digest="100000")
    place = 100_000
    others = list(range(1_000_000, 1_000_000 + place))
    with pytest.raises(selection.AmbiguousHashError, match="both a place in the list and what"):
        selection._meant(store, str(place), others, Filters(), selection.Where.LISTED)
    assert selection._meant(store, "100000", others[:-1], Filters(), selection.Where.LISTED) == [run.id]
    assert selection._meant(store, "99999", others, Filters(), selection.Where.LISTED) == [others[99_998]]


def test_the_latest_is_the_default_where_nothing_is_lost(runyard, logged):
    for command in ("info", "metrics", "ls", "cat", "tag x", "untag x", "label", "mark"):
        assert runyard(*command.split()).code == 0, command
    assert runyard("info", "--json").json()["tags"] == []
    assert runyard("info", "--json").json()["marked"]
    assert runyard("info", "-C", "--json").json()["name"] == "c"
    for command in ("rm", "delete", "purge", "restore", "archive", "unarchive"):
        assert runyard(command).code == 2, command


def test_an_archived_run_is_found_by_hash_and_name_but_has_no_place(runyard, logged, store):
    runs.archive(store, [logged["e"].id], True)
    assert runyard("info", "1", "--json").json()["name"] == "d"
    assert runyard("info", "abcdef", "--json").json()["name"] == "e"
    assert runyard("info", "e", "--json").json()["archived"]
    assert runyard("unarchive", "1").code == 0
    assert runyard("info", "1", "--json").json()["name"] == "e"


def test_a_run_in_the_trash_is_said_to_be_there(runyard, logged, store):
    runs.trash(store, [logged["e"].id])
    told = runyard("info", "e")
    assert (told.code, told.err) == (3, "The run e is in the trash. Restore it: runyard restore e\n")
    assert runyard("info", "-d", "--json").json()["name"] == "e"
    told = runyard("restore", "a")
    assert (told.code, told.err) == (3, "The run a is not in the trash. List the trash: runyard runs -d\n")
