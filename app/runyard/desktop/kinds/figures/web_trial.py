"""Whether figures can be interactive here, tried out in a process of its own before the first one is.

Chromium ends the whole program where it finds no sandbox (as root, or where user namespaces are forbidden),
so nothing of it is started here before another process has come through.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from runyard.desktop.state.settings import Entry

_TRIAL = """
import sys
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWidgets import QApplication
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
app = QApplication(["trial"])
profile = QWebEngineProfile()
page = QWebEnginePage(profile)
codes = []
def ended(good):
    codes.append(0 if good else 3)
    app.quit()
page.loadFinished.connect(ended)
page.load(QUrl("data:text/html,good"))
QTimer.singleShot(15000, app.quit)
app.exec()
sys.stdout.flush()
import os
os._exit(codes[0] if codes else 4)
"""
_PATIENCE_S, _LOOK_S, _SAID = 30, 0.02, 65_536
_NO_SANDBOX = "The browser part of Qt finds no sandbox here, so figures stay still"
#: Where Linux says whether who is not root may have namespaces, and what forbids them.
_NAMESPACES = (
    ("kernel/unprivileged_userns_clone", "0"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1"),
    ("user/max_user_namespaces", "0"),
)
_NOT_STARTED = "The browser part of Qt does not start here"
#: Nothing is looked up, reported or fetched. WebGL is allowed where the graphics driver is only software, as
#: on most remote desktops; what is composed there by such a driver would never reach the window.
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # no policy of a page's covers WebRTC
    "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-pings",
    "--js-flags=--max-old-space-size=2048",
)
_INSTALL = "Install {} to have them interactive"
#: Where the trial came out well, so that it is not repeated at every start.
PASSED: Entry[str] = Entry("figures/web_engine", "", lambda value: isinstance(value, str))


def here() -> str:
    """Return what a passed trial holds for: this Qt on this system, as this user."""
    import PySide6

    return " ".join((PySide6.__version__, sys.platform, platform.release(), str(_user())))


def missing() -> str | None:
    """Return why figures cannot be interactive, as far as that is known without a trial."""
    if not _found("PySide6.QtWebEngineWidgets"):
        return "QtWebEngine is not here. " + _INSTALL.format("the package PySide6-WebEngine")
    if not _found("plotly"):
        return "Plotly is not here. " + _INSTALL.format("the package plotly")
    if _user() == 0 and not _without_sandbox():
        return "Interactive figures need a user other than root, whom the browser's sandbox refuses"
    return None


def trial(stopped: Callable[[], bool]) -> str | None:
    """Start QtWebEngine in another process; return why it does not work, None when it does. Any thread.

    `stopped` is asked meanwhile: the process is ended when it says so.
    """
    prepare()
    if getattr(sys, "frozen", False):
        return None if _namespaces() else _NO_SANDBOX  # there is no interpreter to try it with
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _TRIAL],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        except OSError:
            return _NOT_STARTED
        code = _ended(process, stopped)
        said.seek(0)
        return None if code == 0 else _cause(said.read(_SAID).decode("utf-8", "replace"))


def loaded() -> str | None:
    """Load the browser's libraries, which takes a while, for this process; return why they cannot be."""
    try:
        import PySide6.QtWebEngineWidgets  # noqa: F401
    except ImportError as error:
        return _cause(str(error))
    return None


def prepare() -> None:
    """Say how Chromium is to run; to be called before it starts."""
    known = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    if _FLAGS[-1] not in known:
        quoted = [f'"{flag}"' if " " in flag else flag for flag in _FLAGS]
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join([known, *quoted]).strip()


def plotly_js() -> bytes:
    """Return Plotly's own script, out of the installed package."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


def _ended(process: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> int:
    """Return the code a process ends with; it is ended when nobody waits for it, or for too long."""
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None:
        if stopped() or time.monotonic() > until:
            process.kill()
            return process.wait()
        time.sleep(_LOOK_S)
    return process.returncode


def _cause(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for line in reversed(lines):
        if "sandbox" in line.lower():
            return _NO_SANDBOX
        if "cannot open shared object file" in line:
            library = line.split(": cannot open")[0].split()[-1]
            return f"The browser part of Qt lacks the system library {library}"
    return _NOT_STARTED


def _namespaces() -> bool:
    """Whether the browser's sandbox can be made, as far as the system says."""
    for name, forbidden in _NAMESPACES:
        try:
            if (Path("/proc/sys") / name).read_text(encoding="ascii").strip() == forbidden:
                return False
        except OSError:
            continue
    return True


def _found(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else -1


def _without_sandbox() -> bool:
    return bool(os.environ.get("QTWEBENGINE_DISABLE_SANDBOX")) or "--no-sandbox" in os.environ.get(
        "QTWEBENGINE_CHROMIUM_FLAGS", ""
    )
