"""How a measurement is taken and told: medians, a budget, and a baseline of the same run beside them."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
_WORSE = 1.5  # times in proportion


class Report:
    """Prints one line a figure as soon as it is known."""

    def say(self, what: str, figure: str, budget: str = "", beside: str = "") -> None:
        """Print a figure with its budget and what it is compared with."""
        print(f"  {what:<58} {figure:>22}  {budget:<18} {beside}", flush=True)

    def say_timed(self, what: str, found: Sequence[float], budget: str) -> None:
        """Print how long something took, the longest gap of the interface in it, and the CPU time in one."""
        took, gap, cpu = found
        self.say(what, f"{took:.0f} ms", budget, f"stall / CPU in it {gap:.0f} / {cpu:.0f} ms (50)")

    def table(self, what: str, rows: Iterable[tuple[int, dict[str, float]]]) -> None:
        """Print how figures grow with a size, each with its ratio to the row before.

        A column whose name ends in ", each" is a cost for each unit of the size, in ", rate" units a second;
        any other a cost of the whole.
        """
        before: tuple[int, dict[str, float]] | None = None
        for size, figures in rows:
            if before is None:
                print(f"  {what:>32}" + "".join(f"{name.partition(',')[0]:>24}" for name in figures))
            cells = [_cell(name, size, figure, before) for name, figure in figures.items()]
            print(f"  {size:>32,}" + "".join(f"{cell:>24}" for cell in cells), flush=True)
            before = size, figures


def _cell(name: str, size: int, figure: float, before: tuple[int, dict[str, float]] | None) -> str:
    text = f"{figure:,.0f}" if figure >= 1000 else f"{figure:.3g}"
    if before is None:
        return f"{text}         "
    ratio = figure / before[1][name]
    grown = {"each": ratio, "rate": 1 / ratio}.get(name.partition(", ")[2], ratio * before[0] / size)
    return f"{text} (x{ratio:.2f})".ljust(len(text) + 9) + ("!" if grown > _WORSE else " ")


def median(numbers: Sequence[float]) -> float:
    """Return the middle number."""
    return statistics.median(numbers)


def percentile(numbers: Sequence[float], percent: float) -> float:
    """Return the number that `percent` of them do not exceed."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def seconds(action: Callable[[], Any], times: int = 7, warm_up: int = 1) -> float:
    """Return the median duration of an action."""
    for _ in range(warm_up):
        action()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        found.append(time.perf_counter() - began)
    return median(found)


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="runyard-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment(**more: str) -> dict[str, str]:
    """Return the variables of a measured process, which may keep bytecode as an installed program does."""
    paths = os.pathsep.join([str(ROOT / "app"), str(HERE)])
    # The offscreen platform warns at every window that it knows no size hints.
    qt = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    found = {**os.environ, "PYTHONPATH": paths, **qt, **more}
    # Set in many containers; with it every process would compile what was edited since the last other one.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def start(program: str, *arguments: object, **variables: str) -> subprocess.Popen[str]:
    """Start a Python program given as text; its standard output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(**variables),
    )


def answer(program: str, *arguments: object, **variables: str) -> Any:
    """Run a Python program in a process of its own and return the JSON of the last line it prints."""
    process = start(program, *arguments, **variables)
    said, _ = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"the measured process ended with {process.returncode}")
    return json.loads(said.strip().splitlines()[-1])


def fresh(program: str, folder: Path, *arguments: object) -> Any:
    """Answer as `answer` does, with a window that does not continue where the one before was left."""
    (folder / "settings.ini").unlink(missing_ok=True)
    return answer(program, folder, *arguments)


def thousands(rate: float) -> str:
    """Return a rate as people read it."""
    return f"{rate:,.0f}/s"
