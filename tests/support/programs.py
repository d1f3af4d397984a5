"""Small programs run in processes of their own, which may end in any way."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import Any

_PATIENCE = 120.0


def start(program: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start a program; its output can be read from the pipes. The options are those of `Popen`."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="backslashreplace",  # two threads that print at once may make CPython write nonsense
        **options,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a program; return its exit code, output and errors."""
    try:
        out, err = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"the program hangs; it said {out!r} and {err!r}") from None
    return process.returncode, out, err


def run(program: str, *arguments: object) -> tuple[int, str, str]:
    """Run a program to its end."""
    return finish(start(program, *arguments))


def succeed(program: str, *arguments: object) -> str:
    """Run a program that must end well; return its output."""
    code, out, err = run(program, *arguments)
    assert code == 0, err
    return out
