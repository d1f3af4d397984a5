"""The virtual environment of this checkout: made, checked, repaired, and left alone when it is right."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pip_source
from terminal import SetUpError, follow, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "runyard-stamp.json"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
OLDEST = (3, 11)
LEADS_ELSEWHERE = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}


def require_python() -> None:
    """Say what is missing when this Python is too old."""
    if sys.version_info >= OLDEST:
        return
    present = ".".join(map(str, sys.version_info[:3]))
    message = f"Runyard needs Python 3.11 or newer. This is Python {present} ({sys.executable})."
    newer = _newer_python()
    if newer:
        again = f'"{newer}" {Path(sys.argv[0]).as_posix()} {" ".join(sys.argv[1:])}'.strip()
        raise SetUpError(f"{message}\nA newer one is on this machine. Run:\n  {again}")
    if sys.platform.startswith("linux"):
        hint = "On Debian 12 and Ubuntu 24.04: sudo apt-get install python3 python3-venv"
    else:
        hint = "Get it from https://www.python.org/downloads/"
    raise SetUpError(f"{message}\n{hint}")


def _newer_python() -> str | None:
    for minor in range(16, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        answer = _asked(found, "import sys; print(sys.executable)") if found else ""
        if answer:
            return answer
    return None


def python() -> Path:
    """Return the environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict[str, str]:
    """Return the variables to run it with: those of the caller, without what would lead Python elsewhere."""
    strange = (
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "VIRTUAL_ENV",
    )
    kept = {key: value for key, value in os.environ.items() if key.upper() not in strange}
    kept["VIRTUAL_ENV"] = str(VENV)
    kept["PATH"] = str(python().parent) + os.pathsep + kept.get("PATH", "")
    return kept


def ensure(extras: Iterable[str]) -> None:
    """Make `.venv` hold Runyard with these extras, doing only what is missing.

    Raises
    ------
    SetUpError
        If that is impossible; the message names the one command that helps.
    """
    wanted = set(extras)
    present, pins = _stamp()
    healthy = _healthy()
    if healthy and wanted <= present and pins == _pins():
        return
    if VENV.exists() and not healthy:
        say("The environment in .venv does not run; making it anew")
        _remove()
    if not VENV.exists():
        _make()
    _install(sorted(wanted | present))
    STAMP.write_text(json.dumps({"extras": sorted(wanted | present), "pins": _pins()}), encoding="utf-8")


def _stamp() -> tuple[set[str], str]:
    """Return what the environment was last completed with: the extras and the hash of the pins."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
        return set(found["extras"]), str(found["pins"])
    except (OSError, ValueError, TypeError, KeyError):
        return set(), ""


def _pins() -> str:
    """Return what decides the installed packages, as one hash."""
    parts = [path.read_bytes() for path in (ROOT / "pyproject.toml", CONSTRAINTS)]
    parts.append(str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _asked(executable: str, program: str) -> str:
    """Return what a short program prints under an interpreter; empty when that does not run."""
    try:
        done = subprocess.run(
            [executable, "-c", program],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _healthy() -> bool:
    """Whether the environment runs, is new enough, is this one, and has pip."""
    answer = _asked(str(python()), "import sys, pip; print(sys.prefix, sys.version_info >= (3, 11))")
    where, _, new_enough = answer.rpartition(" ")
    return new_enough == "True" and Path(where).resolve() == VENV.resolve()


def _remove() -> None:
    try:
        shutil.rmtree(VENV)
    except OSError as error:
        raise SetUpError(
            f"{VENV} cannot be removed: {error}. Close what uses it, delete it, and try again."
        ) from error


def _make() -> None:
    present = ".".join(map(str, sys.version_info[:3]))
    say(f"Making .venv with Python {present}")
    if find_spec("venv") is None:
        raise SetUpError(f"This Python has no venv module. Run:\n  {pip_source.apt_command()}")
    command = [sys.executable, "-m", "venv", str(VENV)]
    if find_spec("ensurepip") is not None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        if VENV.exists():
            _remove()
    say("This Python comes without ensurepip; getting pip another way")
    done = subprocess.run([*command, "--without-pip"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetUpError(
            f"Making .venv failed:\n{done.stdout}{done.stderr}\nTry:\n  {pip_source.apt_command()}"
        )
    try:
        pip_source.provide(python(), environment())
    except SetUpError:
        _remove()
        raise


def _install(extras: list[str]) -> None:
    say(f"Installing Runyard with {', '.join(extras)} (the first time downloads about 400 MB)")
    STAMP.unlink(missing_ok=True)
    command = [str(python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--constraint", str(CONSTRAINTS), "--editable", f"{ROOT}[{','.join(extras)}]"]
    follow(command, environment(), _worth_showing, "Installing")


def _worth_showing(line: str) -> bool:
    """Large downloads, and the long silence after them."""
    text = line.strip()
    large = text.startswith("Downloading ") and text.endswith(" MB)")
    return large or text.startswith(("Installing collected", "ERROR"))
