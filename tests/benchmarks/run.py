#!/usr/bin/env python3
"""Takes the measurements named on the command line, or all: ``python tests/benchmarks/run.py [NAME...]``.

Each lies in a file of its own beside this one, with a function `measure(report)`, and runs in a process of
its own, so that none finds the caches of another.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "app"), str(HERE)]

NAMES = (
    "imports", "calls", "durable", "processes", "sizes", "flush", "wal", "reading", "queries", "trash",
    "growth", "big_metric", "smoothing", "app_start", "scrolling", "table_memory_and_stalls", "pages",
    "run_page", "overview", "objects", "images", "texts", "distributions", "log_lines", "commit_to_pixels",
    "live",
)  # fmt: skip


def main() -> int:
    """Measure what is asked for; 0 unless a measurement broke."""
    parser = argparse.ArgumentParser(description="Measure, with budgets and baselines beside.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(NAMES)}")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if given.here:
        from figures import Report

        importlib.import_module(given.names[0]).measure(Report())
        return 0
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores", end="")
    print(f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "", flush=True)
    broken = [name for name in given.names or NAMES if not _measure(name)]
    if broken:
        print(f"Broken: {', '.join(broken)}")
    return 1 if broken else 0


def _measure(name: str) -> bool:
    print(f"{name}: {_summary(name)}", flush=True)
    began = time.monotonic()
    done = subprocess.run([sys.executable, str(HERE / "run.py"), "--here", name], check=False)
    print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


def _summary(name: str) -> str:
    text = (HERE / f"{name}.py").read_text(encoding="utf-8")
    return text.partition('"""')[2].partition("\n")[0].rstrip('."')


if __name__ == "__main__":
    sys.exit(main())
