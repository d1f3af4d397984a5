"""Where pip comes from when Python was packaged without ensurepip, as Debian does."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from terminal import SetUpError, say

WHEEL = (
    "https://files.pythonhosted.org/packages/44/3c/d717024885424591d5376220b5e836c2d5293ce2011523c9de23ff7bf068/"
    "pip-25.3-py3-none-any.whl"
)
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def provide(python: Path, environment: Mapping[str, str]) -> None:
    """Put pip into an environment that was made without it.

    Raises
    ------
    SetUpError
        If no way works; the message names the one command that helps.
    """
    if _by_this_pip(python) or _by_download(python, environment):
        return
    raise SetUpError(f"Python's pip could not be had. Run this, then try again:\n  {apt_command()}")


def apt_command() -> str:
    """Return the command that completes Debian's Python."""
    prefix = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return f"{prefix}apt-get install -y python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def _by_this_pip(python: Path) -> bool:
    """Let the pip of the running Python, if it has one, install into the environment."""
    if find_spec("pip") is None:
        return False
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _by_download(python: Path, environment: Mapping[str, str]) -> bool:
    """Fetch one known wheel of pip and let it install itself."""
    try:
        with urllib.request.urlopen(WHEEL, timeout=60) as answer:
            wheel = answer.read()
    except OSError as error:
        say(f"pip could not be downloaded: {error}")
        return False
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        say("What was downloaded is not the pip that was expected; not used")
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, WHEEL.rpartition("/")[2])
        path.write_bytes(wheel)
        command = [str(python), f"{path}/pip", "install", "--quiet", "--no-index", str(path)]
        return subprocess.run(command, env=dict(environment), check=False).returncode == 0
