"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.sources import PACKAGE, ROOT, imports, named, python_files, within

APP = python_files("app")
STORAGE = PACKAGE / "storage"
DESKTOP = PACKAGE / "desktop"
HEAVY = ("numpy", "pyqtgraph", "sqlite_utils", "click", "rich", "pandas", "PIL", "sklearn", "scipy")
#: Rooms that are loaded before the first rows are on screen, or by a training script.
START_PATH = [
    *("domain", "search", "journal", "tracking"),
    *(
        "desktop/shell",
        "desktop/frame",
        "desktop/state",
        "desktop/tasks",
        "desktop/widgets",
        "desktop/tables",
    ),
    *("desktop/commands", "desktop/theme", "desktop/pages/runs"),
    *("desktop/parts/run_table", "desktop/parts/query_field"),
]


def offenders(paths: list[Path], *packages: str, at_start_only: bool = False) -> dict[str, list[str]]:
    """Return the files that import from these packages, with what they import."""
    found = {
        named(path): [name for name in imports(path, at_start_only=at_start_only) if within(name, *packages)]
        for path in paths
    }
    return {name: names for name, names in found.items() if names}


def test_the_contracts_of_the_rooms_hold():
    command = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "app")}
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_qt_is_the_desktops_alone():
    assert offenders([p for p in APP if DESKTOP not in p.parents], "PySide6", "shiboken6") == {}


def test_shared_state_knows_qtcore_and_no_widgets():
    paths = [p for p in APP if DESKTOP / "state" in p.parents]
    found = offenders(paths, "PySide6")
    assert found, "state holds QObjects"
    assert {name for names in found.values() for name in names if not within(name, "PySide6.QtCore")} == set()


def test_sql_is_written_in_storage_only():
    assert offenders([p for p in APP if STORAGE not in p.parents], "sqlite3", "sqlite_utils") == {}


def test_nothing_heavy_on_the_way_to_the_first_rows():
    paths = [p for p in APP if any(PACKAGE / room in p.parents for room in START_PATH)]
    paths += [*PACKAGE.glob("*.py"), *DESKTOP.glob("*.py")]
    assert offenders(paths, *HEAVY, at_start_only=True) == {}


def test_nothing_logged_is_ever_run():
    """No pickles, no evaluation: what a run logged is data."""
    assert offenders(APP, "pickle", "marshal", "shelve", "dill") == {}


@pytest.mark.parametrize("room", ["domain", "journal"])
def test_the_inner_rooms_stand_on_the_standard_library(room):
    strangers = {
        name
        for path in python_files(f"app/runyard/{room}")
        for name in imports(path, at_start_only=True)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "runyard"}
    }
    assert strangers == set()
