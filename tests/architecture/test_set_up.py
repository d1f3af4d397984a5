"""`packaging/dev.py`, as far as it can be tried without making an environment."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from support.sources import ROOT

SET_UP = ROOT / "packaging"


@pytest.fixture
def set_up(monkeypatch):
    """Return a function that imports one of the set-up's modules, which stand in no package."""
    monkeypatch.syspath_prepend(str(SET_UP))
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == SET_UP:
            del sys.modules[name]


def test_every_requirement_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {_plain(re.split(r"[<>=!;\[ ]", line)[0]) for line in wanted}
    pinned = {
        _plain(line.partition("==")[0])
        for line in (SET_UP / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert names - pinned == set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_an_old_python_is_told_what_is_missing(set_up, monkeypatch):
    bootstrap, terminal = set_up("bootstrap"), set_up("terminal")
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    with pytest.raises(terminal.SetUpError, match=r"needs Python 3\.11 or newer\. This is Python 3\.8\.18"):
        bootstrap.require_python()


def test_a_missing_library_is_named_with_the_command_that_brings_it(set_up, monkeypatch):
    libraries, terminal = set_up("system_libraries"), set_up("terminal")
    known = {"libm.so.6": "libc6", "libnowhere.so.1": "libnowhere1"}
    missing = libraries._missing(Path(sys.executable), known)
    assert "libnowhere.so.1" in missing
    monkeypatch.setattr(libraries.shutil, "which", lambda name: name == "apt-get")
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(
        terminal.SetUpError, match="sudo apt-get install -y --no-install-recommends libnowhere1"
    ):
        libraries._bring(["libnowhere.so.1"], known)


def test_an_environment_that_does_not_run_is_not_healthy(set_up, monkeypatch, tmp_path):
    bootstrap = set_up("bootstrap")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    assert not bootstrap._healthy()
    bootstrap.python().parent.mkdir(parents=True)
    bootstrap.python().write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    bootstrap.python().chmod(0o755)
    assert not bootstrap._healthy()


def test_help_names_the_sub_commands():
    done = subprocess.run(
        [sys.executable, SET_UP / "dev.py", "--help"], capture_output=True, text=True, check=True
    )
    assert all(command in done.stdout for command in ("demo", "test", "app", "bench"))
