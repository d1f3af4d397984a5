"""Command lines, run in this process or as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runyard.cli.main import run
from runyard.journal.segments import lock_path
from runyard.storage.store import Store
from support.logged import Logged
from support.programs import finish


class Told(NamedTuple):
    """What a command line ended with and printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return what it printed as JSON; it must have ended well."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def column(self, head: str) -> list[str]:
        """Return a column of the printed table by its head; heads and cells up to it are one word each."""
        if not self.out:
            return []
        heads, *rows = (line.split() for line in self.out.splitlines())
        return [row[heads.index(head)] for row in rows]


class CommandLine:
    """Runs command lines in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Told:
        """Run one; whatever was printed before is dropped."""
        self._capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Told(code, *self._capsys.readouterr())


def elsewhere(store: Store, run: Logged) -> None:
    """Let a run be one that a process on another machine is writing."""
    sql = "UPDATE attempt SET host = 'elsewhere' WHERE run_id = ? RETURNING owner"
    [[owner]] = store.connection.execute(sql, (run.id,)).fetchall()
    lock_path(store.journals, run.hash, owner).touch()


def begin(
    *arguments: object, folder: Path, variables: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[str]:
    """Start a command line as a process of its own in a folder; `variables` are added to its environment."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(
        [sys.executable, "-m", "runyard", *map(str, arguments)],
        cwd=folder,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "", **(variables or {})},
        **pipes,
    )


def outside(*arguments: object, folder: Path, typed: str = "", **variables: str) -> Told:
    """Run a command line as a process of its own, with text for its standard input."""
    process = begin(*arguments, folder=folder, variables=variables)
    assert process.stdin is not None
    process.stdin.write(typed)
    return Told(*finish(process))


def on_a_terminal(folder: Path, *arguments: object, stream: str = "stdout") -> str:
    """Run a command line that must end well with a stream on a terminal; return what that shows."""
    import pty

    ours, theirs = pty.openpty()
    process = begin(*arguments, folder=folder, **{stream: theirs})
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    code, _, err = finish(process)
    assert (code, err or "") == (0, ""), shown
    return shown.decode("utf-8")
