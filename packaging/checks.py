"""Every check of the project, one after the other; pytest comes last, so that its summary ends the output."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from terminal import say, written

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app", "packaging", "tests")


def run(python: Path, environment: Mapping[str, str], *, long: bool) -> int:
    """Run all checks, also after one has failed; return 0 only if every one passed."""
    failed = []
    variables = {**environment, "PYTHONPATH": str(ROOT / "app"), "QT_QPA_PLATFORM": "offscreen"}
    if long:
        variables["RUNYARD_LONG"] = "1"
    scripts = python.parent
    commands: dict[str, list[str]] = {
        "ruff check": [str(scripts / "ruff"), "check", *SOURCES],
        "ruff format": [str(scripts / "ruff"), "format", "--check", *SOURCES],
        "mypy": [str(scripts / "mypy")],
        "import contracts": [str(scripts / "lint-imports")],
        "pytest": [str(python), "-m", "pytest", "-v", "-n", str(_workers())],
    }
    for name, command in commands.items():
        say(name)
        began = time.monotonic()
        if subprocess.call(command, cwd=str(ROOT), env=variables) != 0:
            failed.append(f"{name}  ({written(command)})")
        elif name != "pytest":
            say(f"{name}: passed in {time.monotonic() - began:.0f} s")
    if failed:
        say("Failed: " + "; ".join(failed))
    return 1 if failed else 0


def _workers() -> int:
    return min(4, os.cpu_count() or 1)
