"""What a training script and the first window do not load, each in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

FORBIDDEN_IN_TRAINING = {
    "PySide6", "shiboken6", "pyqtgraph", "numpy", "sqlite_utils", "click", "rich", "PIL", "pandas",
    "regex", "hashlib", "runyard.desktop", "runyard.cli", "runyard.demo",
}  # fmt: skip
#: Together three milliseconds of a script's start.
NOT_TO_LOG = {"uuid", "platform", "runyard.reading.metric", "runyard.reading.values"}
REPORT = "; import sys; print(*sorted(sys.modules), sep='\\n')"


def loaded_by(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", program + REPORT], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program",
    ["import runyard", "from runyard import Run", "from runyard import Repo"],
)
def test_logging_loads_nothing_heavy(program):
    assert loaded_by(program) & FORBIDDEN_IN_TRAINING == set()


def test_importing_the_package_alone_loads_next_to_nothing():
    rooms = {name for name in loaded_by("import runyard") if name.startswith("runyard.")}
    assert rooms == set()


def test_a_run_that_logs_loads_nothing_heavy(tmp_path):
    program = (
        "from runyard import Run\n"
        f"run = Run(repo={str(tmp_path)!r}, system_tracking_interval=None)\n"
        "run['hparams'] = {'lr': 0.1}\n"
        "for step in range(100): run.track(step / 7, name='loss', step=step, context={'subset': 'train'})\n"
        "run.close()\n"
        "None"
    )
    unwanted = FORBIDDEN_IN_TRAINING | NOT_TO_LOG
    assert loaded_by(program) & unwanted == set()  # makes the database
    assert loaded_by(program) & unwanted == set()  # finds it


def test_the_way_to_the_window_needs_neither_the_command_line_nor_charts():
    loaded = loaded_by("import runyard.__main__, runyard.desktop.app")
    assert loaded & {"click", "rich", "numpy", "pyqtgraph", "sqlite_utils", "runyard.cli"} == set()
