"""A repository in the working folder, and command lines on it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from runyard.storage.store import Store
from support.command_line import CommandLine
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty repository in the working folder."""
    with empty(tmp_path) as opened:
        yield opened


@pytest.fixture
def runyard(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return a function that runs a command line in this process, with nobody to answer a question."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return CommandLine(capsys)
