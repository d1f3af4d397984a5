"""`runyard ls` and `runyard cat`: what a run holds, as files."""

from __future__ import annotations

import datetime as dt
import hashlib
import os

import pytest

from runyard.journal.batch import LogLine, Op
from runyard.storage.objects import blobs
from runyard.storage.organise import notes
from support.command_line import begin, on_a_terminal, outside
from support.logged import START, Logged
from support.programs import finish, start

DIFF = b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\x1b[31mold\n+new \xff\n"


@pytest.fixture
def run(store):
    run = Logged(store, name="one", digest="abcdef")
    texts = [(1, "step 1"), (2, "warning: \x1b[33mhot\x1b[0m"), (1, "\x1b]0;title\x07\x1b[2Jstep 2\tdone")]
    run.log(lines=[LogLine(START + i, stream, text) for i, (stream, text) in enumerate(texts)])
    return run


@pytest.fixture
def full(run, store):
    notes.add(store, "# First\n", run_id=run.id)
    notes.add(store, "second", run_id=run.id)
    run.params({"lr": 0.1, "__system_params": {"executable": "python"}})
    digest = hashlib.sha256(DIFF).hexdigest()
    blobs.put(store.blobs, DIFF)
    run.log(ops=[
        Op("attachment", START, ["git.diff", digest, len(DIFF)]),
        Op("message", START, [30, "half way", "{}"]),
    ])  # fmt: skip
    data = {"status": "failed", "code": 1, "signal": "", "traceback": "Traceback\nValueError: no"}
    run.log(ops=[Op("exit", START, data)])
    return run


def test_the_files_of_a_run_with_their_sizes(full, runyard):
    found = {file["path"]: file["size"] for file in runyard("ls", "--json").json()}
    assert set(found) == {
        "output", "params.json", "system_params.json", "notes.md", "messages.jsonl", "traceback",
        "git.diff",
    }  # fmt: skip
    assert found["git.diff"] == len(DIFF)
    assert found["output"] == sum(len(line) + 1 for line in (
        "step 1", "warning: \x1b[33mhot\x1b[0m", "\x1b]0;title\x07\x1b[2Jstep 2\tdone"
    ))  # fmt: skip
    assert runyard("ls", "abcdef").column("Path")[0] == "output"
    assert runyard("cat", "notes.md").out == "# First\n\n---\n\nsecond\n"
    for path in ("params.json", "messages.jsonl", "traceback"):
        assert len(runyard("cat", "1", path).out.encode()) == found[path]


def test_a_run_that_holds_nothing_says_so(store, runyard):
    Logged(store, name="bare")
    assert runyard("ls") == (0, "", "The run holds no file\n")
    assert runyard("cat") == (0, "", "The run has printed nothing\n")
    told = runyard("cat", "1", "git.diff")
    assert (told.code, told.err) == (1, "The run holds no file git.diff\n")


def test_output_into_a_pipe_steers_no_terminal(run, runyard):
    plain = "step 1\nwarning: hot\nstep 2\tdone\n"
    for arguments in ((), ("1",), ("--output",), ("abcdef", "output"), ("output",), ("-p", "output")):
        assert runyard("cat", *arguments) == (0, plain, "")
    assert runyard("cat", "--stdout").out == "step 1\nstep 2\tdone\n"
    assert runyard("cat", "--stderr").out == "warning: hot\n"
    clock = f"{dt.datetime.fromtimestamp(START / 1e6).astimezone():%H:%M:%S}"
    assert [line.split()[1] for line in runyard("cat", "-t").out.splitlines()] == [clock] * 3


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
def test_on_a_terminal_colours_stay_and_nothing_else_does(full, tmp_path):
    shown = on_a_terminal(tmp_path, "cat")
    assert "warning: \x1b[33mhot\x1b[0m" in shown
    assert "title" not in shown
    assert "\x1b[2J" not in shown
    shown = on_a_terminal(tmp_path, "cat", "1", "git.diff")
    assert "\x1b" not in shown
    assert "-old" in shown


def test_a_file_goes_into_a_pipe_byte_for_byte(full, tmp_path):
    with (tmp_path / "written").open("wb") as file:
        assert finish(begin("cat", "git.diff", folder=tmp_path, stdout=file)) == (0, None, "")
    assert (tmp_path / "written").read_bytes() == DIFF


def test_a_file_that_is_lost_is_told(full, store, runyard):
    digest = hashlib.sha256(DIFF).hexdigest()
    blobs.place(store.blobs, digest).unlink()
    told = runyard("cat", "1", "git.diff")
    assert (told.code, told.err) == (
        1,
        "The content of git.diff is missing. `runyard check` says what else is\n",
    )


def test_output_and_another_file_are_not_both(full, runyard):
    assert runyard("cat", "--output", "1", "params.json").code == 2


LIVE = """
    import sys, time
    from pathlib import Path
    from runyard import Run

    run = Run(repo=sys.argv[1], system_tracking_interval=None)
    print("one", flush=True)
    while not Path(sys.argv[1], "go").exists():
        time.sleep(0.01)
    print("two", flush=True)
    while not Path(sys.argv[1], "stop").exists():
        time.sleep(0.01)
"""


def printed(folder):
    return outside("cat", folder=folder).out


def test_follow_shows_lines_as_they_come_and_ends_with_the_run(tmp_path, eventually):
    process = start(LIVE, tmp_path)
    eventually(lambda: printed(tmp_path) == "one\n", "the first line")
    watching = begin("cat", "--follow", folder=tmp_path)
    assert watching.stdout.readline() == "one\n"
    (tmp_path / "go").touch()
    assert watching.stdout.readline() == "two\n"
    (tmp_path / "stop").touch()
    code, _, err = finish(process)
    assert code == 0, err
    assert finish(watching) == (0, "", "")


def test_follow_ends_when_the_run_is_killed(tmp_path, eventually):
    process = start(LIVE, tmp_path)
    eventually(lambda: printed(tmp_path) == "one\n", "the first line")
    watching = begin("cat", "-f", folder=tmp_path)
    assert watching.stdout.readline() == "one\n"
    process.kill()
    finish(process)
    assert finish(watching) == (0, "", "")
