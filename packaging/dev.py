#!/usr/bin/env python3
"""Set up this checkout and run it: needs nothing but Python, makes everything else in .venv.

    python3 packaging/dev.py demo          train small models, open the desktop app on their runs
    python3 packaging/dev.py test          every check: lint, types, contracts, tests
    python3 packaging/dev.py app [DIR]     open the desktop app
    python3 packaging/dev.py bench [NAME]  measure

Parses on Python 3.8, so that an old Python is told what is missing instead of a syntax error.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from pathlib import Path

import bootstrap
import checks
import system_libraries
from terminal import SetUpError, say

ROOT = bootstrap.ROOT


def main() -> int:
    """Run one sub-command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", line_buffering=True)
    options = _options()
    try:
        bootstrap.require_python()
        return int(options.run(options))
    except SetUpError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped", file=sys.stderr)
        return 130


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Set up this checkout in .venv and run it; re-runs are quick."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    demo = commands.add_parser("demo", help="train small models and open the desktop app on their runs")
    demo.add_argument("folder", nargs="?", metavar="DIR", help="where to keep the demo repository")
    demo.set_defaults(run=_demo)
    test = commands.add_parser("test", help="lint, types, contracts and tests")
    test.add_argument(
        "--long", action="store_true", help="the long scenarios in full, and examples drawn anew"
    )
    test.set_defaults(run=_test)
    app = commands.add_parser("app", help="open the desktop app")
    app.add_argument("folder", nargs="?", metavar="DIR", help="a folder that holds a repository")
    app.set_defaults(run=_app)
    bench = commands.add_parser("bench", help="measure, and print figures beside a baseline of the same run")
    bench.add_argument("names", nargs="*", metavar="NAME", help="measurements to take, all by default")
    bench.set_defaults(run=_bench)
    return parser.parse_args()


def _demo(options: argparse.Namespace) -> int:
    _prepare("desktop", "demo", display=system_libraries.has_display())
    folder = Path(options.folder) if options.folder else ROOT / "artefacts" / "demo"
    command = ["-m", "runyard", "demo", str(folder.absolute())]
    if not system_libraries.has_display():
        command += ["--pictures", str(ROOT / "artefacts" / "pictures")]
    return _run(*command)


def _test(options: argparse.Namespace) -> int:
    _prepare("desktop", "demo", "dev", display=False)
    return checks.run(bootstrap.python(), bootstrap.environment(), long=options.long)


def _app(options: argparse.Namespace) -> int:
    if not system_libraries.has_display():
        raise SetUpError("There is no display to open a window on. Set DISPLAY, or connect with `ssh -X`.")
    _prepare("desktop", display=True)
    return _run("-m", "runyard", "app", *([str(Path(options.folder).absolute())] if options.folder else []))


def _bench(options: argparse.Namespace) -> int:
    _prepare("desktop", "demo", "dev", display=False)
    return _run(str(ROOT / "tests" / "benchmarks" / "run.py"), *options.names)


def _prepare(*extras: str, display: bool) -> None:
    bootstrap.ensure(extras)
    system_libraries.ensure(bootstrap.python(), bootstrap.environment(), display=display)


def _run(*arguments: str) -> int:
    say("Running " + " ".join(["runyard" if a == "-m" else a for a in arguments if a != "runyard"]))
    environment = bootstrap.environment()
    if os.name == "posix" and hasattr(os, "execve"):
        sys.stdout.flush()
        os.execve(str(bootstrap.python()), [str(bootstrap.python()), *arguments], environment)
    return subprocess.call([str(bootstrap.python()), *arguments], env=environment)


if __name__ == "__main__":
    sys.exit(main())
