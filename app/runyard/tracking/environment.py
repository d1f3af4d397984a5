"""What a run remembers of where it ran: packages, variables, interpreter, arguments, git commit."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

PARAM = "__system_params"
_SECRETS = ("secret", "key", "token", "password", "passwd", "credential", "auth")
_GIT_SECONDS = 5.0


def collect() -> dict[str, Any]:
    """Return everything; what cannot be had is left out."""
    found: dict[str, Any] = {
        "executable": _text(sys.executable or ""),
        "arguments": [_text(argument) for argument in sys.argv],
        "env_variables": {
            _text(name): _text(value)
            for name, value in sorted(os.environ.items())
            if not any(word in name.lower() for word in _SECRETS)
        },
        "packages": _packages(),
    }
    git = _git()
    if git:
        found["git_info"] = git
    return found


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _packages() -> dict[str, str]:
    from importlib.metadata import distributions

    found = {}
    for distribution in distributions():
        name = distribution.metadata["Name"]
        if name:  # a broken installation has none
            found[name] = distribution.version
    return dict(sorted(found.items()))


def _git() -> dict[str, Any]:
    commit = _ask("log", "-1", "--format=%H%n%aI%n%an <%ae>").splitlines()
    if len(commit) != 3:
        return {}
    return {
        "branch": _ask("rev-parse", "--abbrev-ref", "HEAD"),
        "remote_origin_url": _without_password(_ask("config", "--get", "remote.origin.url")),
        "commit": {"hash": commit[0], "timestamp": commit[1], "author": commit[2]},
    }


def _ask(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "backslashreplace").strip() if done.returncode == 0 else ""


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if separator and "@" in rest.partition("/")[0]:
        return f"{scheme}://{rest.partition('@')[2]}"
    return url
