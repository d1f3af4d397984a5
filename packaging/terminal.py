"""What the set-up says while it works."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence


class SetUpError(Exception):
    """The set-up cannot go on; the message says what is missing and the one thing to do."""


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"- {text}", flush=True)


def written(command: Sequence[str]) -> str:
    """Return a command as one would type it."""
    return subprocess.list2cmdline(command) if os.name == "nt" else " ".join(map(shlex.quote, command))


def follow(
    command: Sequence[str], environment: Mapping[str, str], worth_showing: Callable[[str], bool], what: str
) -> None:
    """Run a talkative command, showing only the lines that tell a person something.

    Raises
    ------
    SetUpError
        If it fails; its last lines are shown first.
    """
    began = time.monotonic()
    last: deque[str] = deque(maxlen=25)
    try:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise SetUpError(f"{what} failed: {error}") from error
    assert process.stdout is not None
    for line in process.stdout:
        last.append(line.rstrip())
        if worth_showing(line):
            print(f"    {line.strip()[:110]}", flush=True)
    if process.wait() != 0:
        print("\n".join(last), file=sys.stderr)
        raise SetUpError(
            f"{what} failed (exit code {process.returncode}). The command was:\n  {written(command)}"
        )
    say(f"{what}: done in {time.monotonic() - began:.0f} s")
