"""The numbers around the pages stay true when there is nothing to count."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runyard.desktop.shell import facts
from runyard.desktop.shell.facts import RepositoryFacts
from runyard.desktop.state import Workspace


def test_size_is_kept_while_the_folder_is_away(
    workspace: Workspace, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "MEASURE_EVERY", -1.0)
    shown = RepositoryFacts(workspace)
    settle()
    assert shown.now is not None
    before = shown.now.size
    assert before > 0
    workspace.folder = workspace.folder.with_name("gone")  # an open database is read on without its folder
    shown._timer.timeout.emit()
    settle()
    assert shown.now.size == before
