"""The system libraries Qt links to on Linux: which are missing, and the one command that brings them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from terminal import SetUpError, follow, say, written

#: Needed to load QtGui and QtWidgets at all, without a display too. Library -> Debian package.
WIDGETS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libzstd.so.1": "libzstd1",
    "libz.so.1": "zlib1g",
}
#: Needed besides to open a window on an X display.
WINDOWS = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
#: Needed besides to play sounds and to show interactive figures.
MEDIA = {
    "libpulse.so.0": "libpulse0",
    "libasound.so.2": "libasound2",
    "libexpat.so.1": "libexpat1",
    "libgbm.so.1": "libgbm1",
    "libnspr4.so": "libnspr4",
    "libnss3.so": "libnss3",
    "libudev.so.1": "libudev1",
    "libxcb-dri3.so.0": "libxcb-dri3-0",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXext.so.6": "libxext6",
    "libXfixes.so.3": "libxfixes3",
    "libxkbfile.so.1": "libxkbfile1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
}
#: What newer systems call a package whose old name several provide, so that it cannot be installed by it.
RENAMED = {"libasound2": "libasound2t64"}
#: Tries to load each library named on the command line and prints the ones that are not there.
PROBE = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""
TRIAL = """
from PySide6.QtWidgets import QApplication
import PySide6.QtSvg, PySide6.QtMultimedia, PySide6.QtWebEngineWidgets
QApplication([])
"""


def has_display() -> bool:
    """Whether a window can be opened."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ensure(python: Path, environment: Mapping[str, str], *, display: bool) -> None:
    """See to it that Qt loads: install what is missing where we may, else say what to type.

    Raises
    ------
    SetUpError
        If something is missing; the message names it and the one command.
    """
    if not sys.platform.startswith("linux"):
        return
    known = {**WIDGETS, **MEDIA, **(WINDOWS if display else {})}
    missing = _missing(python, known)
    if missing:
        say(f"Qt needs system libraries that are not here: {', '.join(missing)}")
        _bring(missing, known)
        missing = _missing(python, known)
        if missing:
            raise SetUpError(f"These libraries are still missing: {', '.join(missing)}")
    _try_qt(python, environment)


def _missing(python: Path, known: Mapping[str, str]) -> list[str]:
    done = subprocess.run(
        [str(python), "-I", "-c", PROBE, *known], stdout=subprocess.PIPE, text=True, timeout=60, check=True
    )
    return done.stdout.split()


def _bring(missing: list[str], known: Mapping[str, str]) -> None:
    root = os.geteuid() == 0
    if shutil.which("apt-get"):
        packages = sorted({_present_name(known[name]) for name in missing})
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        if not root:
            raise SetUpError(f"Install them with:\n  sudo {written(install)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        follow(["apt-get", "update"], quiet, lambda line: False, "Reading the package lists")
        follow(
            install, quiet, lambda line: line.startswith("Setting up"), "Installing " + ", ".join(packages)
        )
    elif shutil.which("dnf"):
        install = ["dnf", "install", "-y", *(f"{name}()(64bit)" for name in missing)]
        raise SetUpError(f"Install them with:\n  {'' if root else 'sudo '}{written(install)}")
    else:
        raise SetUpError("Install the packages of this system that hold them, then try again.")


def _present_name(package: str) -> str:
    renamed = RENAMED.get(package)
    if renamed is None:
        return package
    shown = subprocess.run(
        ["apt-cache", "show", renamed], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return renamed if shown.returncode == 0 else package


def _try_qt(python: Path, environment: Mapping[str, str]) -> None:
    """Load Qt once for real: the truth, whatever the lists above say."""
    trial = subprocess.run(
        [str(python), "-c", TRIAL],
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    if trial.returncode != 0:
        cause = (trial.stdout.strip().splitlines() or ["no message"])[-1]
        raise SetUpError(f"Qt does not load: {cause}")
