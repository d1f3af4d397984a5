"""The state of the code a run starts from, as git knows it.

Nothing that a repository brings along is run: hooks, pagers, external diffs, filters, file system monitors,
signature checks and transports are all switched off, and git never waits for a person.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any, NamedTuple

from runyard.tracking import secrets

#: Bytes of the difference, and names of untracked files, that are kept.
LONGEST_DIFF = 1_000_000
MOST_NAMES = 1_000
_LONGEST_ANSWER = 1 << 20
_SECONDS = 20.0
_CUT = "\n... cut here: the difference is longer than the {limit:,} bytes that are kept\n"
_OFF = {
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "color.ui": "false",
    "credential.helper": "",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
_SAFE = ["--no-pager", "--no-optional-locks"]
_DIFF = [
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--ignore-submodules=dirty",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
]
_COMMIT = "--format=%H%x00%aI%x00%an <%ae>"
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "LC_ALL": "C",
}


class Code(NamedTuple):
    """`info` as kept under ``git_info``; `diff` the uncommitted changes, None where they are not known."""

    info: dict[str, Any]
    diff: bytes | None


class Git:
    """Asks git about one folder, for so many seconds in all; `stop` ends the question under way."""

    def __init__(self, folder: str, seconds: float = _SECONDS) -> None:
        self._folder = folder
        self._program = shutil.which("git") or ""
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._timer = threading.Timer(seconds, self.stop)
        self._timer.daemon = True
        self._settings = dict(_OFF)

    def look(self) -> Code:
        """Return what git knows; nothing where there is no git or no repository."""
        if not Path(self._program).is_absolute():  # never one that lies in the working directory
            return Code({}, None)
        self._timer.start()
        try:
            return self._look()
        finally:
            self._timer.cancel()

    def stop(self) -> None:
        """End the question under way; there will be no other."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def _look(self) -> Code:
        if self._text("rev-parse", "--is-inside-work-tree") != "true":
            return Code({}, None)
        url = self._text("config", "--get", "remote.origin.url") or ""
        info: dict[str, Any] = {
            "branch": self._text("symbolic-ref", "--short", "-q", "HEAD") or "HEAD",
            "remote_origin_url": secrets.scrubbed(url),
        }
        base = "HEAD"
        commit = (self._text("log", "-1", "--no-show-signature", "--encoding=UTF-8", _COMMIT) or "").split(
            "\0"
        )
        if len(commit) == 3:
            info["commit"] = {"hash": commit[0], "timestamp": commit[1], "author": commit[2]}
        else:  # no commit yet: all is compared with nothing
            base = self._text("hash-object", "-t", "tree", "--stdin") or base
        drivers = self._filter_drivers()
        if any("=" in driver for driver in drivers):  # such a name cannot be switched off
            return Code(info, None)
        for driver in drivers:
            self._settings |= {f"{driver}.clean": "", f"{driver}.process": "", f"{driver}.required": "false"}
        answer = self._ask([*_DIFF, base, "--"], LONGEST_DIFF)
        if answer is None:
            return Code(info, None)
        diff, cut = answer
        if cut:
            diff = diff[: diff.rfind(b"\n") + 1] + _CUT.format(limit=LONGEST_DIFF).encode()
        info["dirty"] = bool(diff)
        if diff:
            info["diff"] = {"bytes": len(diff), "cut": cut}
        return Code(info | self._untracked(), diff)

    def _untracked(self) -> dict[str, Any]:
        question = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"]
        answer = self._ask(question, _LONGEST_ANSWER)
        if answer is None:
            return {}
        names = [_decoded(name) for name in answer[0].split(b"\0")[:-1]]
        return {"untracked": names[:MOST_NAMES], "untracked_cut": answer[1] or len(names) > MOST_NAMES}

    def _filter_drivers(self) -> list[str]:
        """Return the filters of the configuration, each a program that a comparison would run."""
        names = self._text("config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|process)$")
        return sorted({name.rpartition(".")[0] for name in (names or "").split("\0") if name})

    def _text(self, *question: str) -> str | None:
        answer = self._ask(list(question), _LONGEST_ANSWER)
        return None if answer is None else _decoded(answer[0]).strip()

    def _ask(self, question: list[str], limit: int) -> tuple[bytes, bool] | None:
        """Return the first `limit` bytes of an answer and whether it is longer; None when there is none."""
        if self._stopped:
            return None
        settings = [part for setting in self._settings.items() for part in ("-c", "=".join(setting))]
        try:
            process = self._process = subprocess.Popen(
                [self._program, *_SAFE, *settings, *question],
                cwd=self._folder,
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would show a console
            )
        except (OSError, ValueError):
            return None
        with process:
            if self._stopped or process.stdout is None:
                process.kill()
                return None
            data = process.stdout.read(limit + 1)
            cut = len(data) > limit
            if cut:
                process.kill()
        if self._stopped or (process.returncode and not cut):
            return None
        return data[:limit], cut


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
