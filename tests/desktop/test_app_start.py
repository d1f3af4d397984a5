"""The start path is light: what is slow to import waits until the first rows are painted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

from support import seeding

HEAVY = ("numpy", "pyqtgraph", "sqlite_utils", "click", "rich", "PIL", "pandas", "runyard.tracking")

SCRIPT = """
    import json, sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    from runyard.desktop import app as desktop

    window = desktop.build(Path(sys.argv[1]), Path(sys.argv[2]))
    found = {}

    def painted():
        found["first"] = sorted(sys.modules)
        wait()

    def wait():
        if all(name in sys.modules for name in ("numpy", "pyqtgraph")) and window.workspace.tasks.idle():
            found["later"] = sorted(sys.modules)
            window.close()
            app.quit()
        else:
            QTimer.singleShot(20, wait)

    window.first_painted.connect(painted)
    QTimer.singleShot(30_000, app.quit)
    window.show()
    app.exec()
    print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The modules loaded at the first paint, and once it is calm."""
    place = tmp_path_factory.mktemp("start")
    with seeding.bulk(place, 200, params=3, metrics=4) as store:
        folder = store.folder
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), str(folder), str(place / "desktop.ini")],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[str]] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", HEAVY)
def test_not_loaded_at_the_first_paint(modules: dict[str, list[str]], name: str) -> None:
    assert name not in modules["first"]


def test_charts_are_loaded_by_themselves_afterwards(modules: dict[str, list[str]]) -> None:
    assert {"numpy", "pyqtgraph"} <= set(modules["later"])


def test_app_needs_no_logging_module(modules: dict[str, list[str]]) -> None:
    assert not [name for name in modules["later"] if name.startswith("runyard.tracking")]
