"""Tags, labels, marks and the archive."""

from __future__ import annotations

import pytest

from runyard.storage.runs import runs
from support.logged import Logged


@pytest.fixture
def three(store):
    return [Logged(store, name=name) for name in ("a", "b", "c")]


def tags_of(runyard, name):
    return runyard("info", name, "--json").json()["tags"]


def labels(store, three):
    return [info.label for info in runs.infos(store, [run.id for run in three])]


def test_tags_are_made_and_put_on_runs(three, runyard):
    told = runyard("tag", "best", "-t", "paper", "2:3")
    assert told == (0, "", "Tagged 2 runs: best, paper\n")
    assert [tags_of(runyard, name) for name in "abc"] == [["best", "paper"], ["best", "paper"], []]
    assert runyard("tag", "best") == (0, "", "Tagged 1 run: best\n")
    assert runyard("tag").out.split() == ["Tag", "Runs", "Comment", "best", "3", "paper", "2"]
    assert runyard("untag", "best", ":") == (0, "", "Untagged 3 runs: best\n")
    assert runyard("tag", "--json").json() == [
        {"name": "best", "runs": 0, "comment": ""}, {"name": "paper", "runs": 2, "comment": ""}
    ]  # fmt: skip


def test_tags_go_to_what_filters_choose(three, runyard):
    assert runyard("tag", "x", "-Q", "run.name != 'b'").err == "Tagged 2 runs: x\n"
    assert [tags_of(runyard, name) for name in "abc"] == [["x"], [], ["x"]]


def test_what_no_tag_can_be_changes_nothing(three, runyard):
    told = runyard("tag", "x" * 51)
    assert (told.code, told.err) == (1, "A tag's name has at most 50 characters. Shorten it\n")
    assert runyard("untag", "never") == (1, "", "There is no tag named never. Look at its spelling\n")
    assert runyard("tag", "fine", "nobody").code == 3
    assert runyard("tag") == (0, "", "There are no tags yet\n")


def test_labels_are_set_and_changed_word_by_word(three, runyard, store):
    steps = [
        (["--set", "wide net"], ["", "", "wide net"]),
        (["--tag", "best", "1", "2"], ["", "best", "best wide net"]),
        (["--prepend", "very", "1"], ["", "best", "very best wide net"]),
        (["--append", "done", ":"], ["done", "best done", "very best wide net done"]),
        (["--remove", "best", ":"], ["done", "done", "very wide net done"]),
        (["--untag", "wide net", ":"], ["done", "done", "very wide net done"]),
        (["--clear", "-l", "very"], ["done", "done", ""]),
        (["--set", "", "3"], ["", "done", ""]),
    ]
    for arguments, expected in steps:
        assert runyard("label", *arguments).code == 0
        assert labels(store, three) == expected
    assert runyard("label", "b").out.split() == ["Hash", "Name", "Label", three[1].hash[:8], "b", "done"]
    assert runyard("label", "--set", "x", "--clear").code == 2
    assert labels(store, three) == ["", "done", ""]


def test_marks_are_set_and_taken_away(three, runyard):
    assert runyard("mark", "a", "b").err == "Marked 2 runs\n"
    assert runyard("runs", "-M").column("Name") == ["b", "a"]
    assert runyard("runs", "--columns", "name,marked").out.split()[4:] == [
        *("1", three[2].hash[:8], "c"), *("2", three[1].hash[:8], "b", "yes"),
        *("3", three[0].hash[:8], "a", "yes"),
    ]  # fmt: skip
    assert runyard("mark", "--clear", "-M").err == "Took the mark off 2 runs\n"
    assert runyard("runs", "-M").code == 3
    assert "Marked" not in runyard("runs").out


def test_the_archive_takes_runs_out_of_lists_and_gives_them_back(three, runyard):
    assert runyard("archive", "b").err == "1 run archived\n"
    assert runyard("runs").column("Name") == ["c", "a"]
    assert runyard("unarchive", "2").code == 3
    assert runyard("unarchive", "1").err == "1 run taken out of the archive\n"
    assert runyard("runs").column("Name") == ["c", "b", "a"]


@pytest.mark.parametrize(
    "arguments", [("tag", "x"), ("label", "--set", "x"), ("mark",), ("archive", "1"), ("rm", "1")]
)
def test_a_folder_that_cannot_be_written_is_told(three, runyard, store, monkeypatch, arguments):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    told = runyard(*arguments)
    assert told.code == 1
    assert told.err == f"{store.folder} cannot be written. Check the rights of the folder\n"
