"""Training scripts as people write them: a file in a folder, run from there in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

_PATIENCE = 120.0


def play(folder: Path, script: str, *arguments: object, name: str = "train.py", **variables: object) -> str:
    """Run a script that must end well, in `folder`; return what it printed."""
    path = folder / name
    path.write_text(textwrap.dedent(script), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, name, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **{key: str(value) for key, value in variables.items()}},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
