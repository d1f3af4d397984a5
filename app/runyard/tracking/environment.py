"""What a run remembers of where it ran: interpreter, arguments, variables, git state, packages."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

from runyard.domain import params
from runyard.domain.importing import apart_from_forks
from runyard.storage.objects import attachments, blobs
from runyard.tracking import report, secrets
from runyard.tracking.git import Git
from runyard.tracking.session import Session

PARAM = "__system_params"
_PATIENCE = 3.0  # seconds that the end of a run waits for what is still being collected


class Environment:
    """Logs the surroundings of a run: what is at hand at once, git and packages from a thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stopped = False
        self._keep((), at_hand())
        self._git = Git(_working_directory())
        self._thread = threading.Thread(target=self._work, name="runyard-environment", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait a while for what is still being collected; then go without."""
        self._thread.join(_PATIENCE)
        self._stopped = True
        if self._thread.is_alive():
            self._git.stop()
            report.tell("the run ended before all of its system params were collected; the rest is left out")

    def _work(self) -> None:
        try:
            info, diff = self._git.look()
            if info:
                self._keep(("git_info",), info)
            if diff and not self._stopped:
                digest = blobs.put(self._session.folder / "blobs", diff)
                self._session.op("attachment", [attachments.DIFF, digest, len(diff)])
            self._keep(("packages",), packages())
        except Exception as error:
            if not self._stopped:
                report.tell(f"not all system params are kept ({error})")

    def _keep(self, path: tuple[str, ...], value: dict[str, Any]) -> None:
        if not self._stopped:
            self._session.op("param", [[PARAM, *path], params.encode(value)])


def at_hand() -> dict[str, Any]:
    """Return interpreter, arguments and environment variables, without secrets."""
    kept, dropped = secrets.variables(os.environ)
    return {
        "executable": _text(secrets.scrubbed(sys.executable or "")),
        "arguments": [_text(argument) for argument in secrets.arguments(sys.argv)],
        "env_variables": {_text(name): _text(value) for name, value in kept.items()},
        "env_variables_dropped": [_text(name) for name in dropped],
    }


def packages() -> dict[str, str]:
    """Return the version of every installed distribution; of two with one name, the one that is imported."""
    with apart_from_forks:
        import email.parser  # noqa: F401 - it would be imported by the first look at one
        from importlib.metadata import distributions

    found: dict[str, str] = {}
    for distribution in distributions():
        try:
            name, version = distribution.metadata["Name"], distribution.version
        except Exception:  # a broken installation
            continue
        if name and version:
            found.setdefault(name, version)
    return dict(sorted(found.items()))


def _working_directory() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # deleted
        return os.sep


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
