"""Which script a run is by: the file, not what somebody typed to start it."""

from __future__ import annotations

import subprocess
import sys

from runyard import Run
from runyard.storage.runs import previous, runs
from runyard.storage.store import Store

SCRIPT = """
import os, sys
from runyard import Run
os.chdir("/")
run = Run(repo=sys.argv[1], experiment=sys.argv[2], system_tracking_interval=None)
print(run.hash)
run.close()
"""


def started(folder, script, experiment, at):
    """Start a script as a person in a folder does; return the hash of its run."""
    command = [sys.executable, script, folder, experiment]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=True).stdout.strip()


def test_scripts_of_one_name_are_told_apart_and_one_script_is_known_from_anywhere(tmp_path):
    for name in ("digits", "letters"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.py").write_text(SCRIPT)
    digits = started(tmp_path, "train.py", "a", tmp_path / "digits")
    letters = started(tmp_path, "train.py", "b", tmp_path / "letters")
    again = started(tmp_path, "digits/train.py", "c", tmp_path)
    aside = started(tmp_path, "../digits/train.py", "d", tmp_path / "letters")
    with Store.open(tmp_path / ".runyard", read_only=True) as store:
        found = {hash_: runs.find(store, hash_) for hash_ in (digits, letters, again, aside)}
        before = {hash_: previous.previous(store, run) for hash_, run in found.items()}
    assert before == {
        digits: None,
        letters: None,
        again: (found[digits], "script"),
        aside: (found[again], "script"),
    }


def test_a_program_that_is_no_file_is_no_script(tmp_path):
    program = SCRIPT.replace("sys.argv[1]", repr(str(tmp_path))).replace("sys.argv[2]", "'e'")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    with Run(done.stdout.strip(), repo=tmp_path, read_only=True) as run:
        assert [attempt.script for attempt in run.attempts] == [""]
