"""Programs of this package, run as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.programs import finish

_TESTS = Path(__file__).resolve().parents[1]


def start(module: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start a program by its module's name; the options are those of `Popen`."""
    paths = os.pathsep.join([str(_TESTS), os.environ["PYTHONPATH"]])
    return subprocess.Popen(
        [sys.executable, "-m", f"support.{module}", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        **options,
    )


def reread(*folders: Path, what: str = "all", processes: int = 1) -> list[dict[str, Any]]:
    """Return what another process finds in these repositories; several at once must find the same."""
    started = [start("reread", what, *folders) for _ in range(processes)]
    [(code, out, err)] = {finish(process) for process in started}
    assert (code, err) == (0, ""), err
    return [json.loads(line) for line in out.splitlines()]
