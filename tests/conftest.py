"""What every test stands on: no display, no traces in this person's home, nothing left running."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported by anything
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # tests may run as root, the product does not

import gc
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from support import leaks
from support.patience import PatientBot
from support.waiting import wait_for

#: Examples are the same each time, so that a red run tells of a change; `test --long` draws new ones. Time
#: limits of single examples only measure how busy the machine is.
hypothesis.settings.register_profile("runyard", deadline=None, derandomize=not os.environ.get("RUNYARD_LONG"))
hypothesis.settings.load_profile("runyard")

VARIABLES_OF_A_PERSON = ("RUNYARD_REPO", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole session a home of its own; Qt remembers the first one it sees."""
    home = tempfile.mkdtemp(prefix="runyard-tests-home-")
    config.add_cleanup(lambda: _remove(home))
    for variable in VARIABLES_OF_A_PERSON:
        os.environ.pop(variable, None)
    # What tests start in processes of their own finds the package, installed or not, and what supports tests.
    here = Path(__file__).resolve().parent
    paths = [str(here.parent / "app"), str(here), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    # From Python 3.12 on a fork beside threads is warned of; here it is done on purpose.
    os.environ["PYTHONWARNINGS"] = "ignore:This process:DeprecationWarning"
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[variable] = home
    _hear_signals()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `packaging/dev.py test --long` runs."""
    if not os.environ.get("RUNYARD_LONG"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the test's own folder, so that a repository made by default lands there."""
    monkeypatch.chdir(tmp_path)
    for variable in VARIABLES_OF_A_PERSON:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def widgets_die_on_their_thread(request: pytest.FixtureRequest) -> None:
    """Collect what tests with widgets left, before a thread that a test starts does: Qt would crash."""
    widgets = "desktop" in request.node.path.parts or "qtbot" in request.fixturenames
    if _before.widgets and not widgets:
        gc.collect()
    _before.widgets = widgets


class _Before:
    """What the last test was."""

    widgets = False


_before = _Before()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of the interface that leaves a thread, a window or a running timer behind."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    before = leaks.Present.now()
    yield
    found = leaks.since(before)
    if found:
        pytest.fail("left behind: " + "; ".join(found), pytrace=False)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def long_form() -> bool:
    """Whether the full counts are asked for (`packaging/dev.py test --long`)."""
    return bool(os.environ.get("RUNYARD_LONG"))


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Return a function that waits until a condition holds, and fails with its name when it never does."""
    return wait_for


def _hear_signals() -> None:
    """Take back what a shell does to a check in its background: it, and what it starts, ignores Ctrl-C."""
    usual = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL, "SIGTERM": signal.SIG_DFL}
    for name, handler in usual.items():
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


def _remove(folder: str) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
